"""What the environment may set about serving, read once at start."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.home import Home


class Settings(BaseSettings):
    """Every setting has a default; each is read from `CLEANCLAIM_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="CLEANCLAIM_", frozen=True, extra="ignore")

    home: Path = Field(
        default=Path(".cleanclaim"), description="Folder that holds what is the installation's own."
    )
    database_url: str | None = Field(
        default=None, description="SQLAlchemy address of the store; SQLite in the home if unset."
    )
    max_body_megabytes: int = Field(default=64, ge=1, description="Largest request body that is read.")
    max_batch_claims: int = Field(
        default=5_000, ge=1, description="Most claims of one X12 body that are scored in one answer."
    )
    learning_share: float = Field(
        default=0.0,
        ge=0.0,
        le=0.2,
        description="Share of first denials planned whatever their score, so that later models learn from"
        " an even choice.",
    )
    session_hours: int = Field(default=8, ge=1, description="How long a signed-in browser stays signed in.")

    @property
    def max_body_bytes(self) -> int:
        return self.max_body_megabytes * 1024 * 1024

    @property
    def session_seconds(self) -> int:
        return self.session_hours * 3600

    def home_folder(self) -> Home:
        """The home these settings name, made when it is missing."""
        return Home(self.home.resolve(), database=self.database_url).make()
