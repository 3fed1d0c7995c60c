"""The appeal recipe on medical reviews: joint tables of three memories, then trees where they earn it.

`models.appeal_fit.fit_appeal` does what it does for denials: counts trees on newer cases, keeps them only
where they beat the table there, and draws a calibration line.
"""

import numpy as np

from benchmarks._imr_cases import ALL, BLANK, KEYS, Blocks, Cases, Floats, days, in_hand
from features.appeal_joint import JointShifts
from features.ledger import Ints, Objects, shrunken
from features.windows import Before
from models.appeal import APPEAL, raw_scores
from models.appeal_fit import AppealRows, fit_appeal
from models.calibrate import sigmoid
from models.examples import Rows
from models.spec import ModelSpec

HALF_LIVES = (300, 1_000, 4_000)
"""Cases after which an outcome counts half: one suits what has just changed, another what is rare."""
STRENGTHS = {ALL: 1.0, **dict.fromkeys(KEYS, 6.0)}
"""Precision of a key's shift about 0: one over its variance in log-odds; all cases are hardly drawn."""
WARM = 1_000
"""Outcomes in hand before a case is learned from: see `models.appeal_fit`."""
_LAST = {12: 2.0, 40: 4.0}
"""Newest outcomes under a key, and how many of the table's they are drawn by."""
_RECENT = ("treatment", "diagnosis", "treatment_sub", "diagnosis_sub", "both_sub")


def table_scores(cases: Cases, blocks: Blocks) -> tuple[Floats, Floats]:
    """Log-odds by each memory, n x 3, and their mean; NaN where too little was in hand."""
    known = blocks.known(np.arange(len(cases)))[:, None]
    memories = np.column_stack([joint_log_odds(cases, blocks, half) for half in HALF_LIVES])
    memories = np.where(known >= WARM, memories, np.nan)
    return memories, memories.mean(axis=1)


def joint_log_odds(cases: Cases, blocks: Blocks, half_life: float | None) -> Floats:
    """Every case's log-odds by the product's table from the outcomes in hand for it."""
    places = np.arange(len(cases))
    start = np.zeros(len(cases))
    shifts = JointShifts(days(places), cases.won, start, cases.keys, STRENGTHS, half_life)
    return shifts.parts(days(blocks.known(places)), cases.keys).sum(axis=1)


def recipe_scores(cases: Cases, blocks: Blocks) -> tuple[Floats, Floats, Ints]:
    """Chances of the cases from `blocks.cut` on by the table alone and by the recipe; its trees per fit."""
    memories, offset = table_scores(cases, blocks)
    columns = features(cases, blocks, memories)
    rows, spec = rows_of(cases, blocks, columns, offset), spec_of(tuple(columns))
    parts = [scored(spec, rows, places, known) for places, known in blocks.each(blocks.cut, len(cases))]
    recipe = np.concatenate([chance for chance, _ in parts])
    return sigmoid(offset[blocks.cut :]), recipe, np.array([trees for _, trees in parts])


def scored(spec: ModelSpec, rows: Rows, places: Ints, known: int) -> tuple[Floats, int]:
    """One block's chances by a model of the outcomes in hand for it, and how many trees that has."""
    learned = np.flatnonzero(np.isfinite(rows.offset[:known]))
    nothing = np.full(len(learned), np.nan)  # the file tells no dollars
    fitted = fit_appeal(spec, AppealRows(rows.take(learned), nothing, nothing, known - len(learned)))
    raw = raw_scores(fitted.booster, rows.offset[places], rows.x[places])
    return fitted.calibration.probability(raw), fitted.trees


def spec_of(names: tuple[str, ...]) -> ModelSpec:
    """The appeal model's settings over these features."""
    return ModelSpec("imr", names, (0,) * len(names), settings=APPEAL.settings)


def rows_of(cases: Cases, blocks: Blocks, columns: dict[str, Floats], offset: Floats) -> Rows:
    """All cases as rows to learn from or to score, a case a day."""
    places = np.arange(len(cases))
    return Rows(
        x=np.column_stack(list(columns.values())),
        offset=offset,
        label=cases.won,
        at=days(blocks.starts(places)),
        known_at=days(places + blocks.late),
        group=places,
    )


def features(cases: Cases, blocks: Blocks, memories: Floats) -> dict[str, Floats]:
    """Columns by name: what the tables say, the newest outcomes beside them, and how much stands behind."""
    asked = in_hand(cases, blocks)
    drawn_to = sigmoid(memories[:, -1])
    columns = {f"table_{half}": memories[:, at] for at, half in enumerate(HALF_LIVES)}
    columns |= {"table": memories.mean(axis=1), "turn": memories[:, 0] - memories[:, -1]}
    columns |= {f"all_last_{n}": _last(asked, ALL, cases.keys[ALL], n, drawn_to, 0.0) for n in (100, 400)}
    for key in _RECENT:
        values = cases.keys[key]
        for n, strength in _LAST.items():
            columns[f"{key}_last_{n}"] = _last(asked, key, values, n, drawn_to, strength)
        columns[f"{key}_count"] = np.log1p(asked.under(key, values).window(None).count)
    return columns | {"age": _ordered(cases.columns["age"]), "sex": _ordered(cases.columns["sex"])}


def _last(asked: Before, key: str, values: Objects, n: int, drawn_to: Floats, strength: float) -> Floats:
    window = asked.under(key, values).last(n)
    return shrunken(window.sum("won"), window.count, drawn_to, strength)


def _ordered(values: Objects) -> Floats:
    """Places of the values in the order of their texts; missing for a blank."""
    names = sorted(set(values))
    return np.array([np.nan if value == BLANK else names.index(value) for value in values], dtype=float)
