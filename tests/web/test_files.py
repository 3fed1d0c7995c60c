import hashlib

from structlog.testing import capture_logs

from serving.examples import AN_837
from tests.web.conftest import Site

MARK = "MARKED7VALUE"
COUNTS = ("seen", "kept", "set_aside", "quarantined", "already_held")


def counts(answer: dict[str, object]) -> tuple[object, ...]:
    return tuple(answer[name] for name in COUNTS)


def test_a_file_is_kept_and_its_report_can_be_asked_for(site: Site) -> None:
    answer = site.client.post("/v1/files", content=AN_837.encode(), params={"name": "today.837"})
    assert answer.status_code == 200
    told = answer.json()
    assert told["id"] == hashlib.sha256(AN_837.encode()).hexdigest()
    assert (told["file"], told["type"]) == ("today.837", "837P")
    assert counts(told) == (1, 1, 0, 0, 0)
    assert answer.headers["location"] == f"/v1/files/{told['id']}"
    assert site.client.get(answer.headers["location"]).json() == told


def test_the_same_content_again_changes_nothing(site: Site) -> None:
    site.client.post("/v1/files", content=AN_837.encode())
    mark = site.services.store.watermark()
    again = site.client.post("/v1/files", content=AN_837.encode()).json()
    assert counts(again) == (1, 0, 0, 0, 1)
    assert site.services.store.watermark() == mark


def test_a_claim_that_cannot_be_kept_is_named_by_place(site: Site) -> None:
    broken = AN_837.replace("CLM*EXAMPLE-1*210", "CLM*EXAMPLE-1*2x0").replace("*UN*2***1:2", "*UN*2***1:2")
    told = site.client.post("/v1/files", content=broken.encode()).json()
    assert told["seen"] == sum(told[name] for name in COUNTS[1:])
    assert told["quarantined"] == 1
    assert any(place["segment"] > 0 for place in told["warnings"])


def test_a_file_of_no_known_type_is_refused_without_a_word_of_it(site: Site) -> None:
    with capture_logs() as logs:
        answer = site.client.post(
            "/v1/files", content=f"{MARK} is not a claim".encode(), params={"name": MARK}
        )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert MARK not in answer.text + repr(logs)
    assert site.services.store.files() == []


def test_an_empty_body_is_refused(site: Site) -> None:
    assert site.client.post("/v1/files").status_code == 422


def test_a_format_without_a_date_needs_to_be_told_when_it_came(site: Site) -> None:
    csv = b"claim_id,level,filed_on,decided_on,outcome,recovered_amount,minutes\nC1,1,2026-01-02,,pending,,\n"
    told = site.client.post(
        "/v1/files", content=csv, params={"received_at": "2026-01-03", "name": "appeals.csv"}
    )
    assert told.status_code == 200
    assert told.json()["kept"] == 1


def test_a_moment_that_is_none_is_refused(site: Site) -> None:
    answer = site.client.post("/v1/files", content=AN_837.encode(), params={"received_at": MARK})
    assert answer.status_code == 422
    assert MARK not in answer.text


def test_a_file_that_never_came_is_not_found(site: Site) -> None:
    answer = site.client.get(f"/v1/files/{MARK}")
    assert answer.status_code == 404
    assert MARK not in answer.text


def test_files_cannot_be_deleted_here(site: Site) -> None:
    assert site.client.delete("/v1/files/0").status_code == 405
