"""The map's drawing outside the page: it says what the map has, nothing is cut or overlaps, and nothing in it runs or is fetched."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from cjm_core.authored.model import Persona
from cjm_core.journey_map.model import Cell, Item, JourneyMap, Lane, ReportedLane, TextCell, TextLane
from cjm_core.settings import Settings, using
from cjm_core.takeaway.lettering import width
from cjm_core.takeaway.map_drawing_ink import SMALL, broken, rich
from cjm_core.takeaway.map_picture import PAPERS, map_pdf, map_png, map_svg
from tests import drawn_maps, maps
from tests.map_texts import bare, missing, numbers

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "defs", "pattern", "clipPath", "g", "rect", "path", "line", "circle", "text", "tspan", "image"}
MAPS: dict[str, Callable[[], JourneyMap]] = {
    "rich": maps.rich, "large": drawn_maps.large, "bare": drawn_maps.bare_map, "hidden": drawn_maps.hidden,
}  # fmt: skip
NAUGHTY = ("👩‍👩‍👧‍👦 🏳️‍🌈 ❤️", "中文 日本 한국어", "שלום עולם مرحبا \u202eevil\u202c", "a\x07b\x7f", "\ud800lone", maps.NASTY, "]]>&amp;<!--", "Z̮̞̠ḀḶ͓G̻O̭",
           "**bold**", "x" * 500)  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A line of text with the box that it takes, and the row it stands in."""

    said: str
    left: float
    top: float
    right: float
    foot: float
    row: str


def texts(svg: str) -> list[Text]:
    """Every text of a drawing where it stands."""
    return list(_texts(ET.fromstring(svg), 0.0, 0.0, ""))


def _texts(node: ET.Element, x: float, y: float, row: str) -> Iterator[Text]:
    if found := re.fullmatch(r"translate\((\S+) (\S+)\)", node.get("transform", "")):
        x, y = x + float(found[1]), y + float(found[2])
    row = node.get("data-row") or node.get("data-part") or row
    if node.tag == f"{SVG}text":
        yield _placed(node, x, y, row)
    for child in node:
        yield from _texts(child, x, y, row)


def _placed(node: ET.Element, x: float, y: float, row: str) -> Text:
    said, size = "".join(node.itertext()), float(node.get("font-size", "0"))
    wide = sum(width(part, size, heavy) for part, heavy in _parts(node))
    left = x + float(node.get("x", "0")) - wide * {"start": 0, "middle": 0.5, "end": 1}[node.get("text-anchor", "start")]
    foot = y + float(node.get("y", "0"))
    return Text(said, left, foot - 0.72 * size, left + wide, foot + 0.18 * size, row)


def _parts(node: ET.Element) -> Iterator[tuple[str, bool]]:
    yield node.text or "", node.get("font-weight") == "700"
    for child in node:
        yield child.text or "", child.get("font-weight") == "700"
        yield child.tail or "", False


