from training.gate import Rival, decide

BASELINES = {"base_rate": 0.40, "table": 0.35, "raw_lightgbm": 0.20}


def test_a_first_model_that_beats_base_rate_and_table_passes() -> None:
    assert decide(0.34, BASELINES).passed


def test_a_model_no_better_than_the_table_is_refused_with_the_reason() -> None:
    decision = decide(0.35, BASELINES)
    assert not decision.passed
    assert "table" in decision.why
    assert "base rate" not in decision.why


def test_a_challenger_worse_than_the_champion_is_refused() -> None:
    assert not decide(0.30, BASELINES, rival=Rival(500, champion=0.28, challenger=0.30)).passed


def test_a_challenger_as_good_as_the_champion_passes_for_its_newer_data() -> None:
    assert decide(0.30, BASELINES, rival=Rival(500, champion=0.30, challenger=0.301)).passed
