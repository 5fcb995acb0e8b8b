"""What happens at the shop: the events of each visit, and what follows an order. Times are seconds from the start of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cjm_core.demo import shop, stories
from cjm_core.demo.customers import Bools, Customers, Floats, Ints, Visits, pick, time_of_day

AD, SOCIAL, SEARCH, PAGE, REVIEWS, ADVICE, CART, CHECKOUT, ORDER, DELIVERY, UNBOXING, GUIDE, CHAT, CLUB, RETURN = range(15)
WEB, MOBILE, STORE, PHONE = range(4)
ENTRIES: Final = np.array([AD, SOCIAL, SEARCH, PAGE])
ENTRY_SHARE: Final = ((0.34, 0.18, 0.36, 0.12), (0.17, 0.10, 0.41, 0.32))  # first visit, later ones
STAYS: Final = np.array([0.62, 0.55, 0.86, 1.0])  # goes on after the entry
CART_SHARE: Final = np.array([0.44, 0.38, 0.40, 0.38])  # by channel, of visits that get that far
CHECKOUT_SHARE: Final = np.array([0.64, 0.64, 0.74, 0.74])
LONGEST_PAUSE: Final = 1_500  # seconds, well inside the 30 minutes that end a session


@dataclass(frozen=True)
class Events:
    """One entry per event, sorted by time. `variant` is 0 none, 1 A, 2 B; value and cost are NaN where there is none."""

    customer: Ints
    at: Ints
    touchpoint: Ints
    channel: Ints
    variant: Ints
    value: Floats
    cost: Floats


@dataclass(frozen=True)
class Steps:
    """Events under construction, in no particular order of time."""

    customer: Ints
    at: Ints
    touchpoint: Ints
    channel: Ints

    def at_places(self, chosen: Bools | Ints) -> Steps:
        """Only the chosen ones."""
        return Steps(self.customer[chosen], self.at[chosen], self.touchpoint[chosen], self.channel[chosen])


def joined(parts: list[Steps]) -> Steps:
    """All parts in one."""
    return Steps(
        np.concatenate([part.customer for part in parts]),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.touchpoint for part in parts]),
        np.concatenate([part.channel for part in parts]),
    )


def path_slots(random: np.random.Generator, visits: Visits, keenness: Floats) -> list[tuple[int, int, Bools]]:
    """(slot, touchpoint, which visits) in the order in which a visit runs, up to the checkout."""
    n = len(visits.at)
    remote = visits.channel <= MOBILE
    entry = np.where(visits.again, pick(random, ENTRY_SHARE[1], n), pick(random, ENTRY_SHARE[0], n))
    enters = [remote & (entry == i) for i in range(3)]
    stays = remote & (random.random(n) < STAYS[entry])
    second, third = stays & (random.random(n) < 0.42), stays & (random.random(n) < 0.2)
    reads, early = stays & (random.random(n) < 0.28), random.random(n) < 0.5
    advised = ~remote | (stays & (random.random(n) < 0.03))
    cart = (stays | ~remote) & (random.random(n) < np.minimum(CART_SHARE[visits.channel] * keenness[visits.customer], 0.95))
    looks_again = cart & remote & (random.random(n) < 0.15)
    checkout = cart & (random.random(n) < CHECKOUT_SHARE[visits.channel])
    return [
        *((0, touchpoint, who) for touchpoint, who in zip((AD, SOCIAL, SEARCH), enters, strict=True)),
        (1, REVIEWS, reads & early & (random.random(n) < 0.2)),
        (2, PAGE, stays), (3, REVIEWS, reads & early), (4, PAGE, second), (5, REVIEWS, reads & ~early),
        (6, ADVICE, advised), (7, PAGE, third), (8, CART, cart), (9, PAGE, looks_again), (10, CHECKOUT, checkout),
    ]  # fmt: skip


def visit_steps(random: np.random.Generator, visits: Visits, keenness: Floats) -> Steps:
    """The events of all visits up to the checkout, seconds to minutes apart."""
    places, slots, touchpoints = [], [], []
    for slot, touchpoint, who in path_slots(random, visits, keenness):
        place = np.flatnonzero(who)
        places.append(place)
        slots.append(np.full(len(place), slot))
        touchpoints.append(np.full(len(place), touchpoint))
    visit = np.concatenate(places)
    order = np.argsort(visit * 16 + np.concatenate(slots), kind="stable")
    visit, touchpoint_of = visit[order], np.concatenate(touchpoints)[order]
    pause = pauses(random, len(visit))
    starts = np.concatenate([[True], visit[1:] != visit[:-1]])
    pause[starts] = 0
    elapsed = np.cumsum(pause)
    since = elapsed - elapsed[np.maximum.accumulate(np.where(starts, np.arange(len(visit)), 0))]
    return Steps(visits.customer[visit], visits.at[visit] + since, touchpoint_of, visits.channel[visit])


def pauses(random: np.random.Generator, n: int) -> Ints:
    """Seconds between two events of one visit."""
    return np.clip(np.exp(random.normal(np.log(55), 0.95, n)), 3, LONGEST_PAUSE).astype(np.int64)


def within(at: Ints, story: str) -> Bools:
    """Which times lie in a story's period."""
    told = stories.story(story)
    return (at >= shop.second_of(told.start)) & (at < shop.second_of(told.end))


