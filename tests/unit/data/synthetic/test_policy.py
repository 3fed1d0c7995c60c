from functools import cache
from pathlib import Path

import numpy as np
import pytest

from data.synthetic.answered import Simulated, panel_of
from data.synthetic.arrays import Bools, Ints
from data.synthetic.causes import NAMES
from data.synthetic.csv_tables import table_rows
from data.synthetic.policy import (
    FIRST_CLAIM,
    NO_FIXES,
    Fixes,
    UnreadableFixError,
    UnreadablePolicyError,
    read_fixes,
    read_policy,
)
from data.synthetic.settings import Settings, UnknownSettingError
from data.synthetic.state import Practice
from data.synthetic.tuning import tuned_practice
from data.synthetic.world import settings_of

SIZE = 2_500


@cache
def _practice() -> Practice:
    return tuned_practice(settings_of("shifting_payers"), SIZE, 5)


@cache
def _without() -> Simulated:
    return panel_of(_practice(), 0, SIZE)


def _originals(held: Simulated) -> dict[int, tuple[float, bool, int]]:
    """By serial: chance, draw and day of the answer of the first version."""
    versions, first = held.versions, np.flatnonzero(held.versions.version == 1)
    serial = held.world.claims.serial[versions.claim[first]].tolist()
    columns = (versions.p_denied, versions.denied, versions.answer)
    return dict(zip(serial, zip(*(column[first].tolist() for column in columns), strict=True), strict=True))


def _broken(held: Simulated, cause: str) -> Ints:
    """Serials of claims that this cause threatens, in a way that somebody may put right."""
    at = NAMES.index(cause)
    found = held.verdicts.causes[at]
    beyond = [found.details.index(detail) for detail in ("units", "place") if detail in found.details]
    threatened = (held.verdicts.chances[:, at] > 0.15) & ~np.isin(found.detail, beyond)
    return held.world.claims.serial[threatened]


FIXED = [(row["fix"], row["cause"]) for row in table_rows("fixes")]


@pytest.mark.parametrize(("fix", "cause"), FIXED, ids=[fix for fix, _ in FIXED])
def test_a_fix_helps_what_it_is_for_and_leaves_every_other_claim_alone(fix: str, cause: str) -> None:
    flagged = _broken(_without(), cause)
    fixed = panel_of(_practice(), 0, SIZE, Fixes({fix: flagged}))
    before, after = _originals(_without()), _originals(fixed)
    shared = [serial for serial in before if serial in after]
    untouched = [serial for serial in shared if serial not in set(flagged.tolist())]
    assert len(untouched) > 0.9 * len(before) - len(flagged)
    same = [before[serial] == after[serial] for serial in untouched]
    # A duplicate or a limit may hang on a claim that was held back; all others are the same to the bit.
    assert np.mean(same) > 0.995
    risk_before = np.array([before[s][0] for s in flagged.tolist() if s in before])
    risk_after = np.array([after[s][0] if s in after else 0.0 for s in flagged.tolist() if s in before])
    assert len(risk_before) > 3
    assert risk_after.mean() < 0.6 * risk_before.mean()


def test_a_fix_where_nothing_is_wrong_changes_nothing() -> None:
    chances = _without().verdicts.chances
    papers = _without().world.papers
    quiet: Bools = (chances[:, :-1] == 0).all(axis=1) & ~papers.attached & ~papers.omitted.any(axis=1)
    serial = _without().world.claims.serial[quiet & (_without().world.claims.duplicate_of < 0)]
    fixed = panel_of(
        _practice(), 0, SIZE, Fixes({"missing": serial, "referral": serial, "duplicate": serial})
    )
    assert _originals(fixed) == _originals(_without())


def test_a_policy_names_habits_and_a_file_of_fixes(tmp_path: Path) -> None:
    (tmp_path / "flagged.csv").write_text("claim_id,fix,why\nC01000003,missing,x\nC01000004,missing,y\n")
    (tmp_path / "policy.toml").write_text('field_omitted = 0.5\nfixes = "flagged.csv"\n')
    settings, fixes = read_policy(tmp_path / "policy.toml", Settings())
    assert settings.habits.field_omitted == 0.5
    assert fixes.of("missing", np.array([1, 2, 3])).tolist() == [False, True, True]
    assert not fixes.of("referral", np.array([1, 2, 3])).any()
    assert FIRST_CLAIM == 1_000_001


def test_a_policy_without_fixes_has_none(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("field_omitted = 0.5\n")
    assert read_policy(tmp_path / "policy.toml", Settings())[1] is NO_FIXES


@pytest.mark.parametrize(
    ("row", "told"), [("C01000003,magic", "column fix"), ("third,missing", "column claim_id")]
)
def test_a_row_that_cannot_be_followed_is_refused_by_its_number(row: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "flagged.csv").write_text(f"claim_id,fix\nC01000001,missing\n{row}\n")
    with pytest.raises(UnreadableFixError, match=f"Row 2 .*{told}") as caught:
        read_fixes(tmp_path / "flagged.csv")
    assert row.split(",", maxsplit=1)[0] not in str(caught.value)


@pytest.mark.parametrize(
    ("policy", "named"),
    [(None, "policy.toml"), ("luck =", "policy.toml"), ('fixes = "gone.csv"', "gone.csv")],
    ids=["no file", "no TOML", "no fixes"],
)
def test_a_policy_that_cannot_be_read_is_named(policy: str | None, named: str, tmp_path: Path) -> None:
    if policy is not None:
        (tmp_path / "policy.toml").write_text(policy)
    with pytest.raises(UnreadablePolicyError, match=named):
        read_policy(tmp_path / "policy.toml", Settings())


def test_an_unknown_habit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("luck = 1\n")
    with pytest.raises(UnknownSettingError):
        read_policy(tmp_path / "policy.toml", Settings())
