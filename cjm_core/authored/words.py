"""Edits in words, for the list of versions. Names are people's own; only what is between them is ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cjm_core import format as fmt
from cjm_core.authored import lanes, places
from cjm_core.authored.model import Journey
from cjm_core.settings import own

_LONGEST = 60  # letters of a text that are quoted

Op = Mapping[str, Any]


def words(op: Op, journey: Journey) -> str:
    """What an edit does to this journey, as it was before it: 'Renamed the stage “Buy” to “Order”'."""
    return _SAID[op["do"]](_About(op, journey))


def quoted(text: str) -> str:
    """A name or the beginning of a text, between quotation marks."""
    flat = " ".join(text.split())
    return f"“{flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1].rstrip() + '…'}”"


def day(iso: str) -> str:
    """'15 Sep 2026'; the text itself where it is no date."""
    try:
        return fmt.day(date.fromisoformat(iso))
    except ValueError:
        return iso


def lane_name(journey: Journey, name: str) -> str:
    """What a lane is called in this journey."""
    return lanes.label_of(name, next((one.label for one in journey.lanes if one.name == name), ""))


class _About:
    """What an edit names, between quotation marks: `say.it` is the stage or touchpoint that it is about."""

    def __init__(self, op: Op, journey: Journey) -> None:
        self.op, self.journey = op, journey

    def __getattr__(self, part: str) -> str:
        return quoted(str(self.op[part]))

    @property
    def it(self) -> str:
        return self.place("key")

    @property
    def lane(self) -> str:
        return quoted(lane_name(self.journey, self.op["lane"] if "lane" in self.op else self.op["name"]))

    @property
    def item(self) -> str:
        return quoted(next((one.text or "a picture" for one in self.journey.items if one.key == self.op["key"]), "a text"))

    def place(self, part: str) -> str:
        """A stage or touchpoint."""
        return quoted(places.name_of(self.journey, self.op[part]))


def _moved(say: _About) -> str:
    stage = places.stage_at(say.journey, say.op.get("stage", ""))
    same = stage is None or places.with_key(stage.touchpoints, say.op["key"]) is not None
    return own("Moved the touchpoint ") + say.it + ("" if same else f" to {say.place('stage')}")


def _attached(say: _About) -> str:
    names = ", ".join(map(quoted, say.op["sources"]))
    about = own("the touchpoint ") + say.it
    return f"Attached {about} to {names} in the data" if names else f"Took {about} off the data"


def _lane_set(say: _About) -> str:
    lane, op = own("the lane ") + say.lane, say.op
    said = [f"named {lane} {say.label}" if op["label"] else f"gave {lane} its own name back"] if "label" in op else []
    said += [f"{'folded' if op['collapsed'] else 'unfolded'} {lane}"] if "collapsed" in op else []
    said += [f"{'hid' if op.get('hidden') else 'showed'} {lane}"] if "hidden" in op or not said else []
    text = " and ".join(said)
    return text[0].upper() + text[1:]


def _written(say: _About) -> str:
    what = f"Wrote {say.text}" if say.op["text"] else "Added a picture"
    return f"{what} at {say.place('at')} in {say.lane}"


def _grounded(say: _About) -> str:
    return f"Marked {say.item} as {say.op['grade']}" + (f": {say.evidence}" if say.op["evidence"] else "")


def _assigned(say: _About) -> str:
    to, by = say.owner if say.op["owner"] else "nobody", f", due {day(say.op['due'])}" if say.op["due"] else ""
    return f"Gave {say.item} to {to}{by}"


_SAID: dict[str, Callable[[_About], str]] = {
    "rename_map": lambda say: f"Named the map {say.name}",
    "set_kind": lambda say: f"Marked the map as {say.op['kind']}",
    "set_review": lambda say: f"Set the review for {day(say.op['on'])}" if say.op["on"] else "Took the review date away",
    "set_dataset": lambda say: "Attached data to the map" if say.op["dataset"] else "Took the map off its data",
    "lay_out": lambda say: own("Took over the stages of the data"),
    "together": lambda say: "; ".join(words(one, say.journey) for one in say.op["edits"]) or "Nothing",
    "add_stage": lambda say: own("Added the stage ") + say.name,
    "rename_stage": lambda say: own("Renamed the stage ") + f"{say.it} to {say.name}",
    "move_stage": lambda say: own("Moved the stage ") + say.it,
    "hide_stage": lambda say: own("Hid the stage " if say.op["hidden"] else "Showed the stage ") + say.it,
    "merge_stage": lambda say: own("Merged the stage ") + f"{say.it} into {say.place('into')}",
    "split_stage": lambda say: own("Split the stage ") + say.it,
    "remove_stage": lambda say: own("Removed the stage ") + say.it,
    "add_touchpoint": lambda say: own("Added the touchpoint ") + f"{say.name} to {say.place('stage')}",
    "rename_touchpoint": lambda say: own("Renamed the touchpoint ") + f"{say.it} to {say.name}",
    "move_touchpoint": _moved,
    "hide_touchpoint": lambda say: own("Hid the touchpoint " if say.op["hidden"] else "Showed the touchpoint ") + say.it,
    "merge_touchpoint": lambda say: own("Merged the touchpoint ") + f"{say.it} into {say.place('into')}",
    "split_touchpoint": lambda say: own("Split the touchpoint ") + say.it,
    "attach": _attached,
    "remove_touchpoint": lambda say: own("Removed the touchpoint ") + say.it,
    "set_lane": _lane_set,
    "move_lane": lambda say: own("Moved the lane ") + say.lane,
    "add_lane": lambda say: own("Added the lane ") + say.label,
    "remove_lane": lambda say: own("Removed the lane ") + say.lane,
    "write": _written,
    "rewrite": lambda say: f"Changed {say.item} to {say.text}",
    "ground": _grounded,
    "assign": _assigned,
    "erase": lambda say: f"Removed {say.item}",
}
