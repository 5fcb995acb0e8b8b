"""The upload screen: what the person corrects becomes the mapping that is built, in plain words, and never a traceback."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cjm_core.dataset import Dataset
from cjm_core.ingest import outlook, words
from cjm_core.plan import Answer, FileReport, Source, Table
from cjm_core.reading.read import read_table
from cjm_core.understanding import mapping_edit
from cjm_core.understanding.mapping_edit import LEAVE_OUT, RATING, SPLIT, Choices, choose, kind_of, mapping_of, meanings
from pages.shared.text import escaped
from tests.screens import routed

EVENTS = "customer_id,event_time,touchpoint,segment\nc1,2026-03-01 10:00,Search,Home\nc1,2026-03-01 10:05,Order,Home\n"
FAULTY = EVENTS + ",2026-03-01 10:06,Search,Home\nc2,,Search,Home\nc2,31/31/2026,Search,Home\nc2,,Order,Home\n"
SURVEY = "response_id,customer_id,answered_at,nps,csat\n" + "".join(f"r{n},c{n},2026-03-0{n},{n + 4},{n}\n" for n in range(1, 6))
WIDE = "response_id,Q7FOOD,Q7WIFI,Q7ROADS,Q7ALL,nps\n" + "".join(
    f"r{n},{1 + n % 5},{1 + (n * 2) % 5},{3 + n % 3},{2 + n % 4},{n % 11}\n" for n in range(60)
)


def table_of(folder: Path, text: str, name: str = "file.csv") -> Table:
    (folder / name).write_text(text, encoding="utf-8")
    return read_table(folder / name)


def test_without_corrections_the_proposal_is_built(tmp_path: Path) -> None:
    table = table_of(tmp_path, EVENTS)
    proposed = mapping_edit.proposal(table)
    assert mapping_of(table.columns, proposed, Choices()) == proposed.mapping
    assert meanings(table.columns, proposed, Choices())["segment"] == SPLIT


def test_a_meaning_moves_from_the_column_that_had_it(tmp_path: Path) -> None:
    table = table_of(tmp_path, EVENTS)
    proposed = mapping_edit.proposal(table)
    said = meanings(table.columns, proposed, choose(Choices(), "segment", "touchpoint"))
    assert (said["segment"], said["touchpoint"]) == ("touchpoint", SPLIT)
    back = choose(choose(Choices(), "segment", "touchpoint"), "touchpoint", "touchpoint")
    assert meanings(table.columns, proposed, back)["segment"] == SPLIT  # the latest choice wins


def test_another_kind_takes_the_date_along(tmp_path: Path) -> None:
    table = table_of(tmp_path, SURVEY)
    proposed = mapping_edit.proposal(table)
    assert kind_of(proposed, Choices()) == "surveys"
    as_events = mapping_of(table.columns, proposed, Choices(kind="events"))
    assert as_events.fields == {"customer_id": "customer_id", "event_time": "answered_at"}
    assert not as_events.answers
    both = mapping_of(table.columns, proposed, Choices(kind="both"))
    assert both.fields["event_time"] == "answered_at"
    assert {answer.question for answer in both.answers} == {"nps", "csat"}


def test_left_out_columns_are_ignored_and_scales_follow_their_question(tmp_path: Path) -> None:
    table = table_of(tmp_path, SURVEY)
    scales = {"nps": (1.0, 10.0), "csat": (1.0, 7.0)}
    choices = replace(choose(Choices(), "csat", mapping_edit.OUT), scales=scales, directions={"nps": "lower"})
    mapping = mapping_of(table.columns, mapping_edit.proposal(table), choices)
    assert mapping.ignored == ("csat",)
    assert mapping.scales == {"nps": (1.0, 10.0)}
    assert mapping.directions == {"nps": "lower"}


def test_rating_columns_are_offered_and_named(tmp_path: Path) -> None:
    table = table_of(tmp_path, WIDE)
    proposed = mapping_edit.proposal(table)
    assert proposed.wide is not None
    used = mapping_of(table.columns, proposed, Choices(use_wide=True, names={"Q7FOOD": "Food court"}))
    assert Answer("csat", "Q7FOOD", "Food court") in used.answers
    assert Answer("csat", "Q7ALL", None) in used.answers
    off = meanings(table.columns, proposed, Choices(use_wide=False))
    assert RATING not in off.values()


def test_the_outlook_counts_what_does_not_load_and_why(tmp_path: Path) -> None:
    table = table_of(tmp_path, FAULTY)
    found = outlook.look(Source(table, mapping_of(table.columns, mapping_edit.proposal(table), Choices())))
    said = words.will_load(found.report)
    assert said == "2 rows will load, 4 will not: 2 have no date, 1 has no customer, 1 has a date that cannot be read."
    assert list(found.rejects["line"]) == [4, 5, 6, 7]
    assert list(found.rejects.columns) == ["line", "column", "value", "reason"]
    assert found.touchpoints == ("Search", "Order")
    assert list(found.first.columns) == ["Customer", "Date and time", "Touchpoint", "segment"]


def test_answers_outside_the_scale_are_said_before_the_build(tmp_path: Path) -> None:
    table = table_of(tmp_path, SURVEY + "r6,c6,2026-03-06,11,\n")
    found = outlook.look(Source(table, mapping_of(table.columns, mapping_edit.proposal(table), Choices())))
    nps = found.asked[0]
    assert (nps.valid, nps.outside, nps.missing) == (5, 1, 0)
    assert words.answers(found.asked) == ["Recommendation 0–10 (NPS): 5 answers will count, 1 lies outside 0–10 and will not."]


def test_sentences_name_fields_as_the_screen_does_and_leave_the_files_own_names() -> None:
    said = words.in_labels("Column 'event_time' of a.csv, mapped to event_time, holds no date.")
    assert said == "Column 'event_time' of a.csv, mapped to “Date and time”, holds no date."
    assert words.will_load(FileReport("a.csv", "events", 1, 1, {}, {})) == "Its one row will load."
    assert words.dataset_name(["order_lines.csv", "survey.xlsx", "more.csv"]) == "order lines and 2 more"
    assert words.safe_name("Ünï/../x y") == "ünï-x-y"
    assert words.upload_name("../../etc/passwd") == "_.._etc_passwd"


@pytest.mark.parametrize("text", [
    "*bold*", "a $x$ :red[y] :smile:", "<b>x</b>", "![x](http://a.example/b.png)", "www.a.example me@a.example", "a -> b >= c",
    "| a | b |",
])  # fmt: skip
def test_text_of_a_file_loses_nothing_by_escaping(text: str) -> None:
    plain = escaped(text).replace("\u2060", "")
    assert "".join(mark for at, mark in enumerate(plain) if mark != "\\" or plain[at - 1 : at] == "\\") == text


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The upload screen behind the real router, with an empty home."""
    monkeypatch.setenv("CJM_HOME", str(tmp_path / "home"))
    return routed("data/upload.py").run()


