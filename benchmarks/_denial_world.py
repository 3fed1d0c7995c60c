"""A simulated practice with its truth, and the denial recipe on its newest claims, for several benchmarks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from data.events import Events
from data.home import Home
from data.ingest import ingest
from data.store import Store
from data.synthetic import simulate
from data.synthetic.judge import Judgement, judge
from models.examples import FloatArray
from training.rows import DenialRows, denial_rows
from training.run import take_snapshot
from training.split import Split, newest_split


@dataclass(frozen=True, slots=True)
class World:
    """What a practice holds, what can be learned from it, and the newest claims apart."""

    truth: Path
    events: Events
    held: DenialRows
    split: Split

    @classmethod
    def of(cls, truth: Path, events: Events) -> "World":
        """The world of all these events."""
        held = denial_rows(events, events.remits["available_at"].max().to_pydatetime())
        return cls(truth, events, held, newest_split(held.rows))

    def judged(self, risk: FloatArray) -> Judgement:
        """Risks of the newest claims against the truth."""
        place = self.split.test
        scores = {"claim_id": self.held.claim_id[place], "submitted_on": self.sent_on, "denial_risk": risk}
        return judge(self.truth, pd.DataFrame(scores))

    def log_loss(self, risk: FloatArray) -> float:
        """Of risks of the newest claims, against what became of them."""
        label = self.held.rows.label[self.split.test]
        return float(-np.log(np.where(label, risk, 1.0 - risk)).mean())

    @property
    def sent_on(self) -> np.ndarray:
        """Days on which the newest claims were sent."""
        return np.datetime_as_string(self.held.rows.at[self.split.test], unit="D")


@contextmanager
def world(scenario: str, claims: int, seed: int) -> Iterator[World]:
    """A world written and taken in, gone at the end."""
    with TemporaryDirectory() as scratch:
        root = Path(scratch)
        simulate(root / "world", scenario=scenario, claims=claims, seed=seed)
        home = Home(root / "home")
        store = Store.open(home.make().database_url)
        ingest(store, [root / "world" / "edi", *sorted((root / "world").glob("*.csv"))])
        events = take_snapshot(home, store, None).events()
        store.close()
        yield World.of(root / "world" / "truth", events)
