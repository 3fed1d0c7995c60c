from types import SimpleNamespace

from serving.reports import against_truth


def test_the_demo_tells_the_gap_to_what_files_allow_beside_the_gap_to_the_best_possible() -> None:
    judged = SimpleNamespace(
        claims=1_234,
        base_log_loss=0.5,
        model_log_loss=0.3,
        visible_log_loss=0.25,
        oracle_log_loss=0.1,
        visible_gap_closed=0.8,
        gap_closed=0.5,
        model_auc=0.9,
        oracle_auc=0.95,
    )
    told = dict(against_truth(judged))
    assert told["unsent claims judged"] == "1,234"
    assert (told["gap closed to what the files allow"], told["gap closed to the best possible"]) == (
        "80%",
        "50%",
    )
    assert told["log loss: best that the files allow"] == "0.2500"
