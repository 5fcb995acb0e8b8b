"""Answers: whose they are, when and where, those outside their scale, those given twice, and customers known on both sides."""

from __future__ import annotations

import pandas as pd

from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.quality.model import MOST_EXAMPLES, Finding, People

_SHORT = {"nps": "NPS", "csat": "CSAT", "ces": "CES"}
_NAMED = 4  # questions named in a sentence
_MANY = 0.05  # share of the answers outside their scales from which the scale is probably wrong
_FEW_JOINED = 0.5  # share of those who answered from which on the join is nothing to look at


def measure_people(data: Dataset) -> People:
    """Customers with events, with answers, and with both."""
    row = data.query(
        """SELECT count(*) FILTER (events > 0) AS events, count(a.customer_key) AS answers,
           count(a.customer_key) FILTER (events > 0) AS both
           FROM customers LEFT JOIN (SELECT DISTINCT customer_key FROM surveys WHERE customer_key IS NOT NULL) a USING (customer_key)"""
    ).iloc[0]
    return People(int(row["events"]), int(row["answers"]), int(row["both"]))


def measure_asked(data: Dataset) -> pd.DataFrame:
    """One row per question and scale: `question, scale_min, scale_max, asked, valid, missing, out_of_scale, superseded`."""
    states = ", ".join(f"count(*) FILTER (state = '{name}') AS {name}" for name in ("valid", "missing", "out_of_scale", "superseded"))
    return data.query(
        f"SELECT question, scale_min, scale_max, count(*) AS asked, {states} FROM surveys GROUP BY ALL ORDER BY min(survey_key)"
    )


def joined(people: People, events: int) -> list[Finding]:
    """Customers who answered but have no event."""
    lost = people.answers - people.both
    if not events or not people.answers or people.both >= _FEW_JOINED * people.answers:
        return []
    said = f"Only **{fmt.count(people.both)} of {fmt.count(people.answers)}** customers who answered have events."
    advice = (
        "What people did cannot be compared with what they said. If the files write the same customer in two ways,"
        " upload a key file that has both ids."
    )
    return [Finding("joined", "wrong" if people.both < people.answers / 10 else "look", said, advice, lost, people.answers)]


def out_of_scale(data: Dataset, asked: pd.DataFrame) -> list[Finding]:
    """Answers that do not lie on their question's scale; the examples count each code."""
    counts = asked.groupby("question")["out_of_scale"].sum().sort_values(ascending=False)
    counts = counts[counts > 0]
    if counts.empty:
        return []
    codes = data.query(
        f"""SELECT question, scale_min, scale_max, raw AS "Answer", count(*) AS "Times" FROM surveys WHERE state = 'out_of_scale'
        GROUP BY ALL ORDER BY 5 DESC, 1, 4 LIMIT {MOST_EXAMPLES}"""
    )
    scales = ["" if pd.isna(low) else f"{low:g}–{high:g}" for low, high in zip(codes["scale_min"], codes["scale_max"], strict=True)]
    examples = pd.DataFrame({"Question": codes["question"].map(_short), "Scale": scales, "Answer": codes["Answer"], "Times": codes["Times"]})
    count, of = int(counts.sum()), int(asked["asked"].sum() - asked["missing"].sum())
    parts = ", ".join(f"{_short(str(question))} {fmt.count(number)}" for question, number in counts.head(_NAMED).items())
    said = f"**{fmt.count(count)} of {fmt.count(of)}** answers {_lie(count)} outside the scale of their question ({parts})."
    advice = "They are left out, not clipped. Correct the scale on Upload, or say what these codes mean."
    return [Finding("out_of_scale", "wrong" if count > _MANY * of else "look", said, advice, count, of, examples)]


def unplaced(data: Dataset) -> list[Finding]:
    """Responses without a customer, a date or a touchpoint: for each, what cannot be done with them."""
    row = data.query(
        """SELECT count(*) AS of, count(*) FILTER (nobody) AS customer, count(*) FILTER (undated) AS date, count(*) FILTER (nowhere) AS touchpoint
        FROM (SELECT bool_and(customer_key IS NULL) AS nobody, bool_and(answered_at IS NULL) AS undated, bool_and(touchpoint IS NULL) AS nowhere
              FROM surveys GROUP BY response_key)"""
    ).iloc[0]
    words = {
        "customer": ("look", "came without a customer", "They count in averages, but cannot be joined with what these people did."),
        "date": ("look", "came without a date", "They count only where all dates are shown, and in no trend."),
        "touchpoint": ("know", "came without a touchpoint", "They speak of the whole relationship and stand on no place of the map."),
    }
    found = []
    for name, (severity, lacks, advice) in words.items():
        count, of = int(row[name]), int(row["of"])
        if count:
            found.append(Finding(f"no_{name}", severity, f"**{fmt.count(count)} of {fmt.count(of)}** responses {lacks}.", advice, count, of))
    return found


def repeated(data: Dataset, asked: pd.DataFrame) -> list[Finding]:
    """Responses of one customer at the very same moment, and answers that a later one of the same day or wave replaced.

    Two dates without a time are no coincidence to wonder about. Answers stand in the order of their times, so equal ones are neighbours.
    """
    twice = data.query(
        """WITH near AS (
          SELECT *, answered_at = lag(answered_at) OVER () OR answered_at = lead(answered_at) OVER () AS tied
          FROM (SELECT customer_key, answered_at, response_key, file_order IS DISTINCT FROM lag(file_order) OVER () AS opens FROM surveys)
          WHERE opens AND answered_at <> date_trunc('day', answered_at)
        )
        SELECT c.customer_id AS "Customer", s.answered_at AS "Time", s.responses AS "Responses" FROM (
          SELECT customer_key, answered_at, count(DISTINCT response_key) AS responses FROM near
          WHERE tied AND customer_key IS NOT NULL GROUP BY ALL HAVING min(response_key) <> max(response_key)
        ) s JOIN customers c USING (customer_key) ORDER BY 3 DESC, 2, 1"""
    )
    found = []
    if len(twice):
        count, of = int((twice["Responses"] - 1).sum()), data.count_of("responses")
        said = f"**{fmt.plural(count, 'response')}** came from a customer who sent another at the very same moment."
        advice = "A form sent twice, or one response in several rows. Where both answer the same question, the last one counts."
        found.append(Finding("responses", "look", said, advice, count, of, twice.head(MOST_EXAMPLES)))
    count, of = int(asked["superseded"].sum()), int(asked["asked"].sum() - asked["missing"].sum())
    if count:
        said = f"**{fmt.count(count)} of {fmt.count(of)}** answers were replaced by a later one of the same customer."
        advice = "Of several answers on one day, or in one wave, the last counts, so that nobody is counted twice. There is nothing to do."
        found.append(Finding("superseded", "know", said, advice, count, of))
    return found


def _short(question: str) -> str:
    return _SHORT.get(question, question)


def _lie(count: int) -> str:
    return "lies" if count == 1 else "lie"
