"""Benchmarks, each beside the peer it is compared with, in one run."""
