"""Who comes to the shop and when: customers, and the start of each of their visits. Times are seconds from the data's start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cjm_core.demo import shop
from cjm_core.demo.stories import STORIES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

OLD_CUSTOMERS: Final = 0.22  # share known before the data begin; they reappear within weeks
MORE_VISITS, HOW_UNEVEN = 11.3, 0.75  # gamma-Poisson number of later visits, before the data end cuts them off
GAP_DAYS, GAP_SIGMA = 24.0, 1.15  # lognormal time between visits
HOURS: Final = (1, 0.5, 0.3, 0.2, 0.2, 0.5, 1.5, 3, 4.5, 5.5, 6, 6, 6.5, 6, 5.5, 5, 5.5, 6.5, 8, 9.5, 10, 8.5, 5, 2.5)
WEEKDAYS: Final = (1.05, 1.0, 0.98, 0.98, 0.92, 1.0, 1.15)  # Monday first
APART: Final = 3 * 3_600  # two visits of a customer are at least this far apart


@dataclass(frozen=True)
class Customers:
    """One entry per customer. `mood` colours all their answers, `luck` decides their orders in the test, and nothing else."""

    segment: Ints
    channel: Ints
    language: Ints
    first_at: Ints
    keenness: Floats
    mood: Floats
    luck: Floats
    sees_b: Bools


@dataclass(frozen=True)
class Visits:
    """One entry per visit, sorted by customer and time. `again` is true from the second visit on."""

    customer: Ints
    at: Ints
    channel: Ints
    again: Bools


def season() -> Floats:
    """How much of the usual number of visits each day has (1 = all): the seasonal dips and nothing else."""
    factor = np.ones(shop.DAYS)
    for dip in STORIES:
        if "_dip_" in dip.name:
            factor[(dip.start - shop.START).days : (dip.end - shop.START).days] = dip.size
    return factor


def pick(random: np.random.Generator, shares: Floats | tuple[float, ...], n: int) -> Ints:
    """n numbers drawn with these (unnormalised) shares."""
    upper = np.cumsum(np.asarray(shares, dtype=float))
    place: Ints = np.searchsorted(upper, random.random(n) * upper[-1], side="right").astype(np.int64)
    return np.minimum(place, len(upper) - 1)


def time_of_day(random: np.random.Generator, n: int) -> Ints:
    """n seconds of the day, most of them in the evening."""
    return pick(random, HOURS, n) * 3_600 + random.integers(0, 3_600, n)


def arrival_days(random: np.random.Generator, n: int) -> Ints:
    """Day of the first visit: old customers reappear early, new ones come in growing numbers."""
    day = np.arange(shop.DAYS)
    old, new = np.exp(-day / 30), np.exp(day / 480)
    usual = OLD_CUSTOMERS * old / old.sum() + (1 - OLD_CUSTOMERS) * new / new.sum()
    weekday = np.array(WEEKDAYS)[(day + shop.START.weekday()) % 7]
    return pick(random, usual * weekday * season(), n)


def draw_customers(random: np.random.Generator, n: int) -> Customers:
    """n customers in the order in which they first come."""
    first_at = np.sort(arrival_days(random, n) * shop.DAY + time_of_day(random, n))
    segment = pick(random, shop.SEGMENT_SHARE, n)
    upper = np.cumsum(np.array(shop.CHANNEL_SHARE), axis=1)[segment]
    channel: Ints = (random.random(n)[:, None] * upper[:, -1:] >= upper).sum(axis=1).astype(np.int64)
    return Customers(
        segment=segment,
        channel=channel,
        language=pick(random, shop.LANGUAGE_SHARE, n),
        first_at=first_at,
        keenness=np.exp(random.normal(-0.125, 0.5, n)),
        mood=random.normal(0, 1, n),
        luck=random.random(n),
        sees_b=random.random(n) < 0.5,
    )


def later_visits(random: np.random.Generator, customers: Customers) -> tuple[Ints, Ints]:
    """Customer and time of every visit after the first, thinned by the season."""
    n = len(customers.first_at)
    count = random.poisson(random.gamma(HOW_UNEVEN, MORE_VISITS / HOW_UNEVEN, n))
    customer = np.repeat(np.arange(n), count)
    gap = np.exp(random.normal(np.log(GAP_DAYS), GAP_SIGMA, len(customer)))
    before = np.cumsum(gap) - gap
    first = np.repeat(np.cumsum(count) - count, count)
    days_since_first = before - before[first] + gap if len(gap) else gap
    day = customers.first_at[customer] // shop.DAY + 1 + np.minimum(days_since_first, shop.DAYS).astype(np.int64)
    inside = day < shop.DAYS
    weekly = np.array(WEEKDAYS) / max(WEEKDAYS)
    usual = np.tile(weekly, shop.DAYS // 7 + 2)[shop.START.weekday() :][: shop.DAYS]
    kept = inside & (random.random(len(day)) < (season() * usual)[np.minimum(day, shop.DAYS - 1)])
    customer, day = customer[kept], day[kept]
    return customer, day * shop.DAY + time_of_day(random, len(day))


def draw_visits(random: np.random.Generator, customers: Customers) -> Visits:
    """Every visit of every customer. Four in five use the customer's usual channel."""
    later_customer, later_at = later_visits(random, customers)
    customer = np.concatenate([np.arange(len(customers.first_at)), later_customer])
    at = np.concatenate([customers.first_at, later_at])
    order = np.lexsort((at, customer))
    customer, at = customer[order], at[order]
    again = np.concatenate([[False], customer[1:] == customer[:-1]])
    too_close = again & (np.diff(at, prepend=at[:1] - shop.DAY) < APART)
    customer, at, again = customer[~too_close], at[~too_close], again[~too_close]
    stray = random.random(len(at)) < 0.2
    usual = np.array(shop.CHANNEL_SHARE).mean(axis=0)
    channel = np.where(stray, pick(random, usual, len(at)), customers.channel[customer])
    return Visits(customer, at, channel, again)
