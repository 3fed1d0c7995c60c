"""The reference page, written from the code itself: `python -m serving.reference > docs/reference.md`."""

import sys
from collections.abc import Iterable, Sequence

from data.fhir import problems as fhir
from data.x12.problems import ERRORS, QUARANTINE, SET_ASIDE, WARNINGS
from features.catalog import DENIAL_FEATURES
from features.feature import Feature, Risk
from features.scrub import RULES
from serving.app import ROUTES
from serving.settings import Settings

_DIRECTIONS = {Risk.RISES: "rises", Risk.FALLS: "falls", Risk.EITHER: ""}


def reference_page() -> str:
    """Markdown: paths, settings, problem codes, findings and features, each from its one declaration."""
    parts = [
        "# Reference",
        "Made from the code by `make docs`; change the code, not this page.",
        "## HTTP",
        _table(
            ("method", "path", "what it does"), ((r.method, f"`{r.path}`", _first(r.handler)) for r in ROUTES)
        ),
        "## Settings",
        _table(("variable", "default", "meaning"), _settings()),
        "## Problem codes",
        *_problems(),
        "## Findings",
        _table(("code", "owner", "can be put right", "words"), _findings()),
        "## Features of the denial model",
        "A direction says how the risk may move as the value grows, and why; the model is held to it.",
        _table(
            ("feature", "meaning", "unit", "source", "owner", "risk", "because"), map(_row, DENIAL_FEATURES)
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _first(handler: object) -> str:
    return (handler.__doc__ or "").strip().splitlines()[0]


def _settings() -> Iterable[Sequence[str]]:
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else str(field.default)
        yield f"`CLEANCLAIM_{name.upper()}`", default, field.description or ""


def _problems() -> Iterable[str]:
    kinds = {
        "Read with a warning": fhir.WARNINGS | WARNINGS,
        "Something is wrong": ERRORS,
        "Quarantined": fhir.QUARANTINE | QUARANTINE,
        "Set aside": fhir.SET_ASIDE | SET_ASIDE,
    }
    for title, codes in kinds.items():
        yield f"### {title}"
        yield _table(("code", "meaning"), ((f"`{code}`", words) for code, words in sorted(codes.items())))


def _findings() -> Iterable[Sequence[str]]:
    for rule in RULES:
        yield f"`{rule.code}`", str(rule.owner), "yes" if rule.actionable else "", rule.message


def _row(feature: Feature) -> Sequence[str]:
    meaning, direction = feature.meaning, _DIRECTIONS[feature.risk]
    owner = str(feature.owner)
    return f"`{feature.name}`", meaning, str(feature.unit), feature.source, owner, direction, feature.because


if __name__ == "__main__":
    sys.stdout.write(reference_page())
