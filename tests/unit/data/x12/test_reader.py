import tracemalloc
from io import BytesIO

import pytest

from data.errors import NotX12Error
from data.records import ClaimRecord, Quarantined
from data.x12.reader import X12Reader
from tests.unit.data.x12.made import CLM, HI, ISA, LINE, claim_file, read

MARKED = "ZZSECRETZZ"


def test_no_value_of_the_file_stands_in_a_problem_or_error():
    body = [
        f"CLM*{MARKED}*{MARKED}***11:B:1",
        HI,
        "LX*1",
        f"SV1*HC:{MARKED}*{MARKED}*UN*{MARKED}",
        f"DTP*472*D8*{MARKED}",
        f"CLM**1***{MARKED}",
        CLM,
        "HL*1*7*23*0",
    ]
    text = claim_file(*body, gs=MARKED, st=f"ST*837*{MARKED}*{MARKED}").replace("*260302*", f"*{MARKED}*")
    outcome = read(text)
    problems = [item for item in outcome.items if not isinstance(item, ClaimRecord)]
    assert len(problems) > 5
    assert MARKED not in repr(problems)
    assert MARKED not in repr(read(claim_file().replace("ST*837", f"ST*{MARKED}")).reader.types)
    with pytest.raises(NotX12Error) as caught:
        read(f"{MARKED}*1~")
    assert MARKED not in str(caught.value)


def test_one_bad_claim_in_many_is_quarantined_alone():
    good = [CLM, HI, *LINE]
    many = [*good * 500, "CLM*BAD*MUCH***11:B:1", HI, *LINE, *good * 500]
    outcome = read(claim_file(*many))
    assert len(outcome.claims) == 1000
    assert outcome.quarantined == [("unreadable_charge", 14 + 500 * len(good))]
    assert outcome.reader.seen == 1001


def test_memory_stays_flat_while_reading():
    class Endless:
        """A stream of ever the same claims, never held at once."""

        def __init__(self, times):
            self._head, self._times = claim_file(CLM, HI, *LINE).split("CLM*")[0].encode(), times
            self._body = "".join(f"{segment}~" for segment in [CLM, HI, *LINE] * 1000).encode()

        def read(self, _size):
            head, self._head = self._head, b""
            self._times -= 1
            return head or (self._body if self._times >= 0 else b"")

    def peak(times):
        tracemalloc.start()
        count = sum(1 for item in X12Reader(Endless(times), file_sha256="a") if isinstance(item, ClaimRecord))
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == 1000 * (times - 1)
        return memory

    assert peak(6) < 1.5 * peak(3)


def test_what_was_read_before_a_fault_of_the_stream_was_handed_out():
    text = claim_file(CLM, HI, *LINE)
    items = list(X12Reader(BytesIO((text + ISA[:50]).encode()), file_sha256="a"))
    assert sum(isinstance(item, ClaimRecord) for item in items) == 1
    assert not any(isinstance(item, Quarantined) for item in items)
