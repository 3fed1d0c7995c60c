"""What the steps of a run ask of a fitted model, whichever it is."""

from collections.abc import Mapping
from typing import Any, Protocol

from models.calibrate import Calibration
from models.spec import ModelSpec


class Made(Protocol):
    """What the denial and the appeal model have in common once fitted."""

    @property
    def spec(self) -> ModelSpec:
        """What it was fitted by."""
        ...

    @property
    def trees(self) -> int:
        """Number of rounds; each grew one tree per reason."""
        ...

    @property
    def calibration(self) -> Calibration:
        """From raw scores to probabilities."""
        ...

    @property
    def facts(self) -> Mapping[str, Any]:
        """`rows` and more about its making."""
        ...
