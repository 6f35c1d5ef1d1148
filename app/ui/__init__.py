"""The widgets: they show what the services say and never touch network, disk or keyring."""
