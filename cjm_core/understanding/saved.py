"""Mappings that people saved under a name: offered again for the next file with the same header, or nearly the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from cjm_core.errors import BadInput
from cjm_core.plan import Answer, Mapping, Moment, RowRule, Summed, Table
from cjm_core.understanding.matching import drifted
from cjm_core.workspace import Workspace

KIND = "mapping"
_LONGEST = 200
_MOSTLY = 0.7  # share of a mapping's columns that another file must have for the mapping to be offered


@dataclass(frozen=True)
class Saved:
    """A saved mapping and how it fits a file: `missing` columns it needs and the file has not, `renamed` old -> likely new name."""

    name: str
    mapping: Mapping
    columns: tuple[str, ...]  # of the file it was saved for
    exact: bool = True  # the file's header is the same, in the same order
    missing: tuple[str, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)
    new: tuple[str, ...] = ()  # columns that the first file did not have

    def sentence(self) -> str:
        """What is different in this file, in plain words; what is the same needs no words."""
        parts = [f"{_named(self.missing)} not in this file"] if self.missing else []
        parts += [f"“{old}” is probably “{new}” now" for old, new in self.renamed.items()]
        parts += [f"{_named(self.new)} new"] if self.new else []
        return f"Saved as “{self.name}”{': ' + '; '.join(parts) if parts else ''}."


def save(workspace: Workspace, name: str, table: Table, mapping: Mapping, author: str | None = None) -> None:
    """Keep a mapping under a name, in place of an earlier one of that name. Raises BadInput for a name that is empty or too long."""
    _write(workspace, _checked(name), table.columns, mapping, author)


def offered(workspace: Workspace, table: Table) -> list[Saved]:
    """The saved mappings that fit the table: same header first, then nearly the same, each the newest first."""
    fitting = [found for saved in every(workspace) if (found := _seen_by(saved, table))]
    return sorted(fitting, key=lambda saved: (not saved.exact, len(saved.missing) + len(saved.renamed) > 0))


def every(workspace: Workspace) -> list[Saved]:
    """All saved mappings, the newest first."""
    found = [_entry(name, said) for name, said in reversed(workspace.newest(KIND).items())]
    return [saved for saved in found if saved]


def delete(workspace: Workspace, name: str, author: str | None = None) -> None:
    """Offer a mapping no more. Raises BadInput where there is none of that name."""
    _existing(workspace, name)
    workspace.write(KIND, name, {"deleted": True}, author)


def rename(workspace: Workspace, old: str, new: str, author: str | None = None) -> None:
    """Give a mapping another name. Raises BadInput where there is none of the old name or already one of the new."""
    saved, name = _existing(workspace, old), _checked(new)
    if name != old and any(other.name == name for other in every(workspace)):
        raise BadInput(f"There is already a saved mapping called {name!r}. Choose another name or delete that one.")
    _write(workspace, name, saved.columns, saved.mapping, author)
    if name != old:
        delete(workspace, old, author)


def fitted(saved: Saved) -> Mapping:
    """The mapping for the file it was offered for: renamed columns under their new names, and without what the file lacks."""
    names = {column: saved.renamed.get(column, column) for column in saved.columns if column not in saved.missing}
    said = saved.mapping
    return replace(
        said,
        fields={name: names[column] for name, column in said.fields.items() if column in names},
        answers=tuple(replace(answer, column=names[answer.column]) for answer in said.answers if answer.column in names),
        ignored=tuple(names[column] for column in said.ignored if column in names),
        moments=tuple(replace(moment, column=names[moment.column]) for moment in said.moments if moment.column in names),
        left_out=tuple(replace(rule, column=names[rule.column]) for rule in said.left_out if rule.column in names),
        once=tuple(names[column] for column in said.once) if all(column in names for column in said.once) else (),
        pairs=names.get(said.pairs) if said.pairs else None,
        clock=names.get(said.clock) if said.clock else None,
        codes={names[column]: codes for column, codes in said.codes.items() if column in names},
        titles={names[column]: title for column, title in said.titles.items() if column in names},
        hashed=tuple(names[column] for column in said.hashed if column in names),
    )


def to_record(mapping: Mapping) -> dict[str, Any]:
    """A mapping as plain JSON values."""
    record: dict[str, Any] = json.loads(json.dumps(asdict(mapping)))
    return record


def from_record(said: dict[str, Any]) -> Mapping:
    """The mapping of a record: unknown keys are passed over and missing ones have their defaults, so old and new versions read it."""
    kept = _known(Mapping, said)
    kept["kind"] = kept.get("kind") or "neither"
    kept["answers"] = tuple(Answer(**_known(Answer, answer)) for answer in kept.get("answers") or ())
    kept["moments"] = tuple(Moment(**_known(Moment, moment)) for moment in kept.get("moments") or ())
    kept["left_out"] = tuple(RowRule(**_tuples(_known(RowRule, rule), "values")) for rule in kept.get("left_out") or ())
    kept["scales"] = {question: (float(low), float(high)) for question, (low, high) in (kept.get("scales") or {}).items()}
    if kept.get("summed"):
        kept["summed"] = Summed(**_summed(_known(Summed, kept["summed"])))
    return Mapping(**_tuples(kept, "ignored", "once", "hashed"))


def fingerprint(columns: tuple[str, ...]) -> str:
    """What tells one header from another: 64 hex digits."""
    return hashlib.sha256(json.dumps(columns).encode()).hexdigest()


def needed(mapping: Mapping) -> tuple[str, ...]:
    """The columns that a mapping cannot do without, each once."""
    used = [*mapping.fields.values(), *(answer.column for answer in mapping.answers), *(moment.column for moment in mapping.moments)]
    used += [*(rule.column for rule in mapping.left_out), *mapping.once, *mapping.codes, *mapping.hashed]
    used += filter(None, [mapping.pairs, mapping.clock])
    return tuple(dict.fromkeys(used))


def _seen_by(saved: Saved, table: Table) -> Saved | None:
    """How a saved mapping fits this table; None where it does not."""
    if fingerprint(saved.columns) == fingerprint(table.columns):
        return saved
    used, here = needed(saved.mapping), set(table.columns)
    new = tuple(column for column in table.columns if column not in saved.columns)
    renamed = {old: name for old, name, _ in drifted(saved.columns, table.columns)}
    lost = tuple(column for column in used if column not in here and column not in renamed)
    there = sum(column in here for column in saved.columns)
    if not used or len(lost) > (1 - _MOSTLY) * len(used) or there + len(renamed) < _MOSTLY * len(saved.columns):
        return None
    gone = tuple(column for column in saved.columns if column not in here and column not in renamed)
    others = tuple(column for column in new if column not in renamed.values())
    return replace(saved, exact=False, missing=gone, renamed=renamed, new=others)


def _entry(name: str, said: Any) -> Saved | None:
    """One entry of the workspace; None for a deleted one, and for one that this version cannot read: the others are still offered."""
    if not isinstance(said, dict) or said.get("deleted"):
        return None
    try:
        return Saved(name, from_record(said["mapping"]), tuple(said["columns"]))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _existing(workspace: Workspace, name: str) -> Saved:
    found = next((saved for saved in every(workspace) if saved.name == name), None)
    if found is None:
        raise BadInput(f"There is no saved mapping called {name!r}.")
    return found


def _checked(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > _LONGEST:
        raise BadInput(f"Give the mapping a name of 1 to {_LONGEST} characters.")
    return plain


def _write(workspace: Workspace, name: str, columns: tuple[str, ...], mapping: Mapping, author: str | None) -> None:
    said = {"columns": list(columns), "fingerprint": fingerprint(columns), "mapping": to_record(mapping)}
    workspace.write(KIND, name, said, author)


def _known(kind: type, said: dict[str, Any]) -> dict[str, Any]:
    names = {entry.name for entry in fields(kind)}
    return {name: value for name, value in said.items() if name in names and value is not None}


def _tuples(said: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: tuple(value) if name in names else value for name, value in said.items()}


def _summed(said: dict[str, Any]) -> dict[str, Any]:
    measures = {name: tuple(measure) for name, measure in (said.get("measures") or {}).items()}
    return {"measure": "", "unit": "number", **said, **({"measures": measures} if "measures" in said else {})}


def _named(columns: tuple[str, ...]) -> str:
    first = ", ".join(f"“{column}”" for column in columns[:3])
    more = f" and {len(columns) - 3} more columns" if len(columns) > 3 else ""
    return f"{first}{more} {'is' if len(columns) == 1 else 'are'}"
