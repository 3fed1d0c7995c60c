import ast
from pathlib import Path

import pandas as pd
import pytest

from data.synthetic.judge import cause_shares, judge

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
