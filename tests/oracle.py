"""The same questions answered in plain Python loops: slow, obvious, no pandas, no SQL. Random journeys are checked against it."""
from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Event:
    """One row of the file; `place` is its line."""

    place: int
    customer: str
    time: datetime
    touchpoint: str
    journey: str | None = None


# ---- funnel (docs/metrics.md#2.3) ------------------------------------------------------------------------------------
def funnel(events, steps, window=None, mode="ordered", start=None, end=None):
    """(customers per step, median seconds per step, immature customers)."""
    last = max(event.time for event in events)
    reached, immature = [], 0
    for mine in by(events, lambda event: event.customer).values():
        chains = CHAINS[mode](mine, steps)
        if not chains:
            continue
        cut = [[time for time in chain if window is None or time - chain[0] <= window] for chain in chains]
        best = max(cut, key=lambda chain: (len(chain), -chain[0].timestamp()))
        if (start and best[0] < start) or (end and best[0] >= end):
            continue
        young = window is not None and all(last - chain[0] < window for chain in chains)
        if young and len(best) < len(steps):
            immature += 1
        else:
            reached.append(best)
    there = [[chain for chain in reached if len(chain) > at] for at in range(len(steps))]
    medians = [median([(chain[at] - chain[0]).total_seconds() for chain in chains]) for at, chains in enumerate(there)]
    return [len(chains) for chains in there], medians, immature


def ordered_chains(events, steps):
    """From every event of step 1: the earliest time of each further step, found by trying every chain."""
    def walk(chain):
        longest = earliest[len(chain) - 1:len(chain)]
        if not longest or chain[-1].time < longest[0]:
            earliest[len(chain) - 1:len(chain)] = [chain[-1].time]
        if len(chain) < len(steps):
            for event in events:
                if event.touchpoint == steps[len(chain)] and event not in chain and event.time >= chain[-1].time:
                    walk([*chain, event])

    chains = []
    for first in events:
        if first.touchpoint == steps[0]:
            earliest = []
            walk([first])
            chains.append(earliest)
    return chains


def strict_chains(events, steps):
    """The same without any event between; at the same time steps come in their order, then the other events."""
    def order(event):
        return event.time, steps.index(event.touchpoint) if event.touchpoint in steps else len(steps), event.place

    line = sorted(events, key=order)
    chains = []
    for at, first in enumerate(line):
        chain = []
        for event, step in zip(line[at:], steps, strict=False):
            if event.touchpoint != step:
                break
            chain.append(event.time)
        if first.touchpoint == steps[0]:
            chains.append(chain)
    return chains


def any_order_chains(events, steps):
    """From every step event: the times at which one more of the steps is done."""
    chains = []
    for first in events:
        if first.touchpoint in steps:
            left, chain = list(steps), []
            for event in sorted(events, key=lambda event: event.time):
                if event.time >= first.time and event.touchpoint in left:
                    left.remove(event.touchpoint)
                    chain.append(event.time)
            chains.append(chain)
    return chains


CHAINS = {"ordered": ordered_chains, "strict": strict_chains, "any_order": any_order_chains}


# ---- journeys (docs/metrics.md#3.2) ----------------------------------------------------------------------------------
def journeys(events, start=None, end=None):
    """The touchpoints and times of each journey that began in the period, in order."""
    named = by(events, lambda event: (event.journey is not None, event.journey or event.customer))
    lines = [sorted(mine, key=lambda event: (event.time, event.place)) for mine in named.values()]
    return [line for line in lines if (not start or line[0].time >= start) and (not end or line[0].time < end)]


def transitions(events, start=None, end=None):
    """({(source, target): (count, share, median gap)}, starts, ends)."""
    gaps, seen, starts, ends = defaultdict(list), Counter(), Counter(), Counter()
    for line in journeys(events, start, end):
        starts[line[0].touchpoint] += 1
        ends[line[-1].touchpoint] += 1
        for event in line:
            seen[event.touchpoint] += 1
        for one, next_one in itertools.pairwise(line):
            gaps[one.touchpoint, next_one.touchpoint].append((next_one.time - one.time).total_seconds())
    edges = {pair: (len(found), len(found) / seen[pair[0]], median(found)) for pair, found in gaps.items()}
    return edges, dict(starts), dict(ends)


def paths(events, length=None, start=None, end=None):
    """{path: journeys}."""
    return dict(Counter(tuple(event.touchpoint for event in line[:length]) for line in journeys(events, start, end)))


# ---- retention (docs/metrics.md#2.4) ---------------------------------------------------------------------------------
def retention(events, every, kind, start=None, end=None):
    """{cohort: [customers at age 0, 1, …]}, as far as the data go."""
    last = period(max(event.time for event in events), every)
    table = {}
    for mine in by(events, lambda event: event.customer).values():
        first = min(event.time for event in mine)
        if (start and first < start) or (end and first >= end):
            continue
        cohort = period(first, every)
        row = table.setdefault(cohort, [0] * (last - cohort + 1))
        ages = {period(event.time, every) - cohort for event in mine}
        for age in range(len(row)):
            row[age] += age in ages if kind == "bracket" else any(active >= age for active in ages)
    return {name(cohort, every): row for cohort, row in table.items()}


def period(time, every):
    """A running number of the calendar month, or of the week from Monday."""
    return time.year * 12 + time.month - 1 if every == "month" else (time.toordinal() - 1) // 7


def name(number, every):
    if every == "month":
        return f"{number // 12}-{number % 12 + 1:02d}"
    return (datetime.min + timedelta(days=7 * number)).strftime("%Y-%m-%d")


# ---- small things ----------------------------------------------------------------------------------------------------
def by(events, key):
    groups = defaultdict(list)
    for event in events:
        groups[key(event)].append(event)
    return groups


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    if not ordered:
        return math.nan
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
