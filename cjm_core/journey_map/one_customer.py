"""One customer's own way: events and answers in time, under a pseudonym. Nobody's where small numbers are hidden (METRICS §8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.metrics.scores import score_words
from cjm_core.privacy.pseudonyms import key, pseudonym
from cjm_core.scope import Scope
from cjm_core.settings import in_force

MOST_CUSTOMERS, MOST_ROWS = 20, 500
_LETTERS = 8  # of the pseudonym: enough to tell twenty people apart


@dataclass(frozen=True)
class OneCustomer:
    """`pseudonym` stands for the customer on the screen; `number` is the dataset's own, and is never shown."""

    pseudonym: str
    number: int


@dataclass(frozen=True)
class Happening:
    """One event, or one answer with its comment. `kind` is event, answer or comment; `time` is in UTC, None where no date is known."""

    time: datetime | None
    kind: str
    touchpoint: str
    detail: str


def shown() -> bool:
    """Whether single customers may be looked at: not where a setting hides numbers of few people, as one is the fewest."""
    return in_force().hide_below == 0


def customers_at(data: Dataset, scope: Scope, touchpoint: str) -> tuple[OneCustomer, ...]:
    """Up to 20 customers who were at this touchpoint in this period: those who answered there first, then those with most events.

    Raises BadInput where single customers are hidden, or where there is no key for pseudonyms.
    """
    _refuse()
    found = data.query(_WHO, scope, touchpoint=touchpoint, timed=scope.has_period, most=MOST_CUSTOMERS)
    secret = key()
    return tuple(OneCustomer(pseudonym(secret, str(name))[:_LETTERS], int(number)) for number, name in found.itertuples(index=False))


def happenings(data: Dataset, number: int) -> tuple[Happening, ...]:
    """Everything that is known of this customer, the earliest first; answers without a date at the end. Raises BadInput as above."""
    _refuse()
    return tuple(map(_happening, data.query(_WAY, customer=number, most=MOST_ROWS).to_dict("records")))


def _happening(row: dict[Any, Any]) -> Happening:
    at = None if pd.isna(row["moment"]) else row["moment"].to_pydatetime()
    said = [] if pd.isna(row["said"]) else [str(row["said"])]
    score = [] if pd.isna(row["score"]) else [score_words(row["score"], row["lowest"], row["highest"], row["direction"])]
    return Happening(at, str(row["kind"]), "" if pd.isna(row["touchpoint"]) else str(row["touchpoint"]), " ".join(said + score))


def _refuse() -> None:
    if not shown():
        raise BadInput("Single customers are not shown, because the settings hide numbers of few people.")


_WHO = """
WITH there AS (
  SELECT customer_key, 0 AS answers, count(*) AS events FROM scoped_events
  WHERE touchpoint::VARCHAR = $touchpoint AND event_time >= $start AND event_time < $end GROUP BY 1
  UNION ALL
  SELECT customer_key, count(*), 0 FROM scoped_surveys
  WHERE touchpoint::VARCHAR = $touchpoint AND state = 'valid' AND customer_key IS NOT NULL
    AND (answered_at IS NULL AND NOT $timed OR answered_at >= $start AND answered_at < $end) GROUP BY 1)
SELECT customer_key, any_value(c.customer_id)::VARCHAR AS name FROM there JOIN customers c USING (customer_key)
GROUP BY customer_key ORDER BY sum(answers) DESC, sum(there.events) DESC, customer_key LIMIT $most
"""
_WAY = """
SELECT * FROM (
  SELECT event_time AS moment, 'event' AS kind, touchpoint::VARCHAR AS touchpoint, channel::VARCHAR AS said, NULL::DOUBLE AS score,
         NULL::DOUBLE AS lowest, NULL::DOUBLE AS highest, NULL::VARCHAR AS direction, event_key AS place
  FROM events WHERE customer_key = $customer
  UNION ALL
  SELECT answered_at, 'answer', touchpoint::VARCHAR, upper(question::VARCHAR), score, scale_min, scale_max, direction::VARCHAR, survey_key
  FROM surveys WHERE customer_key = $customer AND state = 'valid'
  UNION ALL
  SELECT answered_at, 'comment', touchpoint::VARCHAR, text, NULL, NULL, NULL, NULL, response_key FROM comments WHERE customer_key = $customer)
ORDER BY moment NULLS LAST, kind DESC, place LIMIT $most
"""
