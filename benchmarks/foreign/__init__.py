"""Worlds like none of the shipped scenarios; see `__main__`."""
