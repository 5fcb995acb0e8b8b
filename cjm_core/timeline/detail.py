"""One point as people read it: its value, where it comes from, and what it is compared with."""

from __future__ import annotations

from typing import Any

from cjm_core import format as fmt
from cjm_core import look
from cjm_core.metrics.words import left_out
from cjm_core.timeline.drawing import look_of, n_words, period_name, state_words, value_words
from cjm_core.timeline.model import Point, Series, Timeline
from cjm_core.timeline.words import why

_PACKAGE = "cjm_core.timeline"


def point_fragment(line: Timeline, series: Series, point: Point) -> str:
    """The point as HTML for a page that has its own title."""
    marked = look_of(line, point).split()
    return look.templates(_PACKAGE).get_template("point.html.j2").render(
        value=fmt.value(point.value, line.unit), suffix=fmt.suffix(point.value, line.unit) if point.value is not None else "",
        mark={"up": "▲ unusually high", "down": "▼ unusually low"}.get(marked[0]), side=marked[-1], rows=_rows(line, series, point),
        css=look.style(_PACKAGE, "point.css"),
    )  # fmt: skip


def _rows(line: Timeline, series: Series, point: Point) -> list[tuple[str, Any]]:
    at = series.points.index(point)
    then = series.behind[at] if series.behind else None
    n = n_words(point, line.counted)
    if line.unit == "share" and point.numerator is not None:
        n = f"{fmt.count(point.numerator)} of {n}"
    rows = [
        (line.split.capitalize() if line.split else "", series.label),
        ("95 % interval", fmt.interval(point.ci_low, point.ci_high, line.unit)),
        ("Based on", n),
        ("Left out", left_out(point.excluded) or ""),
        ("Usual range", fmt.interval(point.lowest, point.highest, line.unit)),
        ("Marked", why(point.judgement.rule).removeprefix("Marked: ") if point.judged else ""),
        ("To know", state_words(point)),
        (f"In {period_name(then, line.every)}" if then else "", value_words(then, line.unit) if then else ""),
    ]
    return [(name, said) for name, said in rows if name and said]
