"""A dataset and a scope become numbers. Every one comes from the KPIs; here they are only asked for, in as few passes as possible."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from cjm_core import calendar, periods, result
from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.estimate import Estimate, Moments, estimate
from cjm_core.journey_map import channels as ways
from cjm_core.journey_map import feeling, pains, quotes, truths
from cjm_core.journey_map.asked import DEFAULT, Asked
from cjm_core.journey_map.lanes_measured import Lanes
from cjm_core.journey_map.numbers import Found, Numbers, Place, Reached, Truths
from cjm_core.journeys.met import Met, met
from cjm_core.metrics import reach
from cjm_core.metrics.answered import answer_cells, who_answered
from cjm_core.metrics.emotion import emotion
from cjm_core.metrics.reported import measures, reported_numbers
from cjm_core.scope import Scope
from cjm_core.settings import in_force
from cjm_core.small_cells import SUPPRESSED, everybody

_PLACES = "SELECT touchpoint, stage, stage_position, position FROM touchpoints ORDER BY position"
_SOURCES = "SELECT file FROM sources ORDER BY imported_at, file"


def measure_numbers(data: Dataset, scope: Scope, asked: Asked | None = None) -> Numbers:
    """All that the map of these customers in this period needs from the database, by the touchpoints' names in the data.

    The usual lanes are always measured, those in `asked.lanes` besides. Journeys only lay the numbers out: see `layout.drawn`.
    """
    asked = asked or Asked()
    scope = replace(scope, merged=(*scope.merged, *asked.merged))
    names = {*DEFAULT, *asked.lanes}
    seen, cells, feelings, spoken = together(
        lambda: met(data, scope, asked.places), lambda: answer_cells(data, scope),
        lambda: feeling.measured(data, scope, asked.against), lambda: quotes.comment_counts(data, scope),
    )  # fmt: skip
    customers, reached, by_stage = _reach(data, scope, seen)
    places = _places(data, scope, reached, cells, spoken)
    lanes = Lanes(data, scope, asked.before, seen, cells)
    unmet = any(place.answers and place.name not in reached for place in places)
    whom = Reached(reached, customers, who_answered(data, scope, pains.NOT_FELT) if unmet else {})
    measured, felt, said, comments, linked = together(
        lambda: {name: lane for name in sorted(names) if (lane := lanes.lane(name))},
        lambda: lanes.changes(emotion, {name: group.moments for name, group in feelings.main.groups.items()}),
        lambda: ways.channels(data, scope) if "channels" in names else {},
        lambda: quotes.quotes(data, scope, list(spoken)),
        lambda: truths.truths(data, scope, whom) if "truths" in names else Truths(),
    )
    hidden = frozenset(
        (name, place) for name, lane in measured.items() for place, found in lane.found.items() if found.estimate.status == SUPPRESSED
    )
    whole = everybody(scope)
    if whole:
        hidden |= pains.telling(cells, answer_cells(data, whole))
    return Numbers(
        dataset=data.name, demo=data.is_demo, sources=tuple(data.query(_SOURCES)["file"].unique()),
        made_at=datetime.now(UTC).strftime("%Y-%m-%d"), period=_period_words(data, scope), since=fmt.span(*asked.before) if asked.before else "",
        until=_last_day(data, scope), where=scope.where, population=scope.population, asked=asked, has_answers=bool(data.questions),
        places=places, met=seen, customers=customers, reach=reached, stage_customers=by_stage, measured=measured, feelings=feelings, felt=felt,
        told=tuple(reported_numbers(data, scope)), every_told=tuple(reported_numbers(data)), measures=tuple(measures(data)), channels=said,
        pains=pains.pains(cells, whom, hidden), delights=pains.delights(cells, whom, hidden), quotes=comments,
        worst_marks=pains.worst_marks(cells, hidden), truths=linked, everybody=met(data, whole, asked.places) if whole else None,
    )  # fmt: skip


def together(*parts: Callable[[], object]) -> tuple:  # type: ignore[type-arg]
    """What each part returns; two at a time, because one query seldom keeps two cores busy. Each part has its own cursor."""
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(copy_context().run, part) for part in parts]
        return tuple(one.result() for one in running)


def _reach(data: Dataset, scope: Scope, seen: Met) -> tuple[int, dict[str, Found], dict[str, int]]:
    """All customers, those met at each touchpoint and in each stage. Where small numbers are hidden, as the KPI shows them."""
    if in_force().hide_below:
        by_place, by_stage = (reach(data, scope, (name,)) for name in ("touchpoint", "stage"))
        found = {row["touchpoint"]: Found(_estimate_of(row)) for row in result.records(by_place)}
        return int(reach(data, scope)["n"].iloc[0]), found, {row["stage"]: int(row["n"]) for row in result.records(by_stage)}
    counts = {name: n for name in seen.bits if (n := seen.at((name,)))}
    stages: dict[str, list[str]] = {}
    for name, stage, *_ in data.query(_PLACES, scope).itertuples(index=False, name=None):
        stages.setdefault(stage, []).append(name)
    return seen.customers, {name: Found(estimate("count", Moments(n))) for name, n in counts.items()}, {
        stage: seen.at(names) for stage, names in stages.items()
    }  # fmt: skip


def _estimate_of(row: dict[str, object]) -> Estimate:
    return Estimate(**{name: row[name] for name in ("value", "n", "ci_low", "ci_high", "status", "reason", "numerator")})  # type: ignore[arg-type]


def _places(data: Dataset, scope: Scope, reached: dict[str, Found], cells: pd.DataFrame, spoken: dict[str, int]) -> tuple[Place, ...]:
    """Every touchpoint with something on it in this selection; one with numbers that are hidden is there, too."""
    valid = cells[cells["state"] == "valid"]
    answers = valid.groupby(["touchpoint", "question"])["n"].sum().groupby("touchpoint").max().to_dict()
    found = []
    for name, stage, stage_position, position in data.query(_PLACES, scope).itertuples(index=False, name=None):
        one = reached[name].estimate if name in reached else None
        here = 0.0 if one is None else 0.5 if one.status == SUPPRESSED else float(one.n)
        place = Place(name, stage, int(stage_position), int(position), here, int(answers.get(name, 0)), spoken.get(name, 0))
        if place.met or place.answers or place.comments:
            found.append(place)
    return tuple(found)


def _period_words(data: Dataset, scope: Scope) -> str:
    covered = periods.covered(data)
    if covered is None or not (data.first_and_end("events") or data.first_and_end("answers")):
        return "no dates in the data"
    return fmt.span(scope.start or covered[0], scope.end or covered[1])


def _last_day(data: Dataset, scope: Scope) -> date | None:
    """On which the period ends, in the reporting time zone; of the data where they end before."""
    covered = periods.covered(data)
    end = min((one for one in (scope.end, covered[1] if covered else None) if one), default=None)
    return calendar.local(end - timedelta(microseconds=1)).date() if end else None
