"""Fuzzes what reads other people's bytes: each target is a module that says what must hold for any input."""
