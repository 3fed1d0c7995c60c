"""Reading one 837 and one 835 beside x12sdk and pyx12, in claims and remits per second of CPU time.

Ours reads whole files with types, positions and quarantine on; the peers read the first claims of the very
same files, as many as stand in the output, because they are slow. x12sdk gives typed claims (`claims()` of
its models), pyx12 the loop of each claim (`X12ContextReader`). All are warm before they are timed, run in
turns, and the median of the rounds counts. The memory is what a process of its own grows by (peak resident
set) while it reads a file of 200 MB, or of 1 GB with `--gigabyte`.
Run: `python -m benchmarks.x12 [--json] [--gigabyte]`.
"""

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from pyx12.error_handler import errh_null
from pyx12.params import params
from pyx12.x12context import X12ContextReader
from x12sdk.io import X12ModelReader

from data.records import ClaimRecord, Problem, Quarantined, RemitRecord
from data.synthetic import simulate
from data.x12.reader import X12Reader
from data.x12.writer import Envelope, Payment, write_835, write_837

CLAIMS, SEED, ROUNDS = 6_000, 3, 5
AT_ONCE = 100
"""Claims or payments per interchange; one file holds many."""
SLICES = {"x12sdk": 10, "pyx12": 5}
"""Interchanges that a peer reads; ours reads them all."""
LARGE_MB, GIGABYTE_MB = 200, 1_000
AIM = 5.0

Read = Callable[[Path, str], int]


def main() -> None:
    if "--read" in sys.argv:
        read_and_tell(Path(sys.argv[-1]))
        return
    size = GIGABYTE_MB if "--gigabyte" in sys.argv else LARGE_MB
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files = written(folder)
        claims, remits = (compared(files[kind], kind) for kind in ("837", "835"))
        memory = grown(files["837"][0], folder / "large.837", size)
    told = {
        **{name.replace("records", "claims"): value for name, value in claims.items()},
        **{f"remits_{name}".replace("remits_records", "remits"): value for name, value in remits.items()},
        **memory,
        "aim": AIM,
    }
    if "--json" not in sys.argv:
        show("claims", claims)
        show("remits", remits)
        print(f"{memory['large_mb']:.0f} MB read in {memory['large_seconds']:.0f} s, "
              f"grown by {memory['peak_mb']:.1f} MB")  # fmt: skip
    print(json.dumps(told))


def show(name: str, told: dict[str, float]) -> None:
    print(f"{name}: {told['records_per_second']:,.0f}/s of {told['records']:,.0f}")
    for peer, slice_ in SLICES.items():
        rate, ratio = told[f"{peer}_per_second"], told[f"ratio_{peer}"]
        print(f"  {peer} {version(peer)}: {rate:,.0f}/s of {slice_} interchanges: {ratio:.1f} (aim {AIM:g})")


def written(folder: Path) -> dict[str, list[Path]]:
    """By kind: the whole file, then the slice of each peer."""
    simulate(folder / "world", claims=CLAIMS, seed=SEED)
    edi = folder / "world" / "edi"
    claims = [record for record in records(edi / "837") if isinstance(record, ClaimRecord)]
    remits = [record for record in records(edi / "835") if isinstance(record, RemitRecord)]
    professional = [plain(record) for record in claims if record.claim["kind"] == "professional"]
    pieces = {
        "837": [write_837(some, envelope(number)) for number, some in numbered(professional)],
        "835": [by_check(write_835(some, envelope(number))) for number, some in numbered(payments(remits))],
    }
    return {kind: [write(folder, kind, made, count) for count in (len(made), *SLICES.values())]
            for kind, made in pieces.items()}  # fmt: skip


def records(folder: Path) -> Iterable[object]:
    for file in sorted(folder.iterdir()):
        with file.open("rb") as stream:
            yield from X12Reader(stream, file_sha256=file.name)


def plain(record: ClaimRecord) -> ClaimRecord:
    """Without the facility: x12sdk refuses one without an address, and addresses are not canonical."""
    return ClaimRecord({**record.claim, "facility_npi": None}, record.lines, record.other_payers)


