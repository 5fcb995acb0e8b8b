"""A log of edits becomes the journey that it says. Kept in memory, so that one more edit costs one step and not all of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cjm_core.authored import edits, record
from cjm_core.authored.model import Journey
from cjm_core.workspace import Entry, Workspace

KIND = "journey"  # of its entries in the workspace
_TURNS, _WHOLE, _NO_EDITS = ("undo", "redo"), ("start", "restore"), ("start", "name", "undo", "redo")
_MOST_KEPT, _STRIDE = 32, 50  # journeys; entries after which the journey is kept as it was, for edits that are taken back


@dataclass(frozen=True)
class Folded:
    """The entries of a log, the numbers of those that are taken back, and the journey that the others make.

    `states` are (version, the journey up to there) now and then; `rewrites` is the workspace's count when the log was read.
    """

    entries: tuple[Entry, ...] = ()
    undone: frozenset[int] = frozenset()
    journey: Journey | None = None
    rewrites: int = 0
    states: tuple[tuple[int, Journey | None], ...] = ()

    @cached_property
    def newest(self) -> int:
        """The number of the newest entry; 0 where there is none."""
        return self.entries[-1].version if self.entries else 0

    def stacks(self, author: str) -> tuple[list[int], list[int]]:
        """The numbers of this author's edits that can be taken back, and of those that can be made again; the next is the last.

        Going back to a version ends what was before it: taking that back would change nothing.
        """
        floor = max((one.version for one in self.entries if one.value.get("do") in _WHOLE and one.version not in self.undone), default=0)
        done, undone = list[int](), list[int]()
        for one in self.entries:
            if one.author == author:
                _turned(one, done, undone)
        return [number for number in done if number >= floor], [number for number in undone if number >= floor]


def _turned(one: Entry, done: list[int], undone: list[int]) -> None:
    """One more entry of an author: an edit ends what could be made again."""
    do, number = one.value.get("do"), one.value.get("version")
    if do == "undo" and number in done:
        done.remove(number)
        undone.append(number)
    elif do == "redo" and number in undone:
        undone.remove(number)
        done.append(number)
    elif do not in _NO_EDITS:
        done.append(one.version)
        undone.clear()


def folded(workspace: Workspace, key: str) -> Folded:
    """The log of a journey and what it makes, with everything that was written up to now, by whichever process."""
    place, rewrites = (str(workspace.path), key), workspace.rewrites()
    known = _KEPT.find(place)
    if known is None or known.rewrites != rewrites:
        known = Folded(rewrites=rewrites)
    new = [_readable(one) for one in workspace.log(KIND, key, known.newest)]
    if new:
        known = _grown(known, new, key)
        _KEPT.keep(place, known)
    return known


def _readable(one: Entry) -> Entry:
    """The entry with a value in the form of ours: what it does is a text, and a version a number. A newer program may write others."""
    said = one.value if isinstance(one.value, dict) else {}
    forms = (("do", str), ("version", int), ("words", str), ("label", str))
    return one._replace(value={**said, **{name: form() for name, form in forms if name in said and not isinstance(said[name], form)}})


def unknown(value: dict[str, Any]) -> bool:
    """Whether an entry, or an edit among those that it makes together, is of a kind that this program does not know."""
    if value.get("do") == "together":
        inside = value.get("edits")
        return not isinstance(inside, list) or any(not isinstance(one, dict) or unknown(one) for one in inside)
    return value.get("do") not in (*_WHOLE, *_NO_EDITS, "remove") and not edits.knows(value.get("do"))


def _grown(known: Folded, new: Sequence[Entry], key: str) -> Folded:
    """With some more entries. Where one of them takes something back, it is read again from the last state before that."""
    entries, undone = (*known.entries, *new), _undone(known.undone, new)
    turned = min((one.value.get("version", 0) for one in new if one.value.get("do") in _TURNS), default=None)
    states = [state for state in known.states if turned is None or state[0] < turned]
    read, journey = (known.newest, known.journey) if turned is None else states[-1] if states else (0, None)
    for place, one in enumerate(entries, start=1):
        if one.version > read:
            journey = journey if one.version in undone else _step(journey, one)
            states += [(one.version, journey)] if place % _STRIDE == 0 else []
    return replace(known, entries=entries, undone=undone, journey=_numbered(journey, key, entries[-1].version), states=tuple(states))


def _undone(undone: frozenset[int], entries: Iterable[Entry]) -> frozenset[int]:
    found = set(undone)
    for one in entries:
        if one.value.get("do") in _TURNS:
            (found.add if one.value["do"] == "undo" else found.discard)(one.value.get("version", 0))
    return frozenset(found)


def upto(log: Folded, number: int, key: str) -> Journey | None:
    """The journey as it was after that entry; None where it was removed then."""
    entries = [one for one in log.entries if one.version <= number]
    undone, journey = _undone(frozenset(), entries), None
    for one in entries:
        journey = journey if one.version in undone else _step(journey, one)
    return _numbered(journey, key, number)


def _numbered(journey: Journey | None, key: str, version: int) -> Journey | None:
    return replace(journey, key=key, version=version) if journey else None


def _step(journey: Journey | None, one: Entry) -> Journey | None:
    """The journey after one entry. A second beginning (two people began at once) and what comes after a removal change nothing."""
    do = one.value.get("do")
    if (do == "restore" and isinstance(one.value.get("journey"), dict)) or (do == "start" and journey is None):
        return record.from_record(one.value.get("journey"))
    if do == "remove":
        return None
    try:
        return edits.done(journey, one.value) if journey else None
    except (KeyError, TypeError, ValueError, AttributeError):  # of a newer program, or forgetting a customer changed more than texts
        return journey


class _Kept:
    """What was read last, for all threads of this process."""

    def __init__(self) -> None:
        self._logs, self._lock = OrderedDict[tuple[str, str], Folded](), threading.Lock()

    def find(self, place: tuple[str, str]) -> Folded | None:
        with self._lock:
            return self._logs.get(place)

    def keep(self, place: tuple[str, str], log: Folded) -> None:
        with self._lock:
            self._logs[place] = log
            self._logs.move_to_end(place)
            while len(self._logs) > _MOST_KEPT:
                self._logs.popitem(last=False)


_KEPT = _Kept()
