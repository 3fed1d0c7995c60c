from dataclasses import dataclass, replace

import numpy as np
import pytest

from models import fixes as module
from models.fit import Fitted, fit
from models.fixes import ALLOWED, fixes
from tests.unit.models.simulated import SPEC, simulated


@dataclass(frozen=True)
class Said:
    code: str
    actionable: bool = True


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return replace(fit(SPEC, simulated(1500), trees=20))


@pytest.fixture(autouse=True)
def _put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PUT_RIGHT", {code: {"signal": -2.0} for code in ("invalid_npi", "timely")})


def _asked(fitted: Fitted, *found: Said) -> tuple[tuple[module.Fix, ...], ...]:
    return fixes(fitted, np.array([[2.0, 1.0, 0.0], [2.0, 1.0, 0.0]]), np.array([-2.0, -2.0]), [found, ()])


def test_a_fix_says_the_risk_of_a_claim_like_this_without_the_finding(fitted: Fitted) -> None:
    (fix,), none = _asked(fitted, Said("invalid_npi"))
    after = fitted.risk(np.array([[-2.0, 1.0, 0.0]]), np.array([-2.0]))[0]
    assert (fix.action, fix.risk_after, none) == ("invalid_npi", after, ())


def test_a_finding_outside_the_allow_list_gets_no_number(fitted: Fitted) -> None:
    assert "timely" not in ALLOWED
    assert _asked(fitted, Said("timely")) == ((), ())


def test_a_finding_nobody_can_act_on_gets_no_number(fitted: Fitted) -> None:
    assert _asked(fitted, Said("invalid_npi", actionable=False)) == ((), ())


def test_what_would_not_lower_the_risk_is_not_offered(
    fitted: Fitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PUT_RIGHT", {"invalid_npi": {"signal": 3.0}})
    x = np.array([[-2.0, 1.0, 0.0]])
    assert fixes(fitted, x, np.array([-2.0]), [(Said("invalid_npi"),)]) == ((),)
