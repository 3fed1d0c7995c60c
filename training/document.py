"""A page of headings, sentences, tables and pictures: as Markdown, or as HTML that needs nothing else."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import TypeAlias

from matplotlib.figure import Figure

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1c2430;max-width:84rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid #d5dae1}
.scroll{overflow-x:auto}table{border-collapse:collapse;margin:.6rem 0;font-size:.9rem}
caption{text-align:left;font-style:italic;padding:.2rem 0}
th,td{padding:.25rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid #e4e8ee}
th{background:#f3f5f8}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
img{max-width:100%}p{max-width:52rem}@media print{body{margin:0}h2{break-after:avoid}}
"""


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph of plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as text, one tuple per row; the first `words` columns are words, the others numbers."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure and what it shows, for those who cannot see it; Markdown tells the words alone."""

    figure: Figure
    words: str


Block: TypeAlias = Heading | Text | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A title and what follows it."""

    title: str
    blocks: tuple[Block, ...]

    def as_markdown(self) -> str:
        """The page as Markdown; pictures are in the HTML alone."""
        return (
            "\n\n".join([f"# {_plain(self.title)}", *(_told(_MARKDOWN, block) for block in self.blocks)])
            + "\n"
        )

    def as_html(self) -> str:
        """The page as one file: style and pictures inside, nothing fetched."""
        body = "\n".join(_told(_HTML, block) for block in self.blocks)
        title = escape(self.title)
        return (
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f"<style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n{body}\n</body></html>\n"
        )


def _told(ways: Mapping[type, Callable[..., str]], block: Block) -> str:
    return ways[type(block)](block)


def _plain(text: str) -> str:
    # What would begin a tag or end a cell is text here.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ")


def _markdown_table(held: Table) -> str:
    marks = ["---" if place < held.words else "---:" for place in range(len(held.header))]
    lines = [map(_plain, held.header), marks, *(map(_plain, row) for row in held.rows)]
    told = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"*{_plain(held.caption)}*\n\n{told}" if held.caption else told


def _html_table(held: Table) -> str:
    caption = f"<caption>{escape(held.caption)}</caption>" if held.caption else ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in held.header)
    rows = "".join(f"<tr>{_cells(row, held.words)}</tr>" for row in held.rows)
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="scroll">{table}</div>'


def _cells(row: Sequence[str], words: int) -> str:
    return "".join(
        f"<td>{escape(cell)}</td>" if place < words else f'<td class="n">{escape(cell)}</td>'
        for place, cell in enumerate(row)
    )


def _html_picture(held: Picture) -> str:
    drawn = BytesIO()
    held.figure.savefig(drawn, format="png", dpi=110, metadata={"Software": None})
    content = base64.b64encode(drawn.getvalue()).decode()
    return f'<p><img alt="{escape(held.words)}" src="data:image/png;base64,{content}"></p>'


_MARKDOWN: Mapping[type, Callable[..., str]] = {
    Heading: lambda held: f"## {_plain(held.text)}",
    Text: lambda held: _plain(held.text),
    Table: _markdown_table,
    Picture: lambda held: f"*Picture, in the HTML page: {_plain(held.words)}*",
}
_HTML: Mapping[type, Callable[..., str]] = {
    Heading: lambda held: f"<h2>{escape(held.text)}</h2>",
    Text: lambda held: f"<p>{escape(held.text)}</p>",
    Table: _html_table,
    Picture: _html_picture,
}
