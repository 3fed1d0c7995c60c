import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.synthetic.judge import Families, cause_shares, judge, what_is_left, what_reasons_lose

ROOT = Path(__file__).parents[4]
PACKAGES = ("data", "features", "models", "workflow", "training", "serving")
TRUTH = {"claims.csv", "denials.csv", "world.json"}


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    pd.DataFrame(
        {
            "claim_id": ["A", "B", "C", "D"],
            "version": 1,
            "p_denied": [0.9, 0.1, 0.1, 0.5],
            "p_visible": [0.9, 0.1, 0.1, 0.5],
            "denied": [1, 0, 0, 1],
            "rejected": [0, 0, 0, 1],
        }
    ).to_csv(tmp_path / "claims.csv", index=False)
    return tmp_path


def _scores(*risks: float) -> pd.DataFrame:
    return pd.DataFrame({"claim_id": list("ABCD"), "version": 1, "denial_risk": list(risks)})


def test_the_truth_itself_closes_the_whole_gap(truth: Path) -> None:
    best = judge(truth, _scores(0.9, 0.1, 0.1, 0.5))
    assert best.gap_closed == pytest.approx(1)
    assert best.model_auc == best.oracle_auc == 1
    assert best.oracle_log_loss == pytest.approx(0.325083)  # entropy of 0.1


def test_the_base_rate_closes_nothing_and_a_rejected_claim_does_not_count(truth: Path) -> None:
    base = (0.9 + 0.1 + 0.1) / 3
    dull = judge(truth, _scores(base, base, base, 0.01))
    assert dull.claims == 3
    assert dull.gap_closed == pytest.approx(0)
    assert dull.model_auc == 0.5


