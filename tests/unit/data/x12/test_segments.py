from io import BytesIO

import pytest

from data.errors import NotX12Error
from data.x12 import segments
from tests.unit.data.x12.made import CLM, CLM_AT, HI, ISA, LINE, claim_file, read

FILE = claim_file(CLM, HI, *LINE)
LENGTH = FILE.count("~")


def claim_of(text):
    outcome = read(text)
    assert len(outcome.claims) == 1
    return outcome


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("~", "~\n"),
        lambda text: text.replace("~", "~\r\n"),
        lambda text: text.replace("~", "\n"),
        lambda text: text.replace("~", "\r\n"),
        lambda text: text[:110] + text[110:].replace("~", " ~ \n "),
        lambda text: "\ufeff\n  " + text,
        lambda text: text.translate(str.maketrans("*:~", "|>!")),
        lambda text: text.translate(str.maketrans("*:~", "\x1d\x1f\x1c")),
        lambda text: "\n".join(text[start : start + 80] for start in range(0, len(text), 80)),
        lambda text: text.replace("SENDER         ", "SENDER"),
        lambda text: text.replace("~", "~~\n~"),
        lambda text: text + "\x1a\x00\n",
    ],
    ids=["lf", "crlf", "lf ends", "crlf ends", "padded", "mark", "other", "control", "wrapped", "short isa",
         "blank", "tail"],
)  # fmt: skip
def test_the_way_it_is_laid_out_does_not_change_what_is_read(change):
    plain, changed = claim_of(FILE), claim_of(change(FILE))
    assert changed.items == plain.items
    assert changed.warnings == []


def test_the_position_counts_segments_from_one():
    record = claim_of(FILE).claims[0]
    assert FILE.split("~")[CLM_AT - 1] == CLM
    assert record.claim["position"] == CLM_AT
    assert record.claim["version_key"] == f"{'ab' * 12}:{CLM_AT}"


def test_each_interchange_has_its_own_delimiters():
    outcome = read(FILE + FILE.translate(str.maketrans("*:~", "|>!")) + "\n" + FILE)
    assert [record.claim["position"] for record in outcome.claims] == [
        CLM_AT,
        CLM_AT + LENGTH,
        CLM_AT + 2 * LENGTH,
    ]
    assert outcome.warnings == []
    first, second, third = ({**record.claim, "position": 0, "version_key": ""} for record in outcome.claims)
    assert first == second == third


def test_cutting_the_stream_anywhere_changes_nothing(monkeypatch):
    twice = FILE + FILE.translate(str.maketrans("*:~", "|>!"))
    plain = read(twice).items
    for size in (1, 7, 105, 106, 1000, 1024):
        monkeypatch.setattr(segments, "CHUNK_BYTES", size)
        assert read(twice).items == plain


def test_an_empty_isa16_leaves_the_customary_component_separator():
    record = claim_of(FILE.replace("*P*:~", "*P*~")).claims[0]
    assert record.lines[0]["procedure_code"] == "99213"


def test_a_modifier_named_like_a_segment_is_not_taken_for_one():
    text = FILE.replace("99213:25", "99213:ST")
    assert read(text.replace("~", "\n")).claims == read(text).claims


def test_a_latin_1_name_does_not_spoil_the_rest():
    data = FILE.replace("BLUE", "BLÜE").encode("latin-1") + FILE.replace("BLUE", "BLÜE").encode()
    assert [record.claim["payer_name"] for record in read(data).claims] == ["BLÜE", "BLÜE"]


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"hello", b"ISABELLA,1", b"GS", b"STATUS*1", b"\x00\x01\x02", b"ISA*00*~"]
)
def test_bytes_without_an_envelope_are_refused(data):
    with pytest.raises(NotX12Error):
        read(data)


def test_a_segment_without_end_is_refused_in_flat_memory(monkeypatch):
    monkeypatch.setattr(segments, "LONGEST_SEGMENT_BYTES", 1 << 12)
    monkeypatch.setattr(segments, "CHUNK_BYTES", 1 << 10)
    with pytest.raises(NotX12Error):
        list(segments.blocks(BytesIO(ISA.encode() + b"X" * (1 << 14))))


def test_a_broken_second_isa_keeps_the_delimiters_in_use():
    outcome = read(FILE + "ISA*00*short~" + FILE)
    assert len(outcome.claims) == 2
    assert ("unreadable_envelope_date", LENGTH + 1) in outcome.warnings


@pytest.mark.parametrize(
    ("head", "looks"),
    [
        (b"ISA*00", True),
        (b"\xef\xbb\xbf ISA|", True),
        (b"GS*HC", True),
        (b"ST*837", True),
        (b"ISABEL", False),
        (b"{", False),
    ],
)
def test_x12_is_told_by_its_first_segment(head, looks):
    assert segments.looks_like_x12(head) is looks
