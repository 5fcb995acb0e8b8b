"""The imports that a dataset consists of, and taking one out again."""

from __future__ import annotations

import click

from cjm_core.command_line import show
from cjm_core.command_line.options import as_json as json_option
from cjm_core.dataset import Dataset
from cjm_core.keeping import imports as kept

_dataset = click.option("--dataset", required=True, metavar="DATASET")


@click.command()
@_dataset
@json_option
def imports(dataset: str, as_json: bool) -> None:
    """Every import: who, when, file, content, rows."""
    rows = [
        {"import": one.id, "at": one.at, "by": one.by, "file": file.file, "sheet": file.sheet, "kind": file.kind, "sha256": file.sha256,
         "rows_read": file.rows_read, "rows_loaded": file.rows_loaded}
        for one in kept.imports(Dataset.open(dataset)) for file in one.files
    ]  # fmt: skip
    show.result({"rows": rows}, as_json)


@click.command()
@click.argument("import_id", metavar="IMPORT")
@_dataset
@json_option
def undo(import_id: str, dataset: str, as_json: bool) -> None:
    """Take one import out of the dataset again."""
    left = kept.undo(Dataset.open(dataset), import_id)
    said = "Nothing else was in the dataset: it is gone with it."
    if left:
        said = "It is out. Rows of it that later files repeated were not loaded twice and are gone as well; import those files again."
    show.result({"rows": [{"import": import_id, "left": left}]}, as_json, said)
