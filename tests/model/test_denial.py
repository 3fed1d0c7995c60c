"""The denial model on a simulated practice: honest, exact, repeatable."""

import json
import re

import numpy as np
import pytest

from data.batch import ClaimBatch, batch_of_records
from data.claim_files import read_claim_file
from data.clocks import now
from data.codes import FAMILIES
from data.records import ClaimRecord
from data.store import Store
from features.catalog import catalog_hash
from features.knowledge import Knowledge
from models import registry
from models.denial import DENIAL
from models.scorer import DenialScorer, Scores
from tests.practice import Trained
from training.backtest import BacktestReport, backtest
from training.run import train_denial

SCORED = 40


@pytest.fixture(scope="module")
def scorer(trained: Trained) -> DenialScorer:
    held = registry.champion(Store.open(trained.home.database_url), trained.home, "denial")
    return DenialScorer.of_files(held.files, held.version, held.sha256)


@pytest.fixture(scope="module")
def knowledge(trained: Trained) -> Knowledge:
    return Knowledge.build(Store.open(trained.home.database_url).events())


@pytest.fixture(scope="module")
def records(trained: Trained) -> list[ClaimRecord]:
    return [claim for path in trained.unsent for claim in read_claim_file(path, now()).claims][:SCORED]


@pytest.fixture(scope="module")
def batch(records: list[ClaimRecord]) -> ClaimBatch:
    return batch_of_records(records)


@pytest.fixture(scope="module")
def scores(scorer: DenialScorer, batch: ClaimBatch, knowledge: Knowledge) -> Scores:
    return scorer.score(batch, knowledge, explain=True)


def test_base_and_contributions_add_up_to_the_raw_score(scores: Scores) -> None:
    told = scores.explanation
    assert told is not None
    assert told.base + told.contributions.sum(axis=1) == pytest.approx(scores.raw, abs=1e-9)
    assert told.contributions.shape == told.values.shape == (SCORED, len(told.names))
    assert len(told.labels) == len(told.names)


def test_the_champion_tells_reasons_apart_and_is_explained_by_its_features_alone(
    scorer: DenialScorer, scores: Scores
) -> None:
    told = scores.explanation
    assert told is not None
    assert len(scorer.fitted.reasons) > 2
    assert scorer.fitted.booster.num_trees() == scorer.fitted.trees * len(scorer.fitted.reasons)
    assert told.names == scorer.fitted.spec.features


@pytest.mark.filterwarnings("ignore:The set_:PendingDeprecationWarning")  # shap makes its colours on import
def test_each_reasons_part_of_an_explanation_is_shaps_own(scorer: DenialScorer, scores: Scores) -> None:
    import shap

    from models.explaining import weighed
    from models.hazards import pulls

    fitted, told = scorer.fitted, scores.explanation
    assert told is not None
    x = told.values
    theirs = shap.TreeExplainer(fitted.booster)(x)  # rows x features x outputs
    by_reason = theirs.values.transpose(0, 2, 1) + fitted.reasons.lifted(x)
    assert np.abs(scorer.explainer.by_reason(x) - by_reason).max() < 1e-9
    base = np.array(fitted.reasons.start) + theirs.base_values
    put_together = weighed(pulls(base, fitted.scores(x, np.zeros(len(x)))), by_reason)
    assert told.contributions == pytest.approx(put_together, abs=1e-9)


def test_one_claim_and_many_are_scored_to_the_same_bits(
    scorer: DenialScorer, records: list[ClaimRecord], knowledge: Knowledge, scores: Scores
) -> None:
    told = scores.explanation
    assert told is not None
    for place in range(0, SCORED, 4):
        alone = scorer.score(batch_of_records(records[place : place + 1]), knowledge, explain=True)
        assert alone.explanation is not None
        assert alone.risk[0] == scores.risk[place]
        assert alone.families[0].tolist() == scores.families[place].tolist()
        assert alone.explanation.contributions[0].tolist() == told.contributions[place].tolist()
        assert alone.fixes[0] == scores.fixes[place]


def test_a_score_without_explanation_is_the_same_score(
    scorer: DenialScorer, batch: ClaimBatch, knowledge: Knowledge, scores: Scores
) -> None:
    plain = scorer.score(batch, knowledge)
    assert plain.risk.tolist() == scores.risk.tolist()
    assert plain.explanation is None


def test_answers_hang_together(scores: Scores) -> None:
    assert ((scores.risk > 0) & (scores.risk < 1)).all()
    assert scores.expected_denied_cents.tolist() == (scores.risk * scores.expected_allowed_cents).tolist()
    assert scores.families.sum(axis=1) == pytest.approx(1.0)
    assert (np.argsort(scores.risk, kind="stable") == np.argsort(scores.raw, kind="stable")).all()
    for place, reasons in enumerate(scores.reasons):
        best = np.sort(scores.families[place])[::-1][:3]
        assert [reason.probability for reason in reasons] == best.tolist()
        assert all(reason.family in FAMILIES for reason in reasons)


