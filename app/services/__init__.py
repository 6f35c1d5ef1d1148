"""Qt without widgets: threads, timers and signals around the core."""
