"""The simulated world: a practice, its payers and every denial's cause, with the truth beside it.

Start reading at `world.py`: `simulate` writes a world, `judge.judge` compares scores with its truth.
"""

from data.synthetic.settings import scenarios
from data.synthetic.world import WorldSummary, simulate

__all__ = ["WorldSummary", "scenarios", "simulate"]
