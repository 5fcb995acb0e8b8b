"""The commands that follow journeys: funnel, transitions, paths, retention."""

from __future__ import annotations

import click

from cjm_core import journeys
from cjm_core.command_line import show
from cjm_core.command_line.options import reading, window
from cjm_core.dataset import Dataset
from cjm_core.scope import Scope

_AT_LEAST_ONE = click.IntRange(min=1)


class _Funnel(click.Command):
    """`--step A B C` means the same as `--step A --step B --step C`: the funnel takes no other words."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        spread: list[str] = []
        in_steps = False
        for word in args:
            if in_steps and not word.startswith("--") and spread[-1] != "--step":
                spread.append("--step")
            spread.append(word)
            in_steps = word == "--step" or (in_steps and not word.startswith("--"))
        return super().parse_args(ctx, spread)


@click.command(cls=_Funnel)
@click.option("--step", "steps", multiple=True, required=True, metavar="NAME...", help="Touchpoints in their order.")
@click.option("--window", "within", metavar="14d", help="Longest time from the first step: 90s, 30min, 12h, 14d.")
@click.option("--mode", type=click.Choice(journeys.MODES), default="ordered", show_default=True)
@reading
def funnel(data: Dataset, scope: Scope, as_json: bool, steps: tuple[str, ...], within: str | None, mode: str) -> None:
    """How many customers get from step to step."""
    longest = window(within)
    table = journeys.funnel(data, scope, steps, longest, mode)
    immature = table.attrs["immature"]
    seconds = longest.total_seconds() if longest is not None else None
    said = {"rows": show.shown(table), "immature": immature, "mode": mode, "window_seconds": seconds}
    any_order = "Any order: row k counts customers with any k of the steps." if mode == "any_order" else None
    young = f"{immature:,} customers began too recently to be judged and are left out." if immature else None
    show.result(said, as_json, any_order, young)


@click.command()
@reading
def transitions(data: Dataset, scope: Scope, as_json: bool) -> None:
    """Which touchpoint directly follows which."""
    found = journeys.transitions(data, scope)
    said = {"rows": show.shown(found.edges), "starts": found.starts, "ends": found.ends, "journeys": found.journeys}
    tips = [f"{name}: " + ", ".join(f"{where} {n:,}" for where, n in counts.items())
            for name, counts in (("Start", found.starts), ("End", found.ends)) if counts]  # fmt: skip
    show.result(said, as_json, *tips)


@click.command()
@click.option("--length", type=_AT_LEAST_ONE, metavar="N", help="Only the first N touchpoints of each journey.")
@click.option("--top", type=_AT_LEAST_ONE, metavar="N", help="Only the N most frequent paths.")
@reading
def paths(data: Dataset, scope: Scope, as_json: bool, length: int | None, top: int | None) -> None:
    """The sequences of touchpoints that journeys take."""
    table = journeys.paths(data, scope, length, top)
    hidden = table.attrs["other_variants"]
    other = f"{hidden:,} other paths, {table.attrs['other_journeys']:,} journeys." if hidden else None
    columns = ["count", "share", "path"]  # for reading, the long one last
    counts = {str(name): count for name, count in table.attrs.items()}
    show.result({"rows": show.shown(table if as_json else table[columns]), **counts}, as_json, other)


@click.command()
@click.option("--every", type=click.Choice(journeys.CADENCES), required=True)
@click.option("--kind", type=click.Choice(journeys.KINDS), default="bracket", show_default=True)
@reading
def retention(data: Dataset, scope: Scope, as_json: bool, every: str, kind: str) -> None:
    """How many customers come back, by the period in which they were first seen."""
    table = journeys.retention(data, scope, every, kind)
    show.result({"rows": show.shown(table), "every": every, "kind": kind}, as_json)
