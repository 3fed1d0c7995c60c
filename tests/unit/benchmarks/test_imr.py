from pathlib import Path

import numpy as np
import pytest

from benchmarks import _imr_peers, _imr_recipe, imr
from benchmarks._imr_cases import BLANK, Blocks, Cases, in_hand, read_cases

HEADER = (
    "reference_id,report_year,diagnosis_category,diagnosis_subcategory,treatment_category,"
    "treatment_subcategory,determination,review_type,age_range,gender,overturned,ref_seq"
)


def row(year: int, number: int, won: int, treatment: str = "Drugs", kind: str = "Urgent Care") -> str:
    return f"MN-{number},{year},Infectious,Hepatitis,{treatment},,said,{kind},41-50,Male,{won},{number}"


def cases_of(path: Path, rows: list[str]) -> Cases:
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return read_cases(path)


@pytest.fixture
def two_treatments(tmp_path: Path) -> Cases:
    """400 cases in which drugs win three times of four and scans once of four."""
    pattern = [(n, int(n % 4 != 0) if n % 8 < 4 else int(n % 4 == 0)) for n in range(400)]
    rows = [row(2001 + n // 100, n, won, "Drugs" if n % 8 < 4 else "Scans") for n, won in pattern]
    return cases_of(tmp_path / "reviews.csv", rows)


def test_cases_stand_in_order_of_year_then_of_reference_number(tmp_path: Path) -> None:
    cases = cases_of(tmp_path / "r.csv", [row(2002, 5, 1), row(2001, 9, 0), row(2001, 7, 1)])
    assert cases.year.tolist() == [2001, 2001, 2002]
    assert cases.won.tolist() == [True, False, True]
    assert cases.until(2001) == 2
    assert cases.first(2001).won.tolist() == [True, False]


def test_a_blank_field_is_a_value_of_its_own(tmp_path: Path) -> None:
    cases = cases_of(tmp_path / "r.csv", [row(2001, 1, 1), row(2001, 2, 0, treatment="")])
    assert cases.columns["treatment"].tolist() == ["Drugs", BLANK]
    assert cases.keys["treatment_sub"].tolist() == [f"Drugs|{BLANK}", f"{BLANK}|{BLANK}"]


def test_a_block_knows_the_outcomes_that_were_in_hand_when_it_began() -> None:
    blocks = Blocks(cut=1_000, every=100, late=300)
    assert blocks.known(np.array([1_000, 1_099, 1_100])).tolist() == [700, 700, 800]


def test_cases_learned_from_saw_as_old_a_knowledge_as_those_tested() -> None:
    blocks = Blocks(cut=1_000, every=100, late=300)
    assert blocks.known(np.array([999, 900, 899])).tolist() == [600, 600, 500]
    assert blocks.known(np.array([250])).tolist() == [0]


def test_each_place_is_in_one_block() -> None:
    parts = list(Blocks(cut=10, every=4, late=2).each(10, 20))
    assert [known for _, known in parts] == [8, 12, 16]
    assert np.concatenate([places for places, _ in parts]).tolist() == list(range(10, 20))


def test_frozen_blocks_know_all_up_to_the_origin_and_nothing_later(two_treatments: Cases) -> None:
    frozen = imr.modes(two_treatments.first(2004), 2002)["frozen"]
    assert np.unique(frozen.known(np.arange(200, 400))).tolist() == [200]


def test_the_ledger_counts_no_outcome_that_came_later(two_treatments: Cases) -> None:
    blocks = Blocks(cut=200, every=100, late=50)
    counts = in_hand(two_treatments, blocks).under("all", two_treatments.keys["all"]).window(None).count
    assert counts.tolist() == blocks.known(np.arange(400)).tolist()


def test_a_rate_is_drawn_to_that_of_the_broader_key(tmp_path: Path) -> None:
    cases = cases_of(tmp_path / "r.csv", [row(2001, n, 1) for n in range(20)] + [row(2002, 20, 0)])
    # Each of four keys holds 20 wins, drawn by 20 to the rate above: half of what that lacks of 1 stays.
    expected = 1 - 0.5**5
    assert _imr_peers.rate_scores(cases, Blocks(20, 1, 0)) == pytest.approx([expected])


def test_the_joint_table_finds_both_rates(two_treatments: Cases) -> None:
    raw = _imr_recipe.joint_log_odds(two_treatments, Blocks(200, 200, 0), half_life=10_000)
    drugs, scans = raw[200:204], raw[204:208]
    assert np.ptp(drugs) == np.ptp(scans) == 0
    # log(3) is 1.10; a little is kept back by the strength.
    assert 0.8 < drugs[0] < np.log(3)
    assert scans[0] == pytest.approx(-drugs[0], abs=0.05)


def test_keys_that_say_the_same_do_not_count_a_surprise_twice(tmp_path: Path) -> None:
    cases = cases_of(tmp_path / "r.csv", [row(2001, n, int(n % 4 != 0)) for n in range(400)])
    raw = _imr_recipe.joint_log_odds(cases, Blocks(300, 100, 0), half_life=10_000)
    assert raw[300:] == pytest.approx(np.log(3), abs=0.02)


def test_old_outcomes_are_forgotten(tmp_path: Path) -> None:
    rows = [row(2001, n, int(n % 4 == 0)) for n in range(300)]
    cases = cases_of(tmp_path / "r.csv", rows + [row(2002, n, int(n % 4 != 0)) for n in range(300, 500)])
    short, long = (_imr_recipe.joint_log_odds(cases, Blocks(400, 100, 0), half)[400] for half in (20, 10_000))
    assert short == pytest.approx(np.log(3), abs=0.3)
    assert long < 0


def test_outcomes_not_in_hand_move_no_score(two_treatments: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_imr_recipe, "WARM", 20)
    blocks = Blocks(cut=300, every=100, late=50)
    turned = two_treatments.won.copy()
    turned[250:] = ~turned[250:]
    other = Cases(two_treatments.year, turned, two_treatments.columns, two_treatments.keys)
    ours, theirs = (_imr_recipe.recipe_scores(held, blocks) for held in (two_treatments, other))
    assert np.isfinite(ours[1]).all()
    np.testing.assert_array_equal(ours[0], theirs[0])
    np.testing.assert_array_equal(ours[1], theirs[1])
    rates = [_imr_peers.rate_scores(held, blocks) for held in (two_treatments, other)]
    np.testing.assert_array_equal(*rates)


def test_the_newest_outcomes_under_a_key_are_drawn_to_the_table(two_treatments: Cases) -> None:
    blocks, table = Blocks(cut=200, every=100, late=0), np.zeros((400, 3))
    columns = _imr_recipe.features(two_treatments, blocks, table)
    # The last 12 of drugs before case 200 won 9; drawn by 2 to the table's 1/2.
    assert columns["treatment_last_12"][200] == pytest.approx((9 + 2 * 0.5) / 14)
    assert columns["treatment_count"][200] == pytest.approx(np.log1p(100))
    assert columns["turn"][200] == 0.0


def test_without_the_file_it_says_that_nothing_was_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["imr", "--file", str(tmp_path / "none.csv")])
    imr.main()
    assert "nothing was measured" in capsys.readouterr().out
