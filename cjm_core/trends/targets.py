"""Where a target stands: met, on course, at risk, or not measurable with these numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cjm_core import format as fmt
from cjm_core.estimate import Estimate
from cjm_core.written import Target

MET, ON_COURSE, AT_RISK, NOT_MEASURABLE = "met", "on_course", "at_risk", "not_measurable"


@dataclass(frozen=True)
class Standing:
    """`code` is one of the four; `label` is it in words; `sentence` says why."""

    code: str
    label: str
    sentence: str


def standing(target: Target, better: str, unit: str, found: Estimate, at: date) -> Standing:
    """Where the target stands, given the estimate measured at the end of the day `at`.

    met: the whole interval is at the target or better. on_course: the interval reaches the straight line from where it set out to the
    target. at_risk: the whole interval is worse than that line. not_measurable: no number, too few, or an interval that holds both
    where it set out and the target (after the day: that still holds the target). A full count has no interval: its value is both ends.
    """
    aim = f"{fmt.full(target.value, unit)} by {fmt.day(target.by)}"
    if found.value is None or found.status != "ok":
        return Standing(NOT_MEASURABLE, "not measurable", f"The target of {aim} cannot be judged: {found.reason or 'there are too few'}.")
    low = found.value if found.ci_low is None else found.ci_low
    high = found.value if found.ci_high is None else found.ci_high
    sign = 1 if upward(target, better) else -1
    worst, best = sorted((low * sign, high * sign))
    start = None if target.start is None else target.start * sign
    code = _code(worst, best, target.value * sign, start, _line(target, sign, at), at >= target.by)
    return _said(code, aim, target, fmt.full(found.value, unit), fmt.interval(found.ci_low, found.ci_high, unit), at)


def upward(target: Target, better: str) -> bool:
    """Whether the target asks for more; where neither direction is better, it is the way from where it set out."""
    if better == "neither":
        return target.start is None or target.value >= target.start
    return better == "higher"


def _line(target: Target, sign: int, at: date) -> float:
    """Where the number should be by now, never beyond the target itself; more is better after multiplying by `sign`."""
    if target.start is None or target.since is None or at >= target.by:
        return target.value * sign
    days = max((target.by - target.since).days, 1)
    done = min(max((at - target.since).days / days, 0.0), 1.0)
    return min((target.start + (target.value - target.start) * done) * sign, target.value * sign)


def _code(worst: float, best: float, aim: float, start: float | None, line: float, over: bool) -> str:
    if worst >= aim:
        return MET
    if best < line:
        return AT_RISK
    holds_both = start is not None and start != aim and worst <= min(start, aim) and best >= max(start, aim)
    return NOT_MEASURABLE if over or holds_both else ON_COURSE


def _said(code: str, aim: str, target: Target, value: str, ends: str, at: date) -> Standing:
    now = f"{value} (likely {ends})" if ends else value
    if code == MET:
        return Standing(code, "met", f"The target of {aim} is met: {now}.")
    if code == ON_COURSE:
        return Standing(code, "on course", f"On course for the target of {aim}: {now}.")
    if code == AT_RISK:
        if at >= target.by:
            return Standing(code, "missed", f"The target of {aim} was not reached: {now}.")
        return Standing(code, "at risk", f"The target of {aim} is at risk: {now} is behind where it should be by now.")
    return Standing(code, "not measurable", f"Whether the target of {aim} is reached cannot be told from these numbers: {now}.")
