from data import tables
from data.clocks import now
from models import registry
from tests.web.conftest import Site


def test_without_decisions_there_is_no_champion(site: Site) -> None:
    answer = site.client.get("/v1/models")
    assert answer.status_code == 200
    assert answer.json() == {
        "models": [
            {"name": "denial", "champion": None, "decisions": []},
            {"name": "appeal", "champion": None, "decisions": []},
        ]
    }


def test_decisions_are_told_with_who_and_why_newest_first(site: Site) -> None:
    registry.promote(site.services.store, "denial", "a" * 64, version="1", by="ann", why="first model")
    registry.refuse(site.services.store, "denial", "b" * 64, version="2", by="bob", why="no better")
    denial = site.client.get("/v1/models").json()["models"][0]
    assert denial["champion"] == {"name": "denial", "version": "denial-1", "sha256": "a" * 64}
    assert [(d["action"], d["by"], d["why"]) for d in denial["decisions"]] == [
        ("refused", "bob", "no better"),
        ("promoted", "ann", "first model"),
    ]


def test_a_decision_tells_both_champions_and_what_the_gate_measured(site: Site) -> None:
    check = {"name": "table", "passed": False, "figure": 0.31, "limit": 0.3, "sentence": "does not beat it"}
    measured = registry.Measured("2", (check,))
    registry.promote(site.services.store, "denial", "a" * 64, version="1", by="ann", why="by hand")
    registry.refuse(
        site.services.store, "denial", "b" * 64, version="2", by="bob", why="no", measured=measured
    )
    refused, promoted = site.client.get("/v1/models").json()["models"][0]["decisions"]
    told = ("promotion", "previous_sha256", "champion_sha256", "gate_version", "checks")
    assert [refused[name] for name in told] == [2, "a" * 64, "a" * 64, "2", [check]]
    assert [promoted[name] for name in told] == [1, None, "a" * 64, None, None]


def test_a_champion_whose_files_are_gone_is_not_ready(site: Site) -> None:
    registry.promote(site.services.store, "denial", "a" * 64, version="1", by="ann", why="first model")
    assert site.client.get("/readyz").json()["not_ready"] == ["denial model"]


def test_a_decision_about_the_model_is_followed_at_once(trained_site: Site) -> None:
    first = trained_site.services.denial()
    assert trained_site.services.denial() is first
    row = registry.champion_row(trained_site.services.store, "denial")
    assert row is not None
    again = {
        **row,
        "promotion": 1 + len(trained_site.services.store.rows(tables.PROMOTIONS)),
        "decided_at": now(),
    }
    trained_site.services.store.add(tables.PROMOTIONS, [again])
    assert trained_site.services.denial() is not first
    assert trained_site.services.denial().sha256 == first.sha256


def test_models_cannot_be_posted(site: Site) -> None:
    assert site.post("/v1/models", {}).status_code == 405
