"""Fitting: boosted trees, one output per reason, calibrated on out-of-fold scores. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import lightgbm
import numpy as np

from models.calibrate import Calibration, calibrate, levelled
from models.examples import FloatArray, Rows
from models.families import FamilyModel
from models.grow import (
    blocks_out_of_fold,
    booster_of,
    grow,
    joined,
    raw_of,
    scores_of,
    text_of,
    tree_count,
)
from models.hazards import shares
from models.known import ALWAYS, known_before
from models.operating import OperatingPoints, operating_points
from models.reasons import Reasons
from models.spec import ModelSpec, as_written_now


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained model: each reason's log-odds = offset + start + trees; risk = calibration of raw.

    `facts` are plain JSON values about its making (counts, hashes, measures): no claim value.
    """

    spec: ModelSpec
    booster: lightgbm.Booster
    calibration: Calibration
    reasons: Reasons = field(default_factory=Reasons)
    families: FamilyModel | None = None
    operating: OperatingPoints = field(default_factory=OperatingPoints)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def trees(self) -> int:
        """Number of rounds: each grew one tree per reason."""
        return int(self.booster.num_trees()) // len(self.reasons)

    def scores(self, x: FloatArray, offset: FloatArray) -> FloatArray:
        """Log-odds of each reason, n x reasons."""
        return scores_of(self.booster, x, offset, self.reasons)

    def raw(self, x: FloatArray, offset: FloatArray) -> FloatArray:
        """Log-odds of failing before calibration, one per row."""
        return raw_of(self.scores(x, offset))

    def risk(self, x: FloatArray, offset: FloatArray) -> FloatArray:
        """Calibrated probability, one per row."""
        return self.calibration.probability(self.raw(x, offset))

    def family_shares(self, x: FloatArray, offset: FloatArray, mix: FloatArray) -> FloatArray:
        """P(family | it fails), n x FAMILIES, each above 0; `mix` is `family_mix`."""
        return self.reasons.spread(shares(self.scores(x, offset)), mix)

    def files(self) -> dict[str, str]:
        """The model as text files by name."""
        held = {
            "spec": self.spec.as_json(),
            "calibration": self.calibration.as_json(),
            "reasons": self.reasons.as_json(),
            "operating": self.operating.as_json(),
            "facts": dict(self.facts),
            "families": self.families.as_json() if self.families else None,
        }
        return {"model.json": json.dumps(held, indent=1, sort_keys=True), "model.lgb": text_of(self.booster)}

    @classmethod
    def of_files(cls, files: Mapping[str, str]) -> "Fitted":
        """The model that `files` wrote.

        Raises:
            OutdatedModelError: another version wrote them.
        """
        held = json.loads(files["model.json"])
        with as_written_now():
            families = held["families"]
            return cls(
                spec=ModelSpec.of_json(held["spec"]),
                booster=booster_of(files["model.lgb"]),
                calibration=Calibration.of_json(held["calibration"]),
                reasons=Reasons.of_json(held["reasons"]),
                families=FamilyModel.of_json(families) if families else None,
                operating=OperatingPoints.of_json(held["operating"]),
                facts=held["facts"],
            )

    def with_facts(self, **facts: Any) -> "Fitted":
        """The same model with more said about its making."""
        return replace(self, facts={**self.facts, **facts})


def fit(spec: ModelSpec, rows: Rows, *, trees: int | None = None, until: np.datetime64 = ALWAYS) -> Fitted:
    """The model of what could be learned before a moment; rounds of `trees`, else chosen on the newest rows.

    Calibration and operating points come from out-of-fold scores in time order, of what was known alone.
    """
    learned = known_before(rows, until)
    reasons = Reasons.of(learned, spec.share_places)
    count = tree_count(spec, learned, reasons) if trees is None else trees
    booster = grow(spec, learned, count, reasons)
    blocks = list(blocks_out_of_fold(spec, rows, count, reasons, until))
    label = rows.label[joined([places for places, _ in blocks])]
    raw = np.concatenate([np.empty(0), *(levelled(held, rows.label[places]) for places, held in blocks)])
    calibration = calibrate(raw, label)
    operating = operating_points(calibration.probability(raw), label)
    facts = {
        "rows": len(learned),
        "young": int((learned.known_at >= until).sum()),
        "positives": int(learned.label.sum()),
        "learned_through": str(learned.at.max()),
        "trees": count,
        "out_of_fold": len(label),
    }
    return Fitted(spec, booster, calibration, reasons, operating=operating, facts=facts)
