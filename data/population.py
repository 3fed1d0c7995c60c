"""Which claims are alike enough to learn and be scored together.

Only `original_primary` claims are scored; the others have rules, or a model, of their own.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.codes import denied_on_purpose, frequency_use

POPULATIONS: Final = ("original_primary", "replacement", "billed_to_be_denied", "secondary", "void")


def population(claims: Mapping[str, Any], lines: pd.DataFrame | None = None) -> NDArray[np.object_]:
    """The population of each claim version, in the order of `claims` (a frame, or its columns).

    Args:
        claims: needs `version_key`, `frequency_code`, `responsibility`, `condition_codes`, `bill_type`.
        lines: 837 lines; without them, claims whose every line is billed to be denied are not seen.
    """
    use = _mapped(claims["frequency_code"], frequency_use)
    no_pay = _mapped(claims["bill_type"], _is_no_pay) | _mapped(claims["condition_codes"], _asks_for_denial)
    place = _mapped(claims["responsibility"], lambda code: code in ("S", "T"))
    wished = no_pay.astype(bool) | (use == "no_pay") | _all_lines_wished(claims, lines)
    out = np.full(len(use), "original_primary", dtype=object)
    out[use == "replacement"] = "replacement"
    out[wished] = "billed_to_be_denied"
    out[place.astype(bool)] = "secondary"
    out[use == "void"] = "void"
    return out


def wishes_denial(modifiers: Any) -> NDArray[np.bool_]:
    """Whether each line's modifiers (joined by a space) say it is billed to be denied."""
    wished = denied_on_purpose("modifier")
    return _mapped(modifiers, lambda held: bool(wished.intersection((held or "").split()))).astype(bool)


def _all_lines_wished(claims: Mapping[str, Any], lines: pd.DataFrame | None) -> NDArray[np.bool_]:
    keys = np.asarray(claims["version_key"], dtype=object)
    if lines is None or lines.empty:
        return np.zeros(len(keys), dtype=bool)
    every = pd.Series(wishes_denial(lines["modifiers"])).groupby(lines["version_key"].to_numpy()).all()
    return pd.Series(keys).map(every).eq(True).to_numpy(dtype=bool)


def _asks_for_denial(condition_codes: str | None) -> bool:
    return bool(denied_on_purpose("condition_code").intersection((condition_codes or "").split()))


def _is_no_pay(bill_type: str | None) -> bool:
    return bill_type is not None and bill_type[-1:] in denied_on_purpose("bill_frequency")


def _mapped(values: Any, meaning: Any) -> NDArray[np.object_]:
    """`meaning` of each value, called once per distinct value; missing is None."""
    codes, distinct = pd.factorize(np.asarray(values, dtype=object), use_na_sentinel=True)
    meanings = np.empty(len(distinct) + 1, dtype=object)
    meanings[:] = [*(meaning(value) for value in distinct), meaning(None)]
    return meanings[codes]