def dropped(screen: AppTest, *files: tuple[str, str]) -> AppTest:
    screen.file_uploader[0].set_value([(name, text.encode(), "text/csv") for name, text in files])
    return screen.run()


def build(screen: AppTest) -> AppTest:
    """Press the button and wait until the map is open."""
    next(button for button in screen.button if button.label == "Build the map").click().run()
    if "job" in screen.session_state:
        assert screen.session_state["job"].done.wait(60)
        screen.run()
    return screen


def said_on(screen: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*screen.markdown, *screen.error, *screen.warning, *screen.caption))


def test_before_any_file_the_screen_says_what_is_needed(screen: AppTest) -> None:
    assert "need a customer and a date" in said_on(screen)
    assert not screen.exception


def test_two_files_become_a_dataset_with_one_click(screen: AppTest, tmp_path: Path) -> None:
    dropped(screen, ("events.csv", EVENTS), ("survey.csv", SURVEY))
    assert "looks like **events**: 2 rows" in said_on(screen)
    assert "looks like **survey answers**: 5 rows" in said_on(screen)
    build(screen)
    assert not screen.exception
    built = list((tmp_path / "home" / "datasets").glob("events-and-survey*.duckdb"))
    assert Dataset.open(built[0]).count_of("events") == 2


def test_a_corrected_column_changes_what_will_load(screen: AppTest) -> None:
    dropped(screen, ("events.csv", EVENTS))
    box = next(box for box in screen.selectbox if box.label == "What event\\_time is")
    box.select(SPLIT).run()
    assert "needs a column that says when things happened" in screen.warning[0].value
    next(box for box in screen.selectbox if box.label == "What event\\_time is").select("event_time").run()
    assert not screen.warning
    kind = next(group for group in screen.segmented_control if group.label == "What it holds")
    kind.set_value(LEAVE_OUT).run()
    assert not [button for button in screen.button if button.label == "Build the map"]


