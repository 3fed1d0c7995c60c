from datetime import date, datetime

import pytest

from data.batch import batch_of_records
from data.records import ClaimRecord
from training.rows import age_bands

AT = datetime.fromisoformat("2026-03-02T09:00:00")


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2026-03-01", "0-17"),
        ("2008-03-04", "0-17"),  # 18 in two days
        ("2008-03-01", "18-44"),
        ("1981-03-10", "18-44"),
        ("1981-02-20", "45-64"),
        ("1961-02-20", "65-74"),
        ("1930-01-01", "75 and over"),
        (None, None),
    ],
)
def test_the_band_is_that_of_the_age_when_sent(born: str | None, band: str | None) -> None:
    claim = {
        "version_key": "f:1",
        "submitted_at": AT,
        "available_at": AT,
        "patient_birth_on": born and date.fromisoformat(born),
    }
    assert age_bands(batch_of_records([ClaimRecord(claim, [])])).tolist() == [band]
