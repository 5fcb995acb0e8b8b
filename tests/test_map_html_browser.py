"""The file of the map in a real browser: accessible, nothing cut, heads that stay, and touchpoints one below the other on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cjm_core import look
from cjm_core.journey_map.render import as_html
from tests.browser import axe_findings
from tests.maps import rich
from tests.test_map_html import large, nasty

pytestmark = pytest.mark.browser
MAPS = pytest.mark.parametrize("make", [rich, large, nasty], ids=lambda make: make.__name__)
Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a map's file, and sees that it asks nobody for anything."""
    pages = []
    asked: list[str] = []

    def open_file(drawn, width: int = 1440, height: int = 900, dark: bool = False) -> Page:
        path = tmp_path / "map.html"
        path.write_text(as_html(drawn), encoding="utf-8")
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield open_file
    for page in pages:
        page.close()
    assert all(address.startswith(("file:", "data:")) for address in asked)


@MAPS
@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False), (390, True)], ids=["light", "dark", "phone", "dark-phone"])
def test_the_file_is_accessible_and_fits(opened: Open, make, width: int, dark: bool) -> None:
    page = opened(make(), width, dark=dark)
    assert axe_findings(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@MAPS
@pytest.mark.parametrize("width", [1440, 390])
def test_no_text_is_cut_and_none_is_smaller_than_11_pixels(opened: Open, make, width: int) -> None:
    """Text reaches out of its cell only where it would be cut or lie on another."""
    found = opened(make(), width).evaluate("""() => [...document.querySelectorAll('.cjm th, .cjm td, .cjm li, .cjm p')]
        .filter(box => box.checkVisibility() && getComputedStyle(box).display !== 'contents' && !box.closest('.draw, .pop'))
        .flatMap(box => {
            const limit = box.getBoundingClientRect().right + 1;
            const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
            const bad = [];
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                const mother = node.parentElement;
                if (!node.data.trim() || mother.closest('.vh, .pop, .draw, .felt .v, .felt .lines') && innerWidth > 600) continue;
                if (mother.closest('.vh, .pop') || !mother.checkVisibility()) continue;
                const range = document.createRange();
                range.selectNodeContents(node);
                if (range.getBoundingClientRect().right > limit) bad.push(`cut: ${node.data.trim().slice(0, 40)}`);
                if (parseFloat(getComputedStyle(mother).fontSize) < 11 && !/^[▲▼]$/.test(node.data.trim())) bad.push(`small: ${node.data.trim()}`);
            }
            return bad;
        })""")
    assert found == []


def test_heads_and_names_stay_while_the_map_scrolls(opened: Open) -> None:
    page = opened(large())
    places = """() => Object.fromEntries([['stage', '.stages th:last-child'], ['name', '[data-lane=kpi6]'], ['box', '.scroll'],
            ['cell', 'td[data-lane=kpi6]:last-child']]
        .map(([key, path]) => [key, document.querySelector(path).getBoundingClientRect().toJSON()]))"""
    page.locator(".scroll").evaluate("box => box.scrollTo(box.scrollWidth, box.scrollHeight)")
    after = page.evaluate(places)
    assert abs(after["stage"]["top"] - after["box"]["top"]) <= 2
    assert abs(after["name"]["left"] - after["box"]["left"]) <= 2
    assert after["cell"]["right"] <= after["box"]["right"] + 1
    assert page.evaluate("[scrollX, scrollY]") == [0, 0]  # only the box has moved


def test_on_a_phone_each_touchpoint_is_one_block(opened: Open) -> None:
    page = opened(rich(), 390, 844)
    tops = page.evaluate("""() => [...document.querySelectorAll('[data-touchpoint]')].map(head => {
        const key = head.dataset.key, top = box => box.getBoundingClientRect().top;
        return [top(head), ...[...document.querySelectorAll(`td.num[data-at="${key}"], td.vol[data-at="${key}"], li[data-at="${key}"]`)].map(top)];
    })""")
    for mine, following in pairwise(tops):
        assert mine[0] == min(mine) and max(mine) < following[0]
    checkout = page.locator("li[data-at=Checkout]").inner_text()
    assert "−0.8" in checkout and "Business customers: −1.1" in checkout
    assert page.locator("td[data-lane=csat][data-at=Checkout]").evaluate("cell => getComputedStyle(cell, '::before').content") == '"Satisfied"'
    assert page.locator("td[data-lane=thinking][data-at=Compare]").is_hidden()  # nothing was said there


def test_a_number_opens_by_mouse_and_by_keyboard(opened: Open) -> None:
    page = opened(rich())
    cell = page.locator("td[data-lane=csat][data-at=Checkout]")
    cell.locator("button.cell").click()
    told = cell.get_by_role("dialog")
    assert told.is_visible() and "more than chance" in told.inner_text()
    assert axe_findings(page) == {}
    page.keyboard.press("Escape")
    assert told.is_hidden()
    felt = page.locator("li[data-at=Delivery] button.cell")
    felt.focus()
    page.keyboard.press("Enter")
    assert "+0.1" in page.locator("li[data-at=Delivery]").get_by_role("dialog").inner_text()


def test_it_prints_on_a3_without_a_cut_cell(opened: Open) -> None:
    page = opened(large())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1497, "height": 1000})  # A3 between its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 1497
    assert page.locator("tbody tr").first.evaluate("row => getComputedStyle(row).breakInside") == "avoid"
    assert page.locator("thead").evaluate("head => getComputedStyle(head).display") == "table-header-group"  # again on every page
    box = page.pdf(prefer_css_page_size=True).split(b"/MediaBox [")[1].split(b"]")[0].split()
    assert [round(float(size)) for size in box[2:]] == [1191, 842]


def test_touchpoints_stand_on_every_sheet(opened: Open) -> None:
    """Chromium draws a button in a repeated head only on the first sheet; its text alone stands on all."""
    page = opened(large())
    page.emulate_media(media="print")
    assert page.locator(".tps .tp").first.evaluate("name => getComputedStyle(name).display") == "contents"


@pytest.mark.parametrize("first", ["map.css", "numbers.css"])
def test_numbers_stay_a_table_on_a_phone_beside_the_rules_of_the_map(browser: Browser, first: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    rules = "".join(look.style("cjm_core.journey_map", name) for name in sorted(("map.css", "numbers.css"), key=lambda name: name != first))
    page.set_content(f"""<style>{rules}</style><div class="cjm numbers"><table><thead><tr><th scope="col">Number</th><th scope="col">Value</th></tr>
        </thead><tbody><tr><th scope="row">Reach</th><td>1,841</td></tr></tbody></table></div>""")
    name, value = (page.get_by_text(text).bounding_box() for text in ("Reach", "1,841"))
    assert name and value and name["y"] == value["y"] and name["x"] < value["x"]
    page.close()


def test_nothing_jumps_while_it_loads(opened: Open) -> None:
    page = opened(rich())
    shifts = page.evaluate("""() => new Promise(done => new PerformanceObserver(found => done(found.getEntries().length))
        .observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))""")
    assert shifts == 0
