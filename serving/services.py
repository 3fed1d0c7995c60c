"""What the handlers work with: made once by the edge, handed to the app, replaced whole in tests.

The past (events, and the knowledge built from them) is read anew when the store's watermark has moved, and a
model is loaded anew when a decision about it was made; both checks are one small query, so that several
workers over one database follow each other.
"""

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Generic, TypeVar

from data.clocks import now
from data.errors import CleanClaimError
from data.events import Events
from data.home import Home
from data.store import Store
from features.knowledge import Knowledge
from models.appeal import AppealScorer
from models.scorer import DenialScorer
from serving import models_held
from serving.auth import token_of
from serving.metrics import Metrics
from serving.score_log import ScoreLog
from serving.settings import Settings

T = TypeVar("T")


class Kept(Generic[T]):
    """One value that is made again when its key changes; others wait while it is made."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: tuple[Hashable, T] | None = None

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of this key; a failure to make it is not kept."""
        with self._lock:
            if self._held is None or self._held[0] != key:
                self._held = (key, make())
            return self._held[1]


@dataclass(frozen=True, slots=True)
class Past:
    """All events up to a watermark, and what may be asked about them."""

    watermark: int
    events: Events
    knowledge: Knowledge


class Services:
    """The home, its store, its token, a clock, and what is kept between requests."""

    def __init__(
        self,
        home: Home,
        store: Store,
        token: str,
        *,
        clock: Callable[[], datetime] = now,
        settings: Settings | None = None,
    ) -> None:
        self.home = home
        self.store = store
        self.token = token
        self.clock = clock
        self.settings = settings or Settings()
        self.metrics = Metrics()
        self.scores = ScoreLog(store, self.metrics)
        self._past: Kept[Past] = Kept()
        self._denial: Kept[DenialScorer] = Kept()
        self._appeal: Kept[AppealScorer] = Kept()
        self.queue: Kept[Any] = Kept()
        self.plan: Kept[Any] = Kept()
        self.at_risk: Kept[Any] = Kept()
        self.unmatched: Kept[Any] = Kept()
        self.first_denials: Kept[Any] = Kept()

    @classmethod
    def open(cls, home: Home, *, settings: Settings | None = None) -> "Services":
        """Services over a home: opens its store and makes its token when there is none."""
        home.make()
        return cls(home, Store.open(home.database_url), token_of(home), settings=settings)

    def warm(self) -> None:
        """Makes what the first request would wait for; what is not there yet is passed over."""
        self.past()
        with suppress(CleanClaimError):
            self.denial()
        with suppress(CleanClaimError):
            self.appeal()

    def past(self) -> Past:
        """What is known now."""
        mark = self.store.watermark()
        return self._past.get(mark, lambda: self._read(mark))

    def _read(self, mark: int) -> Past:
        events = self.store.events()
        return Past(mark, events, Knowledge.build(events))

    def denial(self) -> DenialScorer:
        """The denial champion.

        Raises:
            NoModelError: none was promoted.
            CorruptModelError: its files changed since.
        """
        decision = models_held.decision(self.store, "denial")
        return self._denial.get(decision, lambda: models_held.denial_scorer(self.store, self.home))

    def appeal(self) -> AppealScorer:
        """The appeal champion; without one, the scorer of the labelled prior table."""
        decision = models_held.decision(self.store, "appeal")
        return self._appeal.get(decision, lambda: models_held.appeal_scorer(self.store, self.home))
