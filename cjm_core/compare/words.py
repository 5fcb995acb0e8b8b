"""The sentence under a comparison: plain words, sizes, no p-values (`docs/metrics.md#5.4`)."""
from __future__ import annotations

import math

from cjm_core import format as fmt
from cjm_core.compare.difference import SPLIT_ALARM, Difference, more_than_noise
from cjm_core.settings import in_force

# Convention: the smallest difference worth acting on, where nobody has said. Other units have none.
MATTERS = {"share": 0.02, "points": 5.0}
NOT_AS_PLANNED = "The two groups were not split as planned. Do not use this result until the cause is found."
NOT_THE_CAUSE = "but other things changed too; we cannot say what caused it."


def compare_sentence(label: str, unit: str, better: str, d: Difference, n_a: int, n_b: int, srm_p: float | None = None,
                     randomised: bool = False, *, over_time: bool = False, matters: float | None = None,
                     of: str = "answers", groups: tuple[str, str] = ("the first group", "the second group")) -> str:
    """What a comparison of B with A says, for somebody who decides.

    `unit`: that of the KPI (shares are 0..1). `better`: higher, lower or neither. `randomised`: customers were drawn into the groups.
    `over_time`: A is an earlier period, B a later one; otherwise the `groups` stand side by side. `srm_p`: chance of this split had
    it gone as planned. `matters`: smallest difference worth acting on, in the unit of `d`. `of`: what n counts, in the plural.
    """
    if srm_p is not None and srm_p < SPLIT_ALARM:
        return NOT_AS_PLANNED
    if d.value is None:
        return f"{label}: no comparison is possible ({d.reason})."
    if d.status == "small_sample":
        few = min(n_a, n_b)
        return f"Only {fmt.plural(few, of.removesuffix('s'))} – treat as a hint." if few < in_force().min_n else f"{str(d.reason).capitalize()}."
    apart = None if over_time or randomised else groups
    if d.ci_low is None or d.ci_high is None:
        return f"{_moved(label, unit, d.value, apart)}."
    if more_than_noise(d):
        return _clear_difference(label, unit, better, d, randomised, apart)
    return _no_clear_difference(unit, d, n_a + n_b, MATTERS.get(unit) if matters is None else matters, "" if over_time else of, apart is None)


def more_needed(d: Difference, n: int, unit: str, matters: float | None = None) -> int | None:
    """How many more units it takes, with two leading digits, until the interval of `d` (from `n` units) is narrow enough to show
    the smallest difference worth acting on. None where that is not known or already so.
    """
    least = MATTERS.get(unit) if matters is None else matters
    if least is None or d.ci_low is None or d.ci_high is None or more_than_noise(d):
        return None
    more = n * ((d.ci_high - d.ci_low) ** 2 / (2 * least) ** 2 - 1)  # the width of an interval goes with 1/sqrt(n)
    return _round_up(more) if more > 0 else None


def many_comparisons_sentence(compared: int, survive: int) -> str:
    """After a correction: how many were looked at, how many luck alone would show (1 in 20), how many remain."""
    lucky = round(compared / 20)
    luck = "one in 20 looks" if lucky == 0 else "about one looks" if lucky == 1 else f"about {fmt.count(lucky)} look"
    last = {0: "None survives", 1: "One survives"}.get(survive, f"These {fmt.count(survive)} survive")
    return f"We looked at {fmt.plural(compared, 'comparison')}; {luck} real by luck alone. {last} the correction."


def _clear_difference(label: str, unit: str, better: str, d: Difference, randomised: bool, apart: tuple[str, str] | None) -> str:
    assert d.value is not None and d.ci_low is not None and d.ci_high is not None
    low, high = sorted((abs(d.ci_low), abs(d.ci_high)))
    size = f"{_moved(label, unit, d.value, apart)} (likely between {fmt.between(low, high, unit)})"
    good = None if better not in ("higher", "lower") else (d.value > 0) == (better == "higher")
    if randomised:
        lead = {True: "The change worked", False: "The change did harm", None: "The change made a difference"}[good]
        return f"{lead}: {_lower_first(size)}."
    if apart is None:
        how = {True: "It improved", False: "It got worse", None: "It moved"}[good]
        return f"{size}. {how}, {NOT_THE_CAUSE}"
    return f"{size}. The groups were not drawn by chance, so this alone does not say why."


def _no_clear_difference(unit: str, d: Difference, n: int, matters: float | None, of: str, changed: bool) -> str:
    assert d.ci_low is not None and d.ci_high is not None
    widest = max(abs(d.ci_low), abs(d.ci_high))
    if matters is not None and widest <= matters:
        return f"No meaningful difference – any real effect is smaller than {fmt.size(widest, unit, up=True)}."
    what = "change" if changed else "difference"
    span = f"The true {what} could be anywhere from {fmt.signed(d.ci_low, unit)} to {fmt.signed(d.ci_high, unit)}."
    if matters is None:
        return f"No clear difference. {span}"
    more = more_needed(d, n, unit, matters) if of else None  # nobody can ask more people about a time that is over
    return f"Too early to tell. {span}" + (f" You need about {fmt.count(more)} more {of}." if more else "")


def _moved(label: str, unit: str, value: float, apart: tuple[str, str] | None) -> str:
    """'NPS rose by about 8 points', or where groups stand side by side 'NPS is about 8 points higher in B than in A'."""
    if value == 0:
        return f"{label} {'stayed the same' if apart is None else 'is the same in both groups'}"
    if apart is None:
        return f"{label} {'rose' if value > 0 else 'fell'} by about {fmt.size(value, unit)}"
    return f"{label} is about {fmt.size(value, unit)} {'higher' if value > 0 else 'lower'} in {apart[1]} than in {apart[0]}"


def _round_up(more: float) -> int:
    """Two leading digits, upwards: nobody plans for 1,037 customers."""
    step = 10 ** max(math.floor(math.log10(more)) - 1, 0) if more >= 1 else 1
    return math.ceil(more / step) * step


def _lower_first(text: str) -> str:
    """Lower case after a colon, but NPS stays NPS."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
