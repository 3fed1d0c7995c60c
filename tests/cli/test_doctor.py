import re
from pathlib import Path

from data.home import Home
from serving.doctor import examine
from tests.chains.kit import claim, paid, sent, status

ANSWER = """
    CLP*C{0}*1*300*200*0*CI*P{0}
    CAS*CO*45*100
"""


def found(home: Path) -> dict[str, tuple[bool, str, str]]:
    return {check.name: (check.ok, check.found, check.do) for check in examine(Home(home))}


def ingest(home: Path, *files: object) -> None:
    from data.ingest import ingest_bytes
    from data.store import Store

    store = Store.open(Home(home).make().database_url)
    for file in files:
        assert ingest_bytes(store, file.name, file.data).error is None
    store.close()


def test_doctor_counts_answers_that_are_tied_to_nothing(tmp_path: Path) -> None:
    ingest(tmp_path, status(2, "C9", "A2"), paid(20, ANSWER.format(9) + "PLB*1234567893*20261231*WO:P7*50"))
    told = found(tmp_path)
    for name in ("remits", "statuses", "takebacks"):
        ok, count, do = told[f"{name} without a claim"]
        assert (ok, count) == (False, "1")
        assert "837" in do
        assert "C9" not in do
    assert re.search(r"file [0-9a-f]{8} segment [0-9]+\.$", told["remits without a claim"][2])


def test_doctor_counts_claims_that_nobody_answered_for_longer_than_any_payer_takes(tmp_path: Path) -> None:
    old, young = claim("C1", "99213 300"), claim("C2", "99213 300")
    ingest(tmp_path, sent(1, old), sent(100, young), paid(130, ANSWER.format(9)))
    ok, count, do = found(tmp_path)["claims without an answer"]
    assert (ok, count) == (False, "1")
    assert "835" in do


def test_doctor_proposes_rows_for_the_payer_crosswalk(tmp_path: Path) -> None:
    claims = (claim(f"C{number}", "99213 300") for number in range(3))
    ingest(tmp_path, sent(1, *claims), paid(20, "".join(map(ANSWER.format, range(3))), payer='THE "OTHER"'))
    ok, count, do = found(tmp_path)["payers under other names"]
    assert (ok, count) == (False, "1")
    assert do.endswith('"THE ""OTHER""","PAY1"')


def test_a_store_whose_answers_all_have_claims_has_nothing_to_say(tmp_path: Path) -> None:
    ingest(tmp_path, sent(1, claim("C1", "99213 300")), paid(20, ANSWER.format(1)))
    told = found(tmp_path)
    assert all(ok for name, (ok, _, _) in told.items() if "claim" in name or "payer" in name)
