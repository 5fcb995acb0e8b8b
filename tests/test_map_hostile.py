"""What others may send to a map: pictures and workbooks that unpack to gigabytes, numbers without an end, words that are options."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
import zlib
from dataclasses import replace
from typing import Any

import pytest
from xlsxwriter import Workbook

from cjm_core import sharing
from cjm_core.authored import checked, lanes, threads
from cjm_core.authored.from_workbook import journey_from_xlsx
from cjm_core.command_line import main
from cjm_core.demo.make import make
from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.journey_map.model import Cell, Lane, PeakEnd
from cjm_core.journey_map.plain import as_json, from_json
from cjm_core.journey_map.render import as_fragment, as_html
from cjm_core.journey_map.slide_words import figure
from cjm_core.journey_map.slides import as_slides
from cjm_core.journey_map.views import view_fragment
from cjm_core.settings import Settings, using
from cjm_core.takeaway import map_pptx, map_slides_words, map_xlsx
from cjm_core.takeaway.map_workbook_numbers import as_on_page
from cjm_core.workspace import Workspace
from tests.maps import rich


def _png(wide: int, high: int) -> str:
    """A picture that says it is so large; it holds no pixel."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts)
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()


def _jpeg(wide: int, high: int) -> str:
    """The same as a JPEG: its beginning, a block that says nothing, and the block with its size."""
    size = b"\xff\xc2" + struct.pack(">HBHH", 11, 8, high, wide) + b"\x01\x01\x11\x00"
    return "data:image/jpeg;base64," + base64.b64encode(b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"JF" + size).decode()


# ---- pictures
@pytest.mark.parametrize("made", [_png, _jpeg])
def test_a_picture_that_unpacks_to_gigabytes_is_refused(made: Any) -> None:
    with pytest.raises(BadInput, match="more than 40 million pixels"):
        checked.picture(made(20_000, 20_000))
    assert checked.picture(made(4_000, 3_000))
    assert checked.picture("data:image/jpeg;base64," + base64.b64encode(b"\xff\xd8\xff").decode())  # without a size it is not drawn


def test_such_a_picture_in_a_file_is_refused_and_on_a_slide_is_said() -> None:
    drawn = rich()
    assert drawn.persona
    with pytest.raises(BadInput, match="should be a PNG or JPEG picture"):
        from_json(as_json(replace(drawn, persona=replace(drawn.persona, picture=_png(60_000, 60_000)))))
    lane = drawn.texts[-1]
    cells = tuple(replace(cell, items=tuple(replace(item, picture=_png(60_000, 60_000)) for item in cell.items)) for cell in lane.cells)
    assert map_pptx(replace(drawn, texts=(*drawn.texts[:-1], replace(lane, cells=cells))))


# ---- workbooks and numbers
def test_a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/styles.xml", b"<xf/>" * 12_000_000)
    with pytest.raises(BadInput, match="too large for a map once it is unpacked"):
        journey_from_xlsx(file.getvalue(), "k", "n")


@pytest.mark.parametrize("name", [*lanes.WRITTEN, *lanes.MEASURED])
def test_a_sheet_made_by_hand_calls_lanes_as_we_do(name: str) -> None:
    file = io.BytesIO()
    with Workbook(file) as book:
        page = book.add_worksheet()
        page.write_row(0, 1, ["Buy", "Use"])
        page.write_row(1, 0, [lanes.label_of(name), "something", "else"])
    assert [lane.name for lane in journey_from_xlsx(file.getvalue(), "k", "n").lanes] == [name]


def test_a_share_without_end_is_drawn() -> None:
    drawn = rich()
    reach = next(lane for lane in drawn.lanes if lane.name == "reach")
    cells = tuple(replace(cell, share=1e308 if at == 0 else cell.share) for at, cell in enumerate(reach.cells))
    assert as_html(replace(drawn, lanes=tuple(replace(lane, cells=cells) if lane is reach else lane for lane in drawn.lanes)))


def test_a_mark_stands_before_the_minus_of_its_number() -> None:
    assert as_on_page(-1234.5, "−1,234.50", "▼ ") == '"▼ "#,##0.00;"▼ −"#,##0.00;"▼ "#,##0.00'
    assert as_on_page(12.0, "+12", "▲ ", plus=True) == '"▲ +"#,##0;"▲ −"#,##0;"▲ "#,##0'
    assert as_on_page(0.7, "70 %") == '#,##0" "%;"−"#,##0" "%;#,##0" "%'


def test_a_long_foot_stands_on_every_page_of_the_workbook() -> None:
    drawn = replace(rich(), sources=tuple(f"{'a & b ' * 20}{at}.csv" for at in range(3)))
    with zipfile.ZipFile(io.BytesIO(map_xlsx(drawn))) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    (foot,) = re.findall("<oddFooter>(.*?)</oddFooter>", sheet)
    assert drawn.name in foot and foot.replace("&amp;", "&").rstrip("…").count("&") % 2 == 0  # &L, &8 and every & of a name doubled
    assert len(foot.replace("&amp;", "&")) <= 255


