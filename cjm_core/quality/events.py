"""Events: exact duplicates, values that contradict each other, an order that some reverse, and one customer who is many."""

from __future__ import annotations

import pandas as pd

from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.quality.model import MOST_EXAMPLES, Finding
from cjm_core.quality.times import event_examples
from cjm_core.result import records

_FEW_EVENTS = 50  # below it no shape of the data says anything
_SINGLE = 1.2  # events per customer up to which a customer id looks like an order id
_EXTREME, _CUSTOMERS = 0.1, 20  # one customer with a tenth of all events, among at least so many customers
_CONSTANT = 0.95  # a dimension is a customer's own where so many customers have one value only
_MOST_DIMENSIONS = 12
_PAIRED, _REVERSED = 100, 0.01  # customers with both touchpoints; the share of them up to which another order is a fault
_SAMPLED = 20_000  # customers in whom orders are looked for; those found are counted in all

# Equal rows have equal times of one customer, and those stand together: only they are grouped.
_REPEATS = """
WITH near AS (
  SELECT *, (customer_key = lag(customer_key) OVER () AND event_time = lag(event_time) OVER ()) AS follows,
            (customer_key = lead(customer_key) OVER () AND event_time = lead(event_time) OVER ()) AS leads
  FROM (SELECT customer_key, event_time, touchpoint, value, channel, event_key FROM events)
)
SELECT customer_key, event_time, touchpoint, value, count(*) AS times, min(event_key) AS event_key
FROM near WHERE follows OR leads GROUP BY customer_key, event_time, touchpoint, value, channel HAVING count(*) > 1"""


def duplicates(data: Dataset) -> list[Finding]:
    """Events with the same customer, time, touchpoint, channel and value."""
    whole = data.query(f"SELECT coalesce(sum(times - 1), 0) AS repeats FROM ({_REPEATS})")
    count, of = int(whole["repeats"][0]), data.count_of("events")
    if not count:
        return []
    examples = data.query(
        f"""SELECT c.customer_id AS "Customer", r.event_time AS "Time", r.touchpoint::VARCHAR AS "Touchpoint", r.value AS "Value",
        r.times AS "Times" FROM ({_REPEATS}) r JOIN customers c USING (customer_key) ORDER BY r.times DESC, r.event_key LIMIT {MOST_EXAMPLES}"""
    )
    said = f"**{fmt.plural(count, 'event')}** {'repeats' if count == 1 else 'repeat'} another exactly: same customer, time and touchpoint."
    advice = "Each is counted, so they inflate events and orders. Remove them from the file, unless these things did happen twice."
    return [Finding("duplicates", "wrong" if count > 0.01 * of else "look", said, advice, count, of, examples)]


def customers(data: Dataset) -> list[Finding]:
    """A customer id that looks like an order id, and one customer with an extreme share of the events."""
    row = data.query("SELECT count(*) AS customers, sum(events) AS events, max(events) AS most FROM customers WHERE events > 0").iloc[0]
    number, events, most = int(row["customers"]), int(row["events"] or 0), int(row["most"] or 0)
    if events < _FEW_EVENTS:
        return []
    found = []
    if events <= _SINGLE * number:
        said = f"**{fmt.count(number)} customers for {fmt.count(events)} events**: nearly everybody has only one."
        advice = "The column may hold order numbers instead of customers. Then journeys, retention and conversion mean nothing: map another."
        found.append(Finding("order_id", "wrong", said, advice, number, events))
    if number >= _CUSTOMERS and most > _EXTREME * events:
        top = data.query(f'SELECT customer_id AS "Customer", events AS "Events" FROM customers ORDER BY events DESC, customer_key LIMIT {10}')
        said = f"**{top['Customer'][0]}** alone has {fmt.count(most)} of {fmt.count(events)} events ({fmt.full(most / events, 'share')})."
        advice = "This is often a test account, a till or 'unknown'. Leave its rows out on Upload if it is no customer."
        found.append(Finding("extreme", "look", said, advice, most, events, top))
    return found


