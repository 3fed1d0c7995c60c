"""What the demo needs beside the commands it runs: a home of its own, and its unsent claims scored."""

import shutil
from pathlib import Path

import pandas as pd

from data.claim_files import read_claim_file
from data.clocks import now
from data.errors import CleanClaimError
from data.home import Home
from serving.command_edge import Context
from serving.services import Services
from serving.sheets import scored_sheet


class DemoRefusedError(CleanClaimError):
    """The home holds somebody's data, which a demo would have mixed with its own."""

    def __init__(self) -> None:
        super().__init__("This home holds data that no demo made: give another with `--home DIR`.")


def fresh_demo_home(obj: Context) -> Home:
    """The home made empty of an earlier demo.

    Raises: DemoRefusedError when it holds what no demo made.
    """
    home = obj.home.make()
    if (home.root / "demo").is_dir() and home.database is None:
        for path in home.root.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if obj.store().file_ids():
        raise DemoRefusedError
    return home


def unsent_scored(services: Services, folder: Path) -> pd.DataFrame:
    """One row per claim of the 837 files in a folder, as `score` has it."""
    read = [read_claim_file(path, now()) for path in sorted(folder.rglob("*.837"))]
    records = [record for file in read for record in file.claims]
    return scored_sheet(services, records, at=None, explain=False).frame
