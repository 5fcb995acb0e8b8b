"""Which touchpoint of a map directly follows which, how often, and how much later: measured from the rows (docs/metrics.md#3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cjm_core.dataset import Dataset
from cjm_core.estimate import FEWEST_FOR_MEDIAN, Moments, estimate
from cjm_core.journey_map.model import JourneyMap
from cjm_core.journeys.transitions import STEPS
from cjm_core.result import records
from cjm_core.scope import Scope
from cjm_core.small_cells import too_few

MOST_LINKS, ENOUGH = 24, 0.8  # as many links as can be followed with the eye, or fewer when they are so much of all steps
DECISION = 0.2  # a way on that so many take is one of the ways
_OUTSIDE = -1  # where journeys come from and go to


@dataclass(frozen=True)
class Link:
    """Steps from one place of the map straight to another; places count from 0 in the map's order.

    `share` is of all visits of the first one, those that end a journey included, with its interval over journeys. `gap` is the median in
    seconds with its order-statistic interval, which fewer than six do not give.
    """

    source: int
    target: int
    count: int
    visits: int
    share: float
    share_low: float | None
    share_high: float | None
    gap: float
    gap_low: float | None
    gap_high: float | None
    few: bool = False

    @property
    def back(self) -> bool:
        """Whether it leads to an earlier touchpoint of the map."""
        return self.target < self.source


@dataclass(frozen=True)
class Flow:
    """All steps of the journeys that began in the period. `links` join different places, most frequent first; `again` are visits that
    follow one at the same place. `begins` and `ends`: how many journeys do so at each place; where few people are hidden, 0 may be some.

    `steps` are those between different places of the map, `elsewhere` those to or from a touchpoint that is not on it.
    """

    links: tuple[Link, ...]
    again: tuple[tuple[int, int, int], ...]  # (place, how many, of how many visits)
    visits: tuple[int, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    journeys: int
    steps: int
    elsewhere: int

    @property
    def drawn(self) -> tuple[Link, ...]:
        """The links that explain most of the steps: the most frequent ones."""
        shown: list[Link] = []
        for link in self.links[:MOST_LINKS]:
            if shown and sum(one.count for one in shown) >= ENOUGH * self.steps:
                break
            shown.append(link)
        return tuple(shown)

    @property
    def explained(self) -> float:
        """The share of the steps that the drawn links are."""
        return sum(link.count for link in self.drawn) / self.steps if self.steps else 0.0

    def decides(self, place: int) -> bool:
        """Whether journeys part here: at least two ways on that many take."""
        return sum(link.source == place and link.share >= DECISION for link in self.links) > 1

    def loops(self, link: Link) -> bool:
        """Whether the way back is drawn, too."""
        return any((one.source, one.target) == (link.target, link.source) for one in self.drawn)

    def between(self, source: int, target: int) -> Link | None:
        """The link of two places, if anybody went that way."""
        return next((link for link in self.links if (link.source, link.target) == (source, target)), None)


def measure_flow(data: Dataset, scope: Scope, journey_map: JourneyMap) -> Flow:
    """The steps between the touchpoints of a map. Touchpoints drawn as one are one place."""
    found = places(journey_map)
    named = {"names": list(found), "places": list(found.values())}
    rows, counted = records(data.query(_LINKS, scope, **named)), records(data.query(_VISITS, scope, **named))
    tips, totals = [row for row in counted if not row["whole"]], next(row for row in counted if row["whole"])
    hidden = _hidden(rows, tips)
    links = tuple(_link(row) for row in rows if (int(row["source"]), int(row["target"])) not in hidden)
    wide = range(len(journey_map.touchpoints))
    visits, begins, ends = ({int(tip["place"]): int(tip[name]) for tip in tips} for name in ("visits", "begins", "ends"))
    return Flow(
        tuple(link for link in links if link.source != link.target),
        tuple((link.source, link.count, link.visits) for link in links if link.source == link.target),
        tuple(0 if too_few(visits.get(at, 0)) else visits.get(at, 0) for at in wide),
        tuple(0 if (_OUTSIDE, at) in hidden else begins.get(at, 0) for at in wide),
        tuple(0 if (at, _OUTSIDE) in hidden else ends.get(at, 0) for at in wide),
        int(totals["begins"]), int(totals["steps"] or 0), int(totals["elsewhere"] or 0),
    )  # fmt: skip


def _hidden(rows: list[dict[str, Any]], tips: list[dict[str, Any]]) -> set[tuple[int, int]]:
    """Links, beginnings and ends that so few took that they may not be told. A single one at a place would follow from the others, so
    the smallest of those goes with it."""
    counts = {(int(row["source"]), int(row["target"])): int(min(row["count"], row["walkers"])) for row in rows}
    for tip in tips:
        counts |= {(_OUTSIDE, int(tip["place"])): int(tip["begins"]), (int(tip["place"]), _OUTSIDE): int(tip["ends"])}
    counts = {pair: count for pair, count in counts.items() if count}
    hidden = {pair for pair, count in counts.items() if too_few(count)}
    before = -1
    while len(hidden) != before:
        before = len(hidden)
        for side, place in {(side, pair[side]) for pair in hidden for side in (0, 1)}:
            here = [pair for pair in counts if pair[side] == place]
            seen = [pair for pair in here if pair not in hidden]
            if seen and len(here) - len(seen) == 1:
                hidden.add(min(seen, key=lambda pair: (counts[pair], pair)))
    return hidden


def places(journey_map: JourneyMap) -> dict[str, int]:
    """Name of a touchpoint in the data -> its place on the map, from 0."""
    at = {key: place for place, key in enumerate(journey_map.keys)}
    planned = journey_map.journey.touchpoints if journey_map.journey else ()
    sources = {source: at[one.key] for one in planned if one.key in at for source in one.sources}
    return sources or dict(zip(journey_map.touchpoints, at.values(), strict=True))


def _link(row: dict[str, Any]) -> Link:
    """A row as a link."""
    of = {name: float(row[name]) for name in ("count", "visits", "sum_xx", "sum_yy", "sum_xy", "gap")}
    moments = Moments(int(row["visits"]), of["count"], of["sum_xx"], of["visits"], of["sum_yy"], of["sum_xy"], clusters=int(row["journeys"]))
    share = estimate("ratio", moments, 0.0, 1.0)
    return Link(
        int(row["source"]), int(row["target"]), int(row["count"]), int(row["visits"]), of["count"] / of["visits"],
        share.ci_low, share.ci_high, of["gap"], row["gap_low"], row["gap_high"], share.status != "ok",
    )  # fmt: skip


_NAMED = f"""steps AS ({STEPS}), named AS (SELECT unnest($names::VARCHAR[]) AS name, unnest($places::INTEGER[]) AS place),
followed AS (SELECT journey_key, place, lead(place) OVER journey AS next_place, event_time,
                    lead(event_time) OVER journey AS next_time, lead(1) OVER journey AS goes_on, lag(1) OVER journey AS came
             FROM steps LEFT JOIN named ON name = touchpoint::VARCHAR
             WINDOW journey AS (PARTITION BY journey_key ORDER BY event_time, file_order))"""

# Per journey x steps of a link and y visits of its first place: the share is a ratio, and journeys are what is independent.
# The limits of a median are order statistics: n/2 -+ 0.98 root n in rank, and none where even the outermost hold it too seldom.
_LINKS = f"""WITH {_NAMED}, visits AS (SELECT journey_key, place, count(*) AS y FROM followed WHERE place IS NOT NULL GROUP BY ALL),
sums AS (SELECT place, count(*) AS journeys, sum(y) AS visits, sum(y * y) AS sum_yy FROM visits GROUP BY place),
walked AS (SELECT journey_key, place, next_place, count(*) AS x FROM followed WHERE place IS NOT NULL AND next_place IS NOT NULL GROUP BY ALL),
shares AS (SELECT place, next_place, count(*) AS walkers, sum(x) AS count, sum(x * x) AS sum_xx, sum(x * y) AS sum_xy
           FROM walked JOIN visits USING (journey_key, place) GROUP BY ALL),
