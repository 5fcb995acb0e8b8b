"""The emotion curve: how customers feel at each touchpoint, for one selection and up to five more (docs/metrics.md#3.3, docs/adr/0016)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cjm_core.authored.expected import EXPECTED, number
from cjm_core.authored.model import ASSUMED, Journey
from cjm_core.compare import Difference, benjamini_hochberg
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.estimate import Moments, estimate
from cjm_core.journey_map import feeling_words as words
from cjm_core.journey_map.feeling_hiding import kept_apart
from cjm_core.journey_map.model import Cell, Change, Curve, Lane, PeakEnd
from cjm_core.metrics._aggregate import Group
from cjm_core.metrics._kept import cells_sql
from cjm_core.metrics._kept import limits as period
from cjm_core.metrics.by_touchpoint import apart, by_touchpoint, inside, rest
from cjm_core.metrics.emotion import emotion, felt_sql
from cjm_core.metrics.experience import nps
from cjm_core.scope import Scope
from cjm_core.settings import in_force

MOST_CURVES = 5  # beside the map's own: more lines cannot be told apart
_FALSE_ALARMS = 0.05  # of all differences that are called real
_NOBODY = Group((), Moments(0), {})


@dataclass(frozen=True)
class Felt:
    """One curve as measured: sums and the questions asked, by the touchpoint's name in the data."""

    label: str
    scope: Scope
    groups: dict[str, Group]
    asked: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Feelings:
    """The map's own curve and the others, and how much each question counted. All that the database is needed for."""

    main: Felt
    others: tuple[Felt, ...]
    weights: tuple[tuple[str, float], ...]


def measured(data: Dataset, scope: Scope, against: tuple[tuple[str, Scope], ...] = ()) -> Feelings:
    """Measure the curve of `scope` and of up to five more (label, scope). Two queries a curve. Raises BadInput for more."""
    if len(against) > MOST_CURVES:
        raise BadInput(f"At most {MOST_CURVES} more curves can be drawn at once; these are {len(against)}.")
    scopes = [scope, *(replace(one, merged=scope.merged) for _, one in against)]
    groups = kept_apart(scopes, [by_touchpoint(emotion, data, one) for one in scopes])
    labels = ["", *(label for label, _ in against)]
    main, *others = (Felt(*one, _asked(data, one[1])) for one in zip(labels, scopes, groups, strict=True))
    return Feelings(main, tuple(others), in_force().weights)


def _asked(data: Dataset, scope: Scope) -> dict[str, frozenset[str]]:
    """The questions that counted at each touchpoint."""
    limits = [f"answered_at {sign} ${name}" for sign, name in ((">=", "since"), ("<", "until")) if getattr(scope, _LIMITS[name])]
    counted = cells_sql(data, scope)  # of the period already
    rows, limits = (f"({counted})", []) if counted else ("scoped_surveys", limits)
    sql = f"""SELECT touchpoint::VARCHAR AS touchpoint, list(DISTINCT lower(question)) AS asked FROM {rows}
              WHERE {" AND ".join((felt_sql(), "touchpoint IS NOT NULL", *limits))} GROUP BY 1"""
    found = data.query(sql, scope, **({"since": scope.start, "until": scope.end} | (period(nps, data, scope) if counted else {})))
    return {name: frozenset(asked) for name, asked in zip(found["touchpoint"], found["asked"], strict=True)}


_LIMITS = {"since": "start", "until": "end"}


def drawn(feelings: Feelings, names: Sequence[str]) -> tuple[Lane, tuple[Curve, ...], PeakEnd | None, str]:
    """The lane `emotion`, the other curves, peak and end, and the sentence about the differences; cells in the order of `names`.

    `names` are touchpoints as the data call them; one that the data do not know is a gap. Pure: no database.
    """
    main = feelings.main
    mean = _mean(main, names)
    cells = tuple(_cell(main, name, mean) for name in names)
    asked = frozenset[str]().union(*(main.asked.get(name, frozenset()) for name in names))
    lane = Lane(emotion.name, emotion.label, words.detail(asked, feelings.weights), emotion.unit, emotion.better, cells, mean)
    changes, said = _differences(main, feelings.others, names)
    curves = tuple(_curve(felt, names, found) for felt, found in zip(feelings.others, changes, strict=True))
    return lane, curves, peak_end(names, cells, mean), said


