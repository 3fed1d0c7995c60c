"""What is FHIR, how its forms are taken apart, and that nothing is lost in silence."""

import io
import json
import re
from pathlib import Path

import pytest

import data.fhir
from data.errors import CleanClaimError
from data.fhir.problems import QUARANTINE, SET_ASIDE, WARNINGS
from data.fhir.reader import NotFhirError, looks_like_fhir, read_fhir
from tests.unit.data.fhir.made import document, fixture, read, read_document, resource

CLAIM = resource("claim_and_response.json", "Claim")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"resourceType": "Claim"', True),
        (b'\xef\xbb\xbf \n{"id": "x", "resourceType":"Bundle"', True),
        (b'[{"resourceType": "Claim"}', True),
        (b'{"claims": [{"claim_id": "1"', False),
        (b"ISA*00*", False),
        (b'claim_id,"resourceType"', False),
        (b"", False),
    ],
)
def test_fhir_is_json_with_resources_in_it(head, expected):
    assert looks_like_fhir(head) is expected


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(CLAIM).encode(),
        json.dumps(CLAIM, indent=2).encode(),
        b"\xef\xbb\xbf" + json.dumps(CLAIM, indent=2).encode(),
        json.dumps([CLAIM], indent=2).encode(),
        json.dumps({"resourceType": "Bundle", "entry": [{"resource": CLAIM}]}).encode(),
        json.dumps({"resourceType": "Bundle", "entry": {"resource": CLAIM}}).encode(),
        b"\n" + json.dumps(CLAIM).encode() + b"\r\n\r\n",
    ],
    ids=["a line", "indented", "with BOM", "a list", "a Bundle", "an entry for a list", "among blank lines"],
)
def test_one_claim_in_any_form_is_the_same_claim(content):
    (record,) = read(content).claims
    assert (record.claim["claim_id"], record.claim["position"]) == ("A-1001", 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b'"resourceType"',
        b'{"a": 1}',
        b"{" * 5000,
        b'{"resourceType": ["Claim"]}',
        b"\xff{}",
    ],
)
def test_what_is_no_fhir_raises_our_own_error(content):
    with pytest.raises(NotFhirError):
        read(content)


def test_a_broken_line_costs_one_claim_and_the_lines_behind_it_are_referred_to():
    outcome = read(fixture("export.ndjson"))
    assert (len(outcome.claims), len(outcome.statuses), outcome.seen) == (1, 1, 3)
    assert outcome.quarantined == [("unreadable_json", 2)]
    assert outcome.claims[0].claim["member_id"] == "M123-01"


@pytest.mark.parametrize("broken", [b"{", b"7", b"null", b'"Claim"', b"[" * 5000, b"\xff\xfe{}"])
def test_a_line_that_is_no_object_is_quarantined(broken):
    lines = [json.dumps(CLAIM).encode(), broken, json.dumps(CLAIM).encode()]
    outcome = read(b"\n".join(lines))
    assert [record.claim["position"] for record in outcome.claims] == [1, 3]
    assert outcome.quarantined == [("unreadable_json", 2)]


def test_lines_may_be_bundles_and_each_is_its_own_world():
    first, second = document("claim_and_response.json"), document("claim_and_response.json")
    second["entry"][0]["resource"]["birthDate"] = "1999-09-09"
    outcome = read("\n".join(json.dumps(one) for one in (first, second)).encode())
    assert [record.claim["position"] for record in outcome.claims] == [6, 13]
    assert [str(record.claim["patient_birth_on"]) for record in outcome.claims] == [
        "1980-05-06",
        "1999-09-09",
    ]


def test_bundles_in_a_bundle_see_each_other():
    made = document("claim_and_response.json")
    people, rest = made["entry"][:5], made["entry"][5:]
    answer = {"resourceType": "Bundle", "type": "searchset"}
    parts = [{"resource": {**answer, "entry": rest}}, {"resource": {**answer, "entry": people}}]
    outcome = read_document({"resourceType": "Bundle", "type": "batch-response", "entry": parts})
    assert outcome.claims[0].claim["member_id"] == "M123-01"
    assert outcome.remits[0].remit["claim_id"] == "A-1001"


def test_a_stream_is_read_like_its_bytes():
    content = fixture("export.ndjson")
    streamed = list(read_fhir(io.BytesIO(content), "0" * 64, None))
    assert streamed == list(read_fhir(content, "0" * 64, None))


def test_lines_are_held_one_at_a_time():
    class Counting(io.BytesIO):
        largest = 0

        def read(self, size=-1):
            raise AssertionError("the whole file was asked for")

        def readline(self, size=-1):
            line = super().readline(size)
            self.largest = max(self.largest, len(line))
            return line

    stream = Counting(fixture("export.ndjson"))
    assert sum(1 for _ in read_fhir(stream, "0" * 64, None)) == 3
    assert stream.largest < 900


@pytest.mark.parametrize(
    "name", ["ExplanationOfBenefitBase", "ClaimRequest", "explanationofbenefit", "", None, 7]
)
def test_what_looks_like_a_claim_but_is_none_of_r4_is_quarantined(name):
    made = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": name}}, {"resource": CLAIM}]}
    outcome = read_document(made)
    assert outcome.quarantined == [("unknown_resource", 1)]
    assert len(outcome.claims) == 1


def test_entries_that_hold_no_resource_are_passed_over_and_what_is_no_entry_is_quarantined():
    made = {
        "resourceType": "Bundle",
        "entry": [{"fullUrl": "x"}, "claim", {"resource": "claim"}, {"resource": CLAIM}],
    }
    outcome = read_document(made)
    assert outcome.quarantined == [("unreadable_json", 1), ("unreadable_json", 2)]
    assert outcome.claims[0].claim["position"] == 3


def test_a_file_without_claims_says_so():
    assert read_document({"resourceType": "Patient", "id": "p"}).warnings == [("no_claim_resources", 0)]
    assert read_document({"resourceType": "Bundle"}).warnings == [("no_claim_resources", 0)]


def test_keys_are_of_the_file_and_the_place():
    outcome = read(fixture("explanations.json"))
    key = outcome.claims[1].claim["version_key"]
    assert re.fullmatch("[0-9a-f]{24}:2", key)
    assert outcome.remits[1].remit["remit_key"] == key  # in a table of its own


def test_a_claim_that_contains_a_bundle_of_itself_ends():
    nested = CLAIM
    for _ in range(150):
        nested = {"resourceType": "Bundle", "entry": [{"resource": nested}]}
    assert len(read_document(nested).claims) == 1


def test_every_code_that_is_given_has_words_and_every_word_a_code():
    folder = Path(data.fhir.__file__).parent
    source = "".join(path.read_text() for path in folder.glob("*.py") if path.name != "problems.py")
    meanings = (folder.parent / "codes" / "fhir_codes.csv").read_text()
    for code in (*WARNINGS, *QUARANTINE):
        assert f'"{code}"' in source
    for code in SET_ASIDE:
        assert f",{code}," in meanings
    given = set(re.findall(r'(?:notes?|_note|quarantined)\((?:fault or )?"(\w+)"', source))
    assert given <= {*WARNINGS, *QUARANTINE}


def test_errors_are_our_own():
    assert issubclass(NotFhirError, CleanClaimError)