def test_no_number_of_a_claim_or_member_stands_in_the_model(trained: Trained, scorer: DenialScorer) -> None:
    events = Store.open(trained.home.database_url).events()
    text = "\n".join(scorer.fitted.files().values())
    for name in ("claim_id", "member_id", "prior_authorization"):
        held = events.claims[name].dropna().unique()
        assert len(held)
        assert not [value for value in held[:500] if str(value) in text]


def test_training_again_on_the_same_events_gives_the_same_model(
    trained: Trained, scorer: DenialScorer
) -> None:
    seen: list[str] = []
    report = train_denial(trained.home, Store.open(trained.home.database_url), by="me", progress=seen.append)
    assert report.sha256 == scorer.sha256
    assert (report.promoted, report.why) == (True, "unchanged: already champion")
    assert seen == ["snapshot", "features", "leaks", "judge", "refit", "gate", "register"]
    assert json.loads(json.dumps(report.as_json()))["model"] == "denial"
    # Even a third of the demo's claims are enough to beat what needs no model.
    assert report.metrics.log_loss < min(held.log_loss for held in report.baselines.values())


@pytest.fixture(scope="module")
def judged(trained: Trained) -> BacktestReport:
    return backtest(trained.home, Store.open(trained.home.database_url), "denial", folds=2)


def test_a_backtest_tells_model_and_baselines_for_every_origin(
    trained: Trained, judged: BacktestReport
) -> None:
    report = judged
    scorers = [(row["origin"], row["scorer"]) for row in report.table()]
    assert len(scorers) == len(set(scorers)) == 10
    assert report.folds[0].train_rows < report.folds[1].train_rows
    assert json.dumps(report.as_json())
    shown = report.showing
    assert shown.scorers["model"].rows == sum(fold.metrics.rows for fold in report.folds)
    assert {held.by for held in shown.slices} == {"payer", "kind", "age band", "sex"}
    assert shown.reasons is not None
    assert shown.reasons.top3 > shown.reasons.mix_top3
    assert len(shown.worklists) == 6
    page = report.page.read_text()
    assert page.count("data:image/png;base64,") == 4
    assert not re.search(r"""(src|href)=["'](?!data:)|url\(|@import|<script""", page)
    _holds_no_claim(page, trained)


def _holds_no_claim(text: str, trained: Trained) -> None:
    """Looks for marked values: numbers and names of claims and people of this practice."""
    events = Store.open(trained.home.database_url).events()
    for name in ("claim_id", "member_id", "prior_authorization", "patient_birth_on"):
        held = {str(value) for value in events.claims[name].dropna().unique()}
        assert held
        assert not held & set(re.findall(r"[\w-]+", text)), name


def test_the_backtest_lies_in_mlflow_too(trained: Trained, judged: BacktestReport) -> None:
    report = judged
    assert report.mlflow_error is None
    mlflow = registry.mlflow_for(trained.home)
    with registry.asking(mlflow):
        client = mlflow.MlflowClient()
        run = client.search_runs([client.get_experiment_by_name("cleanclaim-denial-backtest").experiment_id])[
            0
        ]
        files = {held.path for held in client.list_artifacts(run.info.run_id)}
    assert files == {report.page.name, "showing.json"}
    assert run.data.metrics["model.log_loss"] == pytest.approx(report.showing.scorers["model"].log_loss)


def test_the_champions_card_is_in_the_home_and_in_mlflow_and_names_no_claim(
    trained: Trained, scorer: DenialScorer
) -> None:
    events = Store.open(trained.home.database_url).events()
    paths = [trained.home.model_card("denial", scorer.sha256, kind) for kind in ("md", "html")]
    for path in paths:
        card = path.read_text()
        assert f"denial-{scorer.version.removeprefix('denial-')}" in card
        for said in (
            *(scorer.sha256, scorer.fitted.facts["snapshot"], catalog_hash(), "(B)(9)(ii)"),
            *(f"{len(scorer.fitted.reasons)} reasons", "reasons told apart"),
            *("The 10 strongest features.", "removed, and with other events put there. Moved: none."),
        ):
            assert said in card
        _holds_no_claim(card, trained)
    assert len(events.claims)
    mlflow = registry.mlflow_for(trained.home)
    with registry.asking(mlflow):
        client = mlflow.MlflowClient()
        version = client.get_model_version_by_alias("denial", "champion")
        kept = {held.path for held in client.list_artifacts(version.run_id)}
    assert {"model_card.md", "model_card.html", "leaks.json"} <= kept


