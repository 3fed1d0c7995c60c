"""Champion against challenger on the newest mature claims that neither learned from."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.calibrate import FloatArray
from models.examples import BoolArray
from models.fit import Fitted, fit
from models.spec import ModelSpec
from training.paired import Paired, paired
from training.recipe import FEWEST_EACH, FEWEST_TRAIN, Judged
from training.rows import DenialRows

FEWEST = 300
FEWEST_FAILURES = 30
"""Claims, and failures, below which a comparison says too little."""
FEWEST_IN_SLICE = 200
FEWEST_FAILURES_IN_SLICE = 20

NO_CHAMPION = "there is no champion yet"
WINDOW = "the newest mature claims"
SINCE = "the mature claims that the champion has not learned from"
RECIPES = "both recipes trained anew, since too little was decided after the champion"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Risks of both models for the same claims, which neither learned from, and `how` they were chosen."""

    how: str
    champion: FloatArray
    challenger: FloatArray
    label: BoolArray
    at: NDArray[np.datetime64]
    payer: NDArray[Any]
    kind: NDArray[Any]

    def paired(self) -> Paired:
        """The two on all claims."""
        return paired(self.champion, self.challenger, self.label, self.at)

    def slices(self) -> dict[str, Paired]:
        """The two on each payer and kind of enough size, by `payer=...` and `kind=...`."""
        named = {"kind": self.kind, "payer": self.payer}
        return {
            f"{by}={value}": self._of(held == value)
            for by, held in named.items()
            for value in sorted({str(v) for v in held.tolist() if v is not None})
            if _enough(self.label[held == value], FEWEST_IN_SLICE, FEWEST_FAILURES_IN_SLICE)
        }

    def _of(self, which: BoolArray) -> Paired:
        return paired(self.champion[which], self.challenger[which], self.label[which], self.at[which])


def compare(spec: ModelSpec, held: DenialRows, judged: Judged, champion: Fitted) -> Comparison:
    """The fairest comparison that the rows allow.

    1. The judged window, when it begins after all that the champion knew.
    2. The claims submitted after the newest one that the champion learned from, with the challenger's recipe
       trained on what was known when the champion was made.
    3. When these are too few: the judged window, with the champion's recipe trained as the challenger's was.

    Args:
        spec: the challenger's; `held.rows.x` has its columns.
        held: all mature rows of now.
        judged: the challenger's showing.
        champion: the model that answers now; its features are among the spec's.
    """
    columns = columns_of(champion.spec, spec)
    known, through = _known(champion)
    unseen = _unseen(held, through)
    test, risk = judged.split.test, judged.risks["model"]
    if judged.split.origin >= known and _enough(held.rows.label[test[unseen[test]]]):
        fresh = unseen[test]
        return _compared(WINDOW, held, test[fresh], _risk(champion, held, test[fresh], columns), risk[fresh])
    since = np.flatnonzero(unseen)
    before = (held.rows.at <= through) & (held.rows.answered_at < known)
    told = held.rows.label[before & (held.rows.known_at < known)]
    if _enough(held.rows.label[since]) and _enough(told, FEWEST_TRAIN, FEWEST_EACH):
        stand_in = fit(spec, held.rows.take(before), trees=judged.trees, until=known)
        own = stand_in.risk(held.rows.x[since], held.rows.offset[since])
        return _compared(SINCE, held, since, _risk(champion, held, since, columns), own)
    again = risk if champion.spec == spec else _recipe_risk(champion, held, judged, columns)
    return _compared(RECIPES, held, test, again, risk)


def columns_of(wanted: ModelSpec, spec: ModelSpec) -> NDArray[np.int64]:
    """Where the wanted features stand among the spec's, by name; all are there."""
    place = {name: k for k, name in enumerate(spec.features)}
    return np.array([place[name] for name in wanted.features], dtype=np.int64)


def _known(champion: Fitted) -> tuple[np.datetime64, np.datetime64]:
    """The moment up to which a model knew answers, and the newest submission that it learned from."""
    as_of = str(champion.facts["as_of"])
    through = champion.facts.get("learned_through", as_of)  # models of before it was kept
    return np.datetime64(as_of, "us"), np.datetime64(str(through), "us")


def _unseen(held: DenialRows, through: np.datetime64) -> BoolArray:
    # By submission, not by `known_at`: payers' windows move, and what was learned from may look later now.
    later = held.rows.at > through
    group = held.rows.group.astype(str)
    return later & ~np.isin(group, group[~later])


def _enough(label: BoolArray, rows: int = FEWEST, failures: int = FEWEST_FAILURES) -> bool:
    return len(label) >= rows and int(label.sum()) >= failures


def _risk(
    model: Fitted, held: DenialRows, places: NDArray[np.int64], columns: NDArray[np.int64]
) -> FloatArray:
    return model.risk(held.rows.x[places][:, columns], held.rows.offset[places])


def _recipe_risk(
    champion: Fitted, held: DenialRows, judged: Judged, columns: NDArray[np.int64]
) -> FloatArray:
    """Risks of the judged claims by the champion's recipe, trained on what the challenger's was."""
    split = judged.split
    rows = held.rows.take(split.answered)
    rows = replace(rows, x=rows.x[:, columns])
    again = fit(champion.spec, rows, trees=max(1, champion.trees), until=split.origin)
    return _risk(again, held, judged.split.test, columns)


def _compared(
    how: str, held: DenialRows, places: NDArray[np.int64], champion: FloatArray, challenger: FloatArray
) -> Comparison:
    label, at = held.rows.label[places], held.rows.at[places]
    return Comparison(how, champion, challenger, label, at, held.payer[places], held.kind[places])
