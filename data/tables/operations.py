"""Tables of our own doings: files, decisions about models, scores, remarks and actions."""

from data.tables.columns import Table, count, number, text, time

FILES = Table(
    "files",
    "one row per file that came in",
    ("file_sha256",),
    (
        text("file_sha256", "sha256 of its bytes", required=True),
        text("name", "base name it came under", required=True, personal=True),
        text("type", "837P, 837I, 835, 277CA, coverages, ...", required=True),
        count("seen", "CLM, CLP, status or record count found", required=True),
        count("kept", "of them kept", required=True),
        count("set_aside", "recognised, not ours to learn from", required=True),
        count("quarantined", "could not be kept", required=True),
        count("already_held", "held before from another file", required=True),
        text("problems", "JSON list of {code, segment, kind}", required=True),
        text("mapping_sha256", "of the column mapping it was read with; missing without one"),
        time("received_at", "when it was ingested", required=True),
    ),
)

TOLD_AGAIN = Table(
    "told_again",
    "one row per row that a file told though another file had brought it",
    ("row_key", "file_sha256"),
    (
        text("row_key", "key of the row, a hash of its content", required=True),
        text("file_sha256", "the file that told it again", required=True),
        count("position", "1-based row number in that file", required=True),
        time("submitted_at", "the row's own, had this file alone told it"),
        time("available_at", "the row's own, had this file alone told it"),
    ),
)

PROMOTIONS = Table(
    "promotions",
    "one row per decision about a model, in order",
    ("promotion",),
    (
        count("promotion", "1-based order of the decision", required=True),
        text("model", "denial or appeal", required=True),
        text("action", "promoted, refused or rolled_back", required=True),
        text("sha256", "content hash of the model it is about", required=True),
        text("previous_sha256", "champion before the decision"),
        text("champion_sha256", "champion after the decision"),
        text("version", "version in the MLflow registry, when it was up"),
        text("by", "who", required=True),
        text("why", "the gate's or the person's reason", required=True),
        text("gate_version", "of the policy that decided; missing when a person did"),
        text("checks", "JSON list of {name, passed, figure, limit, sentence}: what the gate measured"),
        time("decided_at", "when", required=True),
    ),
)

SCORES = Table(
    "scores",
    "one row per score that was shown",
    ("score",),
    (
        text("score", "random id", required=True),
        text("claim_id", "the practice's claim number", required=True, personal=True),
        text("version_key", "the claim version, when it came from a file"),
        text("model", "denial or appeal", required=True),
        text("sha256", "the model that scored", required=True),
        number("value", "risk, or win chance"),
        text("channel", "what showed it: api, api_x12 or command; missing before that was kept"),
        text("said_key", "hash of what the claim said that people change: another one later tells a change"),
        time("as_of", "T of the score", required=True),
        time("scored_at", "when it was shown", required=True),
    ),
)

FEEDBACK = Table(
    "feedback",
    "one row per remark of a user about a score or a work item",
    ("feedback",),
    (
        text("feedback", "random id", required=True),
        text("claim_id", "the practice's claim number", required=True, personal=True),
        text("verdict", "score_wrong, fixed or not_workable", required=True),
        text("reason", "in the user's words", personal=True),
        text("by", "who", required=True),
        time("given_at", "when", required=True),
    ),
)

ACTIONS = Table(
    "actions",
    "one row per thing done about a claim after its score was shown",
    ("action",),
    (
        text("action", "random id; a hash of the version where we noticed it", required=True),
        text("claim_id", "the practice's claim number", required=True, personal=True),
        text("version_key", "the claim version as submitted, where it is known"),
        text("kind", "fixed (a person said so) or changed (submitted other than scored)", required=True),
        text("score", "the score that had been shown, where it is known"),
        text("by", "who", required=True),
        time("acted_at", "when it was said, or submitted", required=True),
    ),
)
