"""What customers say when asked: answers at touchpoints and to the monthly relationship survey. Times as in events.

Every score is drawn from a stated distribution through a normal copula with the customer's mood: one customer's answers
resemble each other, while each distribution, and with it the size of every story, stays exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from cjm_core.demo import shop, stories
from cjm_core.demo.comments import write_comments
from cjm_core.demo.customers import Bools, Customers, Floats, Ints
from cjm_core.demo.events import CHAT, CHECKOUT, DELIVERY, MOBILE, UNBOXING, Events, Steps, joined, within

RELATIONSHIP: Final = -1  # in `touchpoint`: the whole relationship
BLANK, NOT_ANSWERED = -1, -2  # in the scores: an empty cell, and the code N/A
RETIREES: Final = shop.SEGMENTS.index("Retirees")
WAVE_SHARE: Final = 0.044  # of the customers known by then, each month
SECOND_ANSWER: Final = 0.012  # of those, answer twice in a wave: only the later one counts
LIKENESS: Final = 0.5  # of an answer's latent normal, due to mood
COMMENT_SHARE: Final = 0.34
MISSING_SHARE, WRONG_CODE_SHARE = 0.02, 0.0015
WRONG_CODES: Final = {"nps": (11, 99), "csat": (0, 9, 55), "ces": (0, 9), "expectation": (0, 9)}


@dataclass(frozen=True)
class Responses:
    """One entry per response, sorted by time. `wave` is months from the start, -1 at touchpoints; no comment is None."""

    customer: Ints
    at: Ints
    touchpoint: Ints
    channel: Ints
    wave: Ints
    nps: Ints
    csat: Ints
    ces: Ints
    expectation: Ints
    comment: NDArray[np.object_]


@dataclass(frozen=True)
class Asked:
    """Who was asked when, about what; before any answer."""

    steps: Steps
    wave: Ints


def asked_at_touchpoints(random: np.random.Generator, events: Events) -> Asked:
    """A share of the events is answered: on the site within minutes, after an order within two days."""
    rate = shop.by_touchpoint(shop.ANSWER_RATE)[events.touchpoint]
    place = np.flatnonzero(random.random(len(rate)) < rate)
    touchpoint = events.touchpoint[place]
    soon = 20 + random.exponential(150, len(place))
    later = np.minimum(np.exp(random.normal(np.log(14_000), 1.0, len(place))), 2 * shop.DAY)
    lag = np.where((touchpoint >= DELIVERY), later, soon).astype(np.int64)
    steps = Steps(events.customer[place], events.at[place] + lag, touchpoint, events.channel[place])
    return Asked(steps, np.full(len(place), -1))


def month_starts() -> list[date]:
    """The first day of each month of the data."""
    months = range(shop.START.year * 12, shop.END.year * 12 + shop.END.month - 1)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def asked_in_waves(random: np.random.Generator, customers: Customers) -> Asked:
    """Each month a sample of the customers known by then, who answer in its first three weeks; a few answer twice."""
    who, at, waves = [], [], []
    for wave, start in enumerate(month_starts()):
        known = int(np.searchsorted(customers.first_at, shop.second_of(start) + 10 * shop.DAY))
        chosen = np.flatnonzero(random.random(known) < WAVE_SHARE)
        chosen = np.concatenate([chosen, chosen[random.random(len(chosen)) < SECOND_ANSWER]])
        earliest = np.maximum(customers.first_at[chosen] + 3_600, shop.second_of(start))
        who.append(chosen)
        at.append(earliest + (random.random(len(chosen)) * 16 * shop.DAY).astype(np.int64))
        waves.append(np.full(len(chosen), wave))
    customer = np.concatenate(who)
    touchpoint = np.full(len(customer), RELATIONSHIP)
    return Asked(Steps(customer, np.concatenate(at), touchpoint, customers.channel[customer]), np.concatenate(waves))


def latent(random: np.random.Generator, mood: Floats) -> Floats:
    """A uniform number per answer that rises with the customer's mood."""
    own = random.normal(0, 1, len(mood))
    return np.asarray(ndtr(np.sqrt(LIKENESS) * mood + np.sqrt(1 - LIKENESS) * own), dtype=np.float64)


def two_parts(level: Floats, good: Floats, low: tuple[float, ...], high: tuple[float, ...]) -> Ints:
    """Scores 1, 2, … : a share `good` falls into the high part, each part split as stated. `level` is uniform."""
    bad = 1 - good
    in_low = np.searchsorted(np.cumsum(low)[:-1], np.minimum(level / np.maximum(bad, 1e-9), 1), side="right")
    in_high = np.searchsorted(np.cumsum(high)[:-1], (level - bad) / np.maximum(good, 1e-9), side="right")
    return np.where(level < bad, 1 + in_low, 1 + len(low) + in_high).astype(np.int64)


def nps_scores(level: Floats, touchpoint: Ints) -> Ints:
    """Scores 0–10 with each touchpoint's shares of detractors, passives and promoters."""
    shares = np.array([stories.NPS.get(name, stories.NPS[""]) for name in (*shop.TOUCHPOINTS, "")])[touchpoint]
    detractors, passives = shares[:, 0], shares[:, 1]
    detracts = np.searchsorted(np.cumsum((0.06, 0.04, 0.06, 0.10, 0.12, 0.27)), level / detractors, side="right")
    between = np.where(level < detractors + 0.4 * passives, 7, 8)
    promotes = np.where(level < detractors + passives + 0.45 * (1 - detractors - passives), 9, 10)
    return np.where(level < detractors, detracts, np.where(level < detractors + passives, between, promotes)).astype(np.int64)