ranked AS (SELECT place, next_place, date_diff('microsecond', event_time, next_time) / 1e6 AS gap,
                  row_number() OVER (PARTITION BY place, next_place ORDER BY next_time - event_time) AS rank,
                  count(*) OVER (PARTITION BY place, next_place) AS n
           FROM followed WHERE place IS NOT NULL AND next_place IS NOT NULL),
gaps AS (SELECT place, next_place, median(gap) AS gap,
                min(gap) FILTER (n >= {FEWEST_FOR_MEDIAN} AND rank >= floor(n / 2 - 0.98 * sqrt(n))) AS gap_low,
                max(gap) FILTER (n >= {FEWEST_FOR_MEDIAN} AND rank <= ceil(n / 2 + 1 + 0.98 * sqrt(n))) AS gap_high
         FROM ranked GROUP BY ALL)
SELECT place AS source, next_place AS target, count, walkers, visits, journeys, sum_xx, sum_yy, sum_xy, gap, gap_low, gap_high
FROM shares JOIN sums USING (place) JOIN gaps USING (place, next_place) ORDER BY count DESC, 1, 2"""

# Of every place, and of all together, where each journey begins once. Read in one go, because putting the events in order takes longest.
_VISITS = f"""WITH {_NAMED} SELECT place, grouping(place) = 1 AS whole, count(*) AS visits, count(*) FILTER (came IS NULL) AS begins,
       count(*) FILTER (goes_on IS NULL) AS ends, count(*) FILTER (place <> next_place) AS steps,
       count(*) FILTER (goes_on IS NOT NULL AND (place IS NULL OR next_place IS NULL)) AS elsewhere
FROM followed GROUP BY GROUPING SETS ((place), ()) HAVING place IS NOT NULL OR whole ORDER BY place"""
