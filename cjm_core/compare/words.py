"""The sentence under a comparison: plain words, sizes, no p-values (`docs/metrics.md#5.4`)."""
from __future__ import annotations

import math

from cjm_core.compare.difference import Difference, more_than_noise
from cjm_core.schema import FEW

SPLIT_ALARM = 0.001  # `docs/metrics.md#5.2`
# Convention: the smallest difference worth acting on, where nobody has said. Other units have none.
MATTERS = {"percent": 0.02, "points": 5.0}
NOT_AS_PLANNED = "The two groups were not split as planned. Do not use this result until the cause is found."
NOT_THE_CAUSE = "other things changed too; we cannot say the change caused it."
DURATIONS = (("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0), ("seconds", 1.0))


def compare_sentence(label: str, unit: str, better: str, d: Difference, n_a: int, n_b: int, srm_p: float | None = None,
                     randomised: bool = False, *, over_time: bool = False, matters: float | None = None,
                     of: str = "answers") -> str:
    """What a comparison of B with A says, for somebody who decides.

    `unit`: percent (values are shares 0..1), points, seconds, or any word or currency. `better`: higher, lower or neither.
    `randomised`: customers were drawn into the groups. `over_time`: A is before, B is after; otherwise they stand side by side.
    `srm_p`: chance of this split had it gone as planned. `matters`: smallest difference worth acting on, in the unit of `d`.
    `of`: what n counts, in the plural.
    """
    if srm_p is not None and srm_p < SPLIT_ALARM:
        return NOT_AS_PLANNED
    if d.value is None:
        return f"{label}: no comparison is possible ({d.reason})."
    if d.status == "small_sample":
        return f"Only {few} {of} – treat as a hint." if (few := min(n_a, n_b)) < FEW else f"{str(d.reason).capitalize()}."
    if d.ci_low is None or d.ci_high is None:
        return f"{_moved(label, unit, d.value, over_time or randomised)}."
    if not more_than_noise(d):
        return _no_clear_difference(unit, d, n_a + n_b, MATTERS.get(unit) if matters is None else matters, of)
    return _clear_difference(label, unit, better, d, randomised, over_time)


def many_comparisons_sentence(compared: int, survive: int) -> str:
    """After a correction: how many were looked at, how many luck alone would show (1 in 20), how many remain."""
    lucky = max(round(compared / 20), 1)
    look = "one looks" if lucky == 1 else f"{lucky} look"
    last = {0: "None survives", 1: "One survives"}.get(survive, f"These {survive} survive")
    return f"We looked at {compared} comparisons; about {look} real by luck alone. {last} the correction."


def _clear_difference(label: str, unit: str, better: str, d: Difference, randomised: bool, over_time: bool) -> str:
    assert d.value is not None and d.ci_low is not None and d.ci_high is not None
    ends = sorted((abs(d.ci_low), abs(d.ci_high)))
    moved = _moved(label, unit, d.value, randomised or over_time)
    size = f"{moved} (likely between {_between(ends[0], ends[1], unit)})"
    good = None if better not in ("higher", "lower") else (d.value > 0) == (better == "higher")
    if randomised:
        lead = {True: "The change worked", False: "The change did harm", None: "The change made a difference"}[good]
        return f"{lead}: {_lower_first(size)}."
    if over_time:
        how = {True: "It improved", False: "It got worse", None: "It moved"}[good]
        return f"{size}. {how} after the change, but {NOT_THE_CAUSE}"
    return f"{size}. The groups were not drawn by chance, so this alone does not say why."


def _no_clear_difference(unit: str, d: Difference, n: int, matters: float | None, of: str) -> str:
    assert d.ci_low is not None and d.ci_high is not None
    widest, half = max(abs(d.ci_low), abs(d.ci_high)), (d.ci_high - d.ci_low) / 2
    if matters is not None and widest <= matters:
        return f"No meaningful difference – any real effect is smaller than {amount(widest, unit, up=True)}."
    span = f"The true change could be anywhere from {_signed(d.ci_low, unit)} to {_signed(d.ci_high, unit)}."
    if matters is None:
        return f"No clear difference. {span}"
    more = n * ((half / matters) ** 2 - 1)  # the width of an interval goes with 1/sqrt(n)
    return f"Too early to tell. {span}" + (f" You need about {_round_up(more):,} more {of}." if more > 0 else "")


def _moved(label: str, unit: str, value: float, changed: bool) -> str:
    if value == 0:
        return f"{label} {'stayed the same' if changed else 'is the same in both groups'}"
    if changed:
        return f"{label} {'rose' if value > 0 else 'fell'} by about {amount(abs(value), unit)}"
    return f"{label} is about {amount(abs(value), unit)} {'higher' if value > 0 else 'lower'} in the second group"


def _scaled(value: float, unit: str) -> tuple[float, str]:
    if unit == "percent":
        return 100 * value, "points"
    if unit == "seconds":
        name, seconds = next(((n, s) for n, s in DURATIONS if abs(value) >= 2 * s), DURATIONS[-1])
        return value / seconds, name
    return value, unit


def amount(value: float, unit: str, up: bool = False) -> str:
    """A difference with its unit: percentages in points, durations in the unit that fits. `up` rounds away from 0."""
    scaled, name = _scaled(value, unit)
    return f"{_number(scaled, up)} {name}".rstrip()


def _between(low: float, high: float, unit: str) -> str:
    """Two ends; the unit is said once, or not at all where the sentence has just said it."""
    (_, name_low), (_, name_high) = _scaled(low, unit), _scaled(high, unit)
    if name_low != name_high:
        return f"{amount(low, unit)} and {amount(high, unit)}"
    return f"{_number(_scaled(low, unit)[0])} and {_number(_scaled(high, unit)[0])}"


def _signed(value: float, unit: str) -> str:
    return f"{'−' if value < 0 else '+'}{amount(abs(value), unit)}"


def _number(value: float, up: bool = False) -> str:
    """As many decimals as the size asks for: 1,234 · 12.3 · 0.52 · 0.004."""
    if value == 0:
        return "0"
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else min(1 - math.floor(math.log10(abs(value))), 6)
    if up:
        value = math.ceil(value * 10**decimals - 1e-9) / 10**decimals
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _round_up(more: float) -> int:
    """Two leading digits, upwards: nobody plans for 1,037 customers."""
    step = 10 ** max(math.floor(math.log10(more)) - 1, 0) if more >= 1 else 1
    return math.ceil(more / step) * step


def _lower_first(text: str) -> str:
    """Lower case after a colon, but NPS stays NPS."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