# ---- one wording everywhere
def test_the_rooms_words_are_those_of_now_not_of_the_first_drawing() -> None:
    drawn = rich()
    for draw in (as_fragment, as_slides, lambda one: view_fragment("blueprint", one)):
        assert "oment" not in draw(drawn)
        with using(Settings(touchpoint="moment", touchpoints="moments", lane="row", lanes="rows")):
            said = draw(drawn)
        assert ">Moment<" in said, draw


def test_numbers_of_every_drawing_are_in_the_format_of_the_room() -> None:
    drawn = replace(rich(), weights=(("csat", 0.5), ("ces", 1.0)), peak_end=PeakEnd("Ad", 1.5, "Ad", -1.5, -0.04, 0.5))
    with using(Settings(numbers="1.234,5")):
        empathy, slides = view_fragment("empathy", drawn), " ".join(map_slides_words.curve_words(drawn))
        assert "CSAT 0,5" in slides and "CSAT 0,5" in as_fragment(drawn)
    assert "0.0" not in empathy and "+0,5" in empathy and "−0,0" not in empathy


def test_customers_outside_are_told_with_the_same_words_on_slides() -> None:
    drawn = replace(rich(), customers=10, customers_on_map=7, outside=(("with other touchpoints only", 3),), hidden_touchpoints=2)
    with using(Settings(touchpoint="moment", touchpoints="moments")):
        assert map_slides_words.reconciled(drawn).startswith("10 customers in this selection = 7 on the map + 3 with other moments only")


@pytest.mark.parametrize(("cell", "said"), [
    (Cell(12.0, 40, 10.0, 14.0, "ok", None, "measured"), "12"),
    (Cell(None, 3, None, None, "undefined", "no importance asked", None), "no importance asked"),
    (Cell(None, 0, None, None, "undefined", "too recent", None), "too recent"),
])  # fmt: skip
def test_slides_say_a_number_as_the_map_does(cell: Cell, said: str) -> None:
    lane = Lane("count", "Count", "", "number", "higher", (cell,), None)
    assert figure(cell, lane).value == said
    drawn = replace(rich(), lanes=(lane,), reported=(), texts=(), order=())
    assert drawn.lanes


# ---- comments and the link
def test_a_comment_stands_at_a_lane_with_any_name() -> None:
    home().mkdir(exist_ok=True)
    workspace = Workspace.open(home() / "workspace.sqlite")
    for lane, place in (("reported:" + "x" * 200, "a"), ("reported:two  blanks", " a touchpoint ")):
        threads.say(workspace, "k", lane, place, "Why?", "Ann")
        assert (threads.threads(workspace, "k")[-1].lane, threads.threads(workspace, "k")[-1].place) == (lane, place)


def test_the_end_of_one_sharing_leaves_the_link_of_another() -> None:
    with sharing.announced("http://127.0.0.1:8600/x/", 1):
        (home() / "share.json").write_text('{"link": "http://127.0.0.1:8601/y/", "maps": 1, "process": 1}')
    assert "8601" in (home() / "share.json").read_text()


# ---- the command
@pytest.mark.parametrize(("words", "said"), [
    (("--lane", "nonsense"), "no lane 'nonsense'.*reach, emotion, csat"), (("--lane", ""), "no lane ''"), (("--lane", "reported:gone"), "no lane"),
    (("--journey", ""), "no map ''"),
])  # fmt: skip
def test_the_command_refuses_names_that_are_none(words: tuple[str, ...], said: str, tmp_path: Any, capsys: Any) -> None:
    make(tmp_path / "demo.duckdb", customers=100)
    assert main(["map", "--dataset", str(tmp_path / "demo.duckdb"), "--out", str(tmp_path / "m.html"), *words]) == 2
    assert re.search(said, capsys.readouterr().err)
    assert not (tmp_path / "m.html").exists()


@pytest.mark.parametrize(("words", "said"), [
    (("--load", "MAP", "--lane", "csat"), "--lane, --journey and --against"), (("--load", "MAP", "--journey", "x"), "choose from a dataset"),
    (("--load", "MAP", "--against", "a=b"), "choose from a dataset"), (("--load", ""), "cannot be read"),
    (("--load", "MAP", "--out", "x" * 300 + ".html"), "cannot be written"),
])  # fmt: skip
def test_the_command_refuses_what_it_would_not_do(words: tuple[str, ...], said: str, tmp_path: Any, capsys: Any) -> None:
    import json

    kept = tmp_path / "map.json"
    kept.write_text(json.dumps(as_json(rich())))
    given = [str(kept) if word == "MAP" else word for word in words]
    assert main(["map", "--out", str(tmp_path / "m.html"), *given]) == 2
    line = capsys.readouterr().err
    assert re.search(said, line) and line.count("\n") == 1, line


def test_the_command_counts_as_the_room_does(tmp_path: Any, capsys: Any) -> None:
    import json

    (tmp_path / "map.json").write_text(json.dumps(as_json(replace(rich(), customers=12_345))))
    home().mkdir(exist_ok=True)
    from cjm_core.written import write_settings

    write_settings(Workspace.open(home() / "workspace.sqlite"), Settings(numbers="1.234,5"))
    assert main(["map", "--load", str(tmp_path / "map.json"), "--out", str(tmp_path / "m.svg")]) == 0
    assert "12.345 customers" in capsys.readouterr().out
