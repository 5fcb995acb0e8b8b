"""SQL of the dataset's tables. What is settled here once (order, keys, sessions, carts, repeats) pays on every screen."""

from __future__ import annotations

from cjm_core.schema import CART_WINDOW_HOURS, SESSION_GAP_MINUTES

CUSTOMERS_KEYED = """
CREATE TEMP TABLE keyed_customers AS
SELECT (row_number() OVER (ORDER BY customer_id) - 1)::INTEGER AS customer_key, customer_id
FROM (SELECT customer_id FROM s_events UNION SELECT customer_id FROM s_answers WHERE customer_id IS NOT NULL)"""

# Without a journey column the journey is the customer; the two kinds of name never meet.
JOURNEYS_KEYED = """
CREATE TEMP TABLE keyed_journeys AS
SELECT (row_number() OVER (ORDER BY own, journey_id) - 1)::INTEGER AS journey_key, own, journey_id
FROM (SELECT DISTINCT journey_id IS NOT NULL AS own, coalesce(journey_id, customer_id) AS journey_id FROM s_events)"""


# … and where no file has a journey column, no second list of names is made.
CUSTOMERS_AS_JOURNEYS = """
CREATE TEMP VIEW keyed_journeys AS SELECT customer_key AS journey_key, false AS own, customer_id AS journey_id FROM keyed_customers"""

# One response is one id within its file, or one row where there is no id.
RESPONSES_KEYED = """
CREATE TEMP TABLE keyed_responses AS
SELECT (row_number() OVER (ORDER BY source, first_row, own_key) - 1)::BIGINT AS response_key, source, own_key
FROM (SELECT source, own_key, min(file_order) AS first_row
      FROM (SELECT source, own_key, file_order FROM s_answers UNION ALL SELECT source, own_key, file_order FROM s_comments) GROUP BY ALL)"""


def events(dimensions: str, own_journeys: bool) -> str:
    """Events sorted by customer, time and file order, with dense keys, sessions and roles. `$order`, `$cart`, `$goal` are roles.

    Sorted once; the windows without an order of their own follow the rows as they come (tests hold it against a plain loop).
    """
    journeys = "JOIN keyed_journeys j ON j.own = (e.journey_id IS NOT NULL) AND j.journey_id = coalesce(e.journey_id, e.customer_id)"
    return f"""
CREATE TABLE events AS
WITH sorted AS (
  SELECT c.customer_key, {'j.journey_key' if own_journeys else 'c.customer_key AS journey_key'}, e.event_time,
         e.touchpoint::touchpoint_name AS touchpoint, e.channel, e.stage, e.value, e.cost, e.file_order, e.file_row,
         e.own_id, e.source{dimensions}
  FROM s_events e JOIN keyed_customers c USING (customer_id) {journeys if own_journeys else ''}
  ORDER BY c.customer_key, e.event_time, e.file_order
), ruled AS (
  SELECT *, CASE WHEN $order::VARCHAR IS NULL THEN coalesce(value >= 0, false) ELSE touchpoint::VARCHAR = $order::VARCHAR END AS is_order,
         customer_key IS DISTINCT FROM lag(customer_key) OVER () OR event_time > lag(event_time) OVER () + INTERVAL {SESSION_GAP_MINUTES} MINUTE
         AS opens
  FROM sorted
)
SELECT (row_number() OVER () - 1)::BIGINT AS event_key, customer_key, journey_key,
       (sum(opens::INTEGER) OVER (ROWS UNBOUNDED PRECEDING) - 1)::BIGINT AS session_key,
       event_time, touchpoint, channel, value, cost, is_order, coalesce(touchpoint::VARCHAR = $cart::VARCHAR, false) AS is_cart,
       CASE WHEN $goal::VARCHAR IS NULL THEN is_order ELSE touchpoint::VARCHAR = $goal::VARCHAR END AS is_goal, file_order, file_row,
       own_id, stage AS own_stage, source{dimensions}
FROM ruled"""


_KEYED = {  # what each table adds to its groups: the text of its key, and whose it is
    "customers": ("keyed_customers k LEFT JOIN", "k.customer_id"),
    "journeys": ("keyed_journeys k JOIN", "k.journey_id, k.own, g.customer_key"),
    "sessions": ("(SELECT DISTINCT session_key FROM events) k JOIN", "g.customer_key"),
}


def grouped(table: str, key: str, firsts: str) -> str:
    """One row per customer, journey or session; customers who only answered have no times. `firsts` are first filled values."""
    joined, own = _KEYED[table]
    start, end = ("first_at", "last_at") if table == "customers" else ("started_at", "ended_at")
    owner = "" if table == "customers" else ", arg_min(customer_key, event_key) AS customer_key"
    return f"""
CREATE TABLE {table} AS
SELECT k.{key}, {own}, g.* EXCLUDE ({key}, events{'' if table == 'customers' else ', customer_key'}), coalesce(g.events, 0)::INTEGER AS events
FROM {joined} (
  SELECT {key}{owner}, min(event_time) AS {start}, max(event_time) AS {end}, min(event_key) AS first_event, count(*) AS events{firsts}
  FROM events GROUP BY {key}
) g USING ({key}) ORDER BY k.{key}"""


