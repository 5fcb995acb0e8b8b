"""The command that shows maps to others on the local network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjm_core.command_line import show
from cjm_core.command_line.drawing import workspace
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.scope import Scope
from cjm_core.workspace import Workspace

if TYPE_CHECKING:
    from cjm_core.authored.model import Journey, Persona

_WITH = """as measured now, read-only, for whoever has this link and reaches this machine.
Comments of customers, notes of colleagues, targets and portraits of personas that stand on a map are shown, too."""


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
    """Name -> standalone file with slides, of every map or of the chosen ones, each for everybody and for every persona of its data.

    Raises BadInput where there is none.
    """
    pages: dict[str, str] = {}
    for name, page in _pages(datasets, journey):
        free = next(one for one in (name, *(f"{name} ({number})" for number in range(2, 1000))) if one not in pages)
        pages[free] = page
    if not pages:
        raise BadInput(f"There is no map {journey!r} to share." if journey else "There is no map to share yet. Make a dataset first, or the demo.")
    return pages


def _pages(datasets: tuple[str, ...], wanted: str | None) -> Iterator[tuple[str, str]]:
    """Every map that people made, and of a dataset for which nobody made one the map that its data draw."""
    from cjm_core.authored import history, personas

    kept = workspace()
    for path in [Path(one) for one in datasets] or _files():
        data = Dataset.open(path)
        about = data.info["id"]
        people = [one for one in personas.personas(kept, about) if {name for name, _ in one.where} <= {*data.dimensions}] if kept else []
        planned: list[Journey | None] = [*(history.journeys_of(kept, about) if kept else [])]
        for journey in planned or [None]:
            name = journey.name if journey else data.name
            if wanted in (None, name):
                yield name, _page(data, journey, kept, None)
                yield from ((f"{name} for {one.name}", _page(data, journey, kept, one)) for one in people)
    by_hand = history.journeys_of(kept, "") if kept and not datasets else []
    yield from ((one.name, _page(None, one, kept, None)) for one in by_hand if wanted in (None, one.name))


def _page(data: Dataset | None, journey: Journey | None, kept: Workspace | None, persona: Persona | None) -> str:
    """The map as its screen opens: in that period, against the one before it, with its targets and comments."""
    from cjm_core import journey_map
    from cjm_core.journey_map import shown, slides

    scope = shown.opens_with(data) if data else Scope()
    before = shown.usually_compared(data, scope) if data else None
    with shown.in_its_currency(data, scope):
        _, drawn = shown.shown(data, scope, journey, kept, persona=persona, before=before)
        return journey_map.as_html(drawn, slides.for_file(drawn))


def _files() -> list[Path]:
    """Every dataset, by name."""
    found = [*home().glob("*.duckdb"), *(home() / "datasets").glob("*.duckdb")]
    return sorted((path for path in found if not path.name.startswith(".")), key=lambda path: path.name)
