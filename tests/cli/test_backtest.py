from pathlib import Path

import pytest

from tests.cli.command import cleanclaim
from tests.practice import Trained
from training.worked import ORDERS


def test_a_backtest_is_one_json_object_with_the_callers_precision_and_a_page(trained: Trained) -> None:
    ran = cleanclaim(
        trained.home.root, "backtest", "denial", "--folds", "1", "--precision-threshold", "0.4", "--json"
    )
    told = ran.told
    assert ran.code == 0
    assert told["showing"]["threshold"]["wanted"] == 0.4
    assert set(told["showing"]["scorers"]) == {"model", "base_rate", "table", "rules", "raw_lightgbm"}
    assert told["showing"]["scorers"]["base_rate"]["slope"] is None
    assert Path(told["page"]).parent == trained.home.reports
    assert "<h2>Slices</h2>" in Path(told["page"]).read_text()
    assert not Path("mlruns").exists()


def test_as_of_hides_later_answers_and_names_the_page(trained: Trained) -> None:
    ran = cleanclaim(
        trained.home.root, "backtest", "denial", "--folds", "1", "--as-of", "2025-08-01", "--json"
    )
    assert ran.told["as_of"] < "2025-08-01"
    assert ran.told["page"].endswith(f"backtest-denial-{ran.told['as_of'][:10]}.html")


def test_people_read_slices_verdicts_and_where_the_page_is(trained: Trained) -> None:
    ran = cleanclaim(trained.home.root, "backtest", "denial", "--folds", "1")
    said = " ".join(ran.stdout.split())
    for word in (
        "rules",
        "age band",
        "Log loss against rate table:",
        "reason family was foretold first",
        "rate table",
    ):
        assert word in said, word
    page = said.split("The whole report: ")[1].strip()
    assert Path(page.replace(" ", "")).is_file()


def test_appeals_are_told_as_won_and_have_no_worklist(trained: Trained) -> None:
    told = cleanclaim(trained.home.root, "backtest", "appeal", "--folds", "1", "--json").told
    page = Path(told["page"]).read_text()
    assert told["showing"]["outcome"] == "won"
    assert told["showing"]["worklists"] == []
    assert '<th scope="col">won</th>' in page
    assert "failed</th>" not in page


def test_appeals_are_worked_in_several_orders_beside_the_best(trained: Trained) -> None:
    told = cleanclaim(trained.home.root, "backtest", "appeal", "--folds", "1", "--json").told
    shares = told["share_of_best"]
    assert set(shares) == set(ORDERS)
    assert all(0.0 <= share <= 1.0 for held in shares.values() for share in held.values())
    assert shares["model"]["first_40"] > shares["age"]["first_40"]
    assert "<h2>Orders of work</h2>" in Path(told["page"]).read_text()
    assert "oldest first" in cleanclaim(trained.home.root, "backtest", "appeal", "--folds", "1").stdout


@pytest.mark.parametrize(
    "wrong", [("claims",), ("denial", "--precision-threshold", "1.5"), ("denial", "--folds", "0")]
)
def test_wrong_usage_exits_2(tmp_path: Path, wrong: tuple[str, ...]) -> None:
    assert cleanclaim(tmp_path, "backtest", *wrong).code == 2


def test_without_data_a_backtest_is_not_ready(tmp_path: Path) -> None:
    assert cleanclaim(tmp_path, "backtest", "denial").code == 5


@pytest.mark.parametrize("model", ["denial", "appeal"])
def test_models_show_says_where_the_card_is(trained: Trained, model: str) -> None:
    told = cleanclaim(trained.home.root, "models", "show", "--model", model, "--json").told
    card = Path(told["model_card"])
    assert card.name == f"{model}-{told['sha256'][:12]}.md"
    assert told["sha256"] in card.read_text()
