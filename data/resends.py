"""Resends: the same claim in another envelope, sent again before anyone had answered.

The first version carries what is heard of all of them. The same content sent after an answer (a
rejection, say) is a resubmission and stands for itself. Source: `labels.md`, linking.
"""

import pandas as pd

from data.events import Events


def sent_again(events: Events) -> pd.DataFrame:
    """Versions whose content is in their chain more than once: `version_key`, `group`, `version`, `at`."""
    content = events.claims[["version_key", "content_key"]].dropna()
    content = content[content["content_key"].duplicated(keep=False)]
    if content.empty:
        return pd.DataFrame(columns=["version_key", "group", "version", "at"], dtype="object")
    held = events.chains.merge(content, on="version_key").rename(columns={"available_at": "at"})
    held["group"] = held.groupby(["chain_key", "content_key"]).ngroup()
    held = held[held["group"].duplicated(keep=False)]
    return held[["version_key", "group", "version", "at"]]


def carriers(sent: pd.DataFrame, answers: pd.DataFrame) -> "pd.Series[str]":
    """The version that stands for each version that was sent more than once, by version_key.

    Args:
        sent: what `sent_again` gives.
        answers: `version_key` and `at` of every answer, whichever of the versions it is tied to.
    """
    known = sent.set_index("version_key")["group"]
    heard = answers.assign(group=answers["version_key"].map(known)).dropna(subset="group")
    both = pd.concat([sent.assign(heard=0), heard[["group", "at"]].assign(heard=1)], ignore_index=True)
    # At the same moment the version comes first: nobody could know the answer when sending.
    both = both.sort_values(["at", "heard", "version"], kind="stable")
    both["round"] = both.groupby("group")["heard"].cumsum()
    sent = both[both["heard"] == 0]
    first = sent.groupby(["group", "round"])["version_key"].transform("first")
    return first.set_axis(sent["version_key"])


def carried(versions: "pd.Series[str]", standing: "pd.Series[str]") -> "pd.Series[str]":
    """The version that stands for each of these; `standing` is what `carriers` gives."""
    if standing.empty:
        return versions
    return versions.map(standing).fillna(versions)
