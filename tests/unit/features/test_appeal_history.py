from dataclasses import replace

import numpy as np
import pytest

from data.codes.appeal_codes import prior_rule
from features.appeal_history import PARTS, AppealHistory, Decided, Facts

N = 40


def _objects(*values: object) -> np.ndarray:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def _facts(
    day: str, payer: str = "P1", family: str = "bundling", level: int = 1, chain: str = "asked", n: int = 1
) -> Facts:
    return Facts(
        t=np.full(n, np.datetime64(day, "us")),
        chain=_objects(*[f"{chain}{i}" for i in range(n)]),
        payer=_objects(*[payer] * n),
        family=_objects(*[family] * n),
        reason=_objects(*["97"] * n),
        procedure=_objects(*["99213"] * n),
        provider=_objects(*["N1"] * n),
        level=np.full(n, level, dtype=np.int64),
        allowed_cents=np.full(n, 10_000.0),
    )


def _history(
    payer: str = "P1", family: str = "bundling", won: int = N, day: str = "2026-02-01"
) -> AppealHistory:
    label = np.arange(N) < won
    return AppealHistory(
        Decided(
            _facts("2026-01-01", payer, family, chain="c", n=N),
            np.full(N, np.datetime64(day, "us")),
            label,
            np.where(label, 0.5, np.nan),
            np.full(N, 42.0),
        )
    )


def _chance(history: AppealHistory, facts: Facts) -> float:
    return float(1 / (1 + np.exp(-history.table(facts).log_odds[0])))


def test_without_appeals_the_prior_alone_speaks() -> None:
    table = AppealHistory(_no_appeals()).table(_facts("2026-03-01"))
    rule = prior_rule("bundling", 1, table_day())
    assert 1 / (1 + np.exp(-table.log_odds[0])) == pytest.approx(rule.win)
    assert table.parts[0, 1:] == pytest.approx(0.0)
    assert table.share[0] == rule.share_given_win
    assert table.support["practice"][0] == 0


def test_wins_raise_the_chance_of_their_own_payer_and_family_most() -> None:
    history = _history()
    elsewhere = _chance(history, _facts("2026-03-01", "P2", "timely"))
    family = _chance(history, _facts("2026-03-01", "P2"))
    both = _chance(history, _facts("2026-03-01"))
    assert prior_rule("timely", 1, table_day()).win < elsewhere
    assert prior_rule("bundling", 1, table_day()).win < family < both


def test_losses_lower_the_chance() -> None:
    assert _chance(_history(won=0), _facts("2026-03-01")) < prior_rule("bundling", 1, table_day()).win


def test_first_levels_tell_of_later_ones_what_payer_family_and_provider_add() -> None:
    asked = [_facts("2026-03-01", level=2), _facts("2026-03-01", "P2", "timely", level=2)]
    asked[1] = replace(asked[1], provider=_objects("N2"))
    known, strange = (_history().table(facts) for facts in asked)
    assert [int(known.support[key][0]) for key in ("practice", "family_level")] == [0, 0]
    assert known.parts[0, PARTS.index("practice")] == 0.0
    assert (known.parts[0, PARTS.index("family") :] > 0).all()
    assert strange.parts[0, 1:] == pytest.approx(0.0)


def test_an_appeal_counts_only_strictly_after_its_decision() -> None:
    history = _history(day="2026-02-01T12:00:00.000000")
    at = history.table(_facts("2026-02-01T12:00:00.000000"))
    after = history.table(_facts("2026-02-01T12:00:00.000001"))
    assert (at.support["family_level"][0], after.support["family_level"][0]) == (0, N)


def test_a_chain_never_feeds_its_own_support_and_dollars() -> None:
    facts = replace(_facts("2026-03-01"), chain=_objects("c3"))
    assert _history().table(facts).support["family_level"][0] == N - 1
    alone = AppealHistory(
        Decided(
            replace(_facts("2026-01-01"), chain=_objects("c3")),
            np.array(["2026-02-01"], dtype="datetime64[us]"),
            np.array([True]),
            np.array([0.1]),
            np.array([90.0]),
        )
    )
    table = alone.table(facts)
    assert table.support["practice"][0] == 0
    assert table.share[0] == prior_rule("bundling", 1, table_day()).share_given_win


def test_dollars_given_a_win_are_drawn_from_the_prior_to_what_wins_paid() -> None:
    share = _history().table(_facts("2026-03-01")).share[0]
    assert 0.5 < share < prior_rule("bundling", 1, table_day()).share_given_win


def test_minutes_are_drawn_from_the_usual_to_the_practices_own() -> None:
    history, usual = _history(), np.array([25.0])
    assert 25.0 < history.minutes(_facts("2026-03-01"), usual)[0] < 42.0
    assert history.minutes(_facts("2026-03-01", family="timely"), usual)[0] == 25.0


def test_recent_appeals_are_those_of_the_last_days() -> None:
    history = _history(won=10)
    assert [int(x[0]) for x in history.recent(_facts("2026-03-01"), "reason", 30)] == [N, 10]
    assert [int(x[0]) for x in history.recent(_facts("2026-03-04"), "reason", 30)] == [0, 0]


def test_one_denial_and_many_get_the_same_numbers() -> None:
    history, many = _history(won=13), _facts("2026-03-01", n=5)
    together = history.table(many)
    for place in range(5):
        one = Facts(*(getattr(many, name)[place : place + 1] for name in Facts.__slots__))
        assert (history.table(one).parts[0] == together.parts[place]).all()


def _no_appeals() -> Decided:
    none = np.empty(0)
    return Decided(_facts("2026-01-01", n=0), none.astype("datetime64[us]"), none.astype(bool), none, none)


def table_day() -> object:
    return np.datetime64("2026-03-01", "D").astype(object)
