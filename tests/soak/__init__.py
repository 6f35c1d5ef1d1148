"""A long run with everything going wrong, on the real services: see `__main__`."""
