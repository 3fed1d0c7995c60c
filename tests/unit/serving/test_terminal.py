"""Tables at a terminal."""

import pandas as pd
import pytest

from serving.console import OUT
from serving.terminal import table


@pytest.mark.parametrize("width", [50, 80])
def test_the_name_of_a_row_is_never_broken(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setattr(OUT, "_width", width)
    figures = {f"figure_{place}": [0.123456, 0.234567] for place in range(9)}
    frame = pd.DataFrame({"scorer": ["model", "raw_lightgbm"], **figures})
    with OUT.capture() as shown:
        table(frame, {name: name for name in frame.columns}, title="Scorers")
    assert [line.split()[0] for line in shown.get().splitlines() if "raw" in line] == ["raw_lightgbm"]
