"""Saved mappings come back whole, fit the next file with the same header, and say what has changed in a drifted one."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pyarrow as pa
import pytest

from cjm_core.errors import BadInput
from cjm_core.plan import Answer, Mapping, Moment, RowRule, Summed, Table
from cjm_core.understanding import saved
from cjm_core.workspace import Workspace

COLUMNS = ("Customer", "Answered on", "Score", "Why?", "Country", "Status", "Id", "Paid at", "At")
WHOLE = Mapping(
    "surveys",
    fields={"customer_id": "Customer", "answered_at": "Answered on"},
    constants={"touchpoint": "Shop"},
    answers=(Answer("nps", "Score", "Shop"), Answer("comment", "Why?")),
    scales={"nps": (0.0, 10.0)},
    directions={"ces": "lower"},
    day_first=True,
    clock="At",
    ignored=("Country",),
    moments=(Moment("Paid at", "Paid"),),
    left_out=(RowRule("Status", ("test", ""), "is a test", True),),
    once=("Id",),
    pairs="Status",
    codes={"Score": {"very good": "10", "none": ""}},
    titles={"Country": "Land"},
    renames={"shop": "Shop"},
    hashed=("Customer",),
    mask=True,
    zone="Europe/Zurich",
    year=2025,
    link_days=7.0,
    summed=Summed("nps", "points", periods={"Jan": "2025-01"}, measures={"CSAT %": ("csat", "percent")}),
    preset="qualtrics",
)
BROKEN = (None, [], {"columns": 3, "mapping": {}}, {"mapping": {"answers": [{}]}, "columns": []}, {"mapping": 1, "columns": []})


def table(*columns: str) -> Table:
    cells = pa.table({name: pa.array(["1"], pa.string()) for name in columns})
    return Table("file.csv", None, columns, cells, pa.array([2]), "")


def test_every_field_of_a_mapping_survives() -> None:
    plain = Mapping("neither")
    same = [entry.name for entry in fields(Mapping) if getattr(WHOLE, entry.name) == getattr(plain, entry.name)]
    assert same == []  # a field added to Mapping must be added above, so that this test looks at it
    assert saved.from_record(json.loads(json.dumps(saved.to_record(WHOLE)))) == WHOLE
    assert saved.from_record(saved.to_record(plain)) == plain


def test_records_of_other_versions_are_read() -> None:
    record = saved.to_record(WHOLE) | {"of_tomorrow": 1}
    record["answers"][0]["of_tomorrow"] = 1
    assert saved.from_record(record) == WHOLE
    assert saved.from_record({"kind": "events", "fields": {"event_time": "When"}}) == Mapping("events", {"event_time": "When"})


def test_the_same_header_is_offered_first_then_the_newest(workspace: Workspace) -> None:
    saved.save(workspace, "First", table(*COLUMNS), WHOLE)
    saved.save(workspace, "Second", table(*COLUMNS), WHOLE)
    saved.save(workspace, "Turned", table(*reversed(COLUMNS)), WHOLE)
    saved.save(workspace, "Other", table("a", "b"), Mapping("events", {"event_time": "a"}))
    assert [(one.name, one.exact) for one in saved.offered(workspace, table(*COLUMNS))] == [("Second", True), ("First", True), ("Turned", False)]
    saved.save(workspace, "First", table(*COLUMNS), replace(WHOLE, zone="UTC"))  # saving again makes it the newest
    found = saved.offered(workspace, table(*COLUMNS))
    assert [one.name for one in found] == ["First", "Second", "Turned"]
    assert found[0].mapping.zone == "UTC" and saved.fitted(found[0]) == found[0].mapping
    assert found[0].sentence() == "Saved as “First”."


def test_a_drifted_header_is_named_and_followed(workspace: Workspace) -> None:
    saved.save(workspace, "Monthly survey", table(*COLUMNS), replace(WHOLE, summed=None))
    later = [name for name in COLUMNS if name != "Country"]
    later[later.index("Answered on")] = "Answered on:"
    found = saved.offered(workspace, table(*later, "Plan"))[0]
    assert (found.exact, found.missing, found.renamed, found.new) == (False, ("Country",), {"Answered on": "Answered on:"}, ("Plan",))
    assert found.sentence() == (
        "Saved as “Monthly survey”: “Country” is not in this file; “Answered on” is probably “Answered on:” now; “Plan” is new."
    )
    mapping = saved.fitted(found)
    assert mapping.fields == {"customer_id": "Customer", "answered_at": "Answered on:"}
    assert (mapping.ignored, mapping.titles, mapping.answers) == ((), {}, WHOLE.answers)


def test_without_an_id_nothing_is_taken_for_a_repeat(workspace: Workspace) -> None:
    saved.save(workspace, "Survey", table(*COLUMNS), WHOLE)
    found = saved.offered(workspace, table(*(name for name in COLUMNS if name != "Id")))[0]
    assert found.missing == ("Id",) and saved.fitted(found).once == ()


def test_another_file_is_offered_nothing(workspace: Workspace) -> None:
    saved.save(workspace, "Survey", table(*COLUMNS), WHOLE)
    assert saved.offered(workspace, table("Customer", "Order", "Date", "Amount")) == []
    assert saved.offered(workspace, table("Customer")) == []


def test_renaming_and_deleting(workspace: Workspace) -> None:
    saved.save(workspace, "  Survey \n of  March ", table(*COLUMNS), WHOLE)
    saved.save(workspace, "Other", table(*COLUMNS), WHOLE)
    saved.rename(workspace, "Survey of March", "Survey")
    with pytest.raises(BadInput, match="already a saved mapping called 'Other'"):
        saved.rename(workspace, "Survey", "Other")
    saved.rename(workspace, "Survey", "Survey")
    assert {one.name for one in saved.every(workspace)} == {"Survey", "Other"}
    saved.delete(workspace, "Survey")
    assert [one.name for one in saved.offered(workspace, table(*COLUMNS))] == ["Other"]
    for refused in (lambda: saved.delete(workspace, "Survey"), lambda: saved.rename(workspace, "Survey", "x")):
        with pytest.raises(BadInput, match="no saved mapping called 'Survey'"):
            refused()


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_name_is_needed(workspace: Workspace, name: str) -> None:
    with pytest.raises(BadInput, match="1 to 200 characters"):
        saved.save(workspace, name, table(*COLUMNS), WHOLE)


@pytest.mark.parametrize("entry", BROKEN)
def test_one_broken_entry_does_not_hide_the_others(workspace: Workspace, entry: object) -> None:
    saved.save(workspace, "Survey", table(*COLUMNS), WHOLE)
    workspace.write(saved.KIND, "Broken", entry)
    assert [one.name for one in saved.every(workspace)] == ["Survey"]
