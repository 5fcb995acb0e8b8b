"""The command that draws the journey map into a file of any kind."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cjm_core import format as fmt
from cjm_core.command_line import show
from cjm_core.command_line.options import reading, split_pair, writable_folder
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.scope import Scope
from cjm_core.workspace import Workspace

if TYPE_CHECKING:
    from cjm_core.authored.model import Journey
    from cjm_core.journey_map import JourneyMap, Lane, ReportedLane

PAPERS = ("A3", "A1")
_MOST_CURVES = 5
_LARGEST = 50_000_000  # bytes of a map that is loaded again


@click.command("map")
@click.option("--out", required=True, metavar="FILE", help="Ends in .html, .json, .svg, .png, .pdf, .pptx or .xlsx.")
@click.option("--load", metavar="FILE", help="A map written as .json before, in place of a dataset.")
@click.option("--journey", metavar="NAME", help="A map that was edited in the browser.")
@click.option("--lane", "lanes", multiple=True, metavar="NAME", help="Only these lanes; may be repeated.")
@click.option("--against", multiple=True, metavar="DIM=VALUE", help="One more emotion curve; up to five.")
@click.option("--paper", type=click.Choice(PAPERS), default="A3", show_default=True, help="The page of a .pdf.")
@functools.partial(reading, optional=True)
def map_(
    data: Dataset | None, scope: Scope, as_json: bool, out: str, load: str | None, journey: str | None, lanes: tuple[str, ...],
    against: tuple[str, ...], paper: str,
) -> None:  # fmt: skip
    """Draw the journey map into a file."""
    write = _writer(Path(out), paper)
    if (data is None) == (load is None):
        raise BadInput("A map is drawn from a dataset or from a file: give either --dataset DATASET or --load FILE.json.")
    if load is not None and (lanes or against or journey is not None):
        raise BadInput("--lane, --journey and --against choose from a dataset; a map that is loaded is drawn as it is.")
    from cjm_core.journey_map import shown

    with shown.in_its_currency(data, scope):
        drawn = _loaded(load) if load is not None else _measured(data, scope, journey, lanes, against)  # type: ignore[arg-type]
        _save(Path(out), write(drawn))
    if as_json:
        show.as_object({"out": out, "answer": drawn.answer, "rows": _rows(drawn)})
        return
    show.say(drawn.answer.replace("**", ""))
    show.say(f"{len(drawn.touchpoints)} touchpoints in {len(drawn.stages)} stages, {fmt.plural(drawn.customers, 'customer')}. Written to {out}.")


def _save(path: Path, written: bytes) -> None:
    writable_folder(path)
    try:
        path.write_bytes(written)
    except OSError as error:
        raise BadInput(f"--out {path} cannot be written ({error.strerror}).") from None


def _rows(drawn: JourneyMap) -> list[dict[str, Any]]:
    """Every number on the map."""
    lanes: list[tuple[str, Lane | ReportedLane]] = [(lane.name, lane) for lane in drawn.lanes]
    lanes += [(f"reported:{lane.name}", lane) for lane in drawn.reported]
    return [
        {"touchpoint": touchpoint, "lane": name, **asdict(cell)}
        for name, lane in lanes for touchpoint, cell in zip(drawn.touchpoints, lane.cells, strict=True) if cell is not None
    ]  # fmt: skip


def _measured(data: Dataset, scope: Scope, name: str | None, lanes: tuple[str, ...], against: tuple[str, ...]) -> JourneyMap:
    from cjm_core.journey_map import shown  # brings the templates along; no other command needs them

    if len(against) > _MOST_CURVES:
        raise BadInput(f"--against can be given {_MOST_CURVES} times; it is there {len(against)} times.")
    chosen = _journey(data, name) if name is not None else None
    _known_lanes(data, chosen, lanes)
    curves = tuple((text.partition("=")[2], _narrowed(data, scope, text)) for text in against)
    before = shown.usually_compared(data, scope)
    return shown.shown(data, scope, chosen, workspace(), lanes=lanes or None, against=curves, before=before)[1]


def workspace() -> Workspace | None:
    """What people wrote; a machine without it has written nothing, and none is made."""
    kept = home() / "workspace.sqlite"
    return Workspace(kept) if kept.is_file() else None


def _known_lanes(data: Dataset, journey: Journey | None, lanes: tuple[str, ...]) -> None:
    """Raises BadInput for a lane that there is not."""
    from cjm_core.authored.lanes import WRITTEN
    from cjm_core.journey_map.asked import NUMBERS, SAID
    from cjm_core.metrics.reported import measures

    own = [one.name for one in journey.lanes] if journey else []
    known = [*NUMBERS, *SAID, *(f"reported:{one.name}" for one in measures(data)), *WRITTEN, *own]
    if strange := [name for name in lanes if name not in known]:
        raise BadInput(f"--lane: there is no lane {strange[0]!r}. There are: {', '.join(dict.fromkeys(known))}.")


def _narrowed(data: Dataset, scope: Scope, text: str) -> Scope:
    dimension, value = split_pair("--against", text, "DIM=VALUE")
    known = data.values(dimension)
    if value not in known:
        raise BadInput(f"--against: no row has the {dimension} {value!r}. There are: {', '.join(known[:30])}.")
    return scope.only(dimension, value)


def _journey(data: Dataset, name: str) -> Journey:
    from cjm_core.authored import history

    kept = workspace()
    known = history.journeys_of(kept, data.info["id"]) if kept else []
    found = next((one for one in known if name in (one.name, one.key)), None)
    if found is None:
        raise BadInput(f"--journey: this dataset has no map {name!r}. It has: {', '.join(one.name for one in known) or 'none that was edited'}.")
    return found


def _loaded(path: str) -> JourneyMap:
    """A map from its JSON file."""
    from cjm_core.journey_map import from_json

    try:
        with open(path, "rb") as file:
            kept = file.read(_LARGEST + 1)  # a pipe or device has no size beforehand
        if len(kept) > _LARGEST:
            raise BadInput(f"--load {path} is too large for a map.")
        return from_json(json.loads(kept.decode("utf-8-sig")))
    except OSError as error:
        raise BadInput(f"--load {path or '(no name)'} cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise BadInput(f"--load {path} is no map of this program: it is no JSON.") from None


def _writer(out: Path, paper: str) -> Callable[[JourneyMap], bytes]:
    """How a file of this ending is written. Raises BadInput for an ending that cannot be written."""
    from cjm_core import journey_map, takeaway
    from cjm_core.journey_map import slides

    kinds: dict[str, Callable[[JourneyMap], bytes]] = {
        ".html": lambda drawn: journey_map.as_html(drawn, slides.for_file(drawn)).encode(),
        ".json": lambda drawn: json.dumps(journey_map.as_json(drawn), ensure_ascii=False, allow_nan=False, indent=2).encode(),
        ".svg": lambda drawn: takeaway.map_svg(drawn).encode(),
        ".png": takeaway.map_png,
        ".pdf": lambda drawn: takeaway.map_pdf(drawn, paper),
        ".pptx": takeaway.map_pptx,
        ".xlsx": takeaway.map_xlsx,
    }
    if out.suffix.lower() not in kinds:
        what = out.suffix or "a file without ending"
        raise BadInput(f"--out {out}: a map can be written as {', '.join(kinds)}, not as {what}.")
    return kinds[out.suffix.lower()]
