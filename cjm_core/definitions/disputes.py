"""Where the field counts in more than one way, and one sentence on what that does to the person's own numbers.

Every sentence says only what was computed from the data in the same scope; definitions are the two readings' own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.definitions import variants
from cjm_core.definitions.model import Reading
from cjm_core.metrics import kpi_named, whole
from cjm_core.metrics.kpi import Kpi
from cjm_core.scope import Scope
from cjm_core.settings import own

Sentence = Callable[[Dataset, Scope, tuple[Reading, ...]], str]


@dataclass(frozen=True)
class Question:
    """What the field disagrees about. `members` are the entries that it concerns; the first one shows it."""

    members: tuple[str, ...]
    question: str
    kpis: tuple[Kpi, ...]
    sentence: Sentence


def about(name: str) -> Question | None:
    """The question that concerns this entry."""
    return next((found for found in QUESTIONS if name in found.members), None)


def _full(reading: Reading) -> str:
    return fmt.full(reading.value, reading.unit)


def _of_100(share: float | None) -> str:
    return fmt.value(share, "share", 0)


def _nps(data: Dataset, scope: Scope, readings: tuple[Reading, ...]) -> str:
    general, touchpoints = readings
    if general.value is None or touchpoints.value is None:
        there, where, other = (
            (general, "about the whole relationship", "at a touchpoint") if touchpoints.value is None
            else (touchpoints, "at a touchpoint", "about the whole relationship")
        )  # fmt: skip
        whose = "the one answer was" if there.n == 1 else f"all {fmt.count(there.n)} answers were"
        return own(f"Here {whose} given {where} and none {other}, so there is only one NPS.")
    both = data.query(_BOTH, scope, timed=scope.has_period).iloc[0]
    return own(
        f"Your NPS is {_full(general)} about the whole relationship and {_full(touchpoints)} at touchpoints. They differ because they"
        f" ask other people at other moments: {fmt.count(both['both'])} of {fmt.plural(both['either'], 'customer')} answered both. Never"
        " compare one with the other."
    )


_BOTH = """SELECT count(*) AS either, count(*) FILTER (general AND local) AS both
           FROM (SELECT bool_or(touchpoint IS NULL) AS general, bool_or(touchpoint IS NOT NULL) AS local FROM scoped_surveys
                 WHERE question = 'nps' AND state = 'valid' AND customer_key IS NOT NULL
                   AND (NOT $timed OR answered_at >= $start AND answered_at < $end) GROUP BY customer_key)"""


def _csat(data: Dataset, scope: Scope, readings: tuple[Reading, ...]) -> str:
    share, mean = readings
    group, middle = (whole(kpi, data, scope) for kpi in (kpi_named("csat_mean"), variants.csat_middle))
    if share.value is None or mean.value is None or group is None or middle is None:
        return f"Neither can be said: {share.reason}."
    between = middle.moments.sum_x / middle.moments.n
    stretched = (mean.value - group.low) / (group.high - group.low)
    return (
        f"On your answers {_of_100(share.value)} of 100 are satisfied; the mean is {_full(mean)} on {group.low:g}–{group.high:g}. They"
        f" differ because the share counts every other answer alike, while the mean counts each step: {_of_100(between)} of 100 are in"
        f" between and {_of_100(1 - share.value - between)} below. Some stretch the mean to {_of_100(stretched)} of 100 and call that"
        " CSAT, too."
    )


def _ces(data: Dataset, scope: Scope, readings: tuple[Reading, ...]) -> str:
    share, mean, strict = readings
    group = whole(kpi_named("ces_mean"), data, scope)
    if share.value is None or mean.value is None or strict.value is None or group is None:
        return f"Neither can be said: {share.reason}."
    turned = data.query(_TURNED, scope)["turned"].iloc[0]
    said = (
        f"On your answers it was easy for {_of_100(share.value)} of 100, and very easy for {_of_100(strict.value)}; the mean is"
        f" {_full(mean)} on {group.low:g}–{group.high:g}. They differ in where “easy” begins: {_of_100(share.value - strict.value)} of 100"
        " lie between the two lines."
    )
    return said + (" The scale was turned: in your file a low number means easy." if turned else "")


_TURNED = "SELECT coalesce(bool_or(direction = 'lower'), false) AS turned FROM scoped_surveys WHERE question = 'ces' AND state = 'valid'"


def _bounce(_data: Dataset, _scope: Scope, readings: tuple[Reading, ...]) -> str:
    single, ga4 = readings
    if single.value is None or ga4.value is None:
        return f"Neither can be said: {single.reason}."
    spared = round((single.value - ga4.value) * single.n)
    if not spared:
        return f"Both give {_full(single)} here: in no session is the goal the only event."
    return (
        f"{_full(single)} of your sessions hold one event only. GA4’s rule gives {_full(ga4)}, because in {fmt.plural(spared, 'session')}"
        " that one event is the goal (every event is taken for a page view)."
    )


def _conversion(_data: Dataset, _scope: Scope, readings: tuple[Reading, ...]) -> str:
    customers, sessions = readings
    if customers.value is None or sessions.value is None:
        return f"Neither can be said: {customers.reason}."
    often = fmt.value(sessions.n / customers.n, "score", 1)
    return (
        f"{_full(customers)} of your customers and {_full(sessions)} of their sessions reach the goal. They differ because a customer"
        f" comes {often} times on average and reaching it once is enough. Published rates mostly count sessions."
    )


def _cart(data: Dataset, scope: Scope, readings: tuple[Reading, ...]) -> str:
    carts, sessions = readings
    if carts.value is None or sessions.value is None:
        return f"Neither can be said: {carts.reason}."
    later = int(data.query(_LATER, scope)["later"].iloc[0])
    seen = f"{fmt.plural(later, 'cart')} found an order in a later session, which only the first count sees" if later else (
        "Every cart that was ordered was ordered in its own session"
    )  # fmt: skip
    return (
        f"{_full(carts)} of the carts see no order within 24 hours; {_full(sessions)} of the sessions with a cart hold no order. {seen}."
        f" Some publish the opposite, {fmt.full(1 - carts.value, 'share')}, under this name."
    )


_LATER = """SELECT count(*) AS later FROM scoped_carts c JOIN events e USING (event_key)
            WHERE outcome = 'ordered' AND c.started_at >= $start AND c.started_at < $end
              AND NOT EXISTS (SELECT 1 FROM events o WHERE o.session_key = e.session_key AND o.is_order)"""


def _retention(data: Dataset, scope: Scope, readings: tuple[Reading, ...]) -> str:
    early, late = readings
    if early.value is None or late.value is None:
        return f"Neither can be said: {early.reason}."
    within, after = (kpi_named(name).sql() for name in ("retention_30d", "retention_unbounded"))
    row = data.query(_RETURNS.format(within, after), scope).iloc[0]
    return (
        f"{_full(early)} of your new customers came back within 30 days and {_full(late)} on day 30 or later. These are not the same"
        f" people: {fmt.count(row['both'])} did both, {fmt.count(row['early'])} only the first and {fmt.count(row['late'])} only the second."
    )


_RETURNS = """SELECT count(*) FILTER (a.x = 1 AND b.x = 1) AS both, count(*) FILTER (a.x = 1 AND b.x = 0) AS early,
                     count(*) FILTER (a.x = 0 AND b.x = 1) AS late
              FROM ({0}) a JOIN ({1}) b USING (unit) JOIN scoped_customers c ON c.customer_key = unit
              WHERE c.first_at >= $start AND c.first_at < $end"""


def _churn(_data: Dataset, _scope: Scope, readings: tuple[Reading, ...]) -> str:
    lost, back = readings
    said = []
    if lost.value is not None and lost.value < 1:
        other = fmt.full(lost.value / (1 - lost.value), "share")
        said.append(
            f"{_full(lost)} of those who were there before count as lost; divided by those who stayed, as some do, it would read {other}."
        )
    if back.value is not None:
        said.append(f"Silence is not the end: {_full(back)} of those who fell silent for 90 days have come back since.")
    return " ".join(said)


def _order(data: Dataset, scope: Scope, readings: tuple[Reading, ...]) -> str:
    mean, middle = readings
    group = whole(variants.median_order_value, data, scope)
    if mean.value is None or middle.value is None or group is None or group.moments.values is None:
        return f"Neither can be said: {mean.reason}."
    if mean.value == middle.value:
        return f"Both are {_full(mean)}: large and small orders keep the balance."
    below = mean.value > middle.value
    share = ((group.moments.values < mean.value) if below else (group.moments.values > mean.value)).mean()
    return (
        f"The average order is {_full(mean)}, the middle one {_full(middle)}. They differ because a few {'large' if below else 'small'}"
        f" orders pull the average {'up' if below else 'down'}: {_of_100(float(share))} of 100 orders are worth"
        f" {'less' if below else 'more'} than it."
    )


QUESTIONS = (
    Question(("nps",), "Asked about everything, or at a touchpoint?", (variants.nps_of_relationship, variants.nps_at_touchpoints), _nps),
    Question(("csat", "csat_mean"), "The share of satisfied, or the mean?", (kpi_named("csat"), kpi_named("csat_mean")), _csat),
    Question(
        ("ces", "ces_mean"), "The share of easy, the mean, or only the very easy?",
        (kpi_named("ces"), kpi_named("ces_mean"), variants.ces_strict), _ces,
    ),
    Question(
        ("bounce_rate_single_event",), "One event only, or GA4’s bounce rate?",
        (kpi_named("bounce_rate_single_event"), variants.bounce_rate_ga4), _bounce,
    ),
    Question(("conversion",), "Of customers, or of sessions?", (kpi_named("conversion"), variants.session_conversion), _conversion),
    Question(("cart_abandonment",), "Of carts, or of sessions?", (kpi_named("cart_abandonment"), variants.session_abandonment), _cart),
    Question(
        ("retention_30d", "retention_unbounded"), "Back by day 30, or on day 30 or later?",
        (kpi_named("retention_30d"), kpi_named("retention_unbounded")), _retention,
    ),
    Question(("churn",), "Lost for good, or only silent?", (kpi_named("churn"), variants.back_after_silence), _churn),
    Question(
        ("average_order_value",), "The average, or the middle?",
        (kpi_named("average_order_value"), variants.median_order_value), _order,
    ),
)  # fmt: skip
