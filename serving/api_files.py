"""Files in, and what became of them."""

import json
from typing import Annotated, Any

from fastapi import Path, Query, Response

from data import tables
from data.errors import NotFoundError, UnreadableInputError
from data.ingest import FileReport, ingest_bytes
from data.records import Row
from serving.answers import FileAnswer, ProblemPlace
from serving.moments import received_at_asked
from serving.needs import Held, RawBody

ReceivedAt = Annotated[
    str | None, Query(description="When the file reached us; needed for formats that do not say.")
]
Name = Annotated[str, Query(description="A name for the file, shown in reports.", max_length=200)]
FileId = Annotated[str, Path(description="sha256 of the file's content", max_length=64)]


class RefusedFileError(UnreadableInputError):
    """A file of which nothing could be kept; `why` holds no value of the file."""

    def __init__(self, why: str) -> None:
        super().__init__(why)


def add_file(
    services: Held, body: RawBody, response: Response, name: Name = "upload", received_at: ReceivedAt = None
) -> FileAnswer:
    """Takes in one file (837, 835, 277CA, or a CSV); the same content again changes nothing."""
    report = ingest_bytes(services.store, name, body, received_at=received_at_asked(received_at))
    if report.error is not None:
        raise RefusedFileError(report.error)
    response.headers["Location"] = f"/v1/files/{report.id}"
    return answer_of_report(report)


def get_file(services: Held, id: FileId) -> FileAnswer:  # noqa: A002 - the contract's name of the path parameter
    """What was kept of a file, set aside and quarantined."""
    rows = services.store.rows(tables.FILES, file_sha256=id)
    if not rows:
        raise NotFoundError("file")
    return answer_of_row(rows[0])


def answer_of_report(report: FileReport) -> FileAnswer:
    """The report of an ingest as an answer."""
    return FileAnswer.model_validate({"id": report.id, **report.as_json()}, extra="ignore")


def answer_of_row(row: Row) -> FileAnswer:
    """A row of the files table as an answer."""
    problems: list[dict[str, Any]] = json.loads(str(row["problems"]))
    places = [ProblemPlace(code=p["code"], segment=p["segment"]) for p in problems]
    return FileAnswer.model_validate(
        {**row, "id": row["file_sha256"], "file": row["name"], "warnings": places}
    )
