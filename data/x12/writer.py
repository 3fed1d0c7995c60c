"""Writing X12: one function per transaction, each giving one interchange as bytes.

What is written reads back equal, but for what the format cannot carry: file hash, positions and keys.
"""

from data.x12.wire import Envelope, UnwritableValueError
from data.x12.write271 import write_271
from data.x12.write277 import write_277ca
from data.x12.write835 import Payment, write_835
from data.x12.write837 import write_837
from data.x12.write999 import write_999, write_ta1

__all__ = [
    "Envelope",
    "Payment",
    "UnwritableValueError",
    "write_271",
    "write_277ca",
    "write_835",
    "write_837",
    "write_999",
    "write_ta1",
]
