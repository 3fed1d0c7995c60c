import numpy as np
import pytest

from workflow.deadlines import Clocks, Deadlines, deadlines


def _one(
    clock: str = "appeal",
    level: int = 1,
    kind: str | None = "medicare",
    notice: str = "2026-03-02",
    service: str = "2026-02-01",
) -> Deadlines:
    return deadlines(
        Clocks(
            clock=[clock],
            level=[level],
            payer_id=["P1"],
            filing_kind=[kind],
            claim_kind=["professional"],
            notice_on=np.array([notice], dtype="datetime64[D]"),
            service_on=np.array([service], dtype="datetime64[D]"),
        )
    )


@pytest.mark.parametrize(
    ("asked", "on", "verified"),
    [
        # 2026-03-02 + 5 presumed + 120 = 2026-07-05, a Sunday; Friday the 3rd is a holiday observed.
        ({}, "2026-07-02", True),
        ({"level": 2}, "2026-09-03", True),
        ({"level": 4}, "2026-05-06", True),
        # From the first day of service, not the denial: 2027-02-01.
        ({"clock": "correction"}, "2027-02-01", True),
        ({"clock": "correction", "service": "NaT"}, "2026-05-01", False),
        ({"kind": "medicare_advantage"}, "2026-05-01", False),
        ({"kind": "commercial"}, "2026-05-29", False),
        ({"kind": "medicaid", "level": 2}, "2026-04-01", False),
        ({"kind": None}, "2026-05-01", False),
        ({"kind": "workers_compensation", "clock": "other_payer"}, "2026-05-01", False),
    ],
)
def test_a_deadline_follows_the_most_precise_rule_and_says_whether_it_is_verified(
    asked: dict[str, object], on: str, verified: bool
) -> None:
    found = _one(**asked)  # type: ignore[arg-type]
    assert found.on[0] == np.datetime64(on)
    assert found.verified[0] == verified


def test_a_deadline_without_any_day_to_count_from_is_missing() -> None:
    assert np.isnat(_one(notice="NaT").on[0])


def test_many_denials_are_dated_as_each_alone() -> None:
    kinds = ["medicare", "commercial", None, "medicare"]
    notices = ["2026-03-02", "2026-03-03", "2026-04-01", "2026-05-05"]
    n = len(kinds)
    together = deadlines(
        Clocks(
            clock=["appeal"] * n,
            level=[1] * n,
            payer_id=["P1"] * n,
            filing_kind=kinds,
            claim_kind=["professional"] * n,
            notice_on=np.array(notices, dtype="datetime64[D]"),
            service_on=np.full(n, "NaT", dtype="datetime64[D]"),
        )
    )
    alone = [_one(kind=kind, notice=day).on[0] for kind, day in zip(kinds, notices, strict=True)]
    assert together.on.tolist() == [day.astype(object) for day in alone]
