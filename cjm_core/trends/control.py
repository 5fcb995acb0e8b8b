"""The usual range of a series, and the points that leave it: XmR limits and Wheeler's three rules (docs/metrics.md#4.1, ADR 6)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOVES_TO_LIMIT = 2.66  # 3 / 1.128: mean moving ranges from the centre to a limit
MOVES_TO_UPPER_MOVE = 3.267
FEWEST, FIRM = 8, 20  # points for a provisional and for a firm range; convention
IN_A_ROW = 8
NEAR, WINDOW = 3, 4  # three of four successive points nearer to a limit than to the centre
ALIKE = 0.3  # correlation of neighbours; convention
BEYOND, CLOSE, ONE_SIDE = "beyond", "close", "one side"


@dataclass(frozen=True)
class UsualRange:
    """Centre and limits of a series, in its own unit. `points` made them; fewer than `FIRM` make them `provisional`.

    `low` and `high` are clipped to the unit's range for drawing; `spread` is centre to limit, unclipped; `move_limit` the largest usual
    move; `echo` the correlation of neighbouring points.
    """

    centre: float
    low: float
    high: float
    spread: float
    move_limit: float
    points: int
    echo: float = 0.0

    @property
    def provisional(self) -> bool:
        """Whether more points would still move it."""
        return self.points < FIRM

    @property
    def alike(self) -> bool:
        """Whether neighbouring points resemble each other so much that moves, and with them the limits, are too small."""
        return self.echo > ALIKE


@dataclass(frozen=True)
class Judgement:
    """What is said of one point: the range it belongs to, the rule it makes up (None: within the range), and on which side it lies."""

    usual: UsualRange | None = None
    rule: str | None = None
    above: bool = False


def usual_range(values: Sequence[float], span: tuple[float, float] = (-math.inf, math.inf)) -> UsualRange | None:
    """The range in which a series with this baseline stays by itself; None for fewer than eight points."""
    if len(values) < FEWEST:
        return None
    centre = math.fsum(values) / len(values)
    moves = [abs(b - a) for a, b in pairwise(values)]
    move = math.fsum(moves) / len(moves)
    spread = MOVES_TO_LIMIT * move
    low, high = (min(max(limit, span[0]), span[1]) for limit in (centre - spread, centre + spread))
    return UsualRange(centre, low, high, spread, MOVES_TO_UPPER_MOVE * move, len(values), _echo([value - centre for value in values]))


def _echo(away: Sequence[float]) -> float:
    squares = math.fsum(size * size for size in away)
    return math.fsum(a * b for a, b in pairwise(away)) / squares if squares else 0.0


def rules(values: Sequence[float], usual: UsualRange) -> list[str | None]:
    """The rule that each point makes up, the strongest first: beyond a limit, three of four close to one, eight on one side."""
    rounding = 1e-9 * max(abs(usual.centre), usual.spread)  # of a mean of equal numbers
    away = [abs(value - usual.centre) for value in values]
    sides = [0 if size <= rounding else 1 if value > usual.centre else -1 for value, size in zip(values, away, strict=True)]
    found: list[str | None] = [None] * len(values)
    for run in _runs(sides):
        if len(run) >= IN_A_ROW:
            _mark(found, run, ONE_SIDE)
    near = [side if size > usual.spread / 2 + rounding else 0 for side, size in zip(sides, away, strict=True)]
    for start in range(len(values) - NEAR + 1):
        for side in (1, -1):
            close = [at for at in range(start, min(start + WINDOW, len(values))) if near[at] == side]
            if len(close) >= NEAR:
                _mark(found, close, CLOSE)
    _mark(found, [at for at, size in enumerate(away) if size > usual.spread + rounding], BEYOND)
    return found


def judged(
    values: Sequence[float | None], restarts: Sequence[int] = (), span: tuple[float, float] = (-math.inf, math.inf)
) -> list[Judgement]:
    """A judgement per point of a series in the order of time; None is a point that cannot be judged (no value, too few, unfinished).

    The first twenty points make the range, which is then frozen; it begins anew at each place in `restarts`.
    """
    done: list[Judgement] = []
    edges = sorted({0, len(values), *(at for at in restarts if 0 < at < len(values))})
    for start, end in pairwise(edges):
        places = [at for at in range(start, end) if values[at] is not None]
        known = [value for at in places if (value := values[at]) is not None]
        usual = usual_range(known[:FIRM], span)
        marks = rules(known, usual) if usual else [None] * len(known)
        rule_at = dict(zip(places, marks, strict=True))
        done += [_judgement(values[at], usual, rule_at.get(at)) for at in range(start, end)]
    return done


def _judgement(value: float | None, usual: UsualRange | None, rule: str | None) -> Judgement:
    return Judgement(usual, rule, usual is not None and value is not None and value > usual.centre)


def _runs(sides: Sequence[int]) -> list[list[int]]:
    """Places of successive points on one side; a point on the centre ends a run."""
    runs: list[list[int]] = []
    for at, side in enumerate(sides):
        if side and at and sides[at - 1] == side:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _mark(found: list[str | None], places: Sequence[int], rule: str) -> None:
    for at in places:
        found[at] = rule
