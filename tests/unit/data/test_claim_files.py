"""Files that are to be scored: each format gives the same claims, and what holds none is refused in words."""

import io
import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from data.claim_files import ClaimFile, read_claim_file
from tests.unit.data.tiny_x12 import tiny_835, tiny_837

NOW = datetime.fromisoformat("2026-04-01T09:00")
CSV = "claim_id,kind,payer_id,line_charge\nC1,professional,P1,5.10\nC1,professional,P1,6\n"
JSON = {
    "claim_id": "C1",
    "kind": "professional",
    "payer_id": "P1",
    "lines": [{"charge": "5.10"}, {"charge": 6}],
}
FHIR = {
    "resourceType": "Claim",
    "id": "c1",
    "status": "active",
    "use": "claim",
    "type": {"coding": [{"code": "professional"}]},
    "created": "2026-03-01",
    "identifier": [{"value": "C1"}],
    "item": [{"sequence": 1, "net": {"value": 5.1}, "productOrService": {"coding": [{"code": "99213"}]}}],
}


def read(tmp_path: Path, content: bytes) -> ClaimFile:
    path = tmp_path / "file"
    path.write_bytes(content)
    return read_claim_file(path, NOW)


def parquet() -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.csv.read_csv(io.BytesIO(CSV.encode())), stream)
    return stream.getvalue()


def test_csv_parquet_and_json_of_one_claim_are_one_claim(tmp_path: Path) -> None:
    read_files = [read(tmp_path, content) for content in (CSV.encode(), parquet(), json.dumps(JSON).encode())]
    (first,), *others = [file.claims for file in read_files]
    assert [line["charge_cents"] for line in first.lines] == [510, 600]
    assert first.claim["submitted_at"] == NOW
    assert others == [[first], [first]]


def test_x12_and_fhir_claims_are_found_too(tmp_path: Path) -> None:
    assert [record.claim["claim_id"] for record in read(tmp_path, tiny_837("C1", "C2")).claims] == [
        "C1",
        "C2",
    ]
    (claim,) = read(tmp_path, json.dumps(FHIR).encode()).claims
    assert [line["charge_cents"] for line in claim.lines] == [510]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n1,2\n",
        b"claim_id,charge,paid\nC1,1,1\n",
        b"PAR1",
        b"{]",
        b'{"resourceType": "Claim"',
        tiny_835("C1"),
    ],
)
def test_what_holds_no_claims_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = read(tmp_path, content)
    assert file.claims == []
    assert file.error is not None
    assert file.error.endswith(".")
