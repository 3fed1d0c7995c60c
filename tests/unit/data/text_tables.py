"""Tables as text, on their way to the readers."""

import io

from data.mapping import ColumnMapping
from data.tabular import CsvLayout, open_source
from data.text_table import TableKind, TextTable, read_table


def csv_table(text: str, kind: TableKind, mapping: ColumnMapping | None = None) -> TextTable:
    layout = CsvLayout() if mapping is None else mapping.layout
    return read_table(open_source(io.BytesIO(text.encode(layout.encoding)), layout), kind, mapping)
