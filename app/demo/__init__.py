"""The built-in provider: a real HTTP server on loopback whose tasks run by the clock."""
