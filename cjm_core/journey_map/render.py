"""The one drawing of the map in HTML: the same template makes the page's fragment and the standalone file."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from cjm_core import format as fmt
from cjm_core import look, small_cells
from cjm_core.journey_map import render_words
from cjm_core.journey_map.model import JourneyMap
from cjm_core.journey_map.render_rows import Column, columns_of, rows_of
from cjm_core.journey_map.touchpoint import TouchpointDetail
from cjm_core.metrics.reported import Measure, Reported
from cjm_core.settings import in_force, own

_PACKAGE = "cjm_core.journey_map"
_HEAD = 132  # pixels of the column of lane names
_A3 = 1490  # pixels of A3 landscape between its margins
_NARROWEST, _WIDEST, _WIDEST_ON_PAPER = 77, 128, 94  # pixels of a touchpoint's column; on paper all must fit, so they are narrow


def as_fragment(journey_map: JourneyMap, linked: bool = True, editing: bool = False) -> str:
    """The map as HTML for a page that has its own title.

    `linked`: labels open their definitions. `editing`: with handles, fields and buttons for the editor that listens on the page.
    """
    return _body(journey_map, linked, editing, file=False)


def as_html(journey_map: JourneyMap, slides: str = "") -> str:
    """The map as one HTML file that needs no network and prints on A3; a number that is pressed tells all that is known of it.

    `slides` is our own markup (`slides.for_file`): with it the file can be presented.
    """
    body = Markup(_body(journey_map, linked=False, editing=False, file=True))  # a file has no other screens
    return look.templates(_PACKAGE).get_template("file.html.j2").render(
        map=journey_map, body=body, crumb=render_words.crumb(journey_map), slides=Markup(slides), css=look.style(_PACKAGE, "file.css"),
        line=Markup(_css_text(" · ".join(render_words.crumb(journey_map)))),
    )  # fmt: skip


def _body(journey_map: JourneyMap, linked: bool, editing: bool, file: bool) -> str:
    columns = columns_of(journey_map)
    width = _column_width(journey_map)
    paper_width = min(width, _WIDEST_ON_PAPER)
    return look.templates(_PACKAGE).get_template("map.html.j2").render(
        map=journey_map, css=look.style(_PACKAGE, "map.css"), stages=_stages(columns, journey_map), columns=columns,
        rows=rows_of(journey_map, columns, editing, file), foot=render_words.footer(journey_map), width=width, paper_width=paper_width,
        fit=f"{min(1.0, _A3 / (_HEAD + len(columns) * paper_width)):.3f}", kind=journey_map.journey.kind if journey_map.journey else "",
        linked=linked, editing=editing, file=file, said=in_force(), own=own,  # a filter of fixed words is computed once for all
    )  # fmt: skip


def _stages(columns: tuple[Column, ...], journey_map: JourneyMap) -> list[dict[str, Any]]:
    """Each stage with its first column and its width."""
    found = []
    for number, stage in enumerate(journey_map.stages):
        mine = [place for place, column in enumerate(columns) if column.stage == number]
        found.append({"stage": stage, "key": stage.key or stage.name, "place": mine[0], "span": len(mine)})
    return found


def _column_width(journey_map: JourneyMap) -> int:
    """Pixels that let the longest word of a touchpoint's name, or of a stage that has only one, stand unbroken, within reason."""
    widths = [_pixels(word) + 14 for name in journey_map.touchpoints for word in name.split()]
    widths += [_pixels(word) + 44 for stage in journey_map.stages if len(stage.touchpoints) == 1 for word in stage.name.split()]
    return min(max(_NARROWEST, *widths, 0), _WIDEST)


def _pixels(word: str) -> int:
    return sum(10 if letter.isupper() else 8 for letter in word)


def _css_text(text: str) -> str:
    """Any text as a string in a style sheet: every sign that is not a letter or digit of ASCII by its number, so that nothing can end it."""
    return '"' + "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):06x} " for sign in text if ord(sign) >= 32) + '"'


def numbers_fragment(detail: TouchpointDetail) -> str:
    """The numbers of one touchpoint as a table whose labels open their definitions."""
    rows = [
        {
            "name": row["kpi"], "label": row["label"],
            "value": small_cells.said(row["status"], row["reason"]) or fmt.full(row["value"], row["unit"]),
            "ends": fmt.interval(row["ci_low"], row["ci_high"], row["unit"]) or _no_ends(row["n"], row["status"]),
            "n": f"{fmt.count(row['n'])} {'answers' if row['of'] == 'response' else 'customers'}" if row["n"] else row["reason"],
            "few": row["status"] == "small_sample",
        }
        for row in detail.numbers.to_dict("records")
    ]  # fmt: skip
    told = list(map(_told, detail.reported, [{one.name: one for one in detail.reported_measures}] * len(detail.reported)))
    return look.templates(_PACKAGE).get_template("numbers.html.j2").render(rows=rows, told=told, css=look.style(_PACKAGE, "numbers.css"))


def _no_ends(n: int, status: str) -> str:
    """What stands where there is no interval."""
    return "" if not n else "a full count" if status == "ok" else "no interval"


def _told(one: Reported, measures: dict[str, Measure]) -> dict[str, str | None]:
    """A reported number in words."""
    return {
        "label": measures[one.measure].label, "when": one.when, "source": one.source, "reason": one.reason,
        "value": small_cells.said(one.status, one.reason) or fmt.full(one.value, one.unit),
        "ends": fmt.interval(one.ci_low, one.ci_high, one.unit) or "none", "n": "not given" if one.n is None else fmt.count(one.n),
    }  # fmt: skip


