"""What a feature is, and what was known when: the as-of view, the history ledger, the catalog."""
