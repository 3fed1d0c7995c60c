"""From file to outcome: FHIR through the store like any other file."""

from datetime import datetime
from pathlib import Path

import pytest

from data.claim_files import read_claim_file
from data.ingest import ingest, ingest_bytes
from data.outcomes import claim_outcomes
from data.store import Store
from tests.unit.data.fhir.made import FIXTURES, fixture
from tests.unit.data.hand_made import untied_remits

RECEIVED = datetime.fromisoformat("2026-06-01T12:00")


def test_the_fixtures_come_in_tied_together_with_their_outcomes(store: Store) -> None:
    report = ingest(store, [FIXTURES])
    counted = {
        file.file: (file.type, file.seen, file.kept, file.set_aside, file.quarantined)
        for file in report.files
    }
    assert counted == {
        "claim_and_response.json": ("FHIR", 2, 2, 0, 0),
        "explanations.json": ("FHIR", 6, 4, 2, 0),
        "export.ndjson": ("FHIR", 3, 2, 0, 1),
    }
    outcomes = claim_outcomes(store.events()).set_index("claim_id")
    columns = ["state", "carcs", "charge_cents", "paid_cents", "denied_charge_cents"]
    assert {claim: tuple(row) for claim, row in outcomes[columns].iterrows()} | {"B-4004": None} == {
        "A-1001": ("partly_denied", "197", 16050, 6400, 6050),
        "A-2002": ("denied", "50", 20000, 0, 20000),
        "B-3003": ("paid", "45 1", 50000, 25000, 0),
        "B-4004": None,
    }
    assert outcomes.loc["B-4004", "state"] == "rejected"
    assert outcomes.loc["A-2002", "family"] == "necessity"
    assert untied_remits(store) == []


def test_the_same_file_again_changes_nothing(sqlite_store: Store) -> None:
    first = ingest_bytes(sqlite_store, "a.json", fixture("explanations.json"))
    mark = sqlite_store.watermark()
    again = ingest_bytes(sqlite_store, "b.json", fixture("explanations.json"))
    assert (again.already_held, again.kept, sqlite_store.watermark()) == (first.kept, 0, mark)


def test_masked_samples_come_in_when_it_is_said_when_they_were_received(sqlite_store: Store) -> None:
    samples = Path(__file__).parents[5] / "shared" / "samples" / "fhir" / "cms-bfd"
    if not samples.exists():
        pytest.skip("the shared samples are not beside this checkout")
    report = ingest(sqlite_store, [samples], received_at=RECEIVED)
    kept = sum(file.kept for file in report.files)
    # 4 Claims, 2 ClaimResponses, 21 explanations of which 3 are drugs; 12 files in a format of CMS's own.
    assert kept == 4 + 2 + 2 * 18
    assert sum(file.quarantined for file in report.files) == 12
    assert sum(file.set_aside for file in report.files) == 3
    assert all(file.seen == file.kept + file.set_aside + file.quarantined for file in report.files)
    assert untied_remits(sqlite_store) == []


def test_a_fhir_claim_can_be_scored() -> None:
    file = read_claim_file(FIXTURES / "claim_and_response.json", RECEIVED)
    assert [record.claim["claim_id"] for record in file.claims] == ["A-1001"]
