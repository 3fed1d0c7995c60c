"""How far one comes with what one would try first: LightGBM on the raw fields of the 837."""

from datetime import date, datetime, time, timedelta

import lightgbm
import numpy as np
from numpy.typing import NDArray

from data.batch import batch_of_records
from data.synthetic.answered import Simulated
from data.synthetic.claim_records import ClaimWriter
from data.synthetic.judge import expected_log_loss
from training.baselines import raw_fields

TRAINED = 0.75
SETTINGS = {"objective": "binary", "seed": 7, "deterministic": True, "force_row_wise": True, "num_threads": 1}


def raw_gap_closed(held: Simulated) -> float:
    """Share of the way from the base rate's log loss to the optimum's, on the last quarter sent.

    Trained on first versions that were sent, and answered, before the first claim tested was sent.
    """
    versions = held.versions
    rows = np.flatnonzero((versions.version == 1) & ~versions.rejected)
    rows = rows[np.argsort(versions.submit[rows], kind="stable")]
    tested = round(TRAINED * len(rows))
    train = np.flatnonzero(versions.answer[rows[:tested]] < versions.submit[rows[tested]])
    fields = raw_fields(batch_of_records(_records(held, rows)))
    label = versions.denied[rows].astype(float)
    data = lightgbm.Dataset(fields.iloc[train], label=label[train])
    model = lightgbm.train({**SETTINGS, "verbosity": -1}, data, num_boost_round=100)
    p = versions.p_denied[rows[tested:]]
    base = expected_log_loss(p, np.full(len(p), label[train].mean()))
    found = np.asarray(model.predict(fields.iloc[tested:], num_threads=1))
    return (base - expected_log_loss(p, found)) / (base - expected_log_loss(p, p))


def _records(held: Simulated, rows: NDArray[np.int64]) -> list:
    records = ClaimWriter(held.world, held.versions).records(rows)
    for record, day in zip(records, held.versions.submit[rows].tolist(), strict=True):
        record.claim["submitted_at"] = datetime.combine(date(1970, 1, 1) + timedelta(day), time(9, 30))
    return records
