"""Reads one damaged file again: `CLEANCLAIM_FUZZ_SEED=<seed> python -m tests.fuzz <number>`.

Tells what it is made of and where it fails; with a path behind the number it is also written there.
"""

import os
import sys
import tempfile
from pathlib import Path

from data.store import Store
from tests.fuzz.check import check_ingest, check_reading, check_scoring
from tests.fuzz.mutate import mutant

number, seed = int(sys.argv[1]), int(os.environ.get("CLEANCLAIM_FUZZ_SEED", "1"))
damaged = mutant(number, seed)
sys.stdout.write(f"{damaged.kind}, {len(damaged.content)} bytes\n")
if sys.argv[2:]:
    Path(sys.argv[2]).write_bytes(damaged.content)
with tempfile.TemporaryDirectory() as folder:
    check_reading(damaged)
    check_scoring(damaged, Path(folder) / "file")
    check_ingest(damaged, Store.open(f"sqlite:///{folder}/cleanclaim.db"))