def test_mlflow_holds_the_champion_with_its_card_and_nothing_lies_in_the_working_folder(
    trained: Trained, scorer: DenialScorer
) -> None:
    mlflow = registry.mlflow_for(trained.home)
    with registry.asking(mlflow):
        client = mlflow.MlflowClient()
        version = client.get_model_version_by_alias("denial", "champion")
        run = client.search_runs([client.get_experiment_by_name("cleanclaim-denial").experiment_id])[0]
        files = {held.path for held in client.list_artifacts(run.info.run_id)}
    assert version.tags["sha256"] == scorer.sha256
    assert f"denial-{version.version}" == scorer.version
    assert {"calibration.png", "precision_recall.png", "what_moves_the_score.png", "segments.json"} <= files
    assert {"model.log_loss", "raw_lightgbm.log_loss", "table.ece"} <= set(run.data.metrics)
    assert {"snapshot", "lock_sha256", "catalog_sha256", "label_sha256"} <= set(run.data.tags)
    assert run.info.artifact_uri.startswith(trained.made_in.resolve().as_uri())


def test_mlflows_copy_gives_every_reasons_log_odds(trained: Trained, scorer: DenialScorer) -> None:
    fitted = scorer.fitted
    x = np.random.default_rng(3).uniform(size=(5, len(fitted.spec.features)))
    mlflow = registry.mlflow_for(trained.home)
    with registry.asking(mlflow):
        copy = mlflow.lightgbm.load_model("models:/denial@champion")
    theirs = copy.predict(x, raw_score=True) + fitted.reasons.starting(x)
    assert theirs == pytest.approx(fitted.scores(x, np.zeros(len(x))), abs=1e-12)


def test_risk_moves_only_the_way_the_declarations_allow(
    scorer: DenialScorer, batch: ClaimBatch, knowledge: Knowledge
) -> None:
    from features.matrix import denial_matrix

    x = denial_matrix(batch, knowledge)[:5]
    offset = np.zeros(len(x))
    for place, direction in enumerate(DENIAL.directions):
        seen = x[:, place][~np.isnan(x[:, place])]
        if direction and len(seen):
            grid = np.linspace(seen.min() - 1, seen.max() + 1, 9)
            swept = np.repeat(x, len(grid), axis=0)
            swept[:, place] = np.tile(grid, len(x))
            risk = scorer.fitted.raw(swept, np.repeat(offset, len(grid))).reshape(len(x), -1)
            assert (np.diff(risk, axis=1) * direction >= 0).all(), DENIAL.features[place]


def test_rows_are_the_same_however_many_claims_are_looked_at_together(trained: Trained) -> None:
    from training.rows import denial_rows

    events = Store.open(trained.home.database_url).events()
    until = events.remits["available_at"].max().to_pydatetime()
    whole, pieces = denial_rows(events, until), denial_rows(events, until, at_once=333, indexed=500)
    for name in ("mix", "young_mix", "table", "allowed_cents", "findings"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(pieces, name))
    for one, other in ((whole.rows, pieces.rows), (whole.young, pieces.young)):
        np.testing.assert_array_equal(one.x, other.x)
        np.testing.assert_array_equal(one.offset, other.offset)


def test_claims_answered_and_not_mature_are_learned_from_and_never_judged_on(
    trained: Trained, scorer: DenialScorer
) -> None:
    from training.rows import denial_rows
    from training.split import newest_split

    events = Store.open(trained.home.database_url).events()
    held = denial_rows(events, events.remits["available_at"].max().to_pydatetime())
    rows, young, split = held.rows, held.young, newest_split(held.rows)
    assert (rows.known_at < held.until).all()
    assert len(young) > 20
    assert (young.known_at >= held.until).all()
    assert (young.decided_at < held.until).all()
    early = np.setdiff1d(split.answered, split.train)
    assert len(early) > 20
    assert (rows.decided_at[early] < split.origin).all()
    assert (rows.known_at[early] >= split.origin).all()
    assert not len(np.intersect1d(split.answered, split.test))
    assert scorer.fitted.facts["rows"] == len(rows) + scorer.fitted.facts["young"] > len(rows)


def test_the_benchmark_finds_the_truth_of_every_claim_it_judges(trained: Trained) -> None:
    from benchmarks.denial import scores_of
    from data.synthetic.judge import judge
    from training.recipe import judge_denial
    from training.rows import denial_rows
    from training.split import newest_split

    events = Store.open(trained.home.database_url).events()
    held = denial_rows(events, events.remits["available_at"].max().to_pydatetime())
    scores = scores_of(held, judge_denial(DENIAL, held, newest_split(held.rows)))
    model = judge(trained.world / "truth", scores)
    plain = judge(trained.world / "truth", scores.assign(denial_risk=scores["risk_raw_lightgbm"]))
    assert model.claims == len(scores)
    assert model.denied == pytest.approx(held.rows.label[newest_split(held.rows).test].sum(), rel=0.05)
    assert model.visible_gap_closed > max(plain.visible_gap_closed, 0)
    assert 0 < model.top3_hit <= model.top3_allowed <= 1
