"""The invented payers of `tables/payers.csv`: kind, plans, size, fees, strictness, speed, filing limit."""

from dataclasses import dataclass

from data.synthetic.csv_tables import table_rows


@dataclass(frozen=True, slots=True)
class Profile:
    """What is usual for one payer; the dice add its own policies."""

    payer_id: str
    name: str
    kind: str
    filing: str
    plans: tuple[str, ...]
    share: float
    """Weight of its members."""
    fee: float
    """Allowed amounts over the public fee."""
    strictness: float
    lag: float
    """Median days from receipt to payment."""
    timely: int
    """Days from service within which a claim must arrive."""
    denied: float
    """Share of original claims that it denies at first, in a practice of the scenario's habits."""


def _profile(row: dict[str, str]) -> Profile:
    return Profile(
        row["payer_id"],
        row["name"],
        row["kind"],
        row["filing"],
        tuple(row["plans"].split()),
        float(row["share"]),
        float(row["fee"]),
        float(row["strictness"]),
        float(row["lag"]),
        int(row["timely"]),
        float(row["denied"]),
    )


PROFILES = tuple(_profile(row) for row in table_rows("payers"))
"""In the order in which scenarios take them, all filing kinds within the first fifteen."""
