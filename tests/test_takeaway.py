"""What is taken away: a picture for a slide, a workbook and a text table, each with its n, its interval and its facts, and inert."""

from __future__ import annotations

import io
import re
import struct
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair as alt
import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import settings as trials
from hypothesis import strategies as st
from PIL import Image

from cjm_core import format as fmt
from cjm_core import settings
from cjm_core.dataset import Dataset
from cjm_core.journey_map import measure_map
from cjm_core.journey_map.touchpoint import touchpoint_detail
from cjm_core.metrics import kpi_named
from cjm_core.scope import Scope
from cjm_core.scoreboard import measure_scoreboard
from cjm_core.settings import Settings
from cjm_core.takeaway import (
    CardPicture,
    Sheet,
    TakeAway,
    as_csv,
    as_png,
    as_svg,
    as_xlsx,
    facts,
    of_board,
    of_card,
    of_map,
    of_touchpoint,
)
from cjm_core.takeaway.lettering import lines, shorten, width
from cjm_core.takeaway.map_picture import map_svg
from cjm_core.takeaway.map_workbook import map_xlsx
from tests.taking import HOSTILE, SVG, taken, values, with_kpi, words


def trend_chart(width_: Any = "container") -> dict[str, Any]:
    frame = pd.DataFrame({"period": pd.date_range("2026-01-05", periods=8, freq="7D"), "value": [0.1, 0.12, 0.11, 0.13, 0.1, 0.09, 0.12, 0.11]})
    chart = alt.Chart(frame, width=width_, height=300).mark_line().encode(x="period:T", y=alt.Y("value:Q", axis=alt.Axis(format=".1%")))
    return chart.configure(font="system-ui").configure_axis(labelFontSize=6).to_dict()


CARD = CardPicture("NPS", "+31", "", "+27 to +35", "2,114 answers", "▲ +6.0 points", "good", "Experience", course=(1.0, None, 3.0, 2.0, 5.0))
KINDS = {
    "chart": taken({"value": 0.5}, chart=trend_chart()),
    "concat": taken({"value": 0.5}, chart={"vconcat": [trend_chart(), trend_chart(600)], "config": {}}),
    "cards": taken({"value": 0.5}, cards=tuple(replace(CARD, label=f"Number {at}", group=f"Group {at // 5}") for at in range(30))),
    "card": taken({"value": 0.5}, cards=(CARD,)),
    "table": taken(*({"value": at / 40, "channel": f"C{at}"} for at in range(40)), by=("channel",), unit="share"),
    "nothing": taken(sheets=()),
}


@pytest.fixture(scope="module", params=KINDS)
def picture(request: pytest.FixtureRequest) -> tuple[TakeAway, str, bytes]:
    made = KINDS[request.param]
    return made, as_svg(made), as_png(made)


def test_a_picture_fills_a_slide_and_stays_inside_its_margins(picture: tuple[TakeAway, str, bytes]) -> None:
    made, _, png = picture
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (2000, 1125)
    image = Image.open(io.BytesIO(png)).convert("L")
    frame = [image.crop(box).getextrema() for box in ((0, 0, 2000, 50), (0, 0, 70, 1125), (1930, 0, 2000, 1125), (0, 1105, 2000, 1125))]
    assert frame == [(255, 255)] * 4  # white all around
    assert image.getextrema()[0] < 60, made.title


def test_a_picture_can_be_read_from_the_last_row(picture: tuple[TakeAway, str, bytes]) -> None:
    root = ElementTree.fromstring(picture[1])
    inner = root.find(f"{SVG}svg")
    scale = float(inner.get("width")) / float(inner.get("viewBox").split()[2]) if inner is not None else 1.0
    inside = set(inner.iter(f"{SVG}text")) if inner is not None else set()
    sizes = {float(text.get("font-size").removesuffix("px")) * (scale if text in inside else 1) for text in root.iter(f"{SVG}text") if text.text}
    assert min(sizes) >= 20
    assert {text.get("font-family") for text in inside} <= {"Liberation Sans"}  # the one font that is there on every machine


