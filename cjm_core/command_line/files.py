"""The commands that bring data in: demo, read, import."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from cjm_core import demo as shop
from cjm_core.command_line import adjusting, mapping, show
from cjm_core.command_line.options import as_json as json_option
from cjm_core.command_line.options import writable_folder
from cjm_core.demo.make import make
from cjm_core.errors import BadInput
from cjm_core.ingest.build import build
from cjm_core.plan import ImportReport, Source, Table
from cjm_core.reading.read import as_json as table_as_json
from cjm_core.reading.read import read_table, sheet_names
from cjm_core.understanding.understand import propose_roles

_out = click.option("--out", required=True, metavar="DATASET", help="The dataset file to write.")


@click.command()
@_out
@click.option("--customers", type=int, default=shop.CUSTOMERS, show_default=True, metavar="N")
@click.option("--seed", type=int, default=shop.SEED, show_default=True, metavar="S", help="The same seed gives the same shop.")
@json_option
def demo(out: str, customers: int, seed: int, as_json: bool) -> None:
    """Make the spreadsheets of a made-up shop, and the dataset built from them."""
    target = _target(out)
    report = make(target, customers, seed)
    said = {**asdict(report), "spreadsheets": [str(target.parent / item.file) for item in report.files]}
    rows = [{"file": item.file, "kind": item.kind, "rows_loaded": item.rows_loaded} for item in report.files]
    show.result({**said, "rows": rows}, as_json, f"Written to {report.dataset}; the spreadsheets are beside it.")


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--sheet", metavar="NAME", help="Of a workbook; otherwise the first that is not empty.")
@click.option("--encoding", metavar="NAME", help="Of a text file; otherwise as its bytes tell.")
@json_option
def read(file: str, sheet: str | None, encoding: str | None, as_json: bool) -> None:
    """The table of a file as it will be read, before anything is understood."""
    show.as_object(table_as_json(read_table(file, sheet, encoding)), None if as_json else 2)


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@_out
@click.option("--append", metavar="DATASET", help="Add the files to what this dataset holds.")
@click.option("--kind", type=click.Choice(["auto", "events", "surveys", "both", "links", "reported"]), default="auto", show_default=True)
@click.option("--sheet", metavar="NAME", help="Of a workbook; otherwise the first that is not empty.")
@click.option("--encoding", metavar="NAME", help="Of text files; otherwise as their bytes tell.")
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN", help="What a column is; turns the program's proposal off.")
@click.option("--const", "constants", multiple=True, metavar="FIELD=TEXT", help="The same text for every row.")
@click.option("--answer", "answers", multiple=True, metavar="QUESTION[@TOUCHPOINT]=COLUMN", help="A survey question's column.")
@click.option("--scale", "scales", multiple=True, metavar="QUESTION=MIN-MAX", help="The scale of a question.")
@click.option("--role", "chosen", multiple=True, metavar="ROLE=TOUCHPOINT", help="What is the goal, cart or order.")
@adjusting.options
@json_option
def import_(
    files: tuple[str, ...], out: str, append: str | None, kind: str, sheet: str | None, encoding: str | None, maps: tuple[str, ...],
    constants: tuple[str, ...], answers: tuple[str, ...], scales: tuple[str, ...], chosen: tuple[str, ...], as_json: bool, **said: Any,
) -> None:  # fmt: skip
    """Build a dataset from spreadsheets and say what became of every row."""
    wanted = mapping.wishes(kind, maps, constants, answers, scales)
    roles = mapping.roles(chosen)
    target = _target(out)
    tables = [table for file in files for table in _tables(file, sheet, files, encoding)]
    sources = adjusting.adjusted(mapping.sources(tables, wanted, said["preset"]), said)
    if not wanted.columns and not append:
        roles = _proposed_roles(sources) | roles
    report = build(sources, target, name=target.stem, roles=roles, append=append)
    remarks = [adjusting.remarks(source, said["preset"], bool(wanted.columns)) for source in sources]
    show.as_object(_report(report, remarks), None if as_json else 2)


def _tables(file: str, sheet: str | None, files: tuple[str, ...], encoding: str | None) -> list[Table]:
    """The table of a file; of an archive every table in it, because its files were put together to stay together."""
    if sheet is None and Path(file).suffix.lower() == ".zip" and len(members := sheet_names(file)) > 1:
        return [read_table(file, member, encoding) for member in members]
    return [read_table(file, _sheet_of(file, sheet, files), encoding)]


def _sheet_of(file: str, sheet: str | None, files: tuple[str, ...]) -> str | None:
    """The sheet asked for, except for text files among workbooks, which have none."""
    return None if sheet is not None and len(files) > 1 and not sheet_names(file) else sheet


def _proposed_roles(sources: list[Source]) -> dict[str, str]:
    """The cart and the order, where the touchpoints' names say so clearly: part of the program's own proposal."""
    names: dict[str, None] = {}
    for source in sources:
        column = source.mapping.fields.get("touchpoint")
        if column and source.mapping.kind in ("events", "both"):
            found = source.table.cells.column(column).drop_null().unique().to_pylist()
            renames = source.mapping.renames
            names |= dict.fromkeys(renames.get(name.strip(), name.strip()) for name in found if name.strip())
    return propose_roles(names)


def _report(report: ImportReport, remarks: list[list[str]]) -> show.Row:
    said = asdict(report)
    return {**said, "files": [{**item, "warnings": [*item["warnings"], *more]} for item, more in zip(said["files"], remarks, strict=True)]}


def _target(out: str) -> Path:
    """The file to write. Raises BadInput rather than overwrite something that is no dataset."""
    path = Path(out)
    if path.is_dir():
        raise BadInput(f"--out {out} is a folder; name a file in it, such as {path / 'shop.duckdb'}.")
    if path.is_file() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(12)[8:] != b"DUCK":
                raise BadInput(f"--out {out} is a file of another kind and is not overwritten; name another file.")
    writable_folder(path)
    return path
