"""What the product knows and does, in plain Python: no Qt below this folder."""