@pytest.mark.parametrize(("name", "text", "said"), [
    ("empty.csv", "", "is empty"),
    ("header.csv", "customer_id,event_time\n", "has no rows under its header"),
    ("page.csv", "<!DOCTYPE html><html><body>x</body></html>", "is a web page"),
    ("cut.xlsx", "PK\x03\x04 not a workbook", "is damaged or cut off"),
    ("binary.csv", "\x00\x01\x02\x03" * 500, "is a binary file"),
])  # fmt: skip
def test_bad_files_get_one_sentence_and_the_others_go_on(screen: AppTest, name: str, text: str, said: str) -> None:
    dropped(screen, (name, text), ("events.csv", EVENTS))
    assert not screen.exception
    assert len(screen.error) == 1
    plain = screen.error[0].value.replace("\\", "")
    assert plain.startswith(name)
    assert said in plain
    assert "looks like **events**: 2 rows" in said_on(screen)


def test_a_file_that_is_neither_says_which_column_holds_no_dates(screen: AppTest) -> None:
    dropped(screen, ("visits.csv", "customer,event_time,page\na,soon,Home\nb,later,Home\n"))
    assert "Its column “event_time” holds no dates that can be read" in screen.warning[0].value.replace("\\", "")
    kind = next(group for group in screen.segmented_control if group.label == "What it holds")
    kind.set_value("events").run()
    next(box for box in screen.selectbox if box.label == "What event\\_time is").select("event_time").run()
    said = screen.warning[0].value.replace("\\", "")
    assert said.startswith("Column 'event_time' of visits.csv, mapped to “Date and time”, holds no date that can be read.")


def test_rating_columns_are_used_and_named_on_the_screen(screen: AppTest, tmp_path: Path) -> None:
    dropped(screen, ("survey.csv", WIDE))
    assert "look like ratings of touchpoints: FOOD, WIFI, ROADS" in screen.toggle[0].label.replace("\\", "")
    if not screen.toggle[0].value:
        screen.toggle[0].set_value(True).run()
    next(box for box in screen.text_input if box.label == "Touchpoint that Q7FOOD rates").set_value("Food court").run()
    build(screen)
    built = Dataset.open(next((tmp_path / "home" / "datasets").glob("survey*.duckdb")))
    assert built.values("touchpoint") == ["Food court", "WIFI", "ROADS"]
    assert words.dataset_line(built) == "60 responses · no dates"


def test_day_and_month_can_be_swapped_where_both_fit(screen: AppTest, tmp_path: Path) -> None:
    dropped(screen, ("shop.csv", "customer,date,touchpoint\na,03/04/2026,Web\nb,05/06/2026,Web\n"))
    assert screen.radio[0].value is True
    screen.radio[0].set_value(False).run()
    assert screen.radio[0].value is False  # the question stays, although nothing is twofold any more
    build(screen)
    built = Dataset.open(next((tmp_path / "home" / "datasets").glob("shop*.duckdb")))
    assert built.info["events_from"] == "2026-03-04T00:00:00"


def test_rows_can_be_added_to_the_dataset_that_is_open(screen: AppTest, tmp_path: Path) -> None:
    dropped(screen, ("events.csv", EVENTS))
    build(screen)
    screen.switch_page("data/upload.py").run()
    dropped(screen, ("more.csv", EVENTS.replace("c1", "c2")))
    next(box for box in screen.selectbox if box.label == "Where").select("Add to events").run()
    build(screen)
    (path,) = (tmp_path / "home" / "datasets").glob("*.duckdb")
    assert Dataset.open(path).count_of("events") == 4
    screen.switch_page("data/upload.py").run()
    assert "events\\.csv" in said_on(screen) and "more\\.csv" in said_on(screen)
    next(button for button in screen.button if button.label == "Yes, take it out").click().run()  # the newest stands first
    assert not screen.exception
    assert Dataset.open(path).count_of("events") == 2


def test_the_same_file_again_changes_nothing_and_says_so(screen: AppTest, tmp_path: Path) -> None:
    dropped(screen, ("events.csv", EVENTS))
    build(screen)
    (path,) = (tmp_path / "home" / "datasets").glob("*.duckdb")
    before = Dataset.open(path).fingerprint
    screen.switch_page("data/upload.py").run()
    dropped(screen, ("again.csv", EVENTS))
    next(box for box in screen.selectbox if box.label == "Where").select("Add to events").run()
    build(screen)
    assert "again\\.csv is already in this dataset" in " ".join(str(box.value) for box in screen.info)
    assert Dataset.open(path).fingerprint == before


def test_the_same_file_twice_is_loaded_once(screen: AppTest) -> None:
    dropped(screen, ("events.csv", EVENTS), ("copy.csv", EVENTS))
    assert "holds the same as another file" in screen.error[0].value
