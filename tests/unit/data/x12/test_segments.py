from datetime import datetime
from io import BytesIO

import pytest

from data.errors import NotX12Error
from data.x12 import segments
from data.x12.limits import Limits
from tests.unit.data.x12.made import CLM, CLM_AT, HI, LINE, claim_file, read, remit_file

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
        lambda text: text.replace("*P*:~", "*P*: ~"),
        lambda text: text.replace("*P*:~", "*P* :~"),
        lambda text: text.replace("*P*:~", "*P* :  ~\r\n"),
        lambda text: text.replace("*P*:~", "*P*: \n").replace("~", "\n"),
        lambda text: text.replace("*P*:~", "*P*  ~"),
        lambda text: text.replace("~", "\n").replace("*P*:\n", "*P*:~\n"),
        lambda text: text.replace("~", "!").replace("*P*:!", "*P*:~"),
        lambda text: text.replace("~", "~\n").replace("*P*:~", "*P*:"),
        lambda text: text.replace("~", "!\r\n").replace("*P*:!", "*P*:"),
        lambda text: text.replace("*", "\t"),
        lambda text: text.replace("CLM*", "CLM *").replace("SE*", "se*").replace("LX*", " lx *"),
    ],
    ids=["lf", "crlf", "lf ends", "crlf ends", "cr ends", "padded", "mark", "other", "control",
         "wrapped", "short isa", "blank", "tail", "isa16 padded", "isa16 led", "isa16 both", "isa16 and lf",
         "isa16 blank", "isa alone has a mark", "isa alone has another mark", "isa alone has none",
         "isa alone has none, crlf", "tabs", "names padded"],
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


BARE_GROUP = FILE[FILE.index("GS*") :].removesuffix("IEA*1*000000001~")
BARE_SET = BARE_GROUP[BARE_GROUP.index("ST*") :].removesuffix("GE*1*1~")


@pytest.mark.parametrize("end", ["!", "|", "\x1d", "'", "~\n", "!\r\n", "\n", "\r\n", "\r"])
@pytest.mark.parametrize("bare", [BARE_GROUP, BARE_SET], ids=["gs", "st"])
def test_a_bare_group_or_set_ends_its_segments_as_it_is_seen_to(bare, end):
    text = bare.replace("DOE*JO", "O'BRIEN*J!O")
    wanted = claim_of(text).claims[0].children
    outcome = claim_of(
        text.replace("J!O", "JO").replace("O'B", "OB" if end == "'" else "O'B").replace("~", end)
    )
    assert outcome.claims[0].children == wanted
    assert outcome.warnings == []


@pytest.mark.parametrize("marks", ["\xa7:~", "*:\xa7", "\x85:~", "*\xa6\xa7"])
def test_marks_of_latin_1_separate_too(marks):
    text = FILE.translate(str.maketrans("*:~", marks))
    latin1, utf8 = read(text.encode("latin-1")), read(text)
    assert latin1.claims == utf8.claims == read(FILE).claims
    assert (latin1.warnings, utf8.warnings) == ([("latin1_text", 1)], [])


def damaged(text, separator="*"):
    return text.replace(f"{separator}ZZ{separator}", separator, 1)


def test_an_interchange_with_a_damaged_isa_loses_nothing_wherever_it_stands():
    other = FILE.translate(str.maketrans("*:~", "|>!"))
    files = (FILE + damaged(other, "|"), damaged(FILE) + FILE, damaged(other, "|") + damaged(FILE))
    for text, places in zip(files, ([LENGTH + 1], [1], [1, LENGTH + 1]), strict=True):
        outcome = read(text)
        assert [record.lines for record in outcome.claims] == [read(FILE).claims[0].lines] * 2
        assert [at for code, at in outcome.warnings if code == "isa_malformed"] == places


@pytest.mark.parametrize("text", ["[EXTERNAL] mail\n", "{secure} a claim:\n", "[2026-03-02] [info] sent\n"])
def test_prose_in_brackets_is_no_json(text):
    assert segments.looks_like_x12((text + FILE).encode())
    assert claim_of(text + FILE).warnings == [("text_before_envelope", 1)]


@pytest.mark.parametrize("bare", [BARE_GROUP, BARE_SET], ids=["gs", "st"])
def test_text_before_a_bare_group_or_set_is_passed_over_and_said(bare):
    mail = "From: GS of ST\nST-837 and GS*XX follow\n\n"
    assert segments.looks_like_x12((mail + bare).encode())
    outcome = claim_of(mail + bare)
    assert outcome.claims == claim_of(bare).claims
    assert outcome.warnings == [("text_before_envelope", 1)]


