"""The HTTP edge: API, pages, settings."""
