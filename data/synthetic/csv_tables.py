"""Reading the world's literal tables, `tables/*.csv`, and writing its CSV files."""

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

_TABLES = Path(__file__).parent / "tables"


@cache
def table_rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of `tables/<name>.csv` as texts, in order; an empty field is an empty text."""
    with (_TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A UTF-8 CSV with a header; None is an empty field."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def dollars(cents: int) -> str:
    """Cents as dollars with two decimals."""
    return f"{cents // 100}.{cents % 100:02d}"
