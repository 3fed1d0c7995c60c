"""What a fee schedule allows, looked up at once, is what a plain loop over its rows finds."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from features.asof import AsOf
from features.fees import fee_cents
from features.knowledge import Knowledge
from tests.unit.features.practice import START, batch_of, claim_row, events_from, line_row

FIRST = date(2026, 1, 1)
MODIFIERS = st.sampled_from([None, "25", "26", "26 59", "59 26"])

FEES = st.fixed_dictionaries(
    {
        "payer_id": st.sampled_from(["PAY1", "PAY2"]),
        "procedure_code": st.sampled_from(["99213", "99214"]),
        "modifier": MODIFIERS,
        "allowed_cents": st.integers(0, 20_000),
        "from": st.integers(0, 5),
        "days": st.none() | st.integers(0, 5),
        "known": st.integers(0, 12),
    }
)
CLAIMS = st.fixed_dictionaries(
    {
        "payer_id": st.sampled_from(["PAY1", "PAY2", None]),
        "procedure_code": st.sampled_from(["99213", "99214", None]),
        "modifiers": MODIFIERS,
        "units": st.sampled_from([None, 1.0, 2.0]),
        "charge_cents": st.sampled_from([None, 9_000]),
        "day": st.integers(0, 10),
        "sent": st.integers(0, 12),
    }
)


def row_of(place: int, fee: dict) -> dict:
    first = FIRST + timedelta(days=fee["from"])
    return {
        "fee_key": f"e{place:02d}",
        "file_sha256": "fees",
        "position": place + 1,
        **{name: fee[name] for name in ("payer_id", "procedure_code", "modifier", "allowed_cents")},
        "effective_on": first.isoformat(),
        "terminated_on": None if fee["days"] is None else (first + timedelta(days=fee["days"])).isoformat(),
        "available_at": START + timedelta(days=fee["known"]),
    }


def claim_of(place: int, claim: dict) -> tuple[dict, dict]:
    day = (FIRST + timedelta(days=claim["day"])).isoformat()
    sent = START + timedelta(days=claim["sent"])
    held = claim_row(place, sent, payer_id=claim["payer_id"], from_on=day, through_on=day)
    names = ("procedure_code", "modifiers", "units", "charge_cents")
    return held, line_row(place, **{name: claim[name] for name in names})


def by_hand(fees: list[dict], claim: dict) -> float:
    """The best row's amount: the latest telling of each row, in force on the day, that fits best."""
    told: dict[tuple, dict] = {}
    for fee in sorted(fees, key=lambda fee: fee["known"]):
        same = (fee["payer_id"], fee["procedure_code"]) == (claim["payer_id"], claim["procedure_code"])
        if same and fee["known"] < claim["sent"]:
            told[fee["modifier"], fee["from"]] = fee
    fitting = [fee for fee in told.values() if in_force(fee, claim["day"]) and fit(fee, claim)]
    if not fitting or claim["units"] is None:
        return np.nan
    best = max(fitting, key=lambda fee: (fit(fee, claim), fee["from"]))
    cents = best["allowed_cents"] * claim["units"]
    return cents if claim["charge_cents"] is None else min(cents, claim["charge_cents"])


def in_force(fee: dict, day: int) -> bool:
    return fee["from"] <= day and (fee["days"] is None or day <= fee["from"] + fee["days"])


def fit(fee: dict, claim: dict) -> float:
    if fee["modifier"] is None:
        return 1
    if fee["modifier"] == claim["modifiers"]:
        return 100
    held = (claim["modifiers"] or "").split()
    return 99 - held.index(fee["modifier"]) if fee["modifier"] in held else 0


@settings(max_examples=150, deadline=None)
@given(fees=st.lists(FEES, max_size=12), claims=st.lists(CLAIMS, min_size=1, max_size=5))
def test_the_schedule_at_once_is_the_schedule_row_by_row(fees: list[dict], claims: list[dict]):
    known = {(f["payer_id"], f["procedure_code"], f["modifier"], f["from"], f["known"]): f for f in fees}
    fees = list(known.values())
    rows = [claim_of(place, claim) for place, claim in enumerate(claims)]
    events = events_from(
        {
            "claims": [claim for claim, _ in rows],
            "lines": [line for _, line in rows],
            "fee_schedule": [row_of(place, fee) for place, fee in enumerate(fees)],
        }
    )
    view = AsOf(batch_of(events), Knowledge.build(events))
    found = fee_cents(view.batch, view.parts.part("line", "payer"), view.knowledge.fees)
    numbers = [int(key.removeprefix("f").partition(":")[0]) for key in view.claim("version_key")[view.row]]
    np.testing.assert_array_equal(found, [by_hand(fees, claims[number]) for number in numbers])
