"""The command that lists numbers which somebody summed before: reported."""

from __future__ import annotations

import click

from cjm_core.command_line import show
from cjm_core.command_line.options import reading
from cjm_core.dataset import Dataset
from cjm_core.metrics import reported as found
from cjm_core.scope import Scope

_SHORT = ("measure", "touchpoint", "period", "value", "n", "ci_low", "ci_high", "file", "line")


@click.command()
@click.argument("name", metavar="[MEASURE]", required=False)
@reading
def reported(data: Dataset, scope: Scope, as_json: bool, name: str | None) -> None:
    """Numbers that were summed before, as their source gives them: they never enter a measured one."""
    rows = show.shown(found.reported(data, name, scope))
    if as_json:
        show.as_object({"rows": rows, "grade": found.GRADE, "measures": [one.name for one in found.measures(data)]})
        return
    show.say(show.table([{key: row[key] for key in _SHORT} for row in rows]))
    if scope.where and data.count_of("reported"):
        show.say("Reported numbers are about everyone, so none is listed for some customers only.")
