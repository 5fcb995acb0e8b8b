"""The commands that measure KPIs: kpis, kpi, trend, compare."""

from __future__ import annotations

from dataclasses import asdict

import click
import pandas as pd

from cjm_core.command_line import show
from cjm_core.command_line.options import as_json as json_option
from cjm_core.command_line.options import reading
from cjm_core.dataset import Dataset
from cjm_core.metrics import KPIS, Kpi, kpi_named, measure
from cjm_core.metrics.comparison import compared
from cjm_core.schema import PERIOD_UNITS
from cjm_core.scope import Scope

_by = click.option("--by", multiple=True, metavar="DIM", help="Split by this dimension; may be repeated.")
_goal = click.option("--goal", metavar="TOUCHPOINT", help="What counts as converted, instead of an order.")
_name = click.argument("name", metavar="NAME")


@click.command()
@json_option
def kpis(as_json: bool) -> None:
    """All KPIs: what each means, its unit and what it needs."""
    names = ("name", "label", "group", "unit", "shape", "of", "better", "source", "meaning")
    rows = [{**{name: getattr(item, name) for name in names}, "needs": list(item.needs)} for item in KPIS]
    if as_json:
        show.as_object({"rows": rows})
    else:
        short = ("name", "label", "group", "unit", "meaning")
        show.say(show.table([{name: row[name] for name in short} for row in rows]))


@click.command()
@_name
@_by
@_goal
@reading
def kpi(data: Dataset, scope: Scope, as_json: bool, name: str, by: tuple[str, ...], goal: str | None) -> None:
    """One KPI with its interval, split or not."""
    chosen = kpi_named(name)
    _print(chosen, measure(chosen, data, scope, by, goal), as_json, _why_empty(chosen, data, scope, by, goal))


@click.command()
@_name
@click.option("--every", type=click.Choice(PERIOD_UNITS), required=True)
@_by
@_goal
@reading
def trend(data: Dataset, scope: Scope, as_json: bool, name: str, every: str, by: tuple[str, ...], goal: str | None) -> None:
    """One KPI over time, a row per period."""
    chosen = kpi_named(name)
    table = measure(chosen, data, scope, (every, *by), goal).rename(columns={every: "period"})
    _print(chosen, table, as_json, _why_empty(chosen, data, scope, (every, *by), goal))


@click.command()
@_name
@click.option("--split", required=True, metavar="DIM", help="The dimension whose values are the groups.")
@click.option("--groups", required=True, nargs=2, metavar="A B", help="Two of its values.")
@_goal
@reading
def compare(data: Dataset, scope: Scope, as_json: bool, name: str, split: str, groups: tuple[str, str], goal: str | None) -> None:
    """One KPI in two groups and the difference B − A."""
    chosen = kpi_named(name)
    found = compared(chosen, data, scope, split, groups, goal)
    difference = asdict(found.difference)
    difference.pop("p")  # for corrections of many comparisons, not for people
    said = {"difference": difference, "srm_p": found.srm_p, "sentence": found.sentence}
    apart = f"\n{groups[1]} minus {groups[0]}:\n{show.table([show.plain(difference)])}\n"
    show.result({**_head(chosen), "rows": show.shown(found.rows), **said}, as_json, apart, found.sentence)


def _head(chosen: Kpi) -> show.Row:
    return {"kpi": chosen.name, "label": chosen.label, "unit": chosen.unit}


def _why_empty(chosen: Kpi, data: Dataset, scope: Scope, by: tuple[str, ...], goal: str | None) -> str | None:
    """Why a split KPI has no rows at all: the reason of the whole."""
    whole = measure(chosen, data, scope, (), goal) if by else pd.DataFrame()
    return str(whole["reason"].iloc[0]) if len(whole) and whole["status"].iloc[0] == "undefined" else None


def _print(chosen: Kpi, table: pd.DataFrame, as_json: bool, reason: str | None) -> None:
    empty = {"reason": reason} if reason and table.empty else {}
    basis = {"basis": table.attrs["basis"]} if table.attrs.get("basis") else {}
    said = {**_head(chosen), "rows": show.shown(table), **basis, **empty}
    answers = f"The answers are {basis['basis']}." if basis else None
    show.result(said, as_json, *empty.values(), f"{chosen.label}: {chosen.meaning}", answers)
