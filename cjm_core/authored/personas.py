"""Personas of a dataset: a saved filter with a portrait. Kept in versions, so that nothing is lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from typing import Any

from cjm_core.authored import checked
from cjm_core.authored.model import Persona
from cjm_core.errors import BadInput
from cjm_core.workspace import Workspace

KIND = "persona"


def personas(workspace: Workspace, dataset_id: str) -> list[Persona]:
    """The personas of a dataset, by name."""
    head = f"{dataset_id}|"
    records = ((key.removeprefix(head), one) for key, one in workspace.newest(KIND, head).items() if one)
    found = [persona for key, one in records if (persona := _read(key, one))]
    return sorted(found, key=lambda persona: (persona.name.casefold(), persona.key))


def _read(key: str, record: Any) -> Persona | None:
    """As it was kept, without what only a newer program knows; None without a name, or with a filter that this one cannot follow."""
    said = record if isinstance(record, dict) else {}
    try:
        where = _pairs(said.get("where", ()))
    except BadInput:
        return None
    texts = {one.name: said[one.name] for one in fields(Persona) if one.name not in ("key", "where") and isinstance(said.get(one.name), str)}
    return Persona(**{**texts, "key": key, "where": where}) if "name" in texts else None


def write_persona(workspace: Workspace, dataset_id: str, persona: Persona, author: str = "") -> Persona:
    """Keep a persona, in the place of the one with its key; a new one gets a key.

    Raises BadInput for an empty name, texts that are too long, a picture that is none, and a filter that is no list of pairs.
    """
    kept = replace(
        persona, key=persona.key or uuid.uuid4().hex[:12], name=checked.name(persona.name), where=_pairs(persona.where),
        goals=checked.text(persona.goals, "goals"), needs=checked.text(persona.needs, "needs"), quote=checked.text(persona.quote, "quote"),
        picture=checked.picture(persona.picture),
    )  # fmt: skip
    workspace.write(KIND, f"{dataset_id}|{kept.key}", {name: value for name, value in asdict(kept).items() if name != "key"}, author)
    return kept


def remove_persona(workspace: Workspace, dataset_id: str, key: str, author: str = "") -> None:
    """Take a persona away."""
    workspace.write(KIND, f"{dataset_id}|{key}", None, author)


def proposed(dimension: str, values: Iterable[str], there: Iterable[Persona] = ()) -> list[Persona]:
    """One persona for every segment of a dimension that none of those that are `there` stands for yet."""
    taken = {one.where for one in there}
    return [Persona("", value, ((dimension, value),)) for value in values if ((dimension, value),) not in taken]


def _pairs(where: object) -> tuple[tuple[str, str], ...]:
    pairs = [tuple(pair) for pair in where if isinstance(pair, list | tuple)] if isinstance(where, list | tuple) else []
    if not isinstance(where, list | tuple) or len(pairs) != len(where) or not all(_is_pair(pair) for pair in pairs):
        raise BadInput("A persona's filter is a list of a dimension and its value.")
    return tuple((str(name), str(value)) for name, value in pairs)


def _is_pair(pair: tuple[object, ...]) -> bool:
    return len(pair) == 2 and all(isinstance(part, str) and part for part in pair)