def test_what_files_can_tell_is_a_nearer_goal(tmp_path: Path) -> None:
    pd.DataFrame(
        {
            "claim_id": ["A", "B"],
            "version": 1,
            "p_denied": [0.9, 0.1],
            "p_visible": [0.7, 0.3],
            "denied": [1, 0],
            "rejected": 0,
        }
    ).to_csv(tmp_path / "claims.csv", index=False)
    scores = pd.DataFrame({"claim_id": ["A", "B"], "version": 1, "denial_risk": [0.7, 0.3]})
    held = judge(tmp_path, scores)
    assert held.visible_gap_closed == pytest.approx(1)
    assert held.gap_closed == pytest.approx(0.6840, abs=1e-4)  # nats: 0.6931 to 0.4414, where 0.3251 is best
    assert held.ece == pytest.approx(0.3)
    assert held.true_ece == pytest.approx(0.2)
    assert np.isnan(held.top3_hit)


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Four denials: two with a cause that is always told alike, two of an unwritten rule, told by payer."""
    pd.DataFrame(
        {
            "claim_id": list("ABCDE"),
            "version": 1,
            "submitted_on": "2026-01-05",
            "payer_id": ["X", "X", "Y", "Y", "Y"],
            "p_denied": 0.5,
            "p_visible": 0.5,
            "denied": [1, 1, 1, 1, 0],
            "rejected": 0,
            "family": ["timely", "timely", "provider", "coding", None],
            "cause": ["timely", "timely", "unwritten", "unwritten", None],
            "p_timely": [0.5, 0.0, 0.0, 0.0, 0.0],
            "p_records": [0.0, 0.3, 0.0, 0.0, 0.0],
            "p_bundling": [0.0, 0.2, 0.0, 0.0, 0.0],
            "p_necessity": [0.0, 0.1, 0.0, 0.0, 0.0],
            "p_unwritten": [0.0, 0.0, 0.5, 0.5, 0.5],
        }
    ).to_csv(tmp_path / "claims.csv", index=False)
    return tmp_path


def test_a_reason_hits_when_it_is_among_the_three_and_the_truth_has_no_more(told: Path) -> None:
    scores = pd.DataFrame({"claim_id": list("ABCDE"), "submitted_on": "2026-01-05", "denial_risk": 0.5})
    reasons = {"reason_1": "timely", "reason_2": "other", "reason_3": ["x", "x", "x", "coding", "coding"]}
    held = judge(told, scores.assign(**reasons))
    assert held.denied == 4
    assert held.top3_hit == 0.75  # C's provider was not foretold
    # B was drawn timely against a chance of nothing: three other causes stand before it in the truth itself.
    assert held.top3_allowed == 0.75


def test_a_claim_sent_on_another_day_is_another_claim(told: Path) -> None:
    scores = pd.DataFrame(
        {"claim_id": ["A", "B"], "submitted_on": ["2026-01-05", "2026-01-06"], "denial_risk": 0.5}
    )
    assert judge(told, scores).claims == 1


def test_what_is_left_of_the_gap_lies_with_the_causes_that_scores_miss() -> None:
    both = pd.DataFrame(
        {
            "p_denied": [0.5, 0.5, 0.1],
            "p_visible": [0.5, 0.5, 0.1],
            "denial_risk": [0.5, 0.2, 0.1],
            "p_timely": [0.5, 0.0, 0.0],
            "p_records": [0.0, 0.5, 0.05],
            "p_noise": [0.0, 0.0, 0.06],
        }
    )
    held = what_is_left(both)
    assert held["cause"].tolist()[0] == "records"
    assert held["share"].tolist() == pytest.approx([1.0, 0.0, 0.0])
    assert held.set_index("cause").loc["noise", "claims"] == 1
    assert held["risk"].tolist()[0] == 0.2


def test_a_reason_loses_by_what_it_misses_and_by_what_it_suspects() -> None:
    both = pd.DataFrame(
        {
            "p_denied": [0.5, 0.5, 0.0],
            "p_visible": [0.5, 0.5, 0.0],
            "payer_id": "P",
            "p_timely": [0.5, 0.0, 0.0],
            "p_records": [0.0, 0.5, 0.0],
            "chance_late": [0.5, 0.0, 0.2],  # suspects the third claim of what it knows of the first
            "chance_papers": [0.0, 0.1, 0.0],  # misses most of the second
        }
    )
    usual = {"timely": np.array([1.0, 0.0]), "records": np.array([0.0, 1.0])}
    held = what_reasons_lose(both, Families(("late", "papers"), usual, {})).set_index("family")
    missed = 0.5 * np.log(0.5 / 0.1) + 0.5 * np.log(0.5 / 0.9)
    suspected = -np.log(0.8)
    assert held["lost"].to_dict() == pytest.approx(
        {"papers": missed / (missed + suspected), "late": suspected / (missed + suspected)}, abs=1e-6
    )
    assert held["lost_on_others"]["late"] == pytest.approx(held["lost"]["late"], abs=1e-6)
    assert held["lost_on_others"]["papers"] == pytest.approx(0, abs=1e-6)
    assert held["threatened"].tolist() == [1, 1]
    assert held["risk"].to_dict() == {"papers": 0.1, "late": 0.5}


def test_a_causes_share_is_its_part_of_the_logarithm_of_escaping() -> None:
    claims = pd.DataFrame({"p_denied": [0.75, 0.19], "p_visible": 0.5, "p_a": [0.5, 0.1], "p_b": [0.5, 0.1]})
    claims.loc[1, "p_b"] = 0.0
    shares = cause_shares(claims)
    assert list(shares) == ["a", "b"]
    assert shares.to_numpy().tolist() == [pytest.approx([0.5, 0.5]), pytest.approx([1.0, 0.0])]


def test_only_the_judge_reads_the_truth() -> None:
    """Names of its files stand as whole strings nowhere else but where they are written."""
    readers = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            strings = {
                node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)
            }
            if TRUTH & strings or any(
                isinstance(s, str) and "truth/c" in s and "\n" not in s and " " not in s for s in strings
            ):
                readers.add(path.relative_to(ROOT).as_posix())
    assert readers == {"data/synthetic/judge.py", "data/synthetic/truth.py"}
