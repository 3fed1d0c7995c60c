import pytest

from data.errors import NotX12Error
from data.x12 import segments
from tests.unit.data.x12.made import CLM, CLM_AT, HI, LINE, claim_file, read

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
        lambda text: text.replace("~", "\r"),
        lambda text: text[:110] + text[110:].replace("~", " ~ \n "),
        lambda text: "\ufeff\n  " + text,
        lambda text: text.translate(str.maketrans("*:~", "|>!")),
        lambda text: text.translate(str.maketrans("*:~", "\x1d\x1f\x1c")),
        lambda text: "\n".join(text[start : start + 80] for start in range(0, len(text), 80)),
        lambda text: text.replace("SENDER         ", "SENDER"),
        lambda text: text.replace("~", "~~\n~"),
        lambda text: text + "\x1a\x00\n",
    ],
    ids=["lf", "crlf", "lf ends", "crlf ends", "cr ends", "padded", "mark", "other", "control",
         "wrapped", "short isa", "blank", "tail"],
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


def test_a_broken_second_isa_keeps_the_delimiters_in_use():
    outcome = read(FILE + "ISA*00*short~" + FILE)
    assert len(outcome.claims) == 2
    assert ("unreadable_envelope_date", LENGTH + 1) in outcome.warnings


@pytest.mark.parametrize(
    ("head", "looks"),
    [
        (b"ISA*00", True),
        (b"\xef\xbb\xbf ISA|", True),
        (b"GS*HC*", True),
        (b"ST*837", True),
        (b"ST*835*0001~", True),
        (b"ST,NAME\nNY,1", False),
        (b"ISABEL", False),
        (b"{", False),
        (b'{"note": "' + FILE.encode() + b'"}', False),
        (b"To whom it may concern\n" + FILE.encode(), True),
        (b"x" * 9000 + FILE.encode(), False),
        (FILE.encode("utf-16"), True),
        (FILE.encode("utf-16-be"), True),
    ],
)
def test_x12_is_told_by_its_first_segment(head, looks):
    assert segments.looks_like_x12(head) is looks


def test_text_before_the_envelope_is_passed_over_and_said():
    mail = "From: clearinghouse\nSubject: ISA*1 of 2\nISA*00*not an envelope\n\n"
    outcome = read(mail + FILE)
    assert outcome.claims == read(FILE).claims
    assert outcome.warnings == [("text_before_envelope", 1)]


@pytest.mark.parametrize("layout", [("~", "~"), ("~", "~\n"), ("~", "\r\n"), ("*:~", "*|~")])
def test_an_isa_that_lost_or_gained_elements_is_read_and_said(layout):
    text = FILE.replace(*layout) if layout[0] == "~" else FILE.translate(str.maketrans("*:~", "*|~"))
    for damaged in (text.replace("*00*", "*", 1), text.replace("*ZZ*", "*ZZ*ZZ*", 1)):
        outcome = read(damaged)
        assert outcome.claims[0].lines == read(FILE).claims[0].lines
        assert outcome.warnings[0] == ("isa_malformed", 1)


def test_text_longer_than_the_limit_before_the_envelope_is_not_x12():
    with pytest.raises(NotX12Error):
        read("x" * 9000 + FILE)


def test_text_between_and_behind_interchanges_is_passed_over_and_said():
    outcome = read(FILE + "\nend of the first\n" + FILE.translate(str.maketrans("*:~", "|>!")) + "end of all")
    assert len(outcome.claims) == 2
    assert [code for code, _ in outcome.warnings] == ["text_behind_envelope", "text_behind_envelope"]


def test_a_file_that_breaks_off_and_is_followed_by_another_loses_only_the_broken_claim():
    broken = FILE[: FILE.index("SV1")] + "SV1*HC:992"
    outcome = read(broken + FILE)
    assert len(outcome.claims) == 1
    assert outcome.quarantined == [("truncated", CLM_AT)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_and_said(encoding):
    outcome = read(FILE.replace("BLUE", "BLÜE").encode(encoding))
    assert outcome.claims == read(FILE.replace("BLUE", "BLÜE")).claims
    assert outcome.warnings == [("utf16_text", 1)]


def test_latin_1_is_said_once():
    data = FILE.replace("BLUE", "BLÜE").encode("latin-1")
    assert read(data + data).warnings == [("latin1_text", 1)]
    assert read(FILE.replace("BLUE", "BLÜE")).warnings == []


def test_ebcdic_is_refused_by_its_name():
    with pytest.raises(NotX12Error, match="EBCDIC"):
        read(FILE.encode("cp037"))


@pytest.mark.parametrize("blank", ["\n", " ", "\r\n", "\t \n"])
def test_any_amount_of_blanks_is_passed_over_in_linear_time(blank):
    rest = blank * 100_000
    outcome = read(FILE.replace("~", "\n") + rest + FILE.replace("~", "\n") + rest)
    assert len(outcome.claims) == 2
    assert outcome.warnings == []


def test_a_tail_of_isa_words_is_read_in_linear_time():
    assert len(read(FILE + "ISA*" * 100_000).claims) == 1
