"""The points that history counts are those that codes tell."""

from data.codes import FAMILIES, code_rows
from features.carried import ABSENCE, REQUIREMENTS
from features.points import POINTS


def test_every_point_that_is_counted_is_told_by_some_code():
    assert POINTS.keys() <= {row["point"] for row in code_rows("points")}


def test_points_and_absences_belong_to_their_families():
    assert set(POINTS.values()) <= set(FAMILIES)
    assert {name: POINTS[point] for name, point in ABSENCE.items()}.items() <= REQUIREMENTS.items()
