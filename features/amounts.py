"""Amounts against what is usual."""

import numpy as np

from features.allowed import line_allowed
from features.asof import AsOf
from features.feature import Feature, Floats, Owner, Unit, feature


@feature(
    unit=Unit.CENTS,
    source="837 CLM02",
    group="amounts",
    owner=Owner.BILLING,
    sentence="The claim charges {value}.",
)
def total_charge_cents(asof: AsOf) -> Floats:
    """The claim's total charge."""
    return np.asarray(asof.claim("total_charge_cents"), dtype=np.float64)


@feature(
    unit=Unit.CENTS,
    source="835 decisions",
    group="amounts",
    owner=Owner.BILLING,
    sentence="Such lines are usually allowed {value} in all.",
)
def usual_allowed_cents(asof: AsOf) -> Floats:
    """What is usually allowed for the claim's lines (see `features.allowed`)."""
    return asof.per_line(line_allowed(asof)[0], "sum")


@feature(
    unit=Unit.RATIO,
    source="837 SV1/SV2; claims as sent",
    group="amounts",
    owner=Owner.BILLING,
    sentence="The line furthest from usual charges {value} times the usual amount a unit.",
)
def charge_against_usual(asof: AsOf) -> Floats:
    """Charge per unit over what was usually charged for the service in a year, the greatest."""
    charged = asof.total("sent_lines", "service", "charge_cents", 365)
    units = asof.total("sent_lines", "service", "charged_milli_units", 365)
    with np.errstate(invalid="ignore", divide="ignore"):
        each = asof.line("charge_cents") / asof.line("units")
        ratio = each / (charged / units * 1000.0)
    return asof.per_line(np.where(np.isfinite(ratio), ratio, np.nan), "max")


@feature(
    unit=Unit.RATIO,
    source="837 SV1/SV2; claims as sent",
    group="amounts",
    owner=Owner.CODING,
    sentence="The line furthest from usual has {value} times the usual units.",
)
def units_against_usual(asof: AsOf) -> Floats:
    """Units over what was usually sent per line of the service in a year, the greatest."""
    units = asof.total("sent_lines", "service", "milli_units", 365)
    count = asof.window("sent_lines", "service", 365).count
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = asof.line("units") * 1000.0 / (units / count)
    return asof.per_line(np.where(np.isfinite(ratio), ratio, np.nan), "max")


@feature(
    unit=Unit.COUNT,
    source="837 SV104 and SV205",
    group="amounts",
    owner=Owner.CODING,
    sentence="The line with most units has {value}.",
)
def most_units(asof: AsOf) -> Floats:
    """Units of the line that has most of them."""
    return asof.per_line(asof.line("units"), "max")


@feature(
    unit=Unit.COUNT,
    source="837 SV102 and SV203",
    group="amounts",
    owner=Owner.BILLING,
    sentence="{value} lines have no charge.",
)
def lines_without_charge(asof: AsOf) -> Floats:
    """Lines with a charge of zero or none."""
    return asof.per_line((~(asof.line("charge_cents") > 0)).astype(float), "sum")


AMOUNTS: tuple[Feature, ...] = (
    total_charge_cents,
    usual_allowed_cents,
    charge_against_usual,
    units_against_usual,
    most_units,
    lines_without_charge,
)
