"""The experiment's sentences beyond the first, which `compared` says. Each says only what was measured."""

from __future__ import annotations

from collections.abc import Sequence

from cjm_core import format as fmt
from cjm_core.compare import Difference, many_comparisons_sentence, more_than_noise
from cjm_core.dataset import Dataset
from cjm_core.experiments.model import IN_POINTS, Check, Design, Experiment, Row
from cjm_core.metrics.words import left_out

QUESTION = "Did it work?"
_MONEY = "revenue_per_customer"
_BOUGHT = ("conversion", "repeat_rate", _MONEY)  # main numbers after which revenue is the next question
# What a share of customers, carts or sessions is counted in: one, several. Not for KPIs that look ahead, whose n leaves out the youngest.
_COUNTED_IN = {
    "conversion": ("customer with an order", "customers with an order"),
    "repeat_rate": ("customer who buys again", "customers who buy again"),
    "cart_abandonment": ("abandoned cart", "abandoned carts"),
    "bounce_rate_single_event": ("session with a single event", "sessions with a single event"),
}  # fmt: skip
_GOAL = ("customer who reaches the goal", "customers who reach the goal")


# docs/metrics.md#5.1
_METHODS = {
    "share": "The difference of two shares has Newcombe's interval (1998); its test is the two-proportion z, or Fisher's where few are expected.",
    "net": "Difference and interval by adjusted Wald (Rocks 2016; Sauro & Lewis).",
    "mean": "Difference, interval and test by Welch's t.",
    "ratio": "Ratio of sums by the delta method over customers, with Welch's degrees of freedom.",
    "median": "The two medians' order-statistic intervals are combined as Newcombe combines shares.",
}  # fmt: skip
_CORRECTION = "All intervals are 95 %. Arrows and colours heed Holm's correction (1979) over all rows: at most one false mark in 20 such pages."
_SPLIT = "Split as planned: chi-square test of the counts against the planned shares; the alarm is at a chance below 1 in 1,000."


def answer(said: str, rows: Sequence[Row]) -> str:
    """What `compared` says of the main number, and whether all numbers shown together take something of it back."""
    main = rows[0]
    if not more_than_noise(main.difference) or main.survives:
        return said
    return f"{said} But among {fmt.count(len(rows))} numbers, one difference like this can come by luck."


def scale(data: Dataset, design: Design, rows: Sequence[Row], months: float | None) -> str:
    """What the main difference amounts to in a month, in customers and in money; empty where it may be noise."""
    main = rows[0]
    if not months or not more_than_noise(main.difference):
        return ""
    said, turned = [], _turned(design, main)
    if main.name in _COUNTED_IN:
        reached_goal = main.name == "conversion" and data.count_of("goals") != data.count_of("orders")
        said.append(_units(design, main, turned, months, _GOAL if reached_goal else _COUNTED_IN[main.name]))
    money = next((row for row in rows if row.name == _MONEY), None)
    if money is not None and main.name in _BOUGHT:
        said.append(_amount(design, money, turned, months))
    return " ".join(sentence for sentence in said if sentence)


def _base(design: Design, row: Row, turned: bool, months: float) -> tuple[str, float]:
    """Who would be different, and how many of them there are in a month: both groups had everybody been in B; of two periods the
    later one; of groups that were not drawn the one that is worse in the main number (B where `turned`), had it done as the other."""
    if design.drawn:
        return f"With {design.groups[1]} for everyone in both groups, that is", (row.a.n + row.b.n) / months
    if design.periods:
        return "That is", row.b.n / months
    worse, better = (row.b, row.a) if turned else (row.a, row.b)
    return f"If {worse.group} did as {better.group}, that would be", worse.n / months


def _ends(d: Difference, base: float, turned: bool) -> tuple[float, float, float]:
    """Value and ends of the difference for so many units; the nearer end first. `turned`: seen from B."""
    assert d.value is not None and d.ci_low is not None and d.ci_high is not None
    sign = -base if turned else base
    low, high = sorted((d.ci_low * sign, d.ci_high * sign), key=abs)
    return d.value * sign, low, high