def contradictions(data: Dataset) -> list[Finding]:
    """Customers with two values of a column that has one value for nearly all others, such as a segment."""
    named = [one for one in data.dimensions.values() if one.in_events and one.name != "channel" and one.distinct_values > 1]
    if not named:
        return []
    named = named[:_MOST_DIMENSIONS]
    # Hashes, because the least of two texts takes three times as long as the least of two numbers.
    parts = ", ".join(
        f"min(hash({name})) FILTER ({name} IS NOT NULL) AS a{at}, max(hash({name})) FILTER ({name} IS NOT NULL) AS b{at}, count({name}) AS n{at}"
        for at, name in enumerate(one.column for one in named)
    )
    counts = ", ".join(f"count(*) FILTER (n{at} > 1) AS of_{at}, count(*) FILTER (a{at} <> b{at}) AS two_{at}" for at in range(len(named)))
    row = data.query(f"SELECT {counts} FROM (SELECT {parts} FROM events GROUP BY customer_key)").iloc[0]
    found = []
    for at, one in enumerate(named):
        of, two = int(row[f"of_{at}"]), int(row[f"two_{at}"])
        if not two or two > (1 - _CONSTANT) * of:
            continue
        examples = data.query(
            f"""SELECT customer_id AS "Customer", string_agg(DISTINCT e.{one.column}, ', ' ORDER BY e.{one.column}) AS "Values"
            FROM events e JOIN customers c USING (customer_key) GROUP BY customer_id
            HAVING min(e.{one.column}) <> max(e.{one.column}) ORDER BY 1 LIMIT {MOST_EXAMPLES}"""
        )
        who = f"{fmt.plural(two, 'customer')} {'has' if two == 1 else 'have'}"
        said = f"**{who}** several values of “{one.name}”; all others have one."
        advice = "The filter counts them with each of their values, so parts add up to more than everybody. Check these customers in the file."
        found.append(Finding("contradiction", "look", said, advice, two, of, examples))
    return found


def reversed_order(data: Dataset) -> list[Finding]:
    """Two touchpoints that nearly all journeys reach in one order, and a few the other way round."""
    pairs = [row for row in records(_pairs(data)) if 0 < row["later"] <= _REVERSED * row["both"]]
    if not pairs:
        return []
    worst = max(pairs, key=lambda row: row["later"])
    count, of = int(worst["later"]), int(worst["both"])
    examples = event_examples(
        data, f"e.journey_key IN (SELECT journey_key FROM ({_firsts()}) WHERE a > b LIMIT 10) AND e.touchpoint::VARCHAR IN ($first, $second)",
        first=worst["first"], second=worst["second"],
    )  # fmt: skip
    more = f" So it is with {fmt.plural(len(pairs) - 1, 'more pair')}." if len(pairs) > 1 else ""
    said = f"In **{fmt.count(count)} of {fmt.count(of)}** journeys “{worst['second']}” comes before “{worst['first']}”, against all others.{more}"
    advice = "Wrong clocks or swapped dates make durations negative and paths odd. Look at the times of these journeys."
    return [Finding("reversed", "know", said, advice, count, of, examples)]


def _firsts() -> str:
    return (
        "SELECT journey_key, min(event_time) FILTER (touchpoint::VARCHAR = $first) AS a,"
        " min(event_time) FILTER (touchpoint::VARCHAR = $second) AS b FROM events"
        " WHERE touchpoint::VARCHAR IN ($first, $second) GROUP BY journey_key"
    )


def _pairs(data: Dataset) -> pd.DataFrame:
    """`first, second, both, later`: how many journeys with both come to the second one earlier. Found in a sample of whole customers."""
    every = max(1, data.count_of("customers") // _SAMPLED)
    found = records(data.query(
        f"""WITH seen AS (
          SELECT journey_key, touchpoint, min(event_time) AS reached FROM events WHERE customer_key % {every} = 0 GROUP BY ALL
        )
        SELECT a.touchpoint::VARCHAR AS first, b.touchpoint::VARCHAR AS second, count(*) AS both, count(*) FILTER (a.reached > b.reached) AS later
        FROM seen a JOIN seen b ON a.journey_key = b.journey_key AND a.touchpoint <> b.touchpoint
        GROUP BY ALL HAVING count(*) >= {_PAIRED} AND count(*) FILTER (a.reached > b.reached) BETWEEN 1 AND {_REVERSED} * count(*)
        ORDER BY later DESC, first, second LIMIT 5"""
    ))  # fmt: skip
    if every > 1:
        for row in found:
            whole = data.query(f"SELECT count(*) AS n, count(*) FILTER (a > b) AS later FROM ({_firsts()}) WHERE a IS NOT NULL AND b IS NOT NULL",
                               first=row["first"], second=row["second"]).iloc[0]  # fmt: skip
            row |= {"both": int(whole["n"]), "later": int(whole["later"])}
    return pd.DataFrame(found, columns=["first", "second", "both", "later"])
