import numpy as np

from data.synthetic.catalog import catalog
from data.synthetic.csv_tables import table_rows
from tests.unit.data.synthetic.worlds import small_world

NAMES = [row["condition"] for row in table_rows("conditions")]


def test_every_condition_draws_a_visit_that_exists_with_diagnoses_that_exist() -> None:
    visits = {visit.name for visit in catalog().visits}
    for row in table_rows("conditions"):
        assert set(row["visits"].split()) <= visits
        assert set(row["diagnoses"].split()) <= set(catalog().diagnoses)


def test_diabetes_care_is_mostly_given_to_people_with_diabetes() -> None:
    world = small_world(size=6_000).world
    care = next(at for at, visit in enumerate(catalog().visits) if visit.name == "diabetes_care")
    has = world.people.chronic.has[:, NAMES.index("diabetes")]
    seen = has[world.claims.person[world.claims.visit == care]]
    assert has.mean() < 0.2
    assert seen.mean() > 2 * has.mean()


def test_a_person_keeps_the_diagnosis_of_a_condition() -> None:
    world = small_world(size=6_000).world
    own = world.people.chronic.diagnoses[world.claims.person]
    further = world.claims.diagnoses[:, 1:]
    hit = (further[:, :, None] == own[:, None, :]) & (further[:, :, None] >= 0)
    assert hit.any(axis=(1, 2)).sum() / (further >= 0).any(axis=1).sum() > 0.4


def test_conditions_come_with_age() -> None:
    world = small_world(size=6_000).world
    count = world.people.chronic.has.sum(axis=1)
    old = world.people.born < np.quantile(world.people.born, 0.3)
    assert count[old].mean() > 1.5 * count[~old].mean()