def _turned(design: Design, main: Row) -> bool:
    """Whether it is B that would do as A, being the worse one in the main number."""
    return not design.drawn and not design.periods and ((main.difference.value or 0) > 0) != (main.better != "lower")


def _units(design: Design, row: Row, turned: bool, months: float, names: tuple[str, str]) -> str:
    """'With B for everyone in both groups, that is about 32 more customers with an order a month (17–47).'"""
    opening, base = _base(design, row, turned, months)
    value, low, high = _ends(row.difference, base, turned)
    if abs(value) < 1:
        return f"{opening} less than one {names[0]} a month."
    name = names[0] if round(abs(value)) == 1 else names[1]
    more = "more" if value > 0 else "fewer"
    return f"{opening} about {fmt.count(abs(value))} {more} {name} a month ({fmt.count(abs(low))}–{fmt.count(abs(high))})."


def _amount(design: Design, row: Row, turned: bool, months: float) -> str:
    """The same in money, from the difference in revenue per customer; where that may be noise, both ends are said."""
    if row.difference.ci_low is None:
        return ""
    opening, base = _base(design, row, turned, months)
    value, low, high = _ends(row.difference, base, turned)
    if more_than_noise(row.difference):
        what = "more" if value > 0 else "less"
        said = f"about {_money(value)} {what} a month ({_money(low)} to {_money(high)})"
        return f"{opening} {said}." if design.kpis[0] == _MONEY else f"In revenue: {said}."
    low, high = sorted((low, high))
    return f"In revenue it is too early to tell: from {_money(low)} less to {_money(high)} more a month."


def _money(amount: float) -> str:
    return fmt.value(abs(amount), "money", 0)


def others(design: Design, rows: Sequence[Row]) -> str:
    """Which of the other numbers are better or worse."""
    apart = "" if design.drawn or design.periods else f" in {design.groups[1]}"
    rest = [row for row in rows[1:] if not (row.name == _MONEY and rows[0].name in _BOUGHT and rows[0].mark)]  # said in money already
    better, worse = ([row.label for row in rest if row.mark == mark] for mark in ("good", "bad"))
    said = [f"{'Also' if rows[0].mark == mark else 'Clearly'} {name}{apart}: {', '.join(found)}."
            for mark, name, found in (("good", "better", better), ("bad", "worse", worse)) if found]  # fmt: skip
    if rest and not worse:
        said.append(f"{'Nothing else' if better or rows[0].mark else 'Nothing'} shown is worse{apart} by more than luck explains.")
    return " ".join(said)


def methods(rows: Sequence[Row]) -> list[str]:
    """For whoever asks: what each number means, by which method it is compared, and what was left out."""
    found = []
    for row in rows:
        left = {code: row.a.excluded.get(code, 0) + row.b.excluded.get(code, 0) for code in {**row.a.excluded, **row.b.excluded}}
        out = f" Left out: {left_out(left)}." if left else ""
        found.append(f"{row.label}: {row.meaning} {_METHODS[row.shape]}{out}")
    return [*found, _CORRECTION, _SPLIT]


def reading(found: Experiment) -> tuple[str, ...]:
    """How to read the forest plot, in a few words for a picture of it."""
    own = [row.label for row in found.rows if row.unit not in IN_POINTS]
    apart = (f"{', '.join(own)} on {'its' if len(own) == 1 else 'their'} own scale",) if own else ()
    return (f"{found.design.groups[1]} minus {found.design.groups[0]}", "▲▼ survive Holm’s correction", *apart)


def notes(rows: Sequence[Row]) -> list[Check]:
    """How many numbers were looked at, and what would be needed to know more; of the main one the answer says so."""
    found = []
    tested = [row for row in rows if row.adjusted_p is not None]
    if len(tested) > 1:
        found.append(Check("note", many_comparisons_sentence(len(tested), sum(row.survives for row in tested))))
    open_ones = [f"{row.label} (about {fmt.count(row.more_needed)} more {row.counted} needed)" for row in rows[1:] if row.more_needed]
    if open_ones:
        found.append(Check("note", f"Too early to tell: {', '.join(open_ones)}."))
    return found