def test_a_picture_says_title_sentence_and_facts(picture: tuple[TakeAway, str, bytes]) -> None:
    svg = picture[1]
    assert all(part in words(svg) for part in ("Which?", "This", "one.", "Shop · 95 % intervals"))
    assert "**" not in words(svg)
    assert "Demo data" not in svg


def test_what_does_not_fit_is_counted() -> None:
    assert "and 6 more in the spreadsheet" in words(as_svg(KINDS["cards"]))
    said = words(as_svg(KINDS["table"]))
    shown = len(re.findall(r"\bC\d+", said))
    assert f"and {40 - shown} more rows in the spreadsheet" in said
    assert 15 <= shown <= 18


def test_a_table_in_a_picture_says_value_interval_n_and_why_there_is_none() -> None:
    rows = ({"value": 0.443, "ci_low": 0.40, "ci_high": 0.49, "n": 1234, "channel": "Web"},
            {"value": None, "n": 0, "status": "undefined", "reason": "no orders", "channel": "App"},
            {"value": 0.5, "ci_low": 0.1, "ci_high": 0.9, "n": 4, "status": "small_sample", "channel": "Fax"})  # fmt: skip
    said = words(as_svg(taken(*rows, by=("channel",), unit="share")))
    assert all(part in said for part in ("Channel", "44.3 %", "40.0–49.0", "1,234", "no data", "no orders", "a hint only"))


def test_several_kpis_at_touchpoints_become_a_grid_in_the_words_of_the_room() -> None:
    frame = pd.concat(
        [taken(*({"value": 0.5, "touchpoint": name} for name in ("Ad", "Cart")), by=("touchpoint",)).sheets[0].frame.assign(label=label, unit="share")
         for label in ("Satisfied", "Easy")])  # fmt: skip
    with settings.using(Settings(touchpoint="moment")):
        said = words(as_svg(TakeAway("T", "S", (), (Sheet("Map", frame),))))
    assert said.split()[2:13] == ["Moment", "Satisfied", "Easy", "Ad", "50.0", "%", "n", "40", "50.0", "%", "n"]


def test_a_long_or_hostile_name_is_cut_and_stays_inside() -> None:
    names = [name for name in HOSTILE if name and name.isprintable()]
    made = taken(*({"value": 0.5, "channel": name} for name in names), by=("channel",), title="W" * 300, sentence="W" * 400, facts=("W" * 300,))
    image = Image.open(io.BytesIO(as_png(made))).convert("L")
    assert image.crop((1930, 0, 2000, 1125)).getextrema() == (255, 255)
    svg = as_svg(made)
    assert "<script" not in svg
    assert "…" in words(svg)


_any = st.text(st.characters(codec=None), max_size=60)


@trials(max_examples=150, deadline=None)
@given(_any, _any, st.lists(st.text(), min_size=1, max_size=4), _any)
def test_any_text_leaves_a_picture_that_is_xml_and_shows_text_only(title: str, sentence: str, names: list[str], fact: str) -> None:
    made = taken(*({"value": 0.5, "channel": name} for name in names), by=("channel",), title=title, sentence=sentence, facts=(fact,))
    for one in (made, replace(made, cards=(replace(CARD, label=title, n=sentence), CARD)), replace(made, cards=(replace(CARD, value=title),))):
        tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(as_svg(one)).iter()}
        assert tags <= {"svg", "rect", "text", "tspan", "path"}


@trials(max_examples=10, deadline=None)
@given(_any)
@example("0" * 34 + "\U00010000" + "00")
def test_any_text_can_stand_in_a_chart(name: str) -> None:
    spec = {"data": {"values": [{"a": name, "b": 1}]}, "mark": "bar", "title": name, "encoding": {"x": {"field": "a"}, "y": {"field": "b"}}}
    assert as_png(taken({"value": 0.5}, chart=spec))


def test_a_chart_fetches_nothing() -> None:
    spec = {"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": {"type": "image", "url": "file:///x.png"}, "encoding": {"href": {"value": "http://x"}}}
    assert not re.search("127|file:|http://x", as_svg(taken({"value": 0.5}, chart=spec)))


