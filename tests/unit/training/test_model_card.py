import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from data.codes import FAMILIES
from data.home import Home
from features.date_audit import DateAudit
from models.denial import DENIAL
from models.reasons import Reasons
from models.spec import Bands
from tests.unit.training.held_out_rows import held_out
from training.gate import Check, Decision
from training.leaks import FeatureAuc, LeakReport
from training.learned import Learned
from training.model_card import CardFacts, band_showings, model_card, told_beside, write_model_card
from training.model_words import MODEL_WORDS
from training.showing import showing
from training.source_attributes import source_attributes

PLACES = (
    *(
        "(1)(i)",
        "(1)(ii)",
        "(1)(iii)",
        "(1)(iv)",
        "(2)(i)",
        "(2)(ii)",
        "(2)(iii)",
        "(2)(iv)",
        "(3)(i)",
        "(3)(ii)",
    ),
    *(
        "(4)(i)",
        "(4)(ii)",
        "(4)(iii)",
        "(4)(iv)",
        "(5)(i)",
        "(5)(ii)",
        "(6)(i)",
        "(6)(ii)",
        "(6)(iii)",
        "(6)(iv)",
    ),
    *("(7)(i)", "(7)(ii)", "(7)(iii)", "(7)(iv)", "(7)(v)", "(8)(i)", "(8)(ii)", "(8)(iii)", "(8)(iv)"),
    *("(9)(i)", "(9)(ii)"),
)
"""45 CFR 170.315(b)(11)(iv)(B), read paragraph by paragraph."""


@pytest.fixture(scope="module")
def facts() -> CardFacts:
    tested = held_out()
    return CardFacts(
        spec=DENIAL,
        as_of=datetime.fromisoformat("2026-06-30T17:45"),
        hashes={"snapshot_sha256": "5" * 64, "catalog_sha256": "c" * 64},
        learned=Learned(
            9_000,
            900,
            datetime.fromisoformat("2025-01-02T09:00"),
            datetime.fromisoformat("2026-05-30T09:00"),
            {"age band": {"0-17": 0.25, "18-44": 0.75}, "sex": {"F": 0.6, "M": 0.4}},
        ),
        trees=57,
        calibration="platt",
        showing=showing(replace(tested, by={"sex": tested.by["sex"]}), wanted=0.5),
        bands=band_showings(tested.risks["model"], tested.label, DENIAL.bands),
        decision=Decision(True, "better", (Check("table", True, 0.2, 0.3, "log loss 0.2 beats table 0.3"),)),
        silent=17,
    )


def test_all_31_attributes_are_there_in_the_rules_order_and_none_is_blank(facts: CardFacts) -> None:
    held = source_attributes(
        DENIAL, MODEL_WORDS["denial"], learned="l", shares="s", validity="v", fairness="f"
    )
    assert tuple(one.place for one in held) == PLACES
    assert len(held) == 31
    assert all(one.asks and one.answer for one in held)
    assert all("because" in one.answer for one in held if one.answer.startswith("not available"))
    rows = re.findall(r"^\| \(B\)(\S+) \|", model_card(facts, "a" * 64, None).as_markdown(), re.MULTILINE)
    assert tuple(rows) == PLACES


def test_younger_answers_that_were_learned_from_are_told_of_apart(facts: CardFacts) -> None:
    told = model_card(replace(facts, making={"young": 812}), "a" * 64, None).as_markdown()
    assert "| younger answers learned from | 812, each counted for those like it still to come;" in told
    assert "younger answers" not in model_card(facts, "a" * 64, None).as_markdown()


def test_the_nine_variables_of_the_rule_are_asked_about_and_each_is_used_or_said_not_to_be() -> None:
    held = source_attributes(DENIAL, MODEL_WORDS["denial"], learned="", shares="", validity="", fairness="")
    asked = next(one for one in held if one.place == "(4)(ii)")
    for variable in (
        *("race", "ethnicity", "language", "sexual orientation", "gender identity", "sex", "date of birth"),
        *("social determinants of health", "health status assessments"),
    ):
        assert variable in asked.asks
        assert variable in asked.answer


def test_personal_attributes_are_told_from_the_models_own_columns(facts: CardFacts) -> None:
    own = source_attributes(DENIAL, MODEL_WORDS["denial"], learned="", shares="", validity="", fairness="")
    used = next(one.answer for one in own if one.place == "(4)(ii)")
    assert {"patient_age_years", "service_sex_rate_730d"} <= set(re.findall(r"\w+", used))
    assert "usual_allowed_cents" not in used
    bare = replace(DENIAL, features=("line_count",), directions=(0,), categorical=())
    none = source_attributes(bare, MODEL_WORDS["denial"], learned="", shares="", validity="", fairness="")
    assert next(one.answer for one in none if one.place == "(4)(ii)").startswith("none; not used")


