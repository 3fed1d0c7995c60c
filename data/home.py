"""The folder in which one installation keeps what is its own."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """Paths and addresses of one installation; made by the edges, which alone read the environment.

    `database_url` and `tracking_uri` default to SQLite files inside `root`.
    """

    root: Path
    database: str | None = None
    tracking: str | None = None

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.root / 'cleanclaim.db'}"

    @property
    def tracking_uri(self) -> str:
        return self.tracking or f"sqlite:///{self.root / 'mlflow.db'}"

    @property
    def models(self) -> Path:
        """Holds one folder per model, named by its sha256."""
        return self.root / "models"

    @property
    def snapshots(self) -> Path:
        return self.root / "snapshots"

    @property
    def reports(self) -> Path:
        """Holds the pages that backtests write, and the model cards."""
        return self.root / "reports"

    def model_card(self, name: str, sha256: str, kind: str) -> Path:
        """Where a model's card lies; `kind` is md or html. The model's own folder is named by its content."""
        return self.reports / "model-cards" / f"{name}-{sha256[:12]}.{kind}"

    @property
    def token_file(self) -> Path:
        return self.root / "token"

    def make(self) -> "Home":
        """Creates the folder when it is missing, readable by its owner alone."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self
