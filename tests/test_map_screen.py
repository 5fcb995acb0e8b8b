"""The map screen without a browser: which map is shown and for whom, what lies behind its cells, and what an edit keeps."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from cjm_core import settings
from cjm_core.authored import history, personas, proposal
from cjm_core.authored.model import Journey, Persona
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.journey_map import one_customer
from cjm_core.journey_map.source_rows import source_rows
from cjm_core.scope import Scope
from cjm_core.settings import Settings
from cjm_core.workspace import Workspace
from pages.journey import _measured
from pages.shared import maps
from tests import building, screens

NASTY = "<img src=x onerror=alert(1)>"
EVENTS = [
    {"customer_id": f"c{number}", "event_time": f"2026-03-{day:02} 10:00:00", "touchpoint": touchpoint, "plan": "Big" if number < 4 else "Small"}
    for number in range(10)
    for day, touchpoint in ((3, "Kiosk"), (4, "Counter"), (5, "Parcel"))
]
ANSWERS = [
    {"customer_id": f"c{number}", "answered_at": "2026-03-04 11:00:00", "touchpoint": "Counter", "csat": 1 + number % 5}
    for number in range(6)
]


def opened_shop(tmp_path: Path) -> Dataset:
    """Ten customers at three touchpoints, in the home that the screen reads."""
    made = building.dataset(tmp_path, EVENTS, ANSWERS)
    (home() / "datasets").mkdir(parents=True)
    shutil.copy(made.path, home() / "datasets" / "shop.duckdb")
    return Dataset.open(home() / "datasets" / "shop.duckdb")


@pytest.fixture
def shop(tmp_path: Path) -> Dataset:
    return opened_shop(tmp_path)


def kept(shop: Dataset, name: str = "Our map") -> tuple[Workspace, str]:
    """A map of the shop that people keep."""
    workspace = Workspace.open(home() / "workspace.sqlite")
    stages = [(touchpoint, "All of it") for touchpoint in ("Kiosk", "Counter", "Parcel")]
    return workspace, history.start(workspace, proposal.from_data(stages, (), shop.info["id"], name), "Ana")


def opened(**choices: str) -> AppTest:
    return screens.opened("journey/map.py", period="All dates", **choices)


def test_somebodys_map_comes_first_and_what_the_data_say_can_be_chosen(shop: Dataset) -> None:
    workspace, key = kept(shop)
    history.edit(workspace, key, {"do": "rename_touchpoint", "key": "Kiosk", "name": NASTY}, "Ana")
    app = opened()
    assert app.selectbox(key="map").options == ["Our map", "As the data say"]
    assert "&lt;img src=x" in screens.drawn(app) and NASTY not in screens.drawn(app)
    assert ">Kiosk<" in screens.drawn(opened(map="As the data say"))


def test_a_persona_changes_the_whole_map(shop: Dataset) -> None:
    personas.write_persona(Workspace.open(home() / "workspace.sqlite"), shop.info["id"], Persona("p", "Bea", (("plan", "Big"),), quote="Quick!"))
    assert "All 10 customers" in screens.drawn(opened())
    seen = screens.drawn(opened(persona="Bea"))
    assert "All 4 customers" in seen and "“Quick!”" in seen  # c0 … c3 have the big plan


def test_the_lanes_of_the_address_are_shown_and_no_others(shop: Dataset) -> None:
    seen = screens.drawn(opened(lanes="Reach"))
    assert 'data-lane="reach"' in seen and 'data-lane="csat"' not in seen
    assert 'data-lane="csat"' in screens.drawn(opened())


def test_a_map_can_begin_without_any_data() -> None:
    app = screens.opened("journey/map.py")
    button = next(one for one in app.button if one.label == "Start a map without data")
    assert "Begin with" in [one.label for one in button.click().run().selectbox]
    workspace = Workspace.open(home() / "workspace.sqlite")
    history.start(workspace, proposal.from_template("retail"), "Ana")
    seen = screens.drawn(screens.opened("journey/map.py"))
    assert proposal.from_template("retail").stages[0].name in seen and "Nothing on this map is measured" in seen


def test_a_merged_touchpoint_is_counted_as_one(shop: Dataset) -> None:
    workspace, key = kept(shop)
    history.edit(workspace, key, {"do": "merge_touchpoint", "key": "Kiosk", "into": "Counter"}, "Ana")
    seen = screens.drawn(opened())
    assert ">Counter + Kiosk<" in seen and ">Kiosk<" not in seen


def test_a_map_that_a_colleague_renames_stays_on_screen(shop: Dataset) -> None:
    kept(shop, "First")
    workspace, key = kept(shop, "Second")
    app = opened(map="Second")
    history.edit(workspace, key, {"do": "rename_map", "name": "Third"}, "Ana")
    assert app.run().selectbox(key="map").value == "Third"
    app.selectbox(key="map").select("First").run()
    history.edit(workspace, key, {"do": "rename_map", "name": "Fourth"}, "Ana")
    assert app.run().selectbox(key="map").value == "First"
    history.remove(workspace, key, "Ana")
    assert app.run().selectbox(key="map").value == "First"


def test_what_is_typed_belongs_to_one_dataset_even_where_two_have_one_name(shop: Dataset) -> None:
    about = shop.info["id"]

    def name(dataset: str, key: str) -> str:
        return _measured.as_one(maps.Which(SimpleNamespace(dataset=SimpleNamespace(info={"id": dataset})), key))  # type: ignore[arg-type]

    assert name(about, "") == name(about, f"map-{about}-1") != name("another", "")  # the first edit changes nothing
    assert len({name(about, ""), name(about, "m"), _measured.as_one(maps.Which(None, "m")), _measured.as_one(maps.Which(None))}) == 3


# ---- behind a cell
def test_the_rows_behind_a_touchpoint_are_counted_by_file(shop: Dataset) -> None:
    found = {(one.kind, one.rows) for one in source_rows(shop, Scope(), "Counter")}
    assert found == {("events", 10), ("answers", 6)}
    assert {(one.kind, one.rows) for one in source_rows(shop, Scope(where=(("plan", "Big"),)), "Counter")} == {("events", 4), ("answers", 4)}
    with settings.using(Settings(hide_below=7)):
        assert {(one.kind, one.rows) for one in source_rows(shop, Scope(), "Counter")} == {("events", 10), ("answers", None)}


def test_one_customers_way_is_told_under_a_pseudonym(shop: Dataset) -> None:
    who = one_customer.customers_at(shop, Scope(), "Counter")
    assert len(who) == len({one.pseudonym for one in who}) == 10 and not any(one.pseudonym.startswith("c") and len(one.pseudonym) == 2 for one in who)
    way = one_customer.happenings(shop, who[0].number)  # those who answered come first
    assert [(one.kind, one.touchpoint) for one in way] == [("event", "Kiosk"), ("event", "Counter"), ("answer", "Counter"), ("event", "Parcel")]
    assert way[2].detail in {f"CSAT {score}" for score in range(1, 6)} | {f"CSAT {score} of 5" for score in range(1, 6)}
    assert not one_customer.customers_at(shop, Scope(), "Nowhere")


def test_nobodys_way_is_told_where_small_numbers_are_hidden(shop: Dataset) -> None:
    number = one_customer.customers_at(shop, Scope(), "Counter")[0].number
    with settings.using(Settings(hide_below=2)):
        assert not one_customer.shown()
        with pytest.raises(BadInput, match="not shown"):
            one_customer.customers_at(shop, Scope(), "Counter")
        with pytest.raises(BadInput, match="not shown"):
            one_customer.happenings(shop, number)


# ---- edits
@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch, shop: Dataset) -> dict[str, object]:
    """The parts of the screen as in a session of Bo, with the map of the data on it."""
    from cjm_core.journey_map import measure
    from pages.journey import _author, _edits, _first, _kept, _seen
    from pages.shared import editor, maps
    from pages.shared.filters import Chosen

    state: dict[str, object] = {"_author": "Bo"}
    for part in (_author, _edits, _first, _kept, _seen, editor):
        monkeypatch.setattr(part.st, "session_state", state)
    monkeypatch.setattr(_edits.show, "in_force", lambda: None)
    chosen = Chosen("shop", shop, Scope())
    _seen.keep(_seen.Seen(maps.Which(chosen), Scope(), measure.measure_map(shop)))
    return state


def test_the_first_edit_makes_a_map_of_what_the_data_draw_once(session: dict[str, object], shop: Dataset) -> None:
    from pages.journey import _edits

    _edits.take({"op": {"do": "rename_touchpoint", "key": "Kiosk", "name": "Stand"}})
    _edits.take({"op": {"do": "write", "lane": "actions", "at": "Parcel", "text": "Wrap it better"}})
    (journey,) = history.journeys_of(Workspace.open(home() / "workspace.sqlite"), shop.info["id"])
    assert [one.name for one in journey.touchpoints] == ["Stand", "Counter", "Parcel"]
    assert [(one.text, one.author) for one in journey.items] == [("Wrap it better", "Bo")]
    assert "actions" in [lane.name for lane in journey.lanes if not lane.hidden]  # what was written is seen
    _edits.take({"undo": True})
    assert not history.current(Workspace.open(home() / "workspace.sqlite"), journey.key).items  # type: ignore[union-attr]


def test_two_people_who_begin_at_once_edit_one_map(session: dict[str, object], shop: Dataset) -> None:
    from pages.journey import _edits, _seen

    fresh = _seen.current()
    _edits.take({"op": {"do": "rename_touchpoint", "key": "Kiosk", "name": "Stand"}})
    assert fresh is not None
    _seen.keep(fresh)  # somebody else's screen, drawn before
    session["_author"] = "Cy"
    _edits.take({"op": {"do": "rename_touchpoint", "key": "Parcel", "name": "Box"}})
    (journey,) = history.journeys_of(Workspace.open(home() / "workspace.sqlite"), shop.info["id"])
    assert [one.name for one in journey.touchpoints] == ["Stand", "Counter", "Box"]


def test_what_is_done_before_a_name_is_given_waits_for_it(session: dict[str, object], shop: Dataset) -> None:
    from pages.journey import _edits

    del session["_author"]
    _edits.take({"op": {"do": "rename_touchpoint", "key": "Kiosk", "name": "Stand"}})
    workspace = Workspace.open(home() / "workspace.sqlite")
    assert session[_edits.OPEN] == ("author",) and not history.journeys_of(workspace, shop.info["id"])
    session["_author"] = ""
    _edits.write_waiting()
    assert history.journeys_of(workspace, shop.info["id"])[0].touchpoints[0].name == "Stand"


def test_a_refused_edit_is_said_and_changes_nothing(session: dict[str, object], shop: Dataset) -> None:
    from pages.journey import _edits

    _edits.take({"op": {"do": "rename_touchpoint", "key": "Kiosk", "name": "x" * 5000}})
    assert "at most" in str(session["_map_problem"])
    journeys: list[Journey] = history.journeys_of(Workspace.open(home() / "workspace.sqlite"), shop.info["id"])
    assert all(one.touchpoints[0].name == "Kiosk" for one in journeys)


def test_what_the_browser_sends_twice_is_done_once(session: dict[str, object], shop: Dataset) -> None:
    from pages.shared import editor

    done: list[int] = []
    session["edited"] = {"sent": [{"number": 5}, {"number": 6}]}
    editor._sent(lambda one: done.append(one["number"]))
    session["edited"] = {"sent": [{"number": 5}, {"number": 6}, {"number": 7}, "nonsense", {"number": "8"}]}
    editor._sent(lambda one: done.append(one["number"]))
    assert done == [5, 6, 7]


def test_a_plan_is_not_what_opens_first(shop: Dataset) -> None:
    workspace, key = kept(shop, "How it shall be")
    history.edit(workspace, key, {"do": "set_kind", "kind": "to-be"}, "Ana")
    app = opened()
    assert app.selectbox(key="map").options == ["As the data say", "How it shall be"] and "Today:" not in screens.drawn(app)
    assert "Today: " in screens.drawn(opened(map="How it shall be"))
    kept(shop, "How it is")
    assert opened().selectbox(key="map").options == ["How it is", "As the data say", "How it shall be"]


def test_what_is_to_be_shown_is_shown_by_the_run_that_it_comes_with_again(session: dict[str, object], shop: Dataset) -> None:
    """The browser sent it twice before it saw that it had arrived; the second run drew the map without the dialog, which closed it."""
    from pages.shared import editor

    shown: list[object] = []
    for sent in ([{"number": 5, "op": {}}, {"number": 6, "open": ["item", "a"]}], [{"number": 6, "open": ["item", "a"]}], [{"number": 5, "op": {}}]):
        session["edited"] = {"sent": sent}
        editor._sent(shown.append)
    assert [one["number"] for one in shown] == [5, 6, 6]  # type: ignore[index]
