import pytest

from data.errors import NoModelError
from serving.examples import AN_837
from serving.services import Kept
from tests.web.conftest import Site


def test_the_past_is_read_once_until_something_came_in(site: Site) -> None:
    before = site.services.past()
    assert site.services.past() is before
    assert len(before.events.claims) == 0
    site.client.post("/v1/files", content=AN_837.encode())
    after = site.services.past()
    assert len(after.events.claims) == 1
    assert site.services.past() is after


def test_what_could_not_be_made_is_tried_again() -> None:
    kept: Kept[int] = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.get("key", lambda: 1 // 0)
    assert kept.get("key", lambda: 1) == 1
    assert kept.get("key", lambda: 2) == 1
    assert kept.get("other", lambda: 3) == 3


def test_warming_passes_over_what_is_not_there_yet(site: Site) -> None:
    site.services.warm()
    with pytest.raises(NoModelError):
        site.services.denial()
    assert site.services.appeal().version == "prior"
