"""Through which channels customers come to a touchpoint."""

from __future__ import annotations

from cjm_core import format as fmt
from cjm_core import result
from cjm_core.dataset import Dataset
from cjm_core.estimate import wilson
from cjm_core.scope import Scope
from cjm_core.settings import in_force
from cjm_core.small_cells import everybody, too_few

_NAMED = 3  # channels of one touchpoint
_SQL = """
SELECT touchpoint::VARCHAR AS touchpoint, channel, count(*) AS n, {people} AS people FROM scoped_events
WHERE event_time >= $start AND event_time < $end AND channel IS NOT NULL GROUP BY ALL ORDER BY 1, n DESC, channel"""


def channels(data: Dataset, scope: Scope) -> dict[str, tuple[tuple[str, str], ...]]:
    """The three commonest channels of each touchpoint: touchpoint -> (words, detail).

    Shares are of the events with a known channel, with Wilson's interval (a customer comes more than once, so they are a little narrow).
    A touchpoint with a channel of too few people shows none.
    """
    rows, whole = _counted(data, scope), everybody(scope)
    every = {(name, channel): numbers for name, here in _counted(data, whole).items() for channel, *numbers in here} if whole else {}
    telling = {name for (name, channel), (n, who) in every.items() if _rest_is_few(rows.get(name, []), channel, n, who)}
    return {
        name: _told(here) for name, here in rows.items()
        if name not in telling and not any(too_few(n) or too_few(who) for _, n, who in here)
    }  # fmt: skip


def _counted(data: Dataset, scope: Scope) -> dict[str, list[tuple[str, int, int]]]:
    """Touchpoint -> (channel, events, people; these are counted only where small numbers are hidden)."""
    people = "count(DISTINCT customer_key)" if in_force().hide_below else "0"
    rows: dict[str, list[tuple[str, int, int]]] = {}
    for row in result.records(data.query(_SQL.format(people=people), scope)):
        rows.setdefault(str(row["touchpoint"]), []).append((str(row["channel"]), int(row["n"]), int(row["people"])))
    return rows


def _rest_is_few(here: list[tuple[str, int, int]], channel: str, n: int, people: int) -> bool:
    """Whether what a choice of customers leaves out of a channel would be too few."""
    part = next(((events, who) for name, events, who in here if name == channel), (0, 0))
    return any(too_few(rest) for rest in (n - part[0], people - part[1]))


def _told(here: list[tuple[str, int, int]]) -> tuple[tuple[str, str], ...]:
    total = sum(n for _, n, _ in here)
    return tuple((f"{channel} {100 * n / total:.0f} %", _detail(n, total)) for channel, n, _ in here[:_NAMED])


def _detail(n: int, total: int) -> str:
    low, high = wilson(n, total)
    return f"{fmt.interval(low, high, 'share', 0)} · {fmt.count(n)} of {fmt.plural(total, 'event')}"
