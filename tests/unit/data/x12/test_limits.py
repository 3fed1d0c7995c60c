import tracemalloc
from contextlib import suppress
from itertools import chain, count, repeat

import pytest

from data.errors import NotX12Error, UnreadableInputError
from data.problem_list import ProblemList
from data.records import ClaimRecord, Problem, Quarantined, RemitRecord
from data.x12.limits import Limits
from data.x12.reader import X12Reader
from tests.unit.data.x12.made import CLM, CLM_AT, CLP_AT, HI, ISA, LINE, SHA, claim_file, remit_file, wrapped

MB = 1 << 20


class Pieces:
    """A stream that is never held at once."""

    def __init__(self, *pieces):
        self._pieces = chain(*pieces)

    def read(self, _size):
        return next(self._pieces, b"")


def told(stream, **limits):
    """What came of a stream, by code: (kept, quarantined, warnings), never held at once."""
    reader = X12Reader(stream, file_sha256=SHA, limits=Limits(**limits))
    kept, quarantined, warnings = 0, ProblemList(), ProblemList()
    for item in reader:
        kept += isinstance(item, ClaimRecord | RemitRecord)
        if isinstance(item, Quarantined):
            quarantined.append(item.problem)
        elif isinstance(item, Problem):
            warnings.append(item)
    assert reader.seen == kept + len(quarantined)
    return kept, codes(quarantined), codes(warnings)


def codes(problems):
    return [(problem.code, problem.segment) for problem in problems]


def whole(text):
    return Pieces([text.encode()])


def test_a_claim_with_too_many_lines_is_not_kept_and_its_neighbours_are():
    text = claim_file(CLM, HI, *LINE, CLM, HI, *LINE * 4, CLM, HI, *LINE * 3)
    assert told(whole(text), lines_per_claim=3)[:2] == (2, [("too_many_lines", CLM_AT + 5)])
    assert told(whole(text), lines_per_claim=4)[:2] == (3, [])


def test_a_remit_with_too_many_adjustments_is_not_kept():
    text = remit_file("CLP*C1*1*200*80", *["CAS*CO*45*1"] * 4, "CLP*C2*1*200*80", "CAS*CO*45*1")
    assert told(whole(text), rows_per_claim=3)[1] == [("too_many_rows", CLP_AT)]


def test_a_claim_with_too_many_segments_is_not_kept_and_its_neighbours_are():
    text = claim_file(CLM, HI, *LINE, CLM, HI, *LINE, *["NTE*ADD*X"] * 3_000, CLM, HI, *LINE)
    assert told(whole(text), segments_per_claim=1_000)[:2] == (2, [("too_many_segments", CLM_AT + 5)])
    assert told(whole(text), segments_per_claim=5_000)[:2] == (3, [])


@pytest.mark.parametrize("length", [5_000, 50_000], ids=["seen whole", "never held at once"])
def test_a_claim_with_an_overlong_segment_is_not_kept_and_its_neighbours_are(length):
    long = "NTE*ADD*" + "X" * length
    text = claim_file(CLM, HI, *LINE, CLM, HI, long, *LINE, CLM, HI, *LINE)
    stream = Pieces(text[start : start + 500].encode() for start in range(0, len(text), 500))
    kept, quarantined, warnings = told(stream, segment_bytes=1_000)
    assert kept == 2
    assert quarantined == [("overlong_segment", CLM_AT + 5)]
    assert warnings == [("overlong_segment", CLM_AT + 7)]


def test_a_claim_with_too_many_elements_in_a_segment_is_not_kept_and_its_neighbours_are():
    many = "HI" + "*ABF:I10" * 300
    text = claim_file(CLM, HI, *LINE, CLM, many, *LINE, CLM, HI, *LINE)
    assert told(whole(text)) == (
        2,
        [("too_many_elements", CLM_AT + 5)],
        [("too_many_elements", CLM_AT + 6)],
    )
    assert told(whole(text), elements_per_segment=300) == (3, [], [])


