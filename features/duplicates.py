"""The same patient: services sent before, on the same day, and how often."""

import numpy as np

from features.asof import AsOf
from features.claim_facts import days_between, line_served_on
from features.feature import Feature, Floats, Owner, Risk, Unit, feature
from features.ledger import Ints, microseconds


def sent_before(asof: AsOf) -> Ints:
    """Per line, other claims that sent the same service, modifiers and day for the patient before T."""
    return asof.window("sent_lines", "patient_service_day", None).count


def number_sent_before(asof: AsOf) -> Ints:
    """Per claim, sendings of its own claim number before T in the last 366 days (it is not its own)."""
    return asof.window("sendings", "number", 366).count


def days_since_same_service(asof: AsOf) -> Floats:
    """Per line, days of service since the patient's last sending of the service; missing when new."""
    last = asof.window("sent_lines", "patient_service", None).latest("served_on")
    return days_between(last, line_served_on(asof.batch))


@feature(
    unit=Unit.COUNT,
    source="837 claims as sent",
    group="duplicate",
    owner=Owner.BILLING,
    sentence="{value} other claims sent a same service of the same day for this patient before.",
    risk=Risk.RISES,
    because="a service that was sent before is refused as a duplicate",
)
def same_service_sent_before(asof: AsOf) -> Floats:
    """Other claims that sent one of the services for the same patient and day before, at most."""
    return asof.per_line(sent_before(asof).astype(float), "max")


@feature(
    unit=Unit.COUNT,
    source="837 claims as sent",
    group="duplicate",
    owner=Owner.BILLING,
    sentence="This claim number was sent {value} times before.",
)
def claim_number_sent_before(asof: AsOf) -> Floats:
    """How often the claim's own number was sent in the last 366 days (what was answered is not read)."""
    return number_sent_before(asof).astype(float)


@feature(
    unit=Unit.COUNT,
    source="837 lines",
    group="duplicate",
    owner=Owner.CODING,
    sentence="{value} lines of the claim repeat another line.",
)
def repeated_lines(asof: AsOf) -> Floats:
    """Lines that repeat the service, modifiers and day of an earlier line of the claim."""
    parts = [asof.parts.part("line", name) for name in ("service", "modifiers", "day")]
    keys = list(zip(asof.row.tolist(), *parts, strict=True))
    first: dict[tuple[object, ...], int] = {}
    for line, key in enumerate(keys):
        first.setdefault(key, line)
    repeats = np.array([float(first[key] != line) for line, key in enumerate(keys)])
    return np.bincount(asof.row, weights=repeats, minlength=len(asof)).astype(float)


@feature(
    unit=Unit.DAYS,
    source="837 claims as sent",
    group="frequency",
    owner=Owner.PROVIDER,
    sentence="The same service was last given to this patient {value} before.",
)
def same_service_days_ago(asof: AsOf) -> Floats:
    """Days since the patient last had one of the services, the shortest; missing when all are new."""
    return asof.per_line(days_since_same_service(asof), "min")


@feature(
    unit=Unit.COUNT,
    source="837 claims as sent",
    group="frequency",
    owner=Owner.PROVIDER,
    sentence="A same service was sent for this patient {value} times in the last 365 days.",
)
def same_service_sent_365d(asof: AsOf) -> Floats:
    """How often one of the services was sent for the patient in the last 365 days, at most."""
    return asof.per_line(asof.window("sent_lines", "patient_service", 365).count.astype(float), "max")


@feature(
    unit=Unit.COUNT,
    source="837 claims as sent",
    group="bundling",
    owner=Owner.CODING,
    sentence="{value} lines of other claims were sent for this patient and day.",
)
def other_lines_same_day(asof: AsOf) -> Floats:
    """Lines of other claims sent before for the same patient and day, at most."""
    return asof.per_line(asof.window("sent_lines", "patient_day", None).count.astype(float), "max")


@feature(
    unit=Unit.COUNT,
    source="837 claims as sent",
    group="bundling",
    owner=Owner.CODING,
    sentence="This provider sent {value} lines for this patient in the last 90 days.",
)
def patient_rendering_lines_90d(asof: AsOf) -> Floats:
    """Lines that the rendering provider sent for the patient in the last 90 days (global days, follow-up)."""
    return asof.per_line(asof.window("sent_lines", "patient_rendering", 90).count.astype(float), "max")


def twins_in_batch(asof: AsOf) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Per claim, whether the batch holds another claim of the same number and moment."""
    numbers = asof.parts.key("claim", "number").tolist()
    moments = microseconds(asof.batch.t).tolist()
    counts: dict[tuple[str | None, int], int] = {}
    for key in zip(numbers, moments, strict=True):
        counts[key] = counts.get(key, 0) + 1
    pairs = zip(numbers, moments, strict=True)
    return np.array([key[0] is not None and counts[key] > 1 for key in pairs], dtype=bool)


DUPLICATES: tuple[Feature, ...] = (
    same_service_sent_before,
    claim_number_sent_before,
    repeated_lines,
    same_service_days_ago,
    same_service_sent_365d,
    other_lines_same_day,
    patient_rendering_lines_90d,
)
