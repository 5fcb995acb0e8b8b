"""What the usual range says, in plain words (docs/metrics.md#5.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cjm_core import format as fmt
from cjm_core.trends.control import BEYOND, CLOSE, IN_A_ROW, NEAR, ONE_SIDE, WINDOW, Judgement

_TOLD = 3  # episodes; more are only counted
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Episode:
    """What a person calls one change: marked points on one side. `places` are theirs among all points.

    `outside`: how many of them lie outside the range. `ongoing`: nothing judged came after it.
    """

    places: tuple[int, ...]
    above: bool
    outside: int
    ongoing: bool

    @property
    def left(self) -> bool:
        """Whether at least one point lies outside the range."""
        return self.outside > 0


def number(n: int) -> str:
    """A small number as a word."""
    return _NUMBERS[n] if n < len(_NUMBERS) else fmt.count(n)


def rule_words(rule: str | None) -> str:
    """Why a point is marked; empty for one that is not."""
    return {
        BEYOND: "outside the usual range",
        CLOSE: f"one of {number(NEAR)} in {number(WINDOW)} close to the edge of the usual range",
        ONE_SIDE: f"one of {number(IN_A_ROW)} or more in a row on the same side of the middle",
    }.get(rule or "", "")


def episodes(judgements: Sequence[Judgement], known: Sequence[bool]) -> list[Episode]:
    """Marked points grouped into changes. Points that could not be judged do not part them, nor does a single quiet one in between."""
    judged = [at for at, is_known in enumerate(known) if is_known]
    rank = {at: place for place, at in enumerate(judged)}
    groups: list[list[int]] = []
    for at in judged:
        if judgements[at].rule is None:
            continue
        before = groups[-1][-1] if groups else None
        if before is not None and rank[at] - rank[before] <= 2 and judgements[at].above is judgements[before].above:
            groups[-1].append(at)
        else:
            groups.append([at])
    return [
        Episode(tuple(group), judgements[group[0]].above, sum(judgements[at].rule == BEYOND for at in group), group[-1] == judged[-1])
        for group in groups
    ]


def said_of(found: Sequence[Episode], spans: Sequence[tuple[datetime, datetime]], every: str) -> str:
    """What follows a label: 'rose above the usual range in five weeks, from 9 Mar to 12 Apr 2026; since then all is as usual'.

    The newest episode first; of more than three the others are counted. `spans` are the periods of all points. Empty without any.
    """
    if not found:
        return ""
    newest, *earlier = sorted(found, key=lambda episode: -episode.places[-1])
    text = _told(newest, spans, every) + ("; this has not ended" if newest.ongoing else "; since then all is as usual")
    told = "; ".join(_told(episode, spans, every) for episode in earlier[: _TOLD - 1])
    more = len(earlier) - (_TOLD - 1)
    counted = f"; and {number(more)} more {'time' if more == 1 else 'times'}" if more > 0 else ""
    return f"{text}. Earlier: {told}{counted}" if earlier else text


def _told(episode: Episode, spans: Sequence[tuple[datetime, datetime]], every: str) -> str:
    """Verbs that fit a label in the singular and in the plural."""
    many, length = len(episode.places), episode.places[-1] - episode.places[0] + 1
    verb, some = f"stayed {'higher' if episode.above else 'lower'} than usual", ""
    if episode.outside == many:
        verb = ("rose above" if episode.above else "fell below") + " the usual range"
    elif episode.outside:
        some = f", {number(episode.outside)} of them {'above' if episode.above else 'below'} the usual range"
    how_many = f"{number(many)} {every}{'s' if many > 1 else ''}" if many == length else f"{number(many)} of {number(length)} {every}s"
    when = fmt.span(spans[episode.places[0]][0], spans[episode.places[-1]][1])
    return f"{verb} in {how_many}{some}, {f'from {when}'.replace(' – ', ' to ') if ' – ' in when else f'on {when}'}"
