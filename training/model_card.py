"""The model card: what a model is for, what it learned from, how good it is and where it is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.codes import FAMILIES
from data.home import Home
from data.outcomes import LABELS_VERSION
from models.reasons import Reasons
from models.spec import Bands, ModelSpec
from training import gate
from training.appeal_words import appeal_blocks
from training.document import Block, Document, Heading, Table, Text
from training.figures import count, figures, number, percent, span
from training.gate import Decision
from training.intervals import wilson
from training.leak_words import leak_blocks
from training.leaks import LeakReport
from training.learned import PERSONAL, Learned
from training.model_words import MODEL_WORDS, ModelWords
from training.showing import Showing
from training.slices import Segment
from training.source_attributes import Attribute, attribute_blocks, source_attributes

_BANDS = ("low", "medium", "high")
_NOTABLE = 3.0
"""Standard deviations of chance from which an early signal is told."""


@dataclass(frozen=True, slots=True)
class BandShowing:
    """What became of the tested claims of one risk band."""

    band: str
    rows: int
    failures: int


def band_showings(
    risk: NDArray[np.float64], label: NDArray[np.bool_], cuts: Bands
) -> tuple[BandShowing, ...]:
    """By band, low first."""
    place = (risk >= cuts.medium).astype(np.int64) + (risk >= cuts.high)
    return tuple(
        BandShowing(name, int((place == k).sum()), int(label[place == k].sum()))
        for k, name in enumerate(_BANDS)
    )


@dataclass(frozen=True, slots=True)
class CardFacts:
    """All that a model card is written from: counts, hashes and measures, never a claim's value."""

    spec: ModelSpec
    as_of: datetime
    hashes: Mapping[str, str]
    """Snapshot, catalog, code and the like, by name."""
    learned: Learned
    trees: int
    calibration: str
    showing: Showing
    bands: tuple[BandShowing, ...]
    decision: Decision
    reasons: Reasons = field(default_factory=Reasons)
    leaks: LeakReport | None = None
    silent: int = 0
    """Claims past their time without an answer: not learned from."""
    beside: tuple[str, ...] = ()
    """What was told beside the gate and decided nothing."""
    making: Mapping[str, Any] = field(default_factory=dict)
    """The model's own facts about its making."""


def model_card(facts: CardFacts, sha256: str, version: str | None) -> Document:
    """The card of an installed model; `version` is MLflow's number, None when it has none."""
    words = MODEL_WORDS[facts.spec.name]
    named = f"{facts.spec.name}-{version}" if version else f"{facts.spec.name}-{sha256[:12]}"
    return Document(
        f"Model card: {named}",
        (
            *_use(words),
            *_identity(facts, words, sha256),
            *appeal_blocks(facts.making),
            *_gate(facts),
            Heading("How it was judged"),
            Text(_judged(facts)),
            *figures(facts.showing),
            *_thresholds(facts),
            *leak_blocks(facts.leaks),
            Heading("Limits"),
            *map(Text, words.limits),
            *attribute_blocks(_attributes(facts, words)),
        ),
    )


