import subprocess
import sys

import pytest

from training.steps import Steps

_A_STEP_OF_400_MB = """
import numpy as np
from training.steps import Steps

def held():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * 4096 // 1_000_000

class Circle:
    def __init__(self):
        self.arrays = [np.ones(1_250) for _ in range(40_000)]  # so small that they come from the heap
        self.own = self

begun = held()
with Steps().step("features"):
    circle, last = Circle(), np.ones(1_250)  # one at the end of the heap, that stays
    most = held()
    del circle
print(begun, most, held(), len(last))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_step_gives_back_what_it_no_longer_needs() -> None:
    # In a process of its own: what this one holds depends on the tests before.
    done = subprocess.run(  # noqa: S603 - this interpreter, on the text above
        [sys.executable, "-c", _A_STEP_OF_400_MB], capture_output=True, text=True, check=True
    )
    begun, most, after, _ = map(int, done.stdout.split())
    assert most > begun + 350
    assert after < begun + 50


def test_a_step_that_fails_is_timed_too() -> None:
    steps = Steps()
    with pytest.raises(ValueError, match="no"), steps.step("judge"):
        raise ValueError("no")
    assert list(steps.seconds) == ["judge"]