def weighed(feelings: Feelings, names: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """(question, weight) of those that make the curves at these touchpoints; none where it is one alone, which cannot weigh more or less."""
    asked = {question for felt in (feelings.main, *feelings.others) for name in names for question in felt.asked.get(name, ())}
    found = tuple((question, weight) for question, weight in feelings.weights if question in asked)
    return found if len(found) > 1 else ()


def _curve(felt: Felt, names: Sequence[str], changes: tuple[Change | None, ...]) -> Curve:
    cells = tuple(_cell(felt, name) for name in names)
    return Curve(felt.label, cells, changes, peak_end(names, cells, _mean(felt, names)))


def _mean(felt: Felt, names: Sequence[str]) -> float | None:
    """The plain mean over all answers at these touchpoints."""
    found = [felt.groups[name].moments for name in names if name in felt.groups]
    n = sum(one.n for one in found)
    return sum(one.sum_x for one in found) / n if n else None


def _cell(felt: Felt, name: str, mean: float | None = None) -> Cell:
    """One point; marked where its whole interval lies above or below `mean`."""
    group = felt.groups.get(name, _NOBODY)
    found = estimate(emotion.shape, group.moments, group.low, group.high)
    if found.value is None:
        reason = found.reason if group.moments.hidden or found.status == "suppressed" else "not asked"
        return Cell(None, found.n, None, None, found.status, reason)
    mark = None
    if mean is not None and found.ci_low is not None and found.ci_high is not None and found.n >= in_force().min_n:
        mark = "above" if found.ci_low > mean else "below" if found.ci_high < mean else None
    mixed = len(felt.asked.get(name, ())) > 1
    return Cell(found.value, found.n, found.ci_low, found.ci_high, found.status, found.reason, "measured", mark, mixed=mixed)


def peak_end(names: Sequence[str], cells: Sequence[Cell], mean: float | None) -> PeakEnd | None:
    """Peak (farthest from 0, of two the negative one) and end (the last) of the points that are more than a hint; None without any."""
    sure = [(name, cell.value) for name, cell in zip(names, cells, strict=True) if cell.value is not None and cell.status == "ok"]
    if not sure or mean is None:
        return None
    peak, height = max(sure, key=lambda point: (abs(point[1]), point[1] < 0))
    end, last = sure[-1]
    return PeakEnd(peak, height, end, last, (height + last) / 2, mean)


def _differences(main: Felt, others: Sequence[Felt], names: Sequence[str]) -> tuple[list[tuple[Change | None, ...]], str]:
    """For each curve its differences per touchpoint, and the sentence about all of them."""
    found = {(at, name): one for at, felt in enumerate(others) for name in names if (one := _apart(main, felt, name)) is not None}
    tested = {place: one.p for place, one in found.items() if one.p is not None}
    adjusted = dict(zip(tested, benjamini_hochberg(list(tested.values())), strict=True))
    real = {place for place, p in adjusted.items() if p < _FALSE_ALARMS and found[place].status == "ok"}
    rows = []
    for at, felt in enumerate(others):
        since = words.against(felt.scope, main.scope)
        rows.append(tuple(_change(found.get((at, name)), (at, name) in real, since) for name in names))
    nested = any(inside(felt.scope, main.scope) or inside(main.scope, felt.scope) for felt in others)
    return rows, words.compared(len(tested), len(real), nested)


def _apart(main: Felt, felt: Felt, name: str) -> Difference | None:
    """Curve minus map; where one lies inside the other, their common answers are taken out of the larger one."""
    a, b = (one.groups.get(name, _NOBODY) for one in (main, felt))
    if a.moments.n and b.moments.n and inside(felt.scope, main.scope):
        a = rest(a, b, emotion.shape)
    elif a.moments.n and b.moments.n and inside(main.scope, felt.scope):
        b = rest(b, a, emotion.shape)
    return apart(emotion, a, b)


def _change(found: Difference | None, real: bool, since: str) -> Change | None:
    if found is None or found.value is None:
        return None
    return Change(found.value, found.ci_low, found.ci_high, real, since)


def expected(journey: Journey, keys: Sequence[str] = ()) -> Curve | None:
    """How people should feel at each touchpoint of a journey to be, as written into its lane `expected`; None where nothing is.

    Cells are in the order of `keys`, or of the touchpoints that are not hidden. A text that is no number from −2 to 2 is a gap.
    """
    if journey.kind != "to-be":
        return None
    written = {item.at: item.text for item in journey.items if item.lane == EXPECTED}  # of several at one place the last
    cells = tuple(_assumed(written.get(key)) for key in keys or _shown(journey))
    return Curve("Expected", cells, (None,) * len(cells)) if any(cell.value is not None for cell in cells) else None


def _shown(journey: Journey) -> Iterator[str]:
    return (one.key for stage in journey.stages if not stage.hidden for one in stage.touchpoints if not one.hidden)


def _assumed(text: str | None) -> Cell:
    if text is None:
        return replace(_GAP, reason="nothing expected")
    value = number(text)
    if value is None:
        return replace(_GAP, reason="not a number from −2 to 2")
    return Cell(value, 0, None, None, "ok", None, ASSUMED)


_GAP = Cell(None, 0, None, None, "undefined", None)
