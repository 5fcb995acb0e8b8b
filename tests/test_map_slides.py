"""The map as slides: native shapes that say what the data say, nothing too small, nothing over the edge, nothing that runs."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Pt

from cjm_core.journey_map.model import JourneyMap, TextLane
from cjm_core.takeaway import map_slides_words as words
from cjm_core.takeaway.map_slides import map_pptx
from cjm_core.takeaway.map_slides_paint import Run, rows_of
from tests.map_sizes import bare, hidden, hostile, large, nothing
from tests.map_texts import missing
from tests.maps import NASTY, rich

EVERY = [rich, large, bare, nothing, hidden, hostile]


def _deck(drawn: JourneyMap) -> Any:
    return Presentation(io.BytesIO(map_pptx(drawn)))


def _plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def _texts(slide: Any) -> str:
    """Everything that is written on a slide."""
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    found += [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return _plain(" | ".join(found))


def _runs(slide: Any) -> list[Any]:
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    frames += [cell.text_frame for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]


@pytest.mark.parametrize("make", [rich, large])
def test_every_number_stands_on_a_slide_and_in_its_notes_with_n_and_interval(make: Any) -> None:
    drawn = make()
    slides = list(_deck(drawn).slides)
    said, noted = " ".join(map(_texts, slides)), _plain(" ".join(one.notes_slide.notes_text_frame.text for one in slides))
    for row in drawn.rows:
        if isinstance(row, TextLane):
            assert all(_plain(item.text) in said for cell in row.cells for item in cell.items)
            continue
        for name, cell in zip(drawn.touchpoints, row.cells, strict=True):
            if cell is not None and cell.value is not None:
                assert words.value(cell, row) in said
                assert row.name == "reach" or f"{words.interval(cell, row)} · {words.counted(cell)}" in said
                assert f"{row.label} – {name}: {words.known(cell, row)}" in noted


@pytest.mark.parametrize("make", [rich, large, hidden])
def test_slides_say_what_every_other_drawing_says(make: Any) -> None:
    drawn = make()
    slides = _deck(drawn).slides
    assert missing(" | ".join(_texts(one) + " | " + one.notes_slide.notes_text_frame.text for one in slides), drawn) == []
    assert missing(" | ".join(_texts(one) for one in slides if "Buy" not in one.shapes.title.text_frame.text), rich())  # it can fail


def test_every_slide_says_what_it_is_about_and_how_it_is_known() -> None:
    drawn = rich()
    for slide in _deck(drawn).slides:
        for said in ("Web shop, as it is", "Business buyer", "1 Jan – 30 Jun 2026", "orders.csv, survey_h1.xlsx", "2026-11-22",
                     "60 of 65 filled cells are measured", "Demo data, made up"):  # fmt: skip
            assert said in _texts(slide)
        notes = slide.notes_slide.notes_text_frame.text
        assert "How it is measured" in notes and "95 % intervals" in notes and "Sources: orders.csv, survey_h1.xlsx" in notes
        assert "5,912 customers in this selection = 5,740 on the map + 172 with other touchpoints only" in notes
        assert slide.shapes.title.text_frame.text


def test_one_slide_per_stage_whose_title_is_what_was_found() -> None:
    titles = [slide.shapes.title.text_frame.text for slide in _deck(rich()).slides]
    assert "Checkout" in titles[0]
    assert titles[1] == "Discover: Search – Satisfied 76 % (71–80, n 310), above the map’s mean"
    assert any(one.startswith("Buy: Checkout – Satisfied 44 % (40–49, n 431), below its target") for one in titles)
    assert {one.partition(":")[0] for one in titles[1:]} == {"Discover", "Compare", "Buy", "Receive", "Use", "Stay"}


def test_the_curve_is_a_native_chart_with_its_gaps() -> None:
    drawn = rich()
    (chart,) = [shape.chart for shape in _deck(drawn).slides[0].shapes if shape.has_chart]
    lane = drawn.lane("emotion")
    assert lane is not None
    assert list(chart.plots[0].series[0].values) == [cell.value for cell in lane.cells]
    assert [list(one)[-1] for one in chart.plots[0].categories.flattened_labels] == list(drawn.touchpoints)
    assert [one.name for one in chart.plots[0].series] == ["everyone, with 95 % interval", "Business customers"]
    assert chart.part.chart_workbook.xlsx_part is not None  # its data can be edited


@pytest.mark.parametrize("make", EVERY)
def test_type_is_large_enough(make: Any) -> None:
    overview, *stages = list(_deck(make()).slides)
    assert all(run.font.size >= Pt(12) for slide in stages for run in _runs(slide))
    assert all(run.font.size >= Pt(10) for run in _runs(overview))
    assert all(slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size >= Pt(20) for slide in (overview, *stages))


@pytest.mark.parametrize("make", EVERY)
def test_nothing_hangs_over_the_edge(make: Any) -> None:
    deck = _deck(make())
    for slide in deck.slides:
        foot = next(shape for shape in slide.shapes if shape.name == "About this map")
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width + 1
            assert shape.top + shape.height <= (foot.top if shape is not foot and shape.shape_id != foot.shape_id else deck.slide_height) + 1


@pytest.mark.parametrize(("text", "room", "rows"), [("a b c", 500, 1), ("word " * 40, 100, 17), ("W" * 100, 113, 11), ("", 50, 1)])
def test_rows_are_counted_as_they_break(text: str, room: float, rows: int) -> None:
    assert abs(rows_of((Run(text.strip()),), room, 12) - rows) <= 3


@pytest.mark.parametrize("make", [rich, hostile])
def test_nothing_can_be_executed_or_followed(make: Any) -> None:
    data = map_pptx(make())
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = packed.namelist()
        xml = " ".join(packed.read(name).decode("utf-8") for name in names if name.endswith((".xml", ".rels")))
    assert not [name for name in names if "vba" in name.lower() or "activeX" in name]
    assert "hlinkClick" not in xml and 'TargetMode="External"' not in xml and "relationships/hyperlink" not in xml
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", xml)


def test_markup_stays_text() -> None:
    assert NASTY in " ".join(map(_texts, _deck(rich()).slides))


def test_hidden_numbers_stay_hidden() -> None:
    from cjm_core import settings

    with settings.using(settings.Settings(hide_below=5)):
        said = " ".join(_texts(slide) + slide.notes_slide.notes_text_frame.text for slide in _deck(hidden()).slides)
    assert "<5" in said and "Reach – Ad: <5" in said and "Reach – Social post: hidden" in said
    assert "3,665" not in said and "1,833" not in said


def test_a_picture_is_a_picture_and_a_broken_one_is_said() -> None:
    from dataclasses import replace

    drawn = rich()
    assert sum(shape.shape_type == 13 for slide in _deck(drawn).slides for shape in slide.shapes) == 1
    lane = drawn.texts[-1]
    broken = replace(lane, cells=tuple(replace(cell, items=tuple(replace(item, picture="data:image/png;base64,AAAA") for item in cell.items))
                                       for cell in lane.cells))  # fmt: skip
    assert "This picture cannot be shown." in " ".join(map(_texts, _deck(replace(drawn, texts=(*drawn.texts[:-1], broken))).slides))
