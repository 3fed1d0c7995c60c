"""Which trained models this installation holds, and the scorers made from them."""

from data.errors import NoModelError
from data.home import Home
from data.store import Store
from models import registry
from models.appeal import AppealScorer
from models.scorer import DenialScorer

DENIAL, APPEAL = "denial", "appeal"
NAMES = (DENIAL, APPEAL)


def decision(store: Store, name: str) -> int:
    """The number of the decision that made the champion; 0 before the first."""
    row = registry.champion_row(store, name)
    return 0 if row is None else int(str(row["promotion"]))


def denial_scorer(store: Store, home: Home) -> DenialScorer:
    """The denial champion, loaded and verified.

    Raises:
        NoModelError: none was promoted.
        CorruptModelError: its files changed since.
        OutdatedModelError: it cannot answer any more.
    """
    held = registry.champion(store, home, DENIAL)
    return DenialScorer.of_files(held.files, held.version, held.sha256)


def appeal_scorer(store: Store, home: Home) -> AppealScorer:
    """The appeal champion; without one, the scorer that answers from the labelled prior table.

    Raises:
        CorruptModelError: its files changed since.
        OutdatedModelError: it cannot answer any more.
    """
    try:
        held = registry.champion(store, home, APPEAL)
    except NoModelError:
        return AppealScorer.prior()
    return AppealScorer.of_files(held.files, held.version, held.sha256)
