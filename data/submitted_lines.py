"""The lines of claims and of their remits by what was submitted, ready to be matched (`data.line_match`)."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.balance import cents
from data.events import Events
from data.line_match import match_lines
from data.population import wishes_denial


def billed_lines(events: Events, remits: pd.DataFrame) -> pd.DataFrame:
    """837 lines of decided versions, in line order, with `row` (place in `remits`), `charge`, `wished`.

    `wished`: billed to be denied. `procedure` is the revenue code where there is none, `from_on` the claim's.
    """
    row = pd.Index(remits["version_key"]).get_indexer(events.lines["version_key"])
    lines = events.lines[row >= 0].assign(row=row[row >= 0])
    lines = lines.sort_values(["row", "line"], kind="stable", ignore_index=True)
    first_day = remits["billed_from_on"].iloc[lines["row"]].reset_index(drop=True)
    return lines.assign(
        charge=cents(lines["charge_cents"]),
        wished=wishes_denial(lines["modifiers"]),
        procedure=lines["procedure_code"].fillna(lines["revenue_code"]),
        from_on=lines["from_on"].fillna(first_day),
    )


def answered_lines(lines: pd.DataFrame, remits: pd.DataFrame) -> pd.DataFrame:
    """SVC lines, each with its `row` in `remits`, as they had been submitted: SVC06 speaks before SVC01."""
    of = remits.iloc[lines["row"]].reset_index(drop=True)
    first_day = of["from_on"].fillna(of["billed_from_on"])
    return lines.assign(
        procedure=lines["submitted_procedure"].fillna(lines["procedure_code"]).fillna(lines["revenue_code"]),
        modifiers=lines["submitted_modifiers"].where(
            lines["submitted_procedure"].notna(), lines["modifiers"]
        ),
        from_on=lines["from_on"].fillna(first_day),
    )


def wished_lines(lines: pd.DataFrame, remits: pd.DataFrame, events: Events) -> NDArray[np.bool_]:
    """Whether each SVC line was billed to be denied, by its own modifiers or by those of its 837 line."""
    told = answered_lines(lines, remits)
    out = wishes_denial(told["modifiers"])
    wishing = events.lines.loc[wishes_denial(events.lines["modifiers"]), "version_key"].unique()
    rows = np.flatnonzero(remits["version_key"].isin(wishing))
    places = np.flatnonzero(np.isin(lines["row"].to_numpy(), rows))
    if len(places):
        own = remits.assign(version_key=remits["version_key"].where(remits.index.isin(rows)))
        billed = billed_lines(events, own)
        matched = match_lines(billed, told.iloc[places].reset_index(drop=True))
        out[places] |= _taken(billed["wished"], matched)
    return out


def _taken(values: Any, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The values at these places; False at -1."""
    return np.append(values.to_numpy(dtype=bool), False)[places]