@given(st.text(max_size=80), st.integers(20, 400))
def test_shortened_text_fits(text: str, room: int) -> None:
    said = shorten(text, room, 20)
    assert width(said, 20) <= room or said == "…"


@given(st.lists(st.sampled_from(["one", "**two**", "three,", "four**,**", "W" * 90]), max_size=60), st.integers(1, 3))
def test_a_sentence_breaks_between_words_and_says_when_it_goes_on(said: list[str], most: int) -> None:
    broken = lines(" ".join(said), 600, 30, most)
    assert len(broken) <= most
    assert all(sum(width(text, 30, bold) for text, bold in line) <= 640 for line in broken)
    text = " ".join("".join(piece for piece, _ in line) for line in broken)
    whole = " ".join(said).replace("**", "")
    assert text == whole or "…" in text


def test_widths_of_letters_are_those_of_the_font() -> None:
    """Liberation Sans (as Arial): digits 556, `W` 944, `i` 222, `…` 1000 of 1000 units; bold text is never wider than assumed by 4 %."""
    assert width("0123456789", 100) == pytest.approx(556, rel=0.02)
    assert width("Which numbers need attention?", 54, bold=True) == pytest.approx(822, rel=0.04)  # measured in a picture


# ---- screens and settings --------------------------------------------------------------------------------------------------
def test_facts_name_dates_people_files_and_the_demo(shop) -> None:
    data = Dataset.open(shop)
    said = facts(data, Scope(datetime(2026, 1, 1), datetime(2026, 7, 1), (("channel", "Web"),)), "412 answers")
    made = f"made {fmt.day(datetime.now(UTC).replace(tzinfo=None))}"
    files = "from events.csv, survey.xlsx"
    assert said == ("Demo shop", "1 Jan – 30 Jun 2026", "Web", "Demo data, made up", "95 % intervals", files, made, "412 answers")
    svg = as_svg(TakeAway("T", "S", said, ()))
    assert words(svg).count("Demo data, made up") == 1


def test_the_overview_is_taken_away_whole_or_card_by_card(shop) -> None:
    data = Dataset.open(shop)
    board = measure_scoreboard(data, Scope())
    whole = of_board(board, data, Scope())
    found = {row[0]: row for row in values(as_xlsx(whole))[1:]}
    assert set(found) == {card.name for card in board.cards} | {kpi for kpi in found if found[kpi][7] == "undefined"}
    for card in board.cards:
        assert found[card.name][3:5] == [card.n, pytest.approx(card.value, rel=1e-14)]
    said = words(as_svg(whole))
    assert all(fmt.value(card.value, card.unit) in said for card in board.cards[:20])
    card = next(card for card in board.cards if card.name == "csat")
    alone = of_card(board, card, data, Scope())
    assert (alone.title, len(values(as_xlsx(alone)))) == ("Satisfied (CSAT)", 2)
    assert fmt.value(card.value, "share") in words(as_svg(alone))


def test_the_map_is_taken_away_with_the_numbers_that_are_drawn(shop) -> None:
    data = Dataset.open(shop)
    drawn = measure_map(data, Scope())
    head, *rows = values(as_xlsx(of_map(drawn, data, Scope())))
    found = {(row[0], row[3]): row[head.index("value")] for row in rows}
    for lane in drawn.lanes:
        for name, cell in zip(drawn.touchpoints, lane.cells, strict=True):
            assert found.get((lane.name, name)) == (None if cell.value is None else pytest.approx(cell.value, rel=1e-14))


