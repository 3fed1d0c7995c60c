from datetime import datetime

import numpy as np
import pytest

from data.batch import batch_of_records
from data.records import ClaimRecord
from models.calibrate import sigmoid
from tests.unit.models.simulated import simulated
from training.baselines import baseline_risks, raw_fields
from training.split import newest_split

AT = datetime.fromisoformat("2026-03-02T09:00:00")


def _record(payer: str, *codes: str) -> ClaimRecord:
    claim = {
        "version_key": payer,
        "payer_id": payer,
        "diagnoses": "M545 I10",
        "through_on": datetime.fromisoformat("2026-02-27").date(),
        "total_charge_cents": 12_000,
        "submitted_at": AT,
        "available_at": AT,
    }
    return ClaimRecord(
        claim, [{"line": k + 1, "procedure_code": c, "units": 2.0} for k, c in enumerate(codes)]
    )


def test_raw_fields_are_those_of_the_claim_and_its_first_line() -> None:
    raw = raw_fields(batch_of_records([_record("A", "99213", "97110"), _record("B")]))
    first, bare = raw.iloc[0], raw.iloc[1]
    assert (first["payer_id"], first["line_procedure_code"], first["diagnosis"]) == ("A", "99213", "M545")
    assert (first["lines"], first["units"], first["total_charge"], first["days_to_submit"]) == (2, 4, 120, 3)
    assert (bare["lines"], bare["units"]) == (0, 0)
    assert raw["line_procedure_code"].isna().tolist() == [False, True]


def test_baselines_answer_for_the_tested_rows_from_the_learned_ones_alone() -> None:
    rows = simulated(1200)
    split = newest_split(rows)
    raw = raw_fields(batch_of_records([_record("AB"[int(code) % 2], "99213") for code in rows.x[:, 1]]))
    findings = np.arange(len(rows)) % 4
    risks = baseline_risks(rows, raw, findings, split, table=rows.offset)
    assert risks["base_rate"] == pytest.approx(rows.label[split.train].mean())
    assert risks["table"].tolist() == sigmoid(rows.offset[split.test]).tolist()
    assert len(risks["raw_lightgbm"]) == len(split.test)
    assert np.isfinite(risks["raw_lightgbm"]).all()


def test_rules_alone_give_the_rate_of_claims_with_as_many_findings_before() -> None:
    rows = simulated(1200)
    split = newest_split(rows)
    findings = np.where(rows.label, 1, 0)
    findings[:3] = 5  # three or so are hardly believed: drawn to the base rate
    raw = raw_fields(batch_of_records([_record("A", "99213")] * len(rows)))
    risks = baseline_risks(rows, raw, findings, split, table=rows.offset)["rules"]
    base = rows.label[split.train].mean()
    failed = int((rows.label & (findings == 1))[split.train].sum())
    assert risks[rows.label[split.test]] == pytest.approx((failed + 20 * base) / (failed + 20))
    assert risks[~rows.label[split.test]].max() < base / 4
