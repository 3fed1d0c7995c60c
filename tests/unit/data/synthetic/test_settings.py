from pathlib import Path

import pytest

from data.synthetic.settings import (
    Causes,
    Settings,
    UnknownSettingError,
    changed,
    laid_over,
    scenario_settings,
    scenarios,
)


def test_all_four_scenarios_load_and_differ_from_each_other() -> None:
    assert scenarios() == ("hospital_outpatient", "multi_specialty", "shifting_payers", "small_practice")
    assert len({str(scenario_settings(name)) for name in scenarios()}) == 4


def test_a_file_changes_only_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("payers = 9\n[causes]\ntimely = 0\n")
    own = laid_over(Settings(), tmp_path / "own.toml")
    assert own.payers == 9
    assert own.causes == Causes(timely=0.0)
    assert own.habits == Settings().habits


def test_an_unknown_name_is_refused_and_the_known_ones_are_told() -> None:
    with pytest.raises(UnknownSettingError, match="timely"):
        changed(Settings(), {"causes": {"timley": 0}})
    with pytest.raises(UnknownSettingError, match="small_practice"):
        scenario_settings("large_practice")