def test_a_card_says_what_the_model_is_and_how_good(facts: CardFacts) -> None:
    text = model_card(facts, "a" * 64, "3").as_markdown()
    auc = facts.showing.scorers["model"].auc
    for said in (
        *(
            "Model card: denial-3",
            "a" * 64,
            "5" * 64,
            "c" * 64,
            "version 3",
            "57 rounds of trees, starting from",
            "platt",
        ),
        *("9,000 rows, 10.0% of them positive, from 2025-01-02 to 2026-05-30.", "Gate, version", "better"),
        *("log loss 0.2 beats table 0.3", f"AUC {auc:.4f}", "| low |", "| high |", "18-44 75.0%"),
        *("Intended use:", "Out of scope:", "| 17 |", "risk under 15.0%", "F: expected"),
    ):
        assert said in text, said


def test_a_card_tells_the_leak_audit_in_both_forms_or_why_there_is_none(facts: CardFacts) -> None:
    audited = FeatureAuc("payer_denial_rate", 0.71, 0.74, 0.5, 0.0, flagged=False)
    leaks = LeakReport(9_000, 900, 0.90, (audited,), DateAudit(2, 186, ()), first=2_000)
    card = model_card(replace(facts, leaks=leaks), "a" * 64, None)
    for text in (card.as_markdown(), card.as_html()):
        for said in ("Leak audit", "payer_denial_rate", "0.7100", "0.7400", "Moved: none."):
            assert said in text, said
    assert "Not available, because" in model_card(facts, "a" * 64, None).as_markdown()


def test_a_card_says_what_trees_start_from_and_which_reasons_they_tell_apart(facts: CardFacts) -> None:
    coding, timely, records = (FAMILIES.index(name) for name in ("coding", "timely", "records"))
    apart = replace(facts, reasons=Reasons(((coding,), (timely, records)), (-3.0, -4.0)))
    text = model_card(apart, "a" * 64, None).as_markdown()
    assert "57 rounds of trees, each of one tree for each of 2 reasons, starting from each reason's" in text
    assert "| reasons told apart | coding; timely and records |" in text
    assert "reasons told apart" not in model_card(facts, "a" * 64, None).as_markdown()


def test_an_appeal_models_card_tells_what_speaks_and_whom_its_chances_speak_of(facts: CardFacts) -> None:
    card = model_card(replace(facts, making={"serves": "table"}), "a" * 64, None)
    for text in (card.as_markdown(), card.as_html()):
        for said in ("The joint table of payers", "among denials like those you appealed"):
            assert said in text, said
    assert "among denials like those" not in model_card(facts, "a" * 64, None).as_markdown()


def test_a_card_without_mlflows_number_is_named_by_its_hash(facts: CardFacts) -> None:
    assert model_card(facts, "ab" * 32, None).title == f"Model card: denial-{('ab' * 32)[:12]}"


def test_a_card_is_written_beside_the_model_in_both_forms(facts: CardFacts, tmp_path: Path) -> None:
    home = Home(tmp_path)
    texts = write_model_card(home, facts, "a" * 64, None)
    assert set(texts) == {"model_card.md", "model_card.html"}
    for kind in ("md", "html"):
        path = home.model_card("denial", "a" * 64, kind)
        assert path.read_text() == texts[f"model_card.{kind}"]
        assert path.parent == tmp_path / "reports" / "model-cards"
    assert not home.models.exists()


@pytest.mark.parametrize("name", ["denial", "appeal"])
def test_words_stand_ready_for_every_model(name: str) -> None:
    held = MODEL_WORDS[name]
    assert all(
        (
            held.use,
            held.users,
            held.role,
            held.patients,
            held.output,
            held.start,
            held.out_of_scope,
            held.rows,
        )
    )
    assert held.limits


def test_bands_by_hand() -> None:
    risk = np.array([0.1, 0.15, 0.39, 0.4, 0.9])
    found = band_showings(risk, np.array([False, True, False, True, True]), Bands(0.15, 0.40))
    assert [(one.band, one.rows, one.failures) for one in found] == [
        ("low", 1, 0),
        ("medium", 2, 1),
        ("high", 2, 2),
    ]


def test_what_was_told_beside_the_gate_is_told_in_words() -> None:
    signal = {"by": "payer", "value": "P1", "excess": 4.0}
    early = {
        "answered": 300,
        "signals": [signal, {**signal, "value": "P2", "excess": 1.0}],
        "caution": "Biased.",
    }
    exposed = {"claims": 1_000, "shown": 40, "acted": 7}
    first, second = told_beside({"exposure.json": exposed, "early.json": {"candidate": early}})
    assert (
        "Of 1,000 judged claims 40 had a score shown before they were sent, and 7 were acted upon." in first
    )
    assert "more denials than expected for payer P1. Biased." in second
    calm = told_beside({"early.json": {"candidate": {**early, "signals": []}}})
    assert calm[0].endswith("too young to learn from: no more denials than chance gives. Biased.")
    assert told_beside({}) == ()
