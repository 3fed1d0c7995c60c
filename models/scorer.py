"""Scoring claims: the one path behind the command line's batches, the API and the pages."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from data.codes import FAMILIES
from features.allowed import usual_allowed
from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.knowledge import Knowledge
from features.matrix import denial_matrix
from features.scrub import Finding, findings
from features.support import Support, support
from models import hazards
from models.calibrate import FloatArray
from models.denial import starting_log_odds
from models.explaining import Explainer
from models.families import family_mix
from models.fit import Fitted
from models.fixes import Fix, fixes
from models.grow import raw_of
from models.spec import Bands, OutdatedModelError

_REASONS = 3


@cache
def _cores() -> int:
    return os.cpu_count() or 1  # asking the system takes as long as explaining a few rows


@dataclass(frozen=True, slots=True)
class Reason:
    """One way a claim might fail: family code, P(family | it fails), and the CARCs that usually say so."""

    family: str
    probability: float
    carcs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What moved each raw score, in log-odds: `base[i] + contributions[i].sum() == raw[i]` to 1e-9.

    Exact TreeSHAP of each reason's trees, put together (`models.explaining`). `names` are the features;
    `labels` say them in plain words; `values` are what each claim had there (NaN for missing).
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    base: FloatArray
    contributions: FloatArray
    values: FloatArray


@dataclass(frozen=True, slots=True)
class Scores:
    """Answers for n claims, in the batch's order.

    `risk` is calibrated, `raw` the log-odds before calibration (breaks ties of risk); `band` low, medium or
    high; cents are floats; `expected_denied_cents` is risk times `expected_allowed_cents`, and
    `allowed_basis` says where the latter came from; `families` is n x FAMILIES, P(family | it fails);
    `explanation` is None and `fixes` empty unless asked to explain.
    """

    risk: FloatArray
    raw: FloatArray
    band: NDArray[Any]
    expected_allowed_cents: FloatArray
    allowed_basis: NDArray[Any]
    expected_denied_cents: FloatArray
    families: FloatArray
    reasons: tuple[tuple[Reason, ...], ...]
    findings: tuple[tuple[Finding, ...], ...]
    support: Support
    explanation: Explanation | None
    fixes: tuple[tuple[Fix, ...], ...]

    def __len__(self) -> int:
        return len(self.risk)


class DenialScorer:
    """A trained denial model ready to answer; safe to share between threads.

    `version` and `sha256` name the model in every answer.

    Raises: OutdatedModelError when the model needs what is no more, or lacks what is needed.
    """

    def __init__(self, fitted: Fitted, version: str, sha256: str) -> None:
        self.fitted = fitted
        self.version = version
        self.sha256 = sha256
        self.features = fitted.spec.among(DENIAL_FEATURES)
        if fitted.families is None:
            raise OutdatedModelError(["reason families"])
        self._likely_carcs = fitted.families.likely_carcs

    @classmethod
    def of_files(cls, files: Mapping[str, str], version: str, sha256: str) -> "DenialScorer":
        """The scorer of a saved model."""
        return cls(Fitted.of_files(files), version, sha256)

    def score(self, batch: ClaimBatch, knowledge: Knowledge, *, explain: bool = False) -> Scores:
        """Scores of a batch from what was known before each claim's T."""
        view = AsOf(batch, knowledge)  # made once: its look-ups are shared by all that follows
        x = denial_matrix(batch, knowledge, self.features, asof=view)
        start = starting_log_odds(view)
        scores = self.fitted.scores(x, start)
        raw = raw_of(scores)
        risk = self.fitted.calibration.probability(raw)
        allowed, basis = usual_allowed(batch, knowledge, asof=view)
        found = tuple(findings(batch, knowledge, asof=view))
        put_right = fixes(self.fitted, self.features, view, risk=risk, found=found) if explain else None
        shares = self.fitted.reasons.spread(hazards.shares(scores), family_mix(view))
        return Scores(
            risk=risk,
            raw=raw,
            band=bands(risk, self.fitted.spec.bands),
            expected_allowed_cents=allowed,
            allowed_basis=basis,
            expected_denied_cents=risk * allowed,
            families=shares,
            reasons=self._reasons(shares, view.batch),
            findings=found,
            support=support(batch, knowledge, asof=view),
            explanation=self._explanation(x, start, scores) if explain else None,
            fixes=put_right or ((),) * len(batch),
        )

    def threshold_for_precision(self, wanted: float) -> float | None:
        """The lowest risk from which on at least this share of flagged claims fails, with 90 % confidence."""
        return self.fitted.operating.threshold_for_precision(wanted)

    def _reasons(self, shares: FloatArray, batch: ClaimBatch) -> tuple[tuple[Reason, ...], ...]:
        # Equal shares stand in the contract's order of families.
        order = np.argsort(-shares, axis=1, kind="stable")[:, :_REASONS].tolist()
        carcs = self._likely_carcs
        return tuple(
            tuple(Reason(FAMILIES[k], float(row[k]), carcs(FAMILIES[k], payer)) for k in best)
            for best, row, payer in zip(order, shares, batch.claims["payer_id"].tolist(), strict=True)
        )

    @cached_property
    def explainer(self) -> Explainer:
        """What says why scores moved; made when first asked for."""
        return Explainer.of(self.fitted.booster, self.fitted.reasons)

    def _explanation(self, x: FloatArray, start: FloatArray, scores: FloatArray) -> Explanation:
        held = self.explainer.moved(x, start, scores, threads=_cores())
        return Explanation(
            names=self.fitted.spec.features,
            labels=tuple(feature.meaning for feature in self.features),
            base=held.base,
            contributions=held.contributions,
            values=x,
        )


def bands(risk: FloatArray, cuts: Bands) -> NDArray[Any]:
    """low, medium or high per risk."""
    names = np.array(["low", "medium", "high"], dtype=object)
    return names[(risk >= cuts.medium).astype(np.int64) + (risk >= cuts.high)]
