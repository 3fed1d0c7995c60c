"""Claims as records: canonical tables, readers and writers, the store, links and outcomes."""
