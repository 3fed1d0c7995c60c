"""When a claim was sent and when we could know a resource.

A resource is available when it was received, where that is told; else when it was created, else when its
server last changed it. A Claim was sent when it was created, else when it was available. An
ExplanationOfBenefit is created by the payer after deciding, so its claim was sent earlier: on the day the
payer says it received it, else on the last day of service, which no claim precedes: a T too early hides what
could have been known, a T too late would show what could not.
"""

from datetime import date, datetime

from data.clocks import day_start
from data.fhir import values
from data.fhir.source import Resource


def available_at(resource: Resource) -> datetime | None:
    """When we could know the resource."""
    stamps = [resource.node.text("created"), resource.node.node("meta").text("lastUpdated")]
    moments = [values.availability(text) for text in stamps]
    if stamps[0] and moments[0] is None:
        resource.notes("unreadable_date")
    if resource.source.received_at is not None:
        return resource.source.received_at
    return next((moment for moment in moments if moment is not None), None)


def created_at(resource: Resource) -> datetime | None:
    """When a Claim was created, as a T."""
    return values.start(resource.node.text("created"))


def sent_by(day: date | None, available: datetime) -> datetime:
    """The start of a day, as the T of a claim nobody saw being sent; never later than its availability."""
    if day is None:
        return available
    return min(day_start(day), available)