def write_model_card(home: Home, facts: CardFacts, sha256: str, version: str | None) -> dict[str, str]:
    """Writes both forms into the home's reports; gives their texts by name."""
    document = model_card(facts, sha256, version)
    texts = {"md": document.as_markdown(), "html": document.as_html()}
    for kind, text in texts.items():
        path = home.model_card(facts.spec.name, sha256, kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return {f"model_card.{kind}": text for kind, text in texts.items()}


def _use(words: ModelWords) -> list[Block]:
    return [
        Heading("Use"),
        Text(f"Intended use: {words.use}"),
        Text(f"Users: {words.users} {words.role}"),
        Text(f"Out of scope: {words.out_of_scope}"),
    ]


def _young(facts: CardFacts) -> list[tuple[str, str]]:
    many = int(facts.making.get("young", 0))
    told = f"{count(many)}, each counted for those like it still to come; none of them is judged on"
    return [("younger answers learned from", told)] if many else []


def _identity(facts: CardFacts, words: ModelWords, sha256: str) -> list[Block]:
    spec = facts.spec
    rows = [
        ("model sha256", sha256),
        *((name.replace("_", " "), value) for name, value in facts.hashes.items()),
        ("known before", f"{facts.as_of:%Y-%m-%d %H:%M} UTC"),
        ("rows learned from", facts.learned.words),
        *_young(facts),
        ("without an answer, left out", f"{count(facts.silent)}"),
        ("rules of labelling", f"version {LABELS_VERSION}"),
        (
            "features",
            f"{len(spec.features)}, of which {sum(map(bool, spec.directions))} with a fixed direction",
        ),
        ("feature hash", spec.feature_hash),
        ("trees and calibration", f"{_trees(facts, words)}; calibration: {facts.calibration}"),
        *_reasons(facts),
        ("seed", str(spec.seed)),
    ]
    return [Heading("What it is made of"), Table("", ("what", "value"), tuple(rows), words=2)]


def _trees(facts: CardFacts, words: ModelWords) -> str:
    each = f", each of one tree for each of {len(facts.reasons)} reasons" if len(facts.reasons) > 1 else ""
    return f"{facts.trees} rounds of trees{each}, starting from {words.start}"


def _reasons(facts: CardFacts) -> list[tuple[str, str]]:
    if len(facts.reasons) == 1:
        return []
    told = [" and ".join(FAMILIES[k].replace("_", " ") for k in group) for group in facts.reasons.groups]
    return [("reasons told apart", "; ".join(told))]


def _gate(facts: CardFacts) -> list[Block]:
    held = facts.decision
    state = "passed" if held.passed else "refused"
    rows = tuple(
        (check.name, "passed" if check.passed else "failed", check.sentence) for check in held.checks
    )
    table = [Table("", ("check", "verdict", "what was found"), rows, words=3)] if rows else []
    return [
        Heading("Decision"),
        Text(f"Gate, version {gate.VERSION}: {state}: {held.why}."),
        *table,
        *map(Text, facts.beside),
    ]


def told_beside(tables: Mapping[str, Any]) -> tuple[str, ...]:
    """Who had acted on scores, and the first sign of young claims, from a run card's tables in words."""
    told = (("exposure.json", _exposed), ("early.json", _early))
    return tuple(words(tables[name]) for name, words in told if tables.get(name))


def _exposed(held: Mapping[str, Any]) -> str:
    return (
        f"Of {held['claims']:,} judged claims {held['shown']:,} had a score shown before they were sent, and "
        f"{held['acted']:,} were acted upon. A claim that was put right is learned from as it was sent: it "
        "is no "
        "error of the score shown before."
    )


def _early(held: Mapping[str, Any]) -> str:
    own = held["candidate"]
    signals = [f"{one['by']} {one['value']}" for one in own["signals"] if one["excess"] > _NOTABLE]
    seen = (
        f"more denials than expected for {', '.join(signals)}"
        if signals
        else "no more denials than chance gives"
    )
    answered = f"{own['answered']:,} answered claims too young to learn from"
    return f"Early signal, of {answered}: {seen}. {own['caution']}"


def _judged(facts: CardFacts) -> str:
    return (
        f"The recipe was fitted on what was known at an earlier moment and tested on the newest "
        f"{facts.showing.scorers['model'].rows:,} rows after it; then it was fitted again on all rows, and "
        "that is the "
        "model of this card. The figures are the recipe's, not those of the refit, which has no rows left "
        "to be "
        "tested on."
    )


def _thresholds(facts: CardFacts) -> list[Block]:
    cuts = facts.spec.bands
    rows = tuple(
        (
            held.band,
            f"{held.rows:,}",
            count(held.failures),
            _share(held),
            span(wilson(held.failures, held.rows)),
        )
        for held in facts.bands
    )
    return [
        Heading("Bands"),
        Text(
            f"Low: risk under {percent(cuts.medium)}. High: {percent(cuts.high)} and more. Medium: between."
        ),
        Table("Tested rows by band.", ("band", "rows", facts.showing.outcome, "share", "95 %"), rows),
    ]


def _share(held: BandShowing) -> str:
    return percent(held.failures / held.rows) if held.rows else "-"


def _attributes(facts: CardFacts, words: ModelWords) -> tuple[Attribute, ...]:
    metrics = facts.showing.scorers["model"]
    return source_attributes(
        facts.spec,
        words,
        learned=facts.learned.words,
        shares=_demographics(facts.learned),
        validity=(
            f"On {metrics.rows:,} later rows: AUC {number(metrics.auc)}, log loss "
            f"{number(metrics.log_loss)}, "
            f"ECE {number(metrics.ece)}, slope {number(metrics.slope)}; more above."
        ),
        fairness=_fair(facts.showing.slices),
    )


def _demographics(held: Learned) -> str:
    if not held.shares:
        return "not available, because this model's rows carry neither age nor sex"
    told = [
        f"{name}: {', '.join(f'{value} {percent(share)}' for value, share in shares.items())}"
        for name, shares in held.shares.items()
    ]
    return f"{'; '.join(told)}; all else is unknown"


def _fair(slices: tuple[Segment, ...]) -> str:
    held = [one for one in slices if one.by in PERSONAL and one.metrics is not None]
    if not held:
        return "not available, because too few rows of any age band or sex were tested"
    told = [
        f"{one.value}: expected {percent(one.expected)}, observed {span(one.observed)}, AUC "
        f"{number(one.metrics.auc)}"
        for one in held
        if one.metrics is not None
    ]
    return "; ".join(told)