def satisfied_share(asked: Steps, segment: Ints) -> Floats:
    """Share of satisfied answers, with the stories of the mobile checkout and of the retirees."""
    share = shop.by_touchpoint(stories.SATISFIED, 0.5)[asked.touchpoint]
    broken = (asked.touchpoint == CHECKOUT) & (asked.channel == MOBILE) & within(asked.at, "mobile_checkout_csat")
    share = np.where(broken, share - stories.BREAK_CSAT_DROP, share)
    return np.where((asked.touchpoint == DELIVERY) & (segment == RETIREES), share - stories.RETIREES_DROP, share)


def easy_share(asked: Steps) -> Floats:
    """Share of easy answers, with the story of the support change."""
    share = shop.by_touchpoint(stories.EASY, 0.5)[asked.touchpoint]
    return np.where((asked.touchpoint == CHAT) & within(asked.at, "support_ces"), share + stories.SUPPORT_LIFT, share)


def only_where(random: np.random.Generator, scores: Ints, question: str, asked: Bools) -> Ints:
    """Blank where the question was not asked; a few cells empty, N/A, or with a code that is not on the scale."""
    chance = random.random(len(scores))
    codes = np.array(WRONG_CODES[question])[random.integers(0, len(WRONG_CODES[question]), len(scores))]
    scores = np.where(chance < MISSING_SHARE + WRONG_CODE_SHARE, codes, scores)
    scores = np.where(chance < MISSING_SHARE, BLANK, scores)
    scores = np.where(chance < MISSING_SHARE / 2, NOT_ANSWERED, scores)
    return np.where(asked, scores, BLANK).astype(np.int64)


def asked_about(names: dict[str, float] | dict[str, tuple[float, float]], touchpoint: Ints) -> Bools:
    """Which responses are at one of these touchpoints."""
    return np.isin(touchpoint, [shop.number_of(name) for name in names if name])


def feelings(csat: Ints, nps: Ints, relationship: Bools) -> Ints:
    """0 unhappy, 1 neither, 2 happy: of the score that a comment goes with."""
    by_nps = np.where(nps >= 9, 2, np.where(nps >= 7, 1, 0))
    return np.where(relationship, by_nps, np.where(csat >= 4, 2, np.where(csat == 3, 1, 0))).astype(np.int64)


def topics(asked: Steps, segment: Ints) -> Ints:
    """What a comment is about: the touchpoint, the relationship, or one of the two stories that people would write about."""
    relationship, frozen_app, kerbside = len(shop.TOUCHPOINTS), len(shop.TOUCHPOINTS) + 1, len(shop.TOUCHPOINTS) + 2
    topic = np.where(asked.touchpoint == RELATIONSHIP, relationship, asked.touchpoint)
    broken = (asked.touchpoint == CHECKOUT) & (asked.channel == MOBILE) & within(asked.at, "mobile_checkout_csat")
    topic = np.where(broken, frozen_app, topic)
    return np.where((asked.touchpoint == DELIVERY) & (segment == RETIREES), kerbside, topic).astype(np.int64)


def in_time(touchpoints: Asked, waves: Asked) -> Asked:
    """Both kinds together, sorted by time, none after the data's end."""
    steps = joined([touchpoints.steps, waves.steps])
    place = np.flatnonzero(steps.at < shop.second_of(shop.END))
    place = place[np.argsort(steps.at[place], kind="stable")]
    return Asked(steps.at_places(place), np.concatenate([touchpoints.wave, waves.wave])[place])


def draw_responses(random: np.random.Generator, customers: Customers, events: Events) -> Responses:
    """Every response inside the data's period, sorted by time."""
    asked = in_time(asked_at_touchpoints(random, events), asked_in_waves(random, customers))
    steps, relationship = asked.steps, asked.steps.touchpoint == RELATIONSHIP
    mood, segment = customers.mood[steps.customer], customers.segment[steps.customer]
    csat = two_parts(latent(random, mood), satisfied_share(steps, segment), stories.CSAT_LOW, stories.CSAT_HIGH)
    nps = nps_scores(latent(random, mood), steps.touchpoint)
    ces = two_parts(latent(random, mood), easy_share(steps), stories.CES_LOW, stories.CES_HIGH)
    hoped = shop.by_touchpoint(stories.EXPECTED, 0.5)[steps.touchpoint]
    expectation = two_parts(latent(random, mood), hoped, stories.CSAT_LOW, stories.CSAT_HIGH)
    writes = random.random(len(mood)) < np.where(steps.touchpoint == UNBOXING, COMMENT_SHARE + 0.08, COMMENT_SHARE)
    comment = write_comments(
        random, customers.language[steps.customer], topics(steps, segment), feelings(csat, nps, relationship), writes
    )
    return Responses(
        steps.customer, steps.at, steps.touchpoint, steps.channel, asked.wave,
        only_where(random, nps, "nps", relationship | asked_about(stories.NPS, steps.touchpoint)),
        only_where(random, csat, "csat", ~relationship),
        only_where(random, ces, "ces", asked_about(stories.EASY, steps.touchpoint)),
        only_where(random, expectation, "expectation", asked_about(stories.EXPECTED, steps.touchpoint)),
        comment,
    )  # fmt: skip