CARTS = f"""
CREATE TABLE carts AS
WITH marks AS (
  SELECT customer_key, event_key, event_time, is_cart, is_order,
         lag(event_time) OVER history AS before, lag(is_order) OVER history AS after_order
  FROM events WHERE is_cart OR is_order WINDOW history AS (PARTITION BY customer_key ORDER BY event_key)
), opened AS (
  -- A cart event opens a cart unless it continues one: no order since, and no pause longer than the window.
  SELECT *, sum((is_cart AND (before IS NULL OR after_order OR event_time > before + INTERVAL {CART_WINDOW_HOURS} HOUR))::INTEGER)
            OVER (PARTITION BY customer_key ORDER BY event_key ROWS UNBOUNDED PRECEDING) AS cart
  FROM marks
), carts AS (
  SELECT customer_key, min(event_key) FILTER (is_cart) AS event_key, min(event_time) FILTER (is_cart) AS started_at,
         max(event_time) FILTER (is_cart) AS last_at, min(event_time) FILTER (is_order) AS ordered_at
  FROM opened WHERE cart > 0 GROUP BY customer_key, cart
)
SELECT (row_number() OVER (ORDER BY event_key) - 1)::BIGINT AS cart_key, customer_key, event_key, started_at,
       CASE WHEN ordered_at <= last_at + INTERVAL {CART_WINDOW_HOURS} HOUR THEN 'ordered'
            WHEN last_at + INTERVAL {CART_WINDOW_HOURS} HOUR > (SELECT max(event_time) FROM events) THEN 'too_recent'
            ELSE 'abandoned' END AS outcome
FROM carts ORDER BY cart_key"""

# After how many of the others a touchpoint usually comes, in the journeys that have both: whole where more than chance tells it, less where they
# are nearly half and half, a half where none has both. Only pairs are asked: a place within the whole journey says "late" of whatever short
# journeys end with. Equal ones are told apart by how often they come later. Some thousand journeys are enough.
_JOURNEYS, _FIRST_MET = 20_000, 40
PLACES = f"""
WITH firsts AS (
  SELECT journey_key, touchpoint, min(event_key) AS first_event, min(file_order) AS seen FROM events GROUP BY ALL
), looked_at AS (
  SELECT * FROM firsts WHERE journey_key % (SELECT greatest(max(journey_key) // {_JOURNEYS}, 1) FROM firsts) = 0
  QUALIFY row_number() OVER (PARTITION BY journey_key ORDER BY first_event) <= {_FIRST_MET}
), pairs AS (
  SELECT a.touchpoint, (count(*) FILTER (a.first_event > b.first_event)) / count(*) AS after, count(*) AS n
  FROM looked_at a JOIN looked_at b USING (journey_key) WHERE a.touchpoint <> b.touchpoint GROUP BY a.touchpoint, b.touchpoint
), compared AS (
  SELECT touchpoint, sum(greatest(0, least(1, 0.5 + (after - 0.5) * sqrt(n)))) AS usually, avg(after) AS often, count(*) AS others
  FROM pairs GROUP BY touchpoint
)
SELECT touchpoint::VARCHAR AS touchpoint, any_value(usually + (total - 1 - others) / 2 + often / 100) / (any_value(total) - 1) AS place,
       min(seen) AS seen
FROM firsts LEFT JOIN compared USING (touchpoint), (SELECT count(DISTINCT touchpoint) AS total FROM firsts) GROUP BY touchpoint"""


def surveys(dimensions: str) -> str:
    """One row per asked question, with the state that decides whether it counts (METRICS §1.1: repeats keep the latest)."""
    return f"""
CREATE TABLE surveys AS
WITH keyed AS (
  SELECT a.*, c.customer_key, r.response_key
  FROM s_answers a JOIN keyed_responses r USING (source, own_key) LEFT JOIN keyed_customers c USING (customer_id)
), judged AS (
  SELECT *, CASE WHEN is_missing THEN 'missing'
                 WHEN score IS NULL OR NOT isfinite(score) OR score < scale_min OR score > scale_max
                      OR (scale_min IS NOT NULL AND score <> floor(score)) THEN 'out_of_scale' ELSE 'valid' END AS state
  FROM keyed
), ranked AS (
  -- One answer per customer and wave; without a wave, and at touchpoints, only a repeat on the same day is superseded.
  SELECT *, row_number() OVER (
              PARTITION BY state, customer_key, question, touchpoint, CASE WHEN touchpoint IS NULL THEN wave END,
                           CASE WHEN touchpoint IS NULL AND wave IS NOT NULL THEN NULL ELSE answered_at::DATE END
              ORDER BY answered_at DESC, file_order DESC) AS latest
  FROM judged
)
SELECT (row_number() OVER (ORDER BY answered_at NULLS LAST, file_order, answer_order) - 1)::BIGINT AS survey_key, response_key,
       response_id, customer_key, answered_at, wave, touchpoint::touchpoint_name AS touchpoint, touchpoint_linked, channel, question, raw,
       CASE WHEN is_missing THEN NULL ELSE score END AS score,
       CASE WHEN is_missing THEN NULL WHEN direction = 'lower' THEN scale_min + scale_max - score ELSE score END AS good_score,
       scale_min, scale_max, direction, weight,
       CASE WHEN state = 'valid' AND latest > 1 AND customer_key IS NOT NULL
             AND (answered_at IS NOT NULL OR (touchpoint IS NULL AND wave IS NOT NULL)) THEN 'superseded' ELSE state END AS state,
       own_key, own_id, file_order, file_row, answer_order, source{dimensions}
FROM ranked ORDER BY survey_key"""


COMMENTS = """
CREATE TABLE comments AS
SELECT r.response_key, m.response_id, c.customer_key, m.answered_at, m.touchpoint::touchpoint_name AS touchpoint,
       m.touchpoint_linked, m.text,
       NULL::VARCHAR AS language, m.own_key, m.own_id, m.file_order, m.file_row, m.source
FROM s_comments m JOIN keyed_responses r USING (source, own_key) LEFT JOIN keyed_customers c USING (customer_id) ORDER BY m.file_order"""
