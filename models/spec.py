"""What a model is before it has seen any data: a frozen spec, enough to train it again."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeVar

from data.errors import CleanClaimError

MAX_DEPTH = 6
"""Explanations cost two to the power of this: see DESIGN, section 12."""
_NAMED = 3
"""Missing things that are told by name; of more their number is."""


class OutdatedModelError(CleanClaimError):
    """The model needs what this version of the program no longer has, or lacks what it needs."""

    def __init__(self, missing: Sequence[str]) -> None:
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        super().__init__(
            f"The model was made by another version of the program ({', '.join(missing[:_NAMED])}{more}): "
            "train it again."
        )


@contextmanager
def as_written_now() -> Iterator[None]:
    """Around reading a model's verified files: what they lack, or say too much, another version wrote.

    Raises: OutdatedModelError.
    """
    try:
        yield
    except (KeyError, TypeError) as error:
        raise OutdatedModelError([f"its files are read otherwise now: {error}"]) from error


class Declared(Protocol):
    """The part of a feature's declaration that a spec keeps."""

    @property
    def name(self) -> str:
        """Column name."""
        ...

    @property
    def risk(self) -> int:
        """1 when risk may only rise with the value, -1 only fall, 0 either."""
        ...


D = TypeVar("D", bound=Declared)


@dataclass(frozen=True, slots=True)
class Settings:
    """How LightGBM grows trees; kept small, because past rates among the features do the heavy part.

    `max_trees` is the most that early stopping may choose; `patience` is in trees. `usual_learning` is the
    trees times learning rate that usually serve, halfway to which the choice is drawn (None: not at all).
    A split that lowers twice the log loss by less than `min_gain_to_split` is not made.
    From `fine_names_from` rows on, splits by a category may set apart a few rows of a name (never when None).
    """

    learning_rate: float = 0.06
    num_leaves: int = 31
    max_depth: int = MAX_DEPTH
    min_data_in_leaf: int = 8
    min_sum_hessian_in_leaf: float = 0.3
    lambda_l2: float = 1.0
    min_gain_to_split: float = 0.0
    feature_fraction: float = 0.5
    max_bin: int = 63
    cat_smooth: float = 30.0
    cat_l2: float = 20.0
    fine_names_from: int | None = None
    max_trees: int = 400
    patience: int = 40
    usual_learning: float | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    """Words for risks: below `medium` is low, from `high` on is high. Shares, 0 to 1."""

    medium: float = 0.15
    high: float = 0.40


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """Name, columns in order, directions of risk, settings and seed.

    Invariant: `directions` is as long as `features`, and 0 wherever a feature is categorical (LightGBM
    holds no direction there).
    """

    name: str
    features: tuple[str, ...]
    directions: tuple[int, ...]
    categorical: tuple[str, ...] = ()
    shares: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By reason family, the features that are shares of its past failures."""
    settings: Settings = field(default_factory=Settings)
    bands: Bands = field(default_factory=Bands)
    seed: int = 7

    def __post_init__(self) -> None:
        if len(self.directions) != len(self.features):
            raise ValueError("a spec needs one direction per feature")
        if self.settings.max_depth > MAX_DEPTH:
            raise ValueError(f"trees may be at most {MAX_DEPTH} deep")
        held = {f for f, d in zip(self.features, self.directions, strict=True) if d and f in self.categorical}
        if held:
            raise ValueError(f"categorical features cannot have a direction: {sorted(held)}")

    @property
    def categorical_places(self) -> list[int]:
        """Column numbers of the categorical features."""
        return [place for place, name in enumerate(self.features) if name in self.categorical]

    @property
    def share_places(self) -> dict[str, tuple[int, ...]]:
        """By reason family, the column numbers of `shares`."""
        place = {name: at for at, name in enumerate(self.features)}
        return {family: tuple(place[name] for name in names) for family, names in self.shares.items()}

    def among(self, declared: Sequence[D]) -> tuple[D, ...]:
        """The declared features that the model asks for, in its order.

        Raises: OutdatedModelError when one is declared no more.
        """
        held = {feature.name: feature for feature in declared}
        gone = [name for name in self.features if name not in held]
        if gone:
            raise OutdatedModelError(gone)
        return tuple(held[name] for name in self.features)

    @property
    def feature_hash(self) -> str:
        """Changes whenever a feature is added, dropped, moved or turned around."""
        return hashlib.sha256(
            json.dumps([self.features, self.directions, self.categorical]).encode()
        ).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored with the model."""
        return asdict(self)

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> "ModelSpec":
        """The spec that `as_json` wrote."""
        return cls(
            name=held["name"],
            features=tuple(held["features"]),
            directions=tuple(held["directions"]),
            categorical=tuple(held["categorical"]),
            shares={family: tuple(names) for family, names in held.get("shares", {}).items()},
            settings=Settings(**held["settings"]),
            bands=Bands(**held["bands"]),
            seed=held["seed"],
        )


def spec_of(
    name: str,
    features: Sequence[Declared],
    *,
    categorical: Sequence[str] = (),
    shares: Mapping[str, tuple[str, ...]] | None = None,
    settings: Settings | None = None,
    bands: Bands | None = None,
    seed: int = 7,
) -> ModelSpec:
    """A spec over declared features, in their order."""
    return ModelSpec(
        name=name,
        features=tuple(feature.name for feature in features),
        directions=tuple(int(feature.risk) for feature in features),
        categorical=tuple(categorical),
        shares=shares or {},
        settings=settings or Settings(),
        bands=bands or Bands(),
        seed=seed,
    )