def said_by(svg: str) -> str:
    return " ".join("".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text"))


def rows(svg: str) -> dict[str, ET.Element]:
    return {node.get("data-row", ""): node for node in ET.fromstring(svg).iter(f"{SVG}g") if node.get("data-row")}


def sides(svg: str) -> tuple[float, float]:
    _, _, wide, tall = map(float, ET.fromstring(svg).get("viewBox", "").split())
    return wide, tall


@pytest.mark.parametrize("paper", ["screen", *PAPERS])
@pytest.mark.parametrize("name", MAPS)
def test_everything_the_map_has_is_said(name: str, paper: str) -> None:
    with using(Settings(hide_below=5 if name == "hidden" else 0)):
        map = MAPS[name]()
        assert missing(said_by(map_svg(map, paper)), map) == []


def test_a_lane_or_a_cell_that_is_left_out_is_seen() -> None:
    map = maps.rich()
    without = replace(map, order=tuple(name for name in map.order if name != "csat"))
    assert {"74%", "69%", "n142"} <= set(missing(said_by(map_svg(without)), map))
    lane = map.lanes[2]
    cells = (*lane.cells[:6], replace(lane.cells[6], n=432), *lane.cells[7:])
    other = replace(map, lanes=(*map.lanes[:2], replace(lane, cells=cells), *map.lanes[3:]))
    assert missing(said_by(map_svg(other)), map) == ["n431"]


@pytest.mark.parametrize("name", ["rich", "large"])
def test_every_number_stands_in_its_own_cell(name: str) -> None:
    map = MAPS[name]()
    drawn = rows(map_svg(map))
    for lane in (row for row in map.rows if isinstance(row, Lane | ReportedLane)):
        row = drawn[f"reported:{lane.name}" if isinstance(lane, ReportedLane) else f"{lane.name} figures" if lane.name == "emotion" else lane.name]
        places = {cell.get("data-at"): bare("".join(cell.itertext())) for cell in row.iter(f"{SVG}g")}
        for key, cell in zip(map.keys, lane.cells, strict=True):
            if cell is not None and cell.value is not None:
                assert [text for text in numbers(cell, lane) if bare(text) not in places[key]] == [], (lane.name, key)


@pytest.mark.parametrize("paper", ["screen", "A3"])
@pytest.mark.parametrize("name", MAPS)
def test_nothing_is_cut_and_nothing_overlaps(name: str, paper: str) -> None:
    svg = map_svg(MAPS[name](), paper)
    wide, tall = sides(svg)
    found = texts(svg)
    assert [one for one in found if one.left < 0 or one.top < 0 or one.right > wide or one.foot > tall] == []
    assert overlapping(found) == []


def overlapping(found: list[Text]) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes meet by more than a pixel."""
    ordered, meeting = sorted(found, key=lambda one: one.top), []
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other.top > one.foot - 1:
                break
            if min(one.right, other.right) - max(one.left, other.left) > 1:
                meeting.append((one.said, other.said))
    return meeting


def test_an_overlap_is_seen() -> None:
    assert overlapping([Text("a", 0, 0, 10, 10, ""), Text("b", 8, 5, 20, 15, ""), Text("c", 0, 10, 9, 20, "")]) == [("a", "b")]


@pytest.mark.parametrize("naughty", NAUGHTY)
def test_any_text_is_text_and_drawn(naughty: str) -> None:
    map = maps.rich(naughty)
    stages = (replace(map.stages[0], name=naughty, touchpoints=(naughty, "Social post", naughty)), *map.stages[1:])
    item = Item(naughty, "assumed", naughty, True, "", naughty, naughty)
    lane = TextLane("t", naughty, naughty, "text", "stage", (TextCell("Discover", 3, (item,)),))
    map = replace(map, stages=stages, texts=(lane,), answer=f"At {naughty}: **{naughty}**.", notes=(naughty,), order=())
    svg = map_svg(map, "A3")
    tree = ET.fromstring(svg)
    assert {node.tag.removeprefix(SVG) for node in tree.iter()} <= DRAWN
    assert not [name for node in tree.iter() for name in node.attrib if name.startswith("on")]
    assert missing(said_by(svg), replace(map, answer="")) == []
    assert overlapping(texts(svg)) == []
    assert map_pdf(map).startswith(b"%PDF") and map_png(map).startswith(b"\x89PNG")


@pytest.mark.parametrize("uri", ["https://example.org/a.png", "file:///etc/passwd", "data:image/svg+xml;base64,AAAA", "data:text/html;base64,AAAA",
                                 'data:image/png;base64,A"/>'])  # fmt: skip
def test_other_pictures_are_not_drawn(uri: str) -> None:
    lane = TextLane("p", "P", "", "picture", "stage", (TextCell("Buy", 2, (Item("x", "assumed", picture=uri),)),))
    map = replace(maps.rich(), texts=(lane,), order=(), persona=Persona("p", "P", picture=uri))
    assert not list(ET.fromstring(map_svg(map)).iter(f"{SVG}image"))


def test_pictures_lie_in_the_file() -> None:
    drawn = [node.get("href", "") for node in ET.fromstring(map_svg(maps.rich())).iter(f"{SVG}image")]
    assert len(drawn) == 1 and drawn[0].startswith("data:image/png;base64,")


def test_nothing_points_out_of_the_file() -> None:
    svg = map_svg(maps.rich())
    assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
    assert set(re.findall(r"url\(([^)]*)\)", svg)) <= {"#few", "#meter"}


def test_hidden_numbers_leak_nowhere() -> None:
    with using(Settings(hide_below=5)):
        drawn = rows(map_svg(drawn_maps.hidden()))
    for name in ("reach", "emotion figures", "csat", "leaving", "time_to_next"):
        cell = next(node for node in drawn[name].iter(f"{SVG}g") if node.get("data-at") == "Checkout")
        assert "".join(cell.itertext()) == "<5", name
    assert "<5" in "".join(drawn["emotion"].itertext())


def test_segments_are_straight_and_a_gap_ends_them() -> None:
    map = maps.rich()
    lane = map.lanes[1]
    cells = (*lane.cells[:5], Cell(None, 0, None, None, "undefined", "not asked"), *lane.cells[6:])
    drawn = rows(map_svg(replace(map, lanes=(map.lanes[0], replace(lane, cells=cells), *map.lanes[2:]))))
    lines = [node.get("d", "") for node in drawn["emotion"].iter(f"{SVG}path") if node.get("stroke-width") == "2.5"]
    assert [len(re.findall("[ML]", line)) for line in lines] == [4, 6]
    assert set("".join(re.findall("[A-Za-z]", "".join(lines)))) == {"M", "L"}


def test_folded_lanes_are_one_thin_row() -> None:
    map = maps.rich()
    lanes, says = (tuple(replace(lane, collapsed=True) for lane in some) for some in (map.lanes, map.texts))
    svg = map_svg(replace(map, lanes=lanes, texts=says))
    tall = {name: float(next(row.iter(f"{SVG}rect")).get("height", "0")) for name, row in rows(svg).items()}
    assert max(tall[name] for name in ("reach", "emotion", "csat", "pains", "thinking", "actions")) < 40
    assert "Card refused" not in said_by(svg) and "44%" in bare(said_by(svg))


def test_grades_differ_by_shape() -> None:
    items = tuple(Item(grade, grade) for grade in ("measured", "reported", "voted", "assumed"))
    lane = TextLane("t", "T", "", "text", "stage", (TextCell("Discover", 3, items),))
    row = rows(map_svg(replace(maps.rich(), texts=(lane,), order=())))["t"]
    cell = next(node for node in row.iter(f"{SVG}g") if node.get("data-at") == "Discover")
    shapes = [(node.tag.removeprefix(SVG), node.get("fill") == "none", bool(node.get("stroke-dasharray"))) for node in cell.iter()]
    assert [shape for shape in shapes if shape[0] not in ("g", "text")] == [
        ("rect", False, False), ("rect", True, False), ("path", False, False), ("circle", True, False), ("rect", True, True)]  # fmt: skip


@pytest.mark.parametrize(("paper", "millimetres"), PAPERS.items())
def test_a_page_is_exactly_the_paper_and_its_text_can_be_selected(paper: str, millimetres: tuple[float, float], tmp_path: Path) -> None:
    map = drawn_maps.large()
    (file := tmp_path / "map.pdf").write_bytes(map_pdf(map, paper))
    if not shutil.which("pdfinfo"):
        pytest.skip("poppler is not installed")
    told = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    wide, tall = map_float(re.search(r"Page size: +(\S+) x (\S+)", told))
    assert re.search(r"Pages: +1\n", told)
    assert (wide, tall) == (pytest.approx(millimetres[0] * 72 / 25.4, abs=0.1), pytest.approx(millimetres[1] * 72 / 25.4, abs=0.1))
    read = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True).stdout
    assert [text for text in map.touchpoints if bare(text) not in bare(read)] == []
    assert bare(read).count("n1,205") == sum(cell.n == 1205 for lane in map.lanes for cell in lane.cells)


def map_float(found: re.Match[str] | None) -> tuple[float, float]:
    assert found
    return float(found[1]), float(found[2])


def test_letters_on_a3_can_be_read_on_the_largest_map() -> None:
    svg = map_svg(drawn_maps.large(), "A3")
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)) == SMALL
    assert SMALL * 420 / sides(svg)[0] >= 1.7  # millimetres, about 5 points


@pytest.mark.parametrize("name", MAPS)
def test_the_picture_is_sharp(name: str) -> None:
    wide, tall = struct.unpack(">II", map_png(MAPS[name]())[16:24])
    assert wide >= 2000 and wide * tall <= 60_100_000


def test_another_paper_is_refused() -> None:
    with pytest.raises(KeyError):
        map_svg(maps.rich(), "A9")


@trials(max_examples=200, deadline=None)
@given(st.text(max_size=120), st.floats(30, 300), st.booleans())
def test_wrapped_text_fits_and_is_whole(text: str, room: float, bold: bool) -> None:
    found = broken(text, room, 12.5, bold)
    assert bare("".join(found)) == bare(text)
    assert [line for line in found if width(line, 12.5, bold) > room] == []


@trials(max_examples=200, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="*"), max_size=40), max_size=6), st.floats(60, 400))
def test_bold_sentences_fit_and_are_whole(parts: list[str], room: float) -> None:
    found = rich("**".join(parts), room, 16)
    assert bare("".join(piece for row in found for piece, _ in row)) == bare("".join(parts))
    assert [row for row in found if sum(width(piece, 16, heavy) for piece, heavy in row) > room] == []
