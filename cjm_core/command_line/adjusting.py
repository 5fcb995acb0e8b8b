"""Options of `import` that change how the columns of every file are read, whatever the mapping comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from cjm_core.command_line.options import split_pair
from cjm_core.errors import BadInput
from cjm_core.plan import Mapping, Moment, Source, Table
from cjm_core.understanding import code_file, code_list, presets
from cjm_core.understanding.doubts import looked_at_twice

_OPTIONS = (
    click.option("--preset", metavar="NAME", help=f"A known export: {', '.join(presets.NAMES)}."),
    click.option("--codes", metavar="FILE", help="A code list: what columns and values mean."),
    click.option("--moment", "moments", multiple=True, metavar="TOUCHPOINT=COLUMN", help="A further date column: one more event per row."),
    click.option("--rename", "renames", multiple=True, metavar="NAME=TOUCHPOINT", help="A touchpoint that is counted under another name."),
    click.option("--drop", "dropped", multiple=True, metavar="COLUMN", help="A column that is not stored."),
    click.option("--pseudonymise", "hashed", multiple=True, metavar="COLUMN", help="Replace its cells by keyed pseudonyms."),
    click.option("--mask", is_flag=True, help="Mask e-mails, phones and cards in comments."),
    click.option("--day-first/--month-first", "day_first", default=None, help="How 03/04/2025 is read where the column does not tell."),
    click.option("--zone", metavar="ZONE", help="The time zone of times that name none, such as Europe/Berlin; default UTC."),
    click.option("--clock", metavar="COLUMN", help="The column with the time of day, where the date's column has none."),
    click.option("--year", type=click.IntRange(1900, 2200), metavar="YEAR", help="The year of dates without one."),
    click.option("--link-days", type=click.FloatRange(0), metavar="N",
                 help="Answers without a touchpoint belong to the customer's last one within N days."),
)  # fmt: skip


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command; it receives them together, as keyword arguments."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def preset_mapping(name: str | None, table: Table) -> Mapping | None:
    """What the preset of this name makes of a table; None without a name. Raises BadInput for an unknown name."""
    return None if name is None else presets.applied(presets.preset_named(name), table)


def remarks(source: Source, preset: str | None, mapped: bool) -> list[str]:
    """What a person should look at twice, in sentences: doubtful columns, and a known export that was not read as one."""
    table, mapping = source.table, source.mapping
    found = presets.recognised(table) if preset is None and not mapped else None
    hint = [f"{presets.sentence(found, table)} Read it so with --preset {found.name}."] if found else []
    return [*looked_at_twice(table, mapping), *hint]


def adjusted(sources: list[Source], said: dict[str, Any]) -> list[Source]:
    """The sources with what the options say. Raises BadInput for a column that is in no file, and for what cannot be read."""
    codes = code_file.read_file(Path(said["codes"])) if said["codes"] else None
    moments = [split_pair("--moment", text, "TOUCHPOINT=COLUMN") for text in said["moments"]]
    renames = dict(split_pair("--rename", text, "NAME=TOUCHPOINT") for text in said["renames"])
    named = [("--moment", column) for _, column in moments]
    named += [("--drop", name) for name in said["dropped"]] + [("--pseudonymise", name) for name in said["hashed"]]
    named += [("--clock", said["clock"])] if said["clock"] else []
    for option, column in named:
        if all(column not in source.table.columns for source in sources):
            there = "; ".join(f"{source.table.file} has: {', '.join(source.table.columns)}" for source in sources)
            raise BadInput(f"{option}: there is no column {column!r}. {there}.")
    _refuse_zone(said["zone"])
    return [Source(source.table, _mapping(source, said, codes, moments, renames)) for source in sources]


def _mapping(
    source: Source, said: dict[str, Any], codes: code_list.CodeList | None, moments: list[tuple[str, str]], renames: dict[str, str]
) -> Mapping:
    mapping, columns = source.mapping, source.table.columns
    if codes is not None:
        mapping = code_list.applied(mapping, codes, columns)
    dropped = [name for name in said["dropped"] if name in columns]
    more = tuple(Moment(column, touchpoint) for touchpoint, column in moments if column in columns)
    return replace(
        mapping,
        fields={name: column for name, column in mapping.fields.items() if column not in dropped},
        answers=tuple(answer for answer in mapping.answers if answer.column not in dropped),
        ignored=(*mapping.ignored, *dropped), hashed=(*mapping.hashed, *(name for name in said["hashed"] if name in columns)),
        moments=more or mapping.moments, renames={**mapping.renames, **renames}, mask=mapping.mask or said["mask"],
        day_first=mapping.day_first if said["day_first"] is None else said["day_first"], zone=said["zone"] or mapping.zone,
        clock=said["clock"] if said["clock"] in columns else mapping.clock,
        year=said["year"] or mapping.year, link_days=said["link_days"] or mapping.link_days,
    )  # fmt: skip


def _refuse_zone(zone: str | None) -> None:
    try:
        ZoneInfo(zone or "UTC")
    except (KeyError, ValueError, OSError):
        raise BadInput(f"--zone: there is no time zone {zone!r}. Write it like Europe/Berlin or America/New_York.") from None
