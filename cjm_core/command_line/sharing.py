"""The command that shows maps to others on the local network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjm_core import periods
from cjm_core.command_line import show
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.scope import Scope
from cjm_core.workspace import Workspace

if TYPE_CHECKING:
    from cjm_core.authored.model import Journey
    from cjm_core.journey_map import JourneyMap

_WITH = """as measured now, read-only, for whoever has this link and reaches this machine.
Comments of customers and notes of colleagues that stand on a map are shown, too."""


@click.command()
@click.option("--dataset", "datasets", multiple=True, metavar="DATASET", help="Only the maps of this dataset; may be repeated.")
@click.option("--journey", metavar="NAME", help="Only the map of that name.")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="8600 as a rule.")
@click.option("--host", metavar="ADDRESS", default="0.0.0.0", show_default=True, help="Which of this machine's addresses; 127.0.0.1 keeps it here.")
def share(datasets: tuple[str, ...], journey: str | None, port: int | None, host: str) -> None:
    """Show maps, read-only, to whoever on the local network has the link."""
    from cjm_core import sharing  # brings a web server along; no other command needs it

    pages = drawn_pages(datasets, journey)
    token, port = sharing.new_token(), port or sharing.PORT
    link = sharing.address(host, port, token)
    with sharing.listening(host, port) as listener:
        click.echo(sharing.qr_text(link))
        show.say(f"{', '.join(pages)}\n{_WITH}\n{link}\nStop with Ctrl+C.")
        with suppress(KeyboardInterrupt):  # which is how it ends
            sharing.serve(pages, token, listener, link)
    show.say("Nothing is shared any more.")


def drawn_pages(datasets: tuple[str, ...] = (), journey: str | None = None) -> dict[str, str]:
    """Name -> standalone file with slides, of every map or of the chosen ones. Raises BadInput where there is none."""
    from cjm_core import journey_map
    from cjm_core.journey_map import slides

    pages: dict[str, str] = {}
    for name, drawn in _maps(datasets, journey):
        free = next(one for one in (name, *(f"{name} ({number})" for number in range(2, 1000))) if one not in pages)
        pages[free] = journey_map.as_html(drawn, slides.for_file(drawn))
    if not pages:
        raise BadInput(f"There is no map {journey!r} to share." if journey else "There is no map to share yet. Make a dataset first, or the demo.")
    return pages


def _maps(datasets: tuple[str, ...], wanted: str | None) -> Iterator[tuple[str, JourneyMap]]:
    """Every map that people made, and of a dataset for which nobody made one the map that its data draw."""
    from cjm_core.journey_map import measure

    for path in [Path(one) for one in datasets] or _files():
        data = Dataset.open(path)
        planned: list[Journey | None] = [*_planned(data.info["id"])]
        for journey in planned or [None]:
            name = journey.name if journey else data.name
            if wanted in (None, name):
                yield name, _measured(data, journey)
    by_hand: list[Journey] = [] if datasets else _planned("")
    yield from ((one.name, measure.blank(one)) for one in by_hand if wanted in (None, one.name))


def _planned(dataset: str) -> list[Journey]:
    from cjm_core.authored import history

    kept = home() / "workspace.sqlite"
    return history.journeys_of(Workspace(kept), dataset) if kept.is_file() else []


def _measured(data: Dataset, journey: Journey | None) -> JourneyMap:
    """The map in the period with which its screen opens."""
    from cjm_core import journey_map
    from cjm_core.journey_map.asked import asked_of

    start, end = periods.bounds(data, periods.default(data)) or (None, None)
    asked = asked_of(journey, before=periods.compared(data, start, end, periods.default_basis(data, start, end)))
    return journey_map.measure_map(data, Scope(start, end), journey, asked)


def _files() -> list[Path]:
    """Every dataset, by name."""
    found = [*home().glob("*.duckdb"), *(home() / "datasets").glob("*.duckdb")]
    return sorted((path for path in found if not path.name.startswith(".")), key=lambda path: path.name)
