"""The upload screen over several steps: what was proposed gives way to what the person agrees to, and nothing is said twice."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import xlsxwriter
from streamlit.testing.v1 import AppTest

from cjm_core.dataset import Dataset
from tests.exports import BY_PRESET
from tests.test_upload_screen import EVENTS, WIDE, build, dropped, said_on, screen

__all__ = ["screen"]  # the fixture
CALLS = BY_PRESET["qualtrics"].replace("Everything came on time, thank you", "Please ring me at +49 170 1234567 about it")
MAILED = "customer_id,event_time,touchpoint,email\n" + "".join(f"c{n},2026-03-{n + 1:02} 10:00,Call,jo{n}@example.org\n" for n in range(20))
CASES = MAILED.replace("customer_id", "External Reference")


def press(screen: AppTest, label: str) -> AppTest:
    return next(button for button in screen.button if button.label == label).click().run()


def meaning(screen: AppTest, column: str) -> object:
    return next(one.value for one in screen.selectbox if one.label.replace("\\", "").startswith(f"What {column}"))


def built(folder: Path) -> Dataset:
    return Dataset.open(max((folder / "home" / "datasets").glob("*.duckdb"), key=lambda path: path.stat().st_mtime))


def workbook(**sheets: list[list[object]]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return held.getvalue()


def test_a_comment_with_a_number_in_it_is_kept_and_masked_once_the_export_is_known(screen: AppTest, tmp_path: Path) -> None:
    dropped(screen, ("export.csv", CALLS))
    press(screen, "Read it as Qualtrics")
    assert meaning(screen, "Q3 ") == "comment"
    assert "Masked in" in said_on(screen)
    assert "ImportId" not in said_on(screen)
    build(screen)
    said = list(built(tmp_path).query("SELECT text FROM comments")["text"])
    assert said
    assert not any("1234567" in text for text in said)
    screen.switch_page("data/quality.py").run()
    columns = next(frame.value for frame in screen.dataframe if "Read as" in frame.value)
    assert "Q3 What could we do better?" in list(columns["Column"])  # and not what the export writes for machines


def test_an_address_that_nothing_needs_is_left_out_although_no_column_is_called_customer(screen: AppTest, tmp_path: Path) -> None:
    dropped(screen, ("cases.csv", CASES))
    assert meaning(screen, "email is") == "left out"
    build(screen)
    assert b"example.org" not in built(tmp_path).path.read_bytes()


def test_a_column_left_out_by_itself_is_not_called_the_persons_choice_and_a_kept_one_stays(screen: AppTest) -> None:
    dropped(screen, ("calls.csv", MAILED))
    assert meaning(screen, "email is") == "left out"
    assert "may say who somebody is" in said_on(screen)
    assert "your choice" not in said_on(screen)
    next(one for one in screen.selectbox if one.label == "What becomes of email").select("Replace it by pseudonyms").run()
    next(one for one in screen.text_input if one.label.startswith("Keep these choices")).set_value("calls")
    press(screen, "Keep")
    dropped(screen, ("april.csv", MAILED.replace("2026-03", "2026-04")))
    press(screen, "Read it as “calls”")
    assert next(one.value for one in screen.selectbox if one.label == "What becomes of email") == "Replace it by pseudonyms"


def test_the_order_of_day_and_month_is_asked_once(screen: AppTest) -> None:
    dropped(screen, ("shop.csv", "customer,date,touchpoint\na,03/04/2026,Web\nb,05/06/2026,Web\n"))
    assert screen.radio[0].label == "Dates like 03/04/2025 can be read two ways"
    assert "two ways" not in said_on(screen)
    assert "change places" not in said_on(screen)


def test_a_workbook_begins_with_the_sheet_that_holds_something(screen: AppTest) -> None:
    rows = [line.split(",") for line in EVENTS.splitlines()]
    held = workbook(Cover=[["Customer experience report"], ["Made by the team"], ["Confidential"]], Orders=rows)
    screen.file_uploader[0].set_value([("report.xlsx", held, "application/octet-stream")])
    screen.run()
    assert screen.multiselect[0].value == ["Orders"]
    assert "looks like **events**: 2 rows" in said_on(screen)


def test_a_file_of_any_ending_gets_its_sentence(screen: AppTest) -> None:
    dropped(screen, ("photo.jpg", "\xff\xd8\xff\xe0 JFIF"), ("events.dat", EVENTS))
    assert "looks like **events**: 2 rows" in said_on(screen)
    assert len(screen.error) == 1


def test_totals_are_shown_as_people_write_them(screen: AppTest) -> None:
    dropped(screen, ("totals.csv", "Month,Promoters %,NPS,Responses\n" + "".join(f"2025-{m:02},{50 + m},{30 + m},{200 + m}\n" for m in range(1, 13))))
    shown = screen.dataframe[0].value
    assert list(shown.columns) == ["Number", "From", "To", "Value", "n"]
    nps = shown[shown["Number"] == "NPS"].iloc[0]
    assert (nps["From"], nps["To"], nps["Value"], nps["n"]) == ("1 Jan 2025", "31 Jan 2025", "+31", "201")
    assert "51.0 %" in list(shown["Value"])


def test_a_code_list_names_the_touchpoints_in_every_sentence(screen: AppTest) -> None:
    dropped(screen, ("survey.csv", WIDE))
    next(area for area in screen.text_area if area.label.startswith("A code list")).set_value("Q7FOOD = Food court")
    press(screen, "Use it")
    assert "ratings of touchpoints: Food court, WIFI, ROADS" in screen.toggle[0].label.replace("\\", "")


def test_a_second_dataset_of_one_name_is_called_otherwise(screen: AppTest, tmp_path: Path) -> None:
    names = []
    for text in (EVENTS, EVENTS.replace("c1", "c2")):
        screen.switch_page("data/upload.py").run()
        dropped(screen, ("events.csv", text))
        build(screen)
        names.append(built(tmp_path).name)
    assert names == ["events", "events 2"]
    assert [one.value for one in screen.switch_page("data/upload.py").run().selectbox if one.label == "Dataset"] == ["events-2"]


def test_datasets_of_one_name_are_told_apart_wherever_they_come_from(screen: AppTest, tmp_path: Path) -> None:
    dropped(screen, ("events.csv", EVENTS))
    build(screen)
    path = built(tmp_path).path
    shutil.copy(path, path.with_name("other.duckdb"))
    screen.switch_page("data/upload.py").run()
    assert "**events**" in said_on(screen)
    assert "**events \\(other\\)**" in said_on(screen)