def test_the_head_of_a_file_is_found_behind_any_amount_of_blanks():
    for blanks in (0, 100, segments.HEAD_BYTES - 2, 3 * segments.HEAD_BYTES + 5):
        stream = BytesIO(b" \n" * (blanks // 2) + FILE.encode())
        assert segments.looks_like_x12(segments.head_of(stream))
        assert stream.tell() == 0
    assert segments.head_of(BytesIO(b" " * 100_000)).strip() == b""


SWALLOWED = [("DTP*472*D8*20260228", "DTP*472*D8*20260228" + mark) for mark in ("!", "", " ", "^ ")]


@pytest.mark.parametrize(("old", "new"), SWALLOWED)
def test_a_claim_inside_another_segment_is_counted_and_takes_with_it_the_one_it_stands_in(old, new):
    two = claim_file(CLM, HI, *LINE, CLM.replace("C1", "C2"), HI, *LINE, CLM.replace("C1", "C3"), HI, *LINE)
    outcome = read(two.replace(old + "~", new, 1))
    assert [record.claim["claim_id"] for record in outcome.claims] == ["C3"]
    assert sorted(outcome.quarantined) == [
        ("claim_not_separated", CLM_AT),
        ("claim_not_separated", CLM_AT + 4),
    ]
    assert ("claim_not_separated", CLM_AT + 4) in outcome.warnings


def test_a_remit_inside_another_segment_is_counted():
    remits = remit_file("CLP*A*1*100*80", "CAS*CO*45*20", "CLP*B*1*100*80", "CAS*CO*45*20")
    outcome = read(remits.replace("20~CLP*B", "20!CLP*B"))
    assert [code for code, _ in outcome.quarantined] == ["claim_not_separated"] * 2
    assert outcome.remits == []


def test_claims_in_text_that_is_passed_over_are_counted():
    broken = FILE[FILE.index("SV1") :].replace("SE*", CLM.replace("C1", "C9") + "~SE*")
    outcome = read(broken + FILE)
    assert len(outcome.claims) == 1
    assert outcome.quarantined == [("claim_not_separated", 1)]
    between = read(FILE + "CLM|C7|100|||11>B>1!" + FILE)
    assert [code for code, _ in between.quarantined] == ["claim_not_separated"]
    long = read(FILE + "x" * 300 + "\n" + FILE.translate(str.maketrans("*~", "|!")).replace("ISA", "IS"))
    assert [code for code, _ in long.quarantined] == ["claim_not_separated"]


def test_claims_behind_a_segment_that_never_ends_are_counted():
    limits = Limits(segment_bytes=1000)
    rest = FILE[FILE.index("SE*") :]
    lost = (CLM + "!" + HI + "!") * 200
    outcome = read(FILE.removesuffix(rest) + "NTE*ADD*" + lost + "~" + rest, limits=limits)
    assert (
        outcome.quarantined.count(("claim_not_separated", 19))
        + outcome.quarantined.count(("claim_not_separated", 18))
        >= 199
    )
    assert outcome.claims == []


@pytest.mark.parametrize(
    "segment",
    [
        "NTE*ADD*CLM*1*2", "PER*IC*ACME CLM*TE*8005551212*EX*12", "REF*D9*CLM*100",
        "NM1*DN*1*ACLM*JO*A***XX*1",
        "NTE*ADD*THE CLM*100",
    ],
)  # fmt: skip
def test_the_letters_of_a_claim_inside_an_element_are_no_claim(segment):
    outcome = read(claim_file(CLM, segment, HI, *LINE))
    assert len(outcome.claims) == 1
    assert (outcome.quarantined, outcome.warnings) == ([], [])


@pytest.mark.parametrize("layout", ["~", "~\n", "!\n", "\n"])
@pytest.mark.parametrize("start", ["ISA*", "GS*"])
def test_one_segment_that_lost_its_end_does_not_change_what_ends_the_others(start, layout):
    text = FILE[FILE.index(start) :].replace("~", layout)
    changed = text.replace("005010X222A1" + layout + "ST*", "005010X222A1" + layout[1:] + "%ST*", 1)
    outcome = read(changed, datetime.fromisoformat("2026-04-01T12:00"))
    assert (outcome.reader.seen, len(outcome.quarantined)) == (1, 1)
