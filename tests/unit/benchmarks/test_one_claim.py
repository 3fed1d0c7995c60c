"""The practice that explanations are timed on has a model of its own."""

from pathlib import Path

import pytest


@pytest.mark.filterwarnings("ignore:The set_:PendingDeprecationWarning")  # shap makes its colours on import
def test_the_timed_practice_answers_its_unsent_claims(tmp_path: Path) -> None:
    from benchmarks.one_claim import TIMED, practice

    services, batches = practice(tmp_path, claims=1_500)
    assert 0 < len(batches) <= TIMED
    told = services.denial().score(batches[0], services.past().knowledge, explain=True)
    assert len(told) == 1
    assert told.explanation is not None
