"""Wide survey files: several columns that rate one touchpoint each, on one scale."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace

from cjm_core.plan import Answer, Mapping, Table
from cjm_core.schema import DEFAULT_SCALES
from cjm_core.understanding.profile import Profile, normal, profiles
from cjm_core.understanding.synonyms import NO_RATING, QUESTION_PARTS, QUESTIONS, THE_WHOLE

_SCALES = ((1, 5), (1, 7), (1, 10), (0, 10))
_LEAST = 3  # columns
_NUMBERED = re.compile(r"(q\d+)[\s_.:)-]*(?=\D)", re.IGNORECASE)


@dataclass(frozen=True)
class WideRatings:
    """Columns that look like ratings of touchpoints. `touchpoints` runs beside `columns`; None = the whole relationship."""

    columns: tuple[str, ...]
    touchpoints: tuple[str | None, ...]
    question: str = "csat"
    scale: tuple[float, float] = (1.0, 5.0)


def wide_ratings(table: Table) -> WideRatings | None:
    """The rating columns of a wide survey file, or None where there are fewer than three on one scale.

    Codes just outside the scale (0 = blank, 6 = not used) do not hide a rating; they are counted as out of scale later.
    """
    seen = {name: profile for name, profile in profiles(table.cells).items() if not _named_otherwise(name)}
    scales = {name: scale for name, profile in seen.items() if (scale := _scale(profile))}
    sure = [name for name, scale in scales.items() if _mean(seen[name], scale) >= scale[0] + 0.35 * (scale[1] - scale[0])]
    if not sure:
        return None
    scale = Counter(scales[name] for name in sure).most_common(1)[0][0]
    families = {_family(name) for name in sure if scales[name] == scale}
    columns = [name for name in scales if scales[name] == scale and (name in sure or _family(name) in families)]
    if len(columns) < _LEAST:
        return None
    return WideRatings(tuple(columns), touchpoint_names(columns), _question(columns), (float(scale[0]), float(scale[1])))


def with_ratings(mapping: Mapping, wide: WideRatings) -> Mapping:
    """The mapping with one answer per rating column added; a column that was an answer before is now the rating."""
    pairs = zip(wide.columns, wide.touchpoints, strict=True)
    added = tuple(Answer(wide.question, column, touchpoint) for column, touchpoint in pairs)
    kept = tuple(answer for answer in mapping.answers if answer.column not in wide.columns)
    fields = {name: column for name, column in mapping.fields.items() if column not in wide.columns}
    scales = dict(mapping.scales)
    if DEFAULT_SCALES.get(wide.question) != wide.scale:
        scales[wide.question] = wide.scale
    kind = {"neither": "surveys", "events": "both"}.get(mapping.kind, mapping.kind)
    return replace(mapping, kind=kind, fields=fields, answers=kept + added, scales=scales)


def _named_otherwise(name: str) -> bool:
    plain = normal(name)
    words = set(plain.split())
    return bool(words & NO_RATING) or plain in QUESTIONS["nps"] or any(part in plain for part in QUESTION_PARTS["nps"])


def _scale(seen: Profile) -> tuple[int, int] | None:
    """The scale a column is answered on: whole numbers, the upper end and most levels used."""
    if seen.fill < 0.1 or seen.whole < 0.98:
        return None
    for low, high in _SCALES:
        inside = {number: count for number, count in seen.counts.items() if low <= number <= high}
        if seen.within(low - 1, high + 1) < 0.98 or high not in inside or len(inside) < 0.6 * (high - low + 1):
            continue
        return (low, high) if low == 1 or seen.counts.get(0) else None
    return None


def _mean(seen: Profile, scale: tuple[int, int]) -> float:
    """Mean of the answers on the scale: ratings lie in its upper part, codes of categories mostly do not."""
    inside = {number: count for number, count in seen.counts.items() if scale[0] <= number <= scale[1]}
    return sum(number * count for number, count in inside.items()) / max(sum(inside.values()), 1)


def _family(name: str) -> str:
    """What a column shares with its neighbours: its question number or its first word. A bad rating is known by its family."""
    match = _NUMBERED.match(name)
    return match.group(1).lower() if match else (normal(name).split() or [name])[0]


def _question(columns: list[str]) -> str:
    said = Counter(
        question for name in columns for question in ("ces", "expectation", "importance")
        if any(part in f"{normal(name)} " for part in QUESTION_PARTS[question]) or normal(name).split()[:1] == [question]
    )
    question, count = said.most_common(1)[0] if said else ("csat", 0)
    return question if 2 * count > len(columns) else "csat"


def touchpoint_names(columns: list[str]) -> tuple[str | None, ...]:
    """What differs in the columns' names ('Q7FOOD' -> 'FOOD'), unique; None for the one that rates the whole."""
    numbers = [_NUMBERED.match(name) for name in columns]
    if all(numbers):
        parts = [name[match.end() :].strip() for name, match in zip(columns, numbers, strict=True) if match]
    else:
        before, after = _shared(columns), _shared([name[::-1] for name in columns])
        parts = [name[before : len(name) - after].strip(" _-.:?[]()") for name in columns]
    named: list[str | None] = []
    for name, part, match in zip(columns, parts, numbers, strict=True):
        whole = (normal(part).split() or [""])[-1] in THE_WHOLE
        longer = f"{part} ({match.group(1)})" if match and part else name
        if whole and None not in named:
            named.append(None)
        else:
            named.append(next(text for text in ("" if whole else part, longer, name) if text and text not in named))
    return tuple(named)


def _shared(names: list[str]) -> int:
    """Length of the beginning that all names share, up to a word's end."""
    same = itertools.takewhile(lambda marks: len(set(marks)) == 1, zip(*names, strict=False))
    common = "".join(marks[0] for marks in same)
    cut = re.match(r".*[\s_\-.:?\[\]()]", common, re.DOTALL)
    return cut.end() if cut else 0
