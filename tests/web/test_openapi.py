from io import BytesIO

from data.claim_files import collect, read_837
from data.clocks import now
from data.x12.reader import X12Reader
from serving import examples
from serving.answers import GiveFeedback, ScoreClaims
from serving.answers_appeals import ScoreAppeals
from serving.app import ROUTES
from serving.auth import OPEN_PATHS
from tests.web.conftest import Site

CONTRACT = {
    ("post", "/v1/claims/score"),
    ("post", "/v1/claims/score/x12"),
    ("post", "/v1/appeals/score"),
    ("get", "/v1/appeals/queue"),
    ("post", "/v1/files"),
    ("get", "/v1/files/{id}"),
    ("get", "/v1/unmatched"),
    ("post", "/v1/feedback"),
    ("get", "/v1/models"),
    ("get", "/livez"),
    ("get", "/readyz"),
    ("get", "/metrics"),
}


def operations(site: Site) -> dict[tuple[str, str], dict[str, object]]:
    paths = site.stranger.get("/openapi.json").json()["paths"]
    return {(method, path): held for path, of_path in paths.items() for method, held in of_path.items()}


def test_the_document_names_every_path_of_the_contract(site: Site) -> None:
    assert set(operations(site)) == CONTRACT
    pages = {("GET", "/"), ("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out")}
    assert {(route.method, route.path) for route in ROUTES} - pages == {(m.upper(), p) for m, p in CONTRACT}


def test_every_body_has_an_example(site: Site) -> None:
    for (method, path), operation in operations(site).items():
        if method == "post":
            (content,) = operation["requestBody"]["content"].values()
            assert content.get("example") or content.get("examples"), path


def test_the_examples_have_the_form_they_stand_for() -> None:
    assert ScoreClaims.model_validate(examples.SCORE_CLAIMS).claims
    assert ScoreAppeals.model_validate(examples.SCORE_APPEALS).claim_ids
    assert GiveFeedback.model_validate(examples.FEEDBACK).verdict
    assert len(collect("example", read_837(examples.AN_837.encode(), now())).claims) == 1


def test_the_example_837_is_read_without_a_warning() -> None:
    items = list(X12Reader(BytesIO(examples.AN_837.encode()), file_sha256="0" * 64))
    assert [type(item).__name__ for item in items] == ["ClaimRecord"]


def test_errors_are_documented_as_problem_details(site: Site) -> None:
    document = site.stranger.get("/openapi.json").json()
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert "Problem" in document["components"]["schemas"]
    for operation in operations(site).values():
        assert "application/problem+json" in operation["responses"]["default"]["content"]
        assert "422" not in operation["responses"]


def test_every_reference_in_the_document_leads_somewhere(site: Site) -> None:
    document = site.stranger.get("/openapi.json").json()
    held = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= held


def references(part: object) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(references(value) for value in part.values()))
    if isinstance(part, list):
        return set().union(*(references(value) for value in part))
    return set()


def test_the_document_says_where_the_token_is_needed(site: Site) -> None:
    for (_, path), operation in operations(site).items():
        assert bool(operation["security"]) == (path not in OPEN_PATHS)


def test_the_contracts_fields_of_a_score_are_all_there_and_no_others(site: Site) -> None:
    document = site.stranger.get("/openapi.json").json()
    assert set(document["components"]["schemas"]["ScoreAnswer"]["properties"]) == {
        *("claim_id", "denial_risk", "risk_band", "expected_allowed", "expected_denied", "reasons", "lines"),
        *("findings", "explanation", "fixes", "support", "model", "scored_at"),
    }
