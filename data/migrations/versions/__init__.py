"""One literal step per file, in the order of their numbers."""