def test_a_claim_whose_first_segment_has_too_many_elements_is_seen():
    text = claim_file(CLM + "*X" * 300, HI, *LINE, CLM, HI, *LINE)
    assert told(whole(text))[:2] == (1, [("too_many_elements", CLM_AT)])


def test_a_segment_that_never_ends_is_not_x12():
    with pytest.raises(NotX12Error, match="does not end"):
        told(Pieces([ISA.encode()], repeat(b"X" * 1000, 10)), segment_bytes=5_000)


def test_a_file_over_the_limit_is_refused():
    with pytest.raises(UnreadableInputError, match="more than"):
        told(whole(claim_file(CLM, HI, *LINE)), file_bytes=500)


HEAD, TAIL = claim_file(CLM, HI, *LINE).split("~SE*")
SMALL = Limits(segment_bytes=1 << 14, segments_per_claim=2_000, lines_per_claim=300, rows_per_claim=300)
ENDLESS = {
    "segment": repeat(b"X" * (1 << 16)),
    "lines": repeat(b"LX*1~SV1*HC:1*1*UN*1~" * 500),
    "diagnoses": repeat((b"HI" + b"*ABF:I10" * 12 + b"~") * 200),
    "blanks": repeat(b" \n" * (1 << 15)),
    "empty segments": repeat(b"~" * (1 << 16)),
    "levels": (f"HL*{number}**L{number}*1~".encode() * 10 for number in count()),
    "interchanges": repeat(ISA.encode() * 20),
    "sets": (f"ST*{number % 1000:03}*{number}~CLM*1*X~".encode() * 10 for number in count()),
    "warnings": repeat(b"CLM*A*1***11:B:1~DTP*435*D8*X~" * 60),
    "adjustments": chain([b"SE*1*1~ST*835*1~CLP*1*1*1*1~"], repeat((b"CAS*CO" + b"*45*1*" * 6 + b"~") * 60)),
    "elements": repeat(b"HI*" + b"A*" * 1_000 + b"~"),
}


@pytest.mark.parametrize("sort", ENDLESS)
def test_nothing_endless_makes_memory_grow(sort):
    """After 128 KB come 512 KB more, which add a sixteenth of their size at most."""
    pieces = ENDLESS[sort]
    stream = Pieces([HEAD.encode(), b"~"], taken(pieces, 1 << 17), [MARK], taken(pieces, 1 << 19))
    assert grown(stream) < 1 << 15


MARK = b"~REF*MARK~"


def taken(pieces, size):
    """Pieces up to so many bytes."""
    for piece in pieces:
        size -= len(piece)
        yield piece
        if size < 0:
            return


def grown(stream):
    """Bytes by which the peak of memory rose after the mark had been read."""
    peaks = []

    class Watched:
        def read(self, size):
            piece = stream.read(size)
            if piece == MARK:
                peaks.append(tracemalloc.get_traced_memory()[1])
            return piece

    tracemalloc.start()
    try:
        with suppress(NotX12Error):
            for _ in X12Reader(Watched(), file_sha256=SHA, limits=SMALL):
                pass
        return tracemalloc.get_traced_memory()[1] - peaks[0]
    finally:
        tracemalloc.stop()


def test_a_list_of_problems_counts_those_that_it_does_not_list():
    problems = ProblemList(listed=2)
    for place in range(1, 6):
        problems.append(Problem("a" if place != 4 else "b", place))
    assert len(problems) == 5
    assert list(problems) == [
        Problem("a", 1),
        Problem("a", 2),
        Problem("a", 3, count=2),
        Problem("b", 4),
    ]


def test_a_set_that_holds_an_endless_claim_is_read_on_behind_it():
    text = wrapped(["HL*1**20*1", CLM, *["NTE*ADD*X"] * 120_000, CLM, HI, *LINE])
    assert told(whole(text))[:2] == (1, [("too_many_segments", 5)])
