"""Numbers of so few people that they could point at one of them: hidden where the setting says so (METRICS §8).

A hidden number is `suppressed`: no value, no interval, no numerator, and its n is shown as "<5", never as nothing or as 0.
"""

from __future__ import annotations

from dataclasses import replace

from cjm_core.scope import Scope
from cjm_core.settings import in_force

SUPPRESSED = "suppressed"
BESIDE = "hidden, so that a smaller number beside it cannot be computed"


def too_few(n: float) -> str | None:
    """Why a number of so many may not be shown, or None: it may, or the setting is off. Nobody at all is no secret."""
    least = in_force().hide_below
    return f"fewer than {least}, so hidden" if 0 < n < least else None


def everybody(scope: Scope) -> Scope | None:
    """The scope without its choice of customers, where nobody may compute those whom it leaves out; None where that does not matter."""
    return replace(scope, where=()) if in_force().hide_below and scope.where else None


def left_over(whole: float, part: float) -> str | None:
    """Why a part may not be shown beside the whole: the rest, which follows by subtraction, is too few."""
    return BESIDE if part > 0 and too_few(whole - part) else None


def hides(reason: str) -> bool:
    """Whether this is a reason of ours."""
    return reason == BESIDE or (reason.startswith("fewer than ") and reason.endswith(", so hidden"))


def shown_n(n: object, status: object, reason: object) -> object:
    """The n of a row as it may leave the program: "<5", or "hidden" where the number itself is larger."""
    if status != SUPPRESSED:
        return n
    return "hidden" if reason == BESIDE else f"<{in_force().hide_below}"


def said(status: object, reason: object) -> str | None:
    """The same for a place that shows the value; None where it may be shown."""
    return str(shown_n("", status, reason)) if status == SUPPRESSED else None
