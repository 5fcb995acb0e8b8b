"""What people write beside the data: settings, targets, notes on dates, saved views. Kept in the workspace, in versions.

Targets and notes hang on a dataset's stable id; removing one writes an empty version, so nothing is ever lost.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cjm_core import settings as choices
from cjm_core.errors import BadInput
from cjm_core.settings import Settings
from cjm_core.workspace import Workspace

_LONGEST = 200


@dataclass(frozen=True)
class Note:
    """Something that happened on a day: a release, a campaign. `restart`: the usual range is computed anew from that day."""

    day: date
    text: str
    restart: bool = False
    key: str = ""


@dataclass(frozen=True)
class Target:
    """A value to reach by a day, for everyone or for one (dimension, value). `since` and `start` say where it set out from.

    `every` is the length of period it is about (`week`), where the value depends on the length; None: it does not.
    """

    kpi: str
    value: float
    by: date
    where: tuple[str, str] | None = None
    since: date | None = None
    start: float | None = None
    key: str = ""
    every: str | None = None


@dataclass(frozen=True)
class View:
    """A name for what is on a screen: its path and its choices, as they stand in the address."""

    name: str
    path: str
    choices: tuple[tuple[str, str], ...] = ()


def read_settings(workspace: Workspace) -> Settings:
    """The settings in the workspace, or the defaults."""
    return choices.from_record(workspace.read("setting", "settings"))


def write_settings(workspace: Workspace, chosen: Settings) -> None:
    """Keep these settings."""
    workspace.write("setting", "settings", chosen.as_record())


def notes(workspace: Workspace, dataset_id: str) -> list[Note]:
    """The notes of a dataset, oldest day first."""
    found = [Note(date.fromisoformat(one["day"]), one["text"], bool(one["restart"]), key) for key, one in _all(workspace, "note", dataset_id)]
    return sorted(found, key=lambda note: (note.day, note.key))


def write_note(workspace: Workspace, dataset_id: str, note: Note) -> None:
    """Add a note, or replace the one with the same key. Raises BadInput for one without words."""
    record = {**asdict(note), "text": _words(note.text, "note"), "day": note.day.isoformat()}
    _write(workspace, "note", dataset_id, note.key, record)


def targets(workspace: Workspace, dataset_id: str) -> list[Target]:
    """The targets of a dataset."""
    return [_target(key, one) for key, one in _all(workspace, "target", dataset_id)]


def write_target(workspace: Workspace, dataset_id: str, target: Target) -> None:
    """Set a target; it replaces an earlier one for the same KPI and the same customers."""
    same = (one.key for one in targets(workspace, dataset_id) if (one.kpi, one.where) == (target.kpi, target.where))
    record = {**asdict(target), "by": target.by.isoformat(), "since": target.since.isoformat() if target.since else None}
    _write(workspace, "target", dataset_id, target.key or next(same, ""), record)


def remove(workspace: Workspace, kind: str, dataset_id: str, key: str) -> None:
    """Take a note or a target away."""
    workspace.write(kind, f"{dataset_id}|{key}", None)


def views(workspace: Workspace) -> list[View]:
    """Every saved view, by name."""
    found = workspace.newest("view")
    return [View(name, one["path"], tuple((k, v) for k, v in one["choices"])) for name, one in sorted(found.items()) if one]


def write_view(workspace: Workspace, view: View) -> None:
    """Save a view; one of the same name is replaced. Raises BadInput for an empty name."""
    name = _words(view.name, "view")
    workspace.write("view", name, {"path": view.path, "choices": [list(pair) for pair in view.choices]})


def remove_view(workspace: Workspace, name: str) -> None:
    """Take a saved view away."""
    workspace.write("view", name, None)


def _target(key: str, one: dict[str, Any]) -> Target:
    where = (str(one["where"][0]), str(one["where"][1])) if one["where"] else None
    since = date.fromisoformat(one["since"]) if one["since"] else None
    return Target(one["kpi"], float(one["value"]), date.fromisoformat(one["by"]), where, since, one["start"], key, one.get("every"))


def _all(workspace: Workspace, kind: str, dataset_id: str) -> list[tuple[str, dict[str, Any]]]:
    head = f"{dataset_id}|"
    return [(key.removeprefix(head), one) for key, one in workspace.newest(kind, head).items() if one]


def _write(workspace: Workspace, kind: str, dataset_id: str, key: str, record: dict[str, Any]) -> None:
    record.pop("key")
    workspace.write(kind, f"{dataset_id}|{key or uuid.uuid4().hex}", record)


def _words(text: str, what: str) -> str:
    words = " ".join(text.split())
    if not 0 < len(words) <= _LONGEST:
        raise BadInput(f"Give the {what} 1 to {_LONGEST} letters.")
    return words
