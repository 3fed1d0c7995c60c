"""Memory that is free, given back to the system."""

import ctypes
import gc

import pyarrow


def give_back() -> None:
    """Returns what is free to the system: else what comes next stands on top of what was held before.

    Measured: of 3.5 GB after the features of 100,000 claims, 2 GB were free and kept by the allocator.
    """
    gc.collect()
    pyarrow.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
    if trim is not None:
        trim(0)
