"""Worlds like none of the shipped scenarios.

Run: `python -m benchmarks.foreign OUT [--which W] [--claims N] [--seed S]`.

`rural` is a hospital with clinics, `oncology` a city's centre for cancer, blood, kidneys and urology,
`pediatric` a group for children and women with a surgery centre, and `orthopedic` a network of orthopaedics,
therapy and imaging, much of it for accidents at work and on the road. Their payers, services, conditions and
settings (`foreign.toml`, `tables/`) were set by someone who knew the simulator and no feature of the models,
so that a recipe can be judged on what it was not tuned for:

    python -m benchmarks.foreign build/foreign --which oncology --claims 100000
    python -m benchmarks.denial --world build/foreign --json

A table that a world lacks is the shipped one. Tables and specialties are replaced in this process alone.
"""

import argparse
import csv
import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

_HERE = Path(__file__).parent
_TABLES = "data.synthetic.csv_tables"
SEEDS = {"rural": 909, "oncology": 5151, "pediatric": 6262, "orthopedic": 4837}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--which", choices=sorted(SEEDS), default="rural")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--seed", type=int, help="the world's own unless given")
    asked = parser.parse_args()
    seed = SEEDS[asked.which] if asked.seed is None else asked.seed
    with tempfile.TemporaryDirectory() as scratch:
        lay_tables(_HERE / asked.which / "tables", Path(scratch))
        make(asked.out, asked.which, asked.claims, seed)


def lay_tables(own: Path, folder: Path) -> None:
    """The shipped tables with a world's own in place of theirs, for the simulator to read from a folder.

    Loads its reader by itself, before anything of it has read a table.
    """
    root = importlib.util.find_spec("data").submodule_search_locations[0]
    spec = importlib.util.spec_from_file_location(_TABLES, Path(root) / "synthetic" / "csv_tables.py")
    sys.modules[_TABLES] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for tables in (module._TABLES, own):
        shutil.copytree(tables, folder, dirs_exist_ok=True)
    module._TABLES = folder


def make(out: Path, which: str, claims: int, seed: int) -> None:
    """Writes the world as `data.synthetic.world.simulate` writes the shipped ones."""
    from data.synthetic.answered import panel_of  # noqa: PLC0415 - tables are read when these are imported
    from data.synthetic.providers import TAXONOMIES  # noqa: PLC0415
    from data.synthetic.settings import Settings, laid_over  # noqa: PLC0415
    from data.synthetic.tuning import tuned_practice  # noqa: PLC0415
    from data.synthetic.world import panel_sizes, write_panels  # noqa: PLC0415

    TAXONOMIES.update(specialties(_HERE / which / "taxonomies.csv"))
    settings = laid_over(Settings(), _HERE / which / "foreign.toml")
    practice = tuned_practice(settings, claims, seed)
    panels = (panel_of(practice, at, size) for at, size in enumerate(panel_sizes(claims)))
    told = {"scenario": f"foreign {which}", "seed": seed, "claims": claims, "settings": settings.as_json()}
    write_panels(out, practice, panels, told, dirty=False, progress=lambda _done, _total: None)


def specialties(file: Path) -> dict[str, str]:
    """Provider taxonomies (NUCC) of specialties that shipped practices have not; none without the file."""
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["specialty"]: row["taxonomy"] for row in csv.DictReader(lines)}


if __name__ == "__main__":
    main()
