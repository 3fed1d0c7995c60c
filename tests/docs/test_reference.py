from pathlib import Path

from serving.reference import reference_page

PAGE = Path(__file__).parents[2] / "docs" / "reference.md"


def test_the_reference_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == reference_page(), "run `make docs`"
