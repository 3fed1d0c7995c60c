from pathlib import Path

from data.synthetic.shelf import Shelf


def test_days_come_out_in_order_and_what_was_put_first_on_a_day_comes_first(tmp_path: Path) -> None:
    with Shelf(tmp_path / "shelf") as shelf:
        shelf.put(9, ["later"])
        shelf.put(3, ["a", "b"])
        shelf.put(9, ["later still"])
        assert list(shelf) == [(3, ["a", "b"]), (9, ["later", "later still"])]
    assert not list(tmp_path.iterdir())
