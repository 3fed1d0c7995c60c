from data.link_evidence import EVIDENCE
from workflow.link_words import CHAIN_WORDS, LINK_WORDS, in_words


def test_every_reason_of_a_link_has_words() -> None:
    assert set(LINK_WORDS) == {*EVIDENCE, "claim_id", "repeated"}
    assert set(CHAIN_WORDS) == {"first", "claim_id", "payer_number", "services", "resend"}


def test_a_version_and_an_answer_have_words_of_their_own() -> None:
    assert in_words("sent", "claim_id") == "same claim number"
    assert in_words("remit", "claim_id") == "names its claim number"
    assert in_words("remit", None) == ""
