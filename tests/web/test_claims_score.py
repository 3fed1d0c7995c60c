import copy
import math

import pytest

from data import tables
from features.allowed import BASES
from serving.examples import CLAIM, SCORE_CLAIMS
from tests.web.conftest import Site

FIELDS = {
    *("claim_id", "denial_risk", "risk_band", "expected_allowed", "expected_denied", "reasons", "lines"),
    *("findings", "explanation", "fixes", "support", "model", "scored_at"),
}

UNKNOWN = {**CLAIM["lines"][0], "procedure_code": "0001U"}


def claim(**changed: object) -> dict[str, object]:
    return {**copy.deepcopy(CLAIM), **changed}


def score(site: Site, *claims: object, **more: object) -> dict[str, object]:
    answer = site.post("/v1/claims/score", {"claims": list(claims), **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_without_a_model_there_is_no_score(site: Site) -> None:
    answer = site.post("/v1/claims/score", SCORE_CLAIMS)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:cleanclaim:problem:no-model"
    site.services.scores.settle()
    assert site.services.store.rows(tables.SCORES) == []


def test_a_score_holds_what_the_contract_says_and_no_more(trained_site: Site) -> None:
    (told,) = score(trained_site, claim())["scores"]
    assert set(told) == FIELDS
    assert 0 < told["denial_risk"] < 1
    assert told["risk_band"] in ("low", "medium", "high")
    assert told["expected_denied"] == pytest.approx(told["denial_risk"] * told["expected_allowed"], abs=0.01)
    assert round(told["expected_denied"], 2) == told["expected_denied"]
    assert 1 <= len(told["reasons"]) <= 3
    assert all(set(reason) == {"family", "probability", "carcs"} for reason in told["reasons"])
    assert [line["line"] for line in told["lines"]] == [1, 2]
    assert set(told["model"]) == {"name", "version", "sha256"}


def test_the_explanation_adds_up_and_leads_with_the_largest_move(trained_site: Site) -> None:
    (told,) = score(trained_site, claim())["scores"]
    moves = [part["contribution"] for part in told["explanation"]["contributions"]]
    assert [abs(move) for move in moves] == sorted((abs(move) for move in moves), reverse=True)
    assert all(part["label"] and part["feature"] for part in told["explanation"]["contributions"])
    raw = told["explanation"]["base"] + sum(moves)
    scorer = trained_site.services.denial()
    from data.batch import batch_of_records
    from data.canonical import ClaimIn, record_of

    batch = batch_of_records([record_of(ClaimIn.model_validate(claim()), trained_site.services.clock())])
    scores = scorer.score(batch, trained_site.services.past().knowledge)
    assert math.isclose(raw, scores.raw[0], abs_tol=1e-9)
    assert told["denial_risk"] == scores.risk[0]


def test_a_claim_alone_and_in_a_batch_gets_the_same_answer_to_the_bit(trained_site: Site) -> None:
    claims = [
        claim(claim_id="A"),
        claim(claim_id="B", payer_id="UNSEEN", member_id="OTHER", submitted_at="2026-01-20T08:00:00Z"),
        claim(claim_id="C", diagnoses=["Z0000"], member_id="THIRD", place_of_service="22"),
    ]
    together = score(trained_site, *claims)["scores"]
    alone = [score(trained_site, one)["scores"][0] for one in claims]
    for told in (*together, *alone):
        told.pop("scored_at")
        told.pop("findings")  # twins in one request are a finding there
    assert together == alone


def test_the_risk_moves_when_a_field_that_matters_is_changed(trained_site: Site) -> None:
    claims = [claim(), claim(payer_id="UNSEEN"), claim(from_on="2025-01-02", through_on="2025-01-02")]
    risks = {told["denial_risk"] for told in score(trained_site, *claims)["scores"]}
    assert len(risks) > 1


def test_little_support_is_said(trained_site: Site) -> None:
    (told,) = score(trained_site, claim(payer_id="UNSEEN"))["scores"]
    assert told["support"]["low_support"] is True
    assert "unseen_payer" in told["support"]["reasons"]


def test_the_basis_of_the_expected_dollars_is_named(trained_site: Site) -> None:
    known, unseen = score(trained_site, claim(), claim(payer_id="UNSEEN", lines=[UNKNOWN]))["scores"]
    assert known["support"]["allowed_basis"] in BASES
    assert unseen["support"]["allowed_basis"] in ("charge", "charge_ratio")


def test_a_fix_has_a_number_and_a_review_has_none(trained_site: Site) -> None:
    line = {**claim()["lines"][0], "diagnosis_pointers": []}
    (told,) = score(trained_site, claim(billing_npi="1234567890", lines=[line]))["scores"]
    after = {fix["action"]: fix["risk_after"] for fix in told["fixes"]}
    assert {finding["code"] for finding in told["findings"]} >= {"invalid_npi", "missing_diagnosis_pointer"}
    assert after.pop("coding_review") is None
    assert all(0 < risk < told["denial_risk"] for risk in after.values())


def test_a_precision_that_is_asked_for_says_which_claims_it_flags(trained_site: Site) -> None:
    answer = score(trained_site, claim(), precision_threshold=0.0)
    cut, flagged = answer["flagging"]["risk_threshold"], answer["flagging"]["flagged"]
    assert answer["flagging"]["precision_threshold"] == 0.0
    assert flagged == ([0] if answer["scores"][0]["denial_risk"] >= cut else [])
    assert score(trained_site, claim())["flagging"] is None


def test_each_score_shown_is_stored_with_the_model_and_its_moment(trained_site: Site) -> None:
    (told,) = score(trained_site, claim(claim_id="STORED-1"))["scores"]
    trained_site.services.scores.settle()
    (row,) = trained_site.services.store.rows(tables.SCORES, claim_id="STORED-1")
    assert (row["model"], row["sha256"]) == ("denial", told["model"]["sha256"])
    assert row["value"] == told["denial_risk"]
    assert row["as_of"].isoformat() == "2026-02-04T14:30:00"
    assert row["channel"] == "api"
    assert row["said_key"]


def test_without_submitted_at_a_claim_is_scored_as_of_now(trained_site: Site) -> None:
    score(trained_site, {**claim(claim_id="NOW-1"), "submitted_at": None})
    trained_site.services.scores.settle()
    (row,) = trained_site.services.store.rows(tables.SCORES, claim_id="NOW-1")
    assert row["as_of"] == row["scored_at"]


def test_the_answer_is_what_the_document_says(trained_site: Site) -> None:
    from serving.answers import ScoresAnswer

    ScoresAnswer.model_validate(score(trained_site, claim(), precision_threshold=0.5))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"claims": []},
        {"claims": [claim()] * 1001},
        {"claims": [claim()], "precision_threshold": 1.1},
        {"claims": [claim()], "treshold": 0.5},
        {"claims": [claim(unknown="1")]},
        {"claims": [{**claim(), "claim_id": None}]},
        {"claims": [claim(lines=[])]},
        {"claims": [claim(total_charge="210,00")]},
    ],
    ids=",".join,
)
def test_a_request_of_another_form_is_refused(site: Site, body: dict[str, object]) -> None:
    assert site.post("/v1/claims/score", body).status_code == 422


def test_claims_cannot_be_read_here(site: Site) -> None:
    assert site.client.get("/v1/claims/score").status_code == 405
