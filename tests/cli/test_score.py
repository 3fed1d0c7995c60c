import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest

from data.x12.reader import X12Reader
from tests.cli.command import cleanclaim
from tests.cli.files import claim, claims_837
from tests.practice import Trained

# The contract, word for word: not imported from the code, so that a change there is noticed.
COLUMNS = (
    *("claim_id", "version", "payer_id", "total_charge", "expected_allowed", "denial_risk", "risk_band"),
    *("expected_denied", "reason_1", "reason_1_probability", "reason_2", "reason_2_probability"),
    *("reason_3", "reason_3_probability", "findings", "low_support", "model_version"),
)

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples" / "x12" / "linuxforhealth"


def test_without_a_model_there_is_no_score_and_the_exit_code_is_5(tmp_path: Path) -> None:
    path = tmp_path / "new.837"
    path.write_bytes(claims_837(claim("1")))

    ran = cleanclaim(tmp_path / "home", "score", path)

    assert ran.code == 5
    assert "cleanclaim train denial" in " ".join(ran.stderr.split())


def test_each_unsent_claim_gets_one_row_with_the_contracts_columns(trained: Trained, tmp_path: Path) -> None:
    output = tmp_path / "scores.csv"

    ran = cleanclaim(trained.home.root, "score", *trained.unsent, "--output", output)

    sheet = pd.read_csv(output)
    assert ran.code == 0
    assert tuple(sheet.columns) == COLUMNS
    assert len(sheet) == sum(path.read_bytes().count(b"CLM*") for path in trained.unsent)
    assert sheet["denial_risk"].between(0, 1).all()
    assert set(sheet["risk_band"]) <= {"low", "medium", "high"}
    assert sheet["model_version"].str.startswith("denial-").all()


def test_explained_rows_add_up_to_one_log_odds_per_claim(trained: Trained, tmp_path: Path) -> None:
    output = tmp_path / "scores.parquet"

    cleanclaim(trained.home.root, "score", *trained.unsent, "--explain", "--output", output)

    sheet = pd.read_parquet(output)
    raw = sheet.filter(like="shap.").sum(axis=1)
    assert "shap.base" in sheet
    # Calibration is monotone: a higher sum never has a lower risk.
    assert sheet.assign(raw=raw).sort_values("raw")["denial_risk"].is_monotonic_increasing


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample files are not beside the checkout")
def test_every_claim_of_the_sample_files_gets_a_row_with_low_support(trained: Trained) -> None:
    files = sorted(path for folder in SAMPLES.glob("837*") for path in folder.iterdir())

    ran = cleanclaim(trained.home.root, "score", *files, "--json")

    rows = ran.told["claims"]
    assert len(rows) == sum(_claims(path) for path in files)
    assert all(row["low_support"] and row["denial_risk"] is not None for row in rows)


def _claims(path: Path) -> int:
    reader = X12Reader(io.BytesIO(path.read_bytes()), file_sha256="0" * 64)
    for _ in reader:
        pass
    return reader.seen


def test_risk_rises_when_the_services_are_made_two_years_older(trained: Trained, tmp_path: Path) -> None:
    path, changed = trained.unsent[0], tmp_path / "old.837"
    changed.write_bytes(re.sub(rb"(DTP\*472\*D8\*)2026", rb"\g<1>2024", path.read_bytes()))

    before, after = (
        cleanclaim(trained.home.root, "score", file, "--json").told["claims"] for file in (path, changed)
    )

    assert sum(row["denial_risk"] for row in after) > 1.5 * sum(row["denial_risk"] for row in before)


def test_into_a_pipe_goes_a_whole_csv(trained: Trained) -> None:
    ran = cleanclaim(trained.home.root, "score", trained.unsent[0])

    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    assert rows
    assert tuple(rows[0]) == COLUMNS


def test_a_t_long_after_the_newest_data_is_said(trained: Trained) -> None:
    assert (
        "long after" in cleanclaim(trained.home.root, "score", trained.unsent[0], "--at", "2028-01-01").stderr
    )
    assert "long after" not in cleanclaim(trained.home.root, "score", trained.unsent[0]).stderr


def test_a_file_that_holds_no_claims_exits_3_and_still_answers_json(trained: Trained, tmp_path: Path) -> None:
    path = tmp_path / "photo.837"
    path.write_bytes(bytes(range(256)))

    ran = cleanclaim(trained.home.root, "score", path, "--json")

    assert ran.code == 3
    assert ran.told["claims"] == []
    assert ran.told["files"][0]["error"]
