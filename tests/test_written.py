"""What people write is kept, in versions, and survives another process."""

from __future__ import annotations

from datetime import date

import pytest

from cjm_core import written
from cjm_core.errors import BadInput
from cjm_core.settings import Settings
from cjm_core.workspace import Workspace
from cjm_core.written import Note, Target, View


def test_settings_come_back(workspace: Workspace) -> None:
    assert written.read_settings(workspace) == Settings()
    chosen = Settings(currency="€", numbers="1.234,5", week_start="Sunday", fiscal_start=7, time_zone="Asia/Tokyo", min_n=50, stage="phase")
    written.write_settings(workspace, chosen)
    assert written.read_settings(Workspace.open(workspace.path)) == chosen


def test_settings_of_another_version_do_no_harm(workspace: Workspace) -> None:
    workspace.write("setting", "settings", {"currency": "€", "of_tomorrow": 3})
    assert written.read_settings(workspace).currency == "€"
    workspace.write("setting", "settings", {"week_start": "Blursday"})
    assert written.read_settings(workspace) == Settings()


def test_notes_belong_to_their_dataset_and_can_be_removed(workspace: Workspace) -> None:
    written.write_note(workspace, "one", Note(date(2026, 3, 9), "  Release\n4.2 ", restart=True))
    written.write_note(workspace, "one", Note(date(2026, 1, 1), "Campaign"))
    written.write_note(workspace, "other", Note(date(2026, 1, 1), "Elsewhere"))
    first, second = written.notes(workspace, "one")
    assert [(n.day.isoformat(), n.text, n.restart) for n in (first, second)] == [
        ("2026-01-01", "Campaign", False), ("2026-03-09", "Release 4.2", True)]  # fmt: skip
    written.remove(workspace, "note", "one", first.key)
    assert written.notes(workspace, "one") == [second]
    assert len(written.notes(workspace, "other")) == 1
    with pytest.raises(BadInput):
        written.write_note(workspace, "one", Note(date(2026, 1, 1), "  "))


def test_a_target_replaces_the_one_for_the_same_customers(workspace: Workspace) -> None:
    everyone = Target("nps", 40.0, date(2026, 12, 31), since=date(2026, 6, 30), start=16.5)
    written.write_target(workspace, "one", everyone)
    written.write_target(workspace, "one", Target("nps", 30.0, date(2026, 12, 31), ("segment", "Retirees")))
    written.write_target(workspace, "one", Target("nps", 45.0, date(2027, 6, 30), since=date(2026, 6, 30), start=16.5))
    found = {target.where: target for target in written.targets(workspace, "one")}
    assert {where: target.value for where, target in found.items()} == {None: 45.0, ("segment", "Retirees"): 30.0}
    assert (found[None].by, found[None].since, found[None].start) == (date(2027, 6, 30), date(2026, 6, 30), 16.5)


def test_views_are_listed_by_name_and_kept_as_text(workspace: Workspace) -> None:
    odd = "<script>alert(1)</script> & 'quotes'"
    written.write_view(workspace, View(odd, "trends", (("who", "segment: A&B=C"), ("kpi", "NPS"))))
    written.write_view(workspace, View("Another", ""))
    written.write_view(workspace, View("Another", "map"))
    assert [(view.name, view.path) for view in written.views(workspace)] == [(odd, "trends"), ("Another", "map")]
    assert written.views(workspace)[0].choices == (("who", "segment: A&B=C"), ("kpi", "NPS"))
    written.remove_view(workspace, odd)
    assert [view.name for view in written.views(workspace)] == ["Another"]
    with pytest.raises(BadInput):
        written.write_view(workspace, View(" ", "map"))
