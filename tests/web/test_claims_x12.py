import pytest
from structlog.testing import capture_logs

from serving.examples import AN_837
from serving.settings import Settings
from tests.web.conftest import Site

MARK = "MARKED7VALUE"


def post(site: Site, content: bytes, **params: object) -> object:
    return site.client.post("/v1/claims/score/x12", content=content, params=params)


def test_without_a_model_there_is_no_score(site: Site) -> None:
    assert post(site, AN_837.encode()).status_code == 503


def test_the_claims_of_an_837_are_scored_as_of_its_date(trained_site: Site) -> None:
    answer = post(trained_site, AN_837.encode(), precision_threshold=0.5)
    assert answer.status_code == 200
    told = answer.json()
    assert [one["claim_id"] for one in told["scores"]] == ["EXAMPLE-1"]
    assert told["flagging"]["precision_threshold"] == 0.5
    assert (told["quarantined"], told["set_aside"], told["warnings"]) == ([], [], [])


def test_the_same_claim_as_json_gets_the_same_risk(trained_site: Site) -> None:
    from io import BytesIO

    from data.canonical import claim_of
    from data.x12.reader import X12Reader

    (record,) = X12Reader(BytesIO(AN_837.encode()), file_sha256="0" * 64)
    as_json = claim_of(record).model_dump(mode="json")
    (of_json,) = trained_site.post("/v1/claims/score", {"claims": [as_json]}).json()["scores"]
    (of_x12,) = post(trained_site, AN_837.encode()).json()["scores"]
    assert of_json["denial_risk"] == of_x12["denial_risk"]
    assert of_json["explanation"] == of_x12["explanation"]


def test_one_bad_claim_is_named_by_place_and_the_rest_scored(trained_site: Site) -> None:
    start, end = AN_837.index("CLM*"), AN_837.index("SE*")
    broken = AN_837[:start] + AN_837[start:end].replace("*210*", f"*{MARK}*") + AN_837[start:]
    with capture_logs() as logs:
        answer = post(trained_site, broken.encode())
    assert answer.status_code == 200
    assert len(answer.json()["scores"]) == 1
    assert len(answer.json()["quarantined"]) == 1
    assert MARK not in answer.text + repr(logs)


@pytest.mark.parametrize("content", [b"", MARK.encode(), f'{{"claims": "{MARK}"}}'.encode()])
def test_what_is_not_x12_is_refused_without_a_word_of_it(trained_site: Site, content: bytes) -> None:
    answer = post(trained_site, content)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:cleanclaim:problem:not-x12"
    assert MARK not in answer.text


def test_an_835_holds_no_claims_to_score(trained_site: Site) -> None:
    isa = AN_837.split("GS*")[0]
    remit = (
        isa + "GS*HP*A*B*20260204*1430*1*X*005010X221A1~"
        "ST*835*0001~BPR*I*0*C*NON~SE*3*0001~GE*1*1~IEA*1*000000001~"
    )
    assert post(trained_site, remit.encode()).status_code == 422


def test_more_claims_than_one_answer_holds_are_refused(
    trained_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, end = AN_837.index("CLM*"), AN_837.index("SE*")
    monkeypatch.setattr(trained_site.services, "settings", Settings(max_batch_claims=1))
    answer = post(trained_site, (AN_837[:end] + AN_837[start:]).encode())
    assert answer.status_code == 413


def test_an_837_cannot_be_read_here(site: Site) -> None:
    assert site.client.get("/v1/claims/score/x12").status_code == 405
