import pytest

from data.synthetic.providers import luhn_npi
from tests.unit.data.synthetic.worlds import small_world


def _passes_luhn(npi: str) -> bool:
    digits = [int(digit) for digit in f"80840{npi}"]
    doubled = [d if at % 2 else sum(divmod(2 * d, 10)) for at, d in enumerate(reversed(digits), start=1)]
    return sum(doubled) % 10 == 0


def test_the_published_example_npi_has_its_check_digit() -> None:
    assert luhn_npi(123456789) == "1234567893"


@pytest.mark.parametrize("field", ["providers", "billers"])
def test_every_npi_of_a_world_is_valid(field: str) -> None:
    npis = getattr(small_world().world, field).npi.tolist()
    assert all(len(npi) == 10 and _passes_luhn(npi) for npi in npis)
    assert len(set(npis)) == len(npis)