def payments(remits: Iterable[RemitRecord]) -> list[Payment]:
    """One per payer, payee and day, as they were, but for what x12sdk insists on.

    TRN03 has ten characters, and CLP06 one of its own codes, of which 12 stands for all. (A transfer that
    names no bank it refuses too: `by_check`.)
    """
    held: dict[tuple[object, ...], list[RemitRecord]] = {}
    parties = ("payer_id", "payer_name", "payee_npi", "payee_tax_id", "trace_number", "paid_on")
    for record in remits:
        record.remit["filing_indicator"] = "12"
        held.setdefault(tuple(map(record.remit.get, parties)), []).append(record)
    return [Payment(f"{key[0]:0>9}", *key[1:], some) for key, some in held.items()]


def by_check(content: bytes) -> bytes:
    return content.replace(b"*ACH*CCP*", b"*CHK**")


def numbered(items: Sequence[object]) -> list[tuple[int, list]]:
    return [
        (place + 1, list(items[start : start + AT_ONCE]))
        for place, start in enumerate(range(0, len(items), AT_ONCE))
    ]


def envelope(number: int) -> Envelope:
    return Envelope("SENDER", "RECEIVER", number, datetime(2026, 3, 2, 9, 15))  # noqa: DTZ001 - UTC


def write(folder: Path, kind: str, pieces: list[bytes], count: int) -> Path:
    path = folder / f"{count}.{kind}"
    path.write_bytes(b"".join(pieces[:count]))
    return path


def compared(files: list[Path], kind: str) -> dict[str, float]:
    """Records per second of each reader, and ours as a multiple of each peer's."""
    readers: dict[str, Read] = {"ours": read_ours, "x12sdk": read_x12sdk, "pyx12": read_pyx12}
    runs = list(zip(readers.items(), files, strict=True))
    for read, file in ((read, file) for (_, read), file in runs):
        read(file, kind)
    rates: dict[str, list[float]] = {name: [] for name in readers}
    counts: dict[str, int] = {}
    for _ in range(ROUNDS):
        for (name, read), file in runs:
            start = time.process_time()
            counts[name] = read(file, kind)
            rates[name].append(counts[name] / (time.process_time() - start))
    rate = {name: median(found) for name, found in rates.items()}
    told: dict[str, float] = {"records_per_second": rate["ours"], "records": counts["ours"]}
    for peer in SLICES:
        told |= {f"{peer}_per_second": rate[peer], f"{peer}_records": counts[peer]}
        told[f"ratio_{peer}"] = rate["ours"] / rate[peer]
    return told


def read_ours(file: Path, _kind: str) -> int:
    count = 0
    with file.open("rb") as stream:
        for item in X12Reader(stream, file_sha256="a" * 64):
            count += isinstance(item, ClaimRecord | RemitRecord)
            if isinstance(item, Problem | Quarantined):
                raise SystemExit(f"the file is not sound: {item}")
    return count


def read_x12sdk(file: Path, _kind: str) -> int:
    with X12ModelReader(str(file)) as reader:
        return sum(1 for model in reader.models() for _ in model.claims())


def read_pyx12(file: Path, kind: str) -> int:
    loop = {"837": "2300", "835": "2100"}[kind]
    with file.open() as stream:
        reader = X12ContextReader(params(), errh_null(), stream)
        return sum(node.id == loop for node in reader.iter_segments(loop))


def grown(file: Path, large: Path, size_mb: int) -> dict[str, float]:
    """What a process of its own tells of reading the same interchanges over and over."""
    content = file.read_bytes()
    with large.open("wb") as stream:
        while stream.tell() < size_mb * 1_000_000:
            stream.write(content)
    command = [sys.executable, "-m", "benchmarks.x12", "--read", str(large)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
    told: dict[str, float] = json.loads(done.stdout)
    large.unlink()
    return told


def read_and_tell(large: Path) -> None:
    """Say what reading adds to a process that has imported everything and read nothing."""
    with suppress(OSError):  # forgets the peak of importing, where Linux lets it
        Path("/proc/self/clear_refs").write_text("5")
    before, start = peak_mb(), time.process_time()
    count = read_ours(large, "837")
    told = {
        "peak_mb": peak_mb() - before,
        "large_mb": large.stat().st_size / 1e6,
        "large_claims": count,
        "large_seconds": time.process_time() - start,
    }
    print(json.dumps(told))


def peak_mb() -> float:
    """The peak resident set of this process: since it began where /proc tells, else with its parent's."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says here has in it the parent's peak at the fork
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
