"""Where a journey begins: from the data's own stages, or from a template. Both are proposals; people edit them."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cjm_core.authored import lanes as known
from cjm_core.authored import places
from cjm_core.authored.matching import attached, attaching, following, matches, normal, placing
from cjm_core.authored.model import Journey, LaneChoice, PlannedStage, PlannedTouchpoint, Written
from cjm_core.authored.record import tidied
from cjm_core.errors import BadInput

__all__ = [
    "TEMPLATES", "Template", "attached", "attaching", "following", "from_data", "from_template", "laying_out", "matches", "normal", "placing",
    "stages_of",
]  # fmt: skip
TEMPLATES = ("retail", "saas-onboarding", "donors", "blank")


@dataclass(frozen=True)
class Template:
    """A template to choose: its name here, what it is called, what it is for, and how much it holds."""

    name: str
    title: str
    says: str
    stages: tuple[str, ...]
    touchpoints: int


def from_data(data_rows: Iterable[tuple[str, str]], lanes: Sequence[LaneChoice], dataset_id: str, name: str) -> Journey:
    """The stages and touchpoints of the data in their order, from rows (touchpoint, stage). Without a key: it is not kept yet."""
    return Journey("", name, dataset=dataset_id, stages=stages_of(data_rows), lanes=tuple(lanes))


def laying_out(data_rows: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The edit that gives a journey without stages those of the data, so that they can be edited."""
    return {"do": "lay_out", "stages": [asdict(stage) for stage in stages_of(data_rows)]}


def stages_of(data_rows: Iterable[tuple[str, str]]) -> tuple[PlannedStage, ...]:
    """The stages in the order in which they are first met. The key of a stage is its name, unless a touchpoint is called so."""
    rows = dict[str, str]()
    for touchpoint, stage in data_rows:
        rows.setdefault(touchpoint, stage)
    taken, stages = set(rows), list[PlannedStage]()
    for stage in dict.fromkeys(rows.values()):
        taken.add(key := places.free_key(stage or "Stage", taken))
        met = (PlannedTouchpoint(name, name, (name,)) for name, its in rows.items() if its == stage)
        stages.append(PlannedStage(key, stage or "Stage", tuple(met)))
    return tuple(stages)


def templates() -> list[Template]:
    """What there is to choose from."""
    return [
        Template(name, one["title"], one["says"], tuple(stage["name"] for stage in one["stage"]), sum(len(s["touchpoints"]) for s in one["stage"]))
        for name, one in ((name, _read(name)) for name in TEMPLATES)
    ]


def from_template(name: str) -> Journey:
    """A journey to start from, without data and without a key. Its example texts are assumptions. Raises BadInput for an unknown name."""
    if name not in TEMPLATES:
        raise BadInput(f"There is no template {name!r}. There are: {', '.join(TEMPLATES)}.")
    found, number = _read(name), 0
    stages, items = list[PlannedStage](), list[Written]()
    for place, stage in enumerate(found["stage"], start=1):
        met = tuple(PlannedTouchpoint(f"+t{number + at}", one) for at, one in enumerate(stage["touchpoints"], start=1))
        number += len(met)
        stages.append(PlannedStage(f"+s{place}", stage["name"], met))
        items += _examples(stage, f"+s{place}")
    chosen = tuple(known.choice(lane) for lane in found["lanes"])
    return tidied(Journey("", found["title"], stages=tuple(stages), lanes=chosen, items=tuple(items)))


def _examples(stage: dict[str, Any], at: str) -> list[Written]:
    """What stands in a stage under the names of lanes."""
    texts = ((lane, text) for lane, said in stage.items() if lane not in ("name", "touchpoints") for text in said)
    return [Written(f"example{at}-{number}", lane, at, text) for number, (lane, text) in enumerate(texts, start=1)]


@functools.cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "templates" / f"{name}.toml").read_text(encoding="utf-8"))
