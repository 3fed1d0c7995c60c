"""Routes of random denials: against a plain loop over the table, one denial at a time."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.codes import FAMILIES, carc_rules, filing_kind
from data.codes.route_rules import RouteRule, route_rules
from workflow.routes import Denials, routes

DAY = date(2026, 3, 2)
NAMED = {
    name: sorted({code for rule in route_rules() for code in rule.when.codes.get(name, ())})
    for name in ("carc", "rarc", "group")
}
REASON = st.tuples(
    st.sampled_from(NAMED["carc"]) | st.sampled_from(sorted(carc_rules())),
    st.sampled_from(["CO", "PR", "OA"]),
)
DENIAL = st.fixed_dictionaries(
    {
        "state": st.sampled_from(
            ["denied", "partly_denied", "denied_unspecified", "returned", "rejected", "reduced", "paid", None]
        ),
        "level": st.integers(1, 4),
        "reasons": st.lists(REASON, max_size=3),
        "rarcs": st.lists(st.sampled_from([*NAMED["rarc"], "M127"]), max_size=2),
        "filing": st.sampled_from(["MB", "MC", "CI", "16", None]),
        "family": st.sampled_from([*FAMILIES, None]),
    }
)


@given(st.lists(DENIAL, max_size=12))
def test_routes_are_those_of_a_plain_loop(denials: list[dict[str, object]]) -> None:
    found = routes(_columns(denials), DAY)
    expected = [_plain(denial) for denial in denials]
    told = zip(found.name, found.clock, found.also, strict=True)
    assert [*told] == [
        (rule.route, rule.clock, " ".join(rule.also)) if rule else (None, None, None) for rule in expected
    ]
    assert np.array_equal(
        found.minutes, [rule.minutes if rule else np.nan for rule in expected], equal_nan=True
    )


def _columns(denials: list[dict[str, object]]) -> Denials:
    def joined(name: str, place: int | None = None) -> list[str | None]:
        lists = [[each if place is None else each[place] for each in denial[name]] for denial in denials]
        return [" ".join(codes) or None for codes in lists]

    return Denials(
        state=[denial["state"] for denial in denials],
        level=np.array([denial["level"] for denial in denials], dtype=np.int64),
        groups=joined("reasons", 1),
        carcs=joined("reasons", 0),
        rarcs=joined("rarcs"),
        payer_id=[None] * len(denials),
        filing=[denial["filing"] for denial in denials],
        family=[denial["family"] for denial in denials],
    )


def _plain(denial: dict[str, object]) -> RouteRule | None:
    """The greatest by what it names, then by its reason's rank, then by its place in the file."""
    fitting = [
        (rule.when.precision, -rank, -place, rule)
        for place, rule in enumerate(route_rules())
        if (rank := _rank(rule, denial)) is not None
    ]
    return max(fitting, key=lambda each: each[:3])[3] if fitting else None


def _rank(rule: RouteRule, denial: dict[str, object]) -> int | None:
    asked, told = rule.when.codes, {"filing_kind": filing_kind(denial["filing"]), "family": denial["family"]}
    fits = denial["state"] in rule.states and denial["level"] in rule.when.levels
    fits &= all(value in asked[name] for name, value in told.items() if name in asked)
    fits &= "rarc" not in asked or bool(asked["rarc"] & set(denial["rarcs"]))
    if not fits or not ("carc" in asked or "group" in asked):
        return 0 if fits else None
    ranks = (
        rank
        for rank, (carc, group) in enumerate(denial["reasons"])
        if carc in asked.get("carc", [carc]) and group in asked.get("group", [group])
    )
    return next(ranks, None)
