import re

from matplotlib.figure import Figure

from training.document import Document, Heading, Picture, Table, Text

PAGE = Document(
    "A & B",
    (
        Heading("Part <1>"),
        Text("1 < 2 | 3"),
        Table("what", ("name", "n"), (("<script>x</script>", "1,000"), ("a|b", "2"))),
        Picture(Figure(), 'a line "up"'),
    ),
)


def test_html_needs_nothing_else_and_runs_nothing() -> None:
    page = PAGE.as_html()
    assert re.findall(r'src="(.{22})', page) == ["data:image/png;base64,"]
    assert not re.search(r"href=|url\(|@import|<link", page)
    assert "<script" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<title>A &amp; B</title>" in page
    assert 'alt="a line &quot;up&quot;"' in page


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    assert '<td>a|b</td><td class="n">2</td>' in PAGE.as_html()


def test_markdown_keeps_its_cells_apart() -> None:
    text = PAGE.as_markdown()
    assert text.startswith("# A &amp; B\n\n## Part &lt;1>\n")
    assert "| name | n |\n| --- | ---: |\n| &lt;script>x&lt;/script> | 1,000 |\n| a\\|b | 2 |" in text
    assert "*Picture, in the HTML page: a line" in text


def test_the_same_page_is_the_same_bytes() -> None:
    assert PAGE.as_html() == PAGE.as_html()
