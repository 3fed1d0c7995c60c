"""A backtest's report: one page with its figures and pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from matplotlib.figure import Figure

from training.document import Block, Document, Heading, Picture, Table, Text
from training.evaluate import Metrics
from training.figures import SCORERS, figures, number, percent
from training.held_out import HeldOut
from training.pictures import calibration_picture, origins_picture, payers_picture, precision_recall_picture
from training.showing import Showing
from training.worked import ORDERS, worked_words

_PAYERS = 9


@dataclass(frozen=True, slots=True)
class Fold:
    """One origin: trained on what was known before it, tested on the rows from then until the next.

    `threshold` is the risk from which on the caller's precision was promised (None: never).
    """

    origin: datetime
    train_rows: int
    trees: int
    threshold: float | None
    metrics: Metrics
    baselines: Mapping[str, Metrics]

    @property
    def day(self) -> str:
        """The origin's day."""
        return self.origin.date().isoformat()


def backtest_page(
    model: str,
    as_of: datetime,
    snapshot: str,
    folds: Sequence[Fold],
    shown: Showing,
    tested: HeldOut,
    *,
    more: Sequence[Block] = (),
) -> Document:
    """The page of a recipe's folds and of all their tests together, `more` before the pictures."""
    return Document(
        f"Backtest of the {model} recipe",
        (
            Text(
                f"{len(folds)} origins; everything was known before {as_of:%Y-%m-%d %H:%M} UTC. At each "
                "origin the "
                "recipe learned only from rows that were decided, and whose days were mature, before it, "
                "and was "
                "tested on the rows from then until the next origin; no claim's chain stands on both sides. "
                f"Snapshot {snapshot[:12]}."
            ),
            Heading("Origins"),
            _origins(folds, shown.outcome),
            Picture(_losses(folds), "log loss at each origin, one line per scorer"),
            *figures(shown),
            *more,
            Heading("Pictures"),
            *_pictures(shown, tested),
            Heading("How to read it"),
            *map(Text, _how_to_read(shown)),
        ),
    )


def worked_blocks(shares: Mapping[str, Mapping[str, float]]) -> tuple[Block, ...]:
    """What orders of work reach, as a section of the page."""
    rows = tuple(
        (ORDERS.get(name, name), percent(held["first_16"]), percent(held["first_40"]))
        for name, held in shares.items()
    )
    header = ("worked by", "in 16 % of the minutes", "in 40 %")
    caption = "Share of the dollars that the best order there could have been brings"
    return (Heading("Orders of work"), Text(worked_words(shares)[0]), Table(caption, header, rows))


_BASELINES = {
    "base_rate": "Base rate: every row gets the share of before.",
    "table": "Rate table: shrunken rates of payer, procedure and their like, without trees.",
    "rules": "Rules only: the rate at which claims with none, one or more findings of the scrubber have "
    "failed.",
    "raw_lightgbm": "LightGBM on raw fields: what one would try first.",
}
_MORE = (
    "Slope and intercept are those of the line that would calibrate the log-odds: 1 and 0 is perfect. ECE is "
    "the mean gap between risk and what happened over ten bins of equal count. Calibration is 'off' where "
    "the "
    "mean risk lies outside the 95 % interval of the share that happened; of twenty slices one is off by "
    "chance.",
    "Claims that were corrected because of a score count as they were first sent.",
)


def _how_to_read(shown: Showing) -> list[str]:
    return [" ".join(words for name, words in _BASELINES.items() if name in shown.scorers), *_MORE]


def _origins(folds: Sequence[Fold], outcome: str) -> Table:
    names = list(folds[0].baselines)
    header = ("origin", "learned from", "trees", "threshold", "tested", outcome, "model's log loss")
    rows = [
        (
            fold.day,
            f"{fold.train_rows:,}",
            f"{fold.trees}",
            "-" if fold.threshold is None else f"{fold.threshold:.3f}",
            f"{fold.metrics.rows:,}",
            percent(fold.metrics.failures / fold.metrics.rows),
            number(fold.metrics.log_loss),
            *(number(fold.baselines[name].log_loss) for name in names),
            *(number(value) for value in (fold.metrics.auc, fold.metrics.ece, fold.metrics.slope)),
        )
        for fold in folds
    ]
    more = (*(f"{SCORERS.get(name, name)}'s" for name in names), "AUC", "ECE", "slope")
    return Table("", (*header, *more), tuple(rows))


def _losses(folds: Sequence[Fold]) -> Figure:
    held = {"model": [fold.metrics.log_loss for fold in folds]}
    held |= {name: [fold.baselines[name].log_loss for fold in folds] for name in folds[0].baselines}
    return origins_picture(held, [fold.day for fold in folds])


def _pictures(shown: Showing, tested: HeldOut) -> list[Block]:
    risk = tested.risks["model"]
    held: list[Block] = [
        Picture(
            calibration_picture(risk, tested.label, tested.outcome),
            f"share that {tested.outcome} against predicted risk, ten bins",
        ),
        Picture(precision_recall_picture(tested.risks, tested.label), "precision against recall, by scorer"),
    ]
    payers = [one.value for one in shown.slices if one.by == "payer" and one.metrics is not None]
    payers = [name for name in payers if name in set(map(str, tested.by["payer"].tolist()))][:_PAYERS]
    if payers:
        drawn = payers_picture(risk, tested.label, tested.by["payer"], payers)
        held.append(Picture(drawn, "calibration of the largest payers, five bins each"))
    return held