def test_a_touchpoint_is_taken_away_with_its_answers_and_comments(shop) -> None:
    data = Dataset.open(shop)
    detail = touchpoint_detail(data, Scope(), "Checkout")
    made = of_touchpoint(detail, data, Scope())
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(made)))
    assert book.sheetnames == ["About", "Numbers", "Answers", "Comments"]
    assert [page.max_row - 1 for page in book.worksheets[1:]] == [len(detail.numbers), len(detail.answers), len(detail.comments)]
    assert book["Comments"]["A2"].value == detail.comments["answered_at"].iloc[0].to_pydatetime().replace(microsecond=0)
    said = words(as_svg(made))
    assert "Satisfied (CSAT)" in said
    assert f"{fmt.count(len(detail.comments))} comments" in said
    comments = words(as_svg(replace(made, sheets=made.sheets[2:])))  # a frame that is no result is shown as it is
    assert "Answered at" in comments and str(detail.comments["text"].iloc[0])[:20] in comments


CHANGES = {"currency": "CHF", "numbers": "1.234,5", "week_start": "Sunday", "fiscal_start": 5, "time_zone": "Pacific/Auckland",
           "min_n": 12, "hide_below": 5, "stage": "phase", "stages": "phases", "touchpoint": "moment", "touchpoints": "moments",
           "lane": "row", "lanes": "rows"}  # fmt: skip


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Eighteen customers with one order each, every three days, shortly before midnight UTC."""
    from tests import building

    rows = [
        {"customer_id": f"c{at}", "event_time": datetime(2026, 2, 1, 20) + timedelta(days=3 * at), "touchpoint": name, "value": worth}
        for at in range(18) for name, worth in (("Cart", None), ("Order", 1000.5 + at))
    ]  # fmt: skip
    return building.dataset(tmp_path_factory.mktemp("orders"), rows)


def _drawn(data: Dataset, every: str) -> dict[str, Any]:
    """Picture, workbook and text table of the average order by touchpoint and period, under the settings in force."""
    kpi = kpi_named("average_order_value")
    frame = kpi(data, Scope(), (every, "touchpoint")).rename(columns={every: "period"})
    made = TakeAway(kpi.label, kpi.meaning, facts(data, Scope()), (Sheet("Trend", with_kpi(kpi, frame)),), unit=kpi.unit)
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(made)))
    inside = [[(cell.value, cell.number_format) for cell in row] for row in book.worksheets[1].iter_rows()]
    return {"picture": words(as_svg(made)), "about": values(as_xlsx(made), 0), "cells": inside, "csv": as_csv(made)}


@pytest.mark.parametrize("name", CHANGES)
def test_each_setting_is_seen_in_picture_workbook_and_text_table(orders: Dataset, name: str) -> None:
    every = "quarter" if name in ("fiscal_start", "min_n") else "week"  # 18 orders in a quarter
    usual = _drawn(orders, every)
    with settings.using(Settings(**{name: CHANGES[name]})):
        changed = _drawn(orders, every)
    assert changed["picture"] != usual["picture"]
    assert changed["about"] != usual["about"]
    assert changed["csv"] != usual["csv"]
    if name not in settings.WORDS and name != "numbers":  # words stand in the header of no column, because scripts read those
        assert changed["cells"] != usual["cells"]


WEIGHTS = tuple(f"weight_{question}" for question in settings.FELT)  # of the emotion curve, which only the map has


@pytest.mark.parametrize("name", WEIGHTS)
def test_each_weight_is_seen_in_picture_and_workbook_of_the_map(tmp_path: Path, name: str) -> None:
    from tests import building

    rows = [{"response_id": at, "touchpoint": "A", "csat": 1 + at % 5, "ces": 7, "nps": at % 11, "sentiment": 1 + at % 3} for at in range(40)]
    data = building.dataset(tmp_path, answers=rows, questions=("sentiment",), scales={"sentiment": (1, 5)})

    def drawn() -> tuple[str, list[list[Any]]]:
        made = measure_map(data)
        book = openpyxl.load_workbook(io.BytesIO(map_xlsx(made)))
        return words(map_svg(made)), [[cell.value for cell in line] for sheet in book.worksheets for line in sheet.iter_rows()]

    usual = drawn()
    with settings.using(Settings(**{name: 3.0})):
        changed = drawn()
    assert changed[0] != usual[0] and changed[1] != usual[1]


def test_every_setting_is_walked() -> None:
    assert {*CHANGES, *WEIGHTS} == set(Settings().as_record())
