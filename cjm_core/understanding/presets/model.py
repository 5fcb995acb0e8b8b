"""A preset as a value, read from its file."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cjm_core.errors import BadInput
from cjm_core.understanding.profile import normal

# In the order in which they are tried; of two that fit equally well the first counts.
NAMES = (
    "qualtrics", "surveymonkey", "google_forms", "typeform", "zendesk", "ga4", "shopify", "amplitude", "mixpanel", "posthog", "delighted",
    "hubspot_feedback", "hubspot_deals", "hubspot_contacts", "limesurvey",
)  # fmt: skip

Names = tuple[str, ...]  # of one column: the first that the file has counts


@dataclass(frozen=True)
class Rule:
    """Rows that do not count; `containing` stands for every cell of the file that holds one of these words."""

    columns: Names
    reason: str
    values: tuple[str, ...] = ()
    containing: tuple[str, ...] = ()
    only: bool = False


@dataclass(frozen=True)
class Fixed:
    """A question that always stands in a column of this name; `codes` turns its cells (lower case) into numbers."""

    columns: Names
    question: str
    touchpoint: str | None = None
    scale: tuple[float, float] | None = None
    codes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AskedBy:
    """A column of scores whose question stands in another column (`kinds`: its cell in lower case -> the question)."""

    columns: Names
    answer: Names
    usual: str
    kinds: dict[str, Fixed]


@dataclass(frozen=True)
class Preset:
    """What an export looks like (needs, some, first) and what its columns are. Names of columns match by their words."""

    name: str
    title: str
    kind: str
    says: tuple[str, ...]  # phrases of its sentence
    needs: tuple[Names, ...] = ()
    some: Names = ()
    least: int = 0  # so many of `some`
    first: Names = ()  # names of the first column
    first_cells: str | None = None  # what the cells of the first column look like
    asks_questions: bool = False  # at least one header is a question
    questions: bool = False  # the columns that are not named here hold questions
    second_line: bool = False  # the first row may be a second line of the header
    keep_only: bool = False  # columns that are not named here are left out
    fields: dict[str, Names] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    moments: tuple[tuple[Names, str], ...] = ()
    answers: tuple[Fixed, ...] = ()
    asked_by: AskedBy | None = None
    left_out: tuple[Rule, ...] = ()
    once: Names = ()
    ignored: Names = ()
    ignored_parts: tuple[str, ...] = ()  # patterns
    dimensions: dict[str, str] = field(default_factory=dict)  # name of a column -> title
    zone: str | None = None


@functools.cache
def presets() -> tuple[Preset, ...]:
    """All presets, in the order of NAMES."""
    folder = Path(__file__).parent
    return tuple(_preset(tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))) for name in NAMES)


def preset_named(name: str) -> Preset:
    """The preset of that name. Raises BadInput that lists the names there are."""
    wanted = normal(name)
    for preset in presets():
        if wanted in (normal(preset.name), normal(preset.title)):
            return preset
    raise BadInput(f"There is no preset {name!r}. There are: {', '.join(NAMES)}.")


_LISTS = ("some", "first", "once", "ignored", "ignored_parts", "says")


def _preset(said: dict[str, Any]) -> Preset:
    changed: dict[str, Any] = {name: tuple(said[name]) for name in _LISTS if name in said}
    changed["needs"] = tuple(map(tuple, said.get("needs", ())))
    changed["fields"] = {name: tuple(columns) for name, columns in said.get("fields", {}).items()}
    changed["moments"] = tuple((tuple(moment["columns"]), moment["touchpoint"]) for moment in said.get("moments", ()))
    changed["answers"] = tuple(_fixed(answer) for answer in said.get("answers", ()))
    changed["left_out"] = tuple(Rule(**_tupled(rule)) for rule in said.get("left_out", ()))
    if "asked_by" in said:
        by = said["asked_by"]
        kinds = {name.lower(): _fixed({"columns": by["answer"], **kind}) for name, kind in by["kinds"].items()}
        changed["asked_by"] = AskedBy(tuple(by["columns"]), tuple(by["answer"]), by["usual"], kinds)
    return Preset(**(said | changed))


def _fixed(said: dict[str, Any]) -> Fixed:
    scale = said.get("scale")
    return Fixed(**{**said, "columns": tuple(said["columns"]), "scale": (float(scale[0]), float(scale[1])) if scale else None})


def _tupled(said: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
