"""Rows small enough to check by hand, and their way into a store without any file format."""

from datetime import datetime, timedelta
from hashlib import sha256

from data import tables
from data.records import Row
from data.relink import Touched, relink
from data.sql_tables import insert_rows
from data.store import Store
from data.tables import Table

DAY_ONE = datetime.fromisoformat("2026-01-01T08:30")


def day(number: int) -> datetime:
    """Half past eight on the n-th day of 2026."""
    return DAY_ONE + timedelta(days=number - 1)


def file_hash(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def key(name: str, position: int) -> str:
    return f"{file_hash(name)[:24]}:{position}"


def _sourced(name: str, position: int, at: datetime) -> Row:
    return {"file_sha256": file_hash(name), "position": position, "available_at": at}


def claim(name: str, position: int, claim_id: str, at: datetime = DAY_ONE, /, **more: object) -> Row:
    return {
        "version_key": key(name, position),
        **_sourced(name, position, at),
        "claim_id": claim_id,
        "kind": "professional",
        "submitted_at": at,
        "total_charge_cents": 10_000,
        **more,
    }


def remit(name: str, position: int, claim_id: str | None, at: datetime = DAY_ONE, /, **more: object) -> Row:
    return {
        "remit_key": key(name, position),
        **_sourced(name, position, at),
        "claim_id": claim_id,
        "charge_cents": 10_000,
        **more,
    }


def status(name: str, position: int, claim_id: str | None, at: datetime = DAY_ONE, /, **more: object) -> Row:
    return {
        "status_key": key(name, position),
        **_sourced(name, position, at),
        "claim_id": claim_id,
        "charge_cents": 10_000,
        **more,
    }


def takeback(name: str, position: int, reference: str | None, at: datetime, /, **more: object) -> Row:
    return {
        "plb_key": f"{key(name, position)}:1",
        **_sourced(name, position, at),
        "reason_code": "WO",
        "reference": reference,
        "amount_cents": 5_000,
        **more,
    }


def reason(name: str, position: int, carc: str) -> Row:
    place = {"remit_key": key(name, position), "remit_line": 0, "ordinal": 1}
    return {**place, "group_code": "CO", "carc": carc, "amount_cents": 10_000}


def payer(name: str, position: int, alias: str, payer_id: str) -> Row:
    source = {"file_sha256": file_hash(name), "position": position}
    return {"alias_key": key(name, position), **source, "alias": alias, "payer_id": payer_id}


def file_row(name: str, kind: str = "837P") -> Row:
    counts = dict.fromkeys(("seen", "kept", "set_aside", "quarantined", "already_held"), 0)
    return {
        "file_sha256": file_hash(name),
        "name": name,
        "type": kind,
        **counts,
        "problems": "[]",
        "received_at": DAY_ONE,
    }


def put(store: Store, *parts: tuple[Table, list[Row]]) -> None:
    """Adds rows and links what they touch, as one file's ingest does."""
    with store.changing() as connection:
        touched = Touched()
        for table, rows in parts:
            insert_rows(connection, table, rows)
            touched.add(table, rows)
        relink(connection, touched)


def links(store: Store) -> dict[str, str]:
    """What answers what: event key to version key."""
    return {str(row["event_key"]): str(row["version_key"]) for row in store.rows(tables.LINKS)}


def untied_remits(store: Store) -> list[str]:
    """Keys of remits that answer no claim, in order."""
    return sorted({str(row["remit_key"]) for row in store.rows(tables.REMITS)} - links(store).keys())
