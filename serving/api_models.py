"""Which models answer, and what was decided about them."""

from data.records import Row
from models import registry
from serving import models_held
from serving.answers import Decision, ModelAnswer, ModelsAnswer, ModelState
from serving.needs import Held
from serving.services import Services


def list_models(services: Held) -> ModelsAnswer:
    """Every model, its champion and all decisions about it, newest first."""
    return ModelsAnswer(models=[model_state(services, name) for name in models_held.NAMES])


def model_state(services: Services, name: str) -> ModelState:
    """One model as the promotions table has it."""
    champion = registry.champion_row(services.store, name)
    decisions = reversed(registry.decisions(services.store, name))
    return ModelState(
        name=name,
        champion=None if champion is None else _model_of(champion),
        decisions=[_decision_of(row) for row in decisions],
    )


def _decision_of(row: Row) -> Decision:
    measured = registry.measured_of(row)
    checks = None if measured is None else list(measured.checks)
    return Decision.model_validate({**row, "checks": checks}, extra="ignore")


def _model_of(row: Row) -> ModelAnswer:
    return ModelAnswer(name=str(row["model"]), version=registry.version_name(row), sha256=str(row["sha256"]))
