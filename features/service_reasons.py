"""Reasons to deny a line that hang on its service, and which of them past shares foretell."""

from features.feature import Owner

SERVICE_REASONS: dict[str, Owner] = {
    "authorization": Owner.AUTHORIZATION,
    "necessity": Owner.PROVIDER,
    "coding": Owner.CODING,
    "bundling": Owner.CODING,
    "missing": Owner.BILLING,
    "not_covered": Owner.FRONT_DESK,
    "records": Owner.PROVIDER,
    "other": Owner.BILLING,
}
"""Reasons that hang on the service, and who can do something about them."""

_HANGS_ON_MORE = ("records", "other")
"""Records are asked for by amount and doctor, and other is anything: no share by service is their chance."""


def foretold(family: str) -> str:
    """The family, if shares of such services denied for it estimate its chance; '' if they do not."""
    return "" if family in _HANGS_ON_MORE else family
