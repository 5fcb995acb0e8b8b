"""The command that says whether a dataset can be trusted."""

from __future__ import annotations

import click

from cjm_core.command_line import show
from cjm_core.command_line.options import as_json
from cjm_core.dataset import Dataset


@click.command()
@click.option("--dataset", required=True, metavar="DATASET", help="A dataset made by import or demo.")
@as_json
def quality(dataset: str, as_json: bool) -> None:
    """Whether the data can be trusted: what was found, and what to do."""
    from cjm_core import quality as checks  # brings rapidfuzz along; no other command needs it

    found = checks.measure_quality(Dataset.open(dataset))
    answer = found.answer.replace("**", "")
    sources, columns = found.sources.drop(columns="source"), found.columns.drop(columns="source")
    people = {"with_events": found.people.events, "with_answers": found.people.answers, "with_both": found.people.both}
    said = {
        "rows": show.shown(checks.findings_table(found)), "answer": answer, "rows_read": found.rows_read, "rows_loaded": found.rows_loaded,
        "customers": people, "sources": show.shown(sources), "columns": show.shown(columns),
    }  # fmt: skip
    if as_json:
        show.as_object(said)
        return
    show.say(answer)
    for one in found.findings:
        show.say(f"- {one.sentence.replace('**', '')} {one.advice}")
    show.say(f"\n{show.table(show.shown(checks.columns_in_words(found)))}")