def becomes_order(random: np.random.Generator, checkouts: Steps, customers: Customers) -> Bools:
    """Which checkouts end in an order. In the test a customer's luck holds: its size is one per checkout and per customer."""
    broken = within(checkouts.at, "mobile_checkout_orders") & (checkouts.channel == MOBILE)
    tested = within(checkouts.at, "checkout_variant")
    chance = np.where(broken, stories.ORDER_SHARE * stories.BREAK_ORDER_FACTOR, stories.ORDER_SHARE)
    chance = np.where(tested & customers.sees_b[checkouts.customer], chance + stories.VARIANT_LIFT, chance)
    return np.where(tested, customers.luck[checkouts.customer], random.random(len(chance))) < chance


def follow(
    random: np.random.Generator, after: Steps, touchpoint: int, share: float, days: tuple[float, float], by_day: bool
) -> Steps:
    """A share of `after` is followed by a touchpoint this many days later; with `by_day` at an hour when people are up."""
    chosen = after.at_places(random.random(len(after.at)) < share)
    n = len(chosen.at)
    at = chosen.at + (random.uniform(*days, n) * shop.DAY).astype(np.int64)
    if by_day:
        at = at // shop.DAY * shop.DAY + np.maximum(time_of_day(random, n), 7 * 3_600)
        at = np.maximum(at, chosen.at + 3_600)
    return Steps(chosen.customer, at, np.full(n, touchpoint), chosen.channel)


def after_orders(random: np.random.Generator, orders: Steps) -> Steps:
    """Delivery and all that follows. Less than half of what is bought in the store is delivered."""
    shipped = (orders.channel != STORE) | (random.random(len(orders.at)) < 0.45)
    delivered = follow(random, orders.at_places(shipped), DELIVERY, 0.98, (1.5, 6), True)
    unboxed = follow(random, delivered, UNBOXING, 0.66, (0.02, 0.35), False)
    guided = follow(random, unboxed, GUIDE, 0.55, (0.02, 2), False)
    asked = follow(random, delivered, CHAT, 0.29, (0.3, 15), True)
    asked = Steps(asked.customer, asked.at, asked.touchpoint, np.where(asked.channel == STORE, PHONE, asked.channel))
    club = follow(random, orders, CLUB, 0.36, (5, 40), True)
    returned = follow(random, delivered, RETURN, 0.09, (2, 20), True)
    return joined([delivered, unboxed, guided, asked, club, returned])


def variants(steps: Steps, decided_at: Ints, customers: Customers) -> Ints:
    """1 (A) or 2 (B) from a customer's first checkout in the test to the test's end, otherwise 0."""
    tested = within(decided_at, "checkout_variant")
    entry = np.full(len(customers.luck), np.iinfo(np.int64).max)
    enters = tested & (steps.touchpoint == CHECKOUT)
    np.minimum.at(entry, steps.customer[enters], steps.at[enters])
    shown = tested & (steps.at >= entry[steps.customer])
    return np.where(shown, 1 + customers.sees_b[steps.customer], 0)


def values(random: np.random.Generator, steps: Steps, customers: Customers) -> Floats:
    """Order values in EUR (lognormal, prices end in .00, .50 or .90), NaN for everything else."""
    orders = np.flatnonzero(steps.touchpoint == ORDER)
    basket = np.array(shop.BASKET)[customers.segment[steps.customer[orders]]]
    euros = np.floor(np.exp(random.normal(np.log(shop.MEDIAN_ORDER * basket), 0.72, len(orders)))) + 4
    value = np.full(len(steps.at), np.nan)
    value[orders] = np.round(euros + np.array([0.0, 0.5, 0.9])[random.integers(0, 3, len(orders))], 2)
    return value


def costs(random: np.random.Generator, steps: Steps) -> Floats:
    """What an event cost the shop in EUR, NaN where nothing is booked."""
    mean = shop.by_touchpoint(shop.MEAN_COST, np.nan)[steps.touchpoint]
    priced = np.flatnonzero(~np.isnan(mean))
    cost = np.full(len(mean), np.nan)
    cost[priced] = np.maximum(np.round(mean[priced] * np.exp(random.normal(-0.045, 0.3, len(priced))), 2), 0.01)
    return cost


def draw_events(random: np.random.Generator, customers: Customers, visits: Visits) -> Events:
    """Every event inside the data's period, sorted by time."""
    before = visit_steps(random, visits, customers.keenness)
    checkouts = before.at_places(before.touchpoint == CHECKOUT)
    bought = checkouts.at_places(becomes_order(random, checkouts, customers))
    orders = Steps(bought.customer, bought.at + pauses(random, len(bought.at)), np.full(len(bought.at), ORDER), bought.channel)
    after = after_orders(random, orders)
    steps = joined([before, orders, after])
    decided_at = np.concatenate([before.at, bought.at, after.at])  # an order belongs to the test when its checkout does
    inside = np.flatnonzero(steps.at < shop.second_of(shop.END))
    inside = inside[np.argsort(steps.at[inside], kind="stable")]
    steps, decided_at = steps.at_places(inside), decided_at[inside]
    return Events(
        steps.customer, steps.at, steps.touchpoint, steps.channel,
        variants(steps, decided_at, customers), values(random, steps, customers), costs(random, steps),
    )  # fmt: skip
