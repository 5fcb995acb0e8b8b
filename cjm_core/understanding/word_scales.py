"""Ladders of words ("Very satisfied … Very dissatisfied") as numbers, whatever the language and however many levels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Items
from dataclasses import dataclass

from cjm_core.understanding.profile import normal
from cjm_core.understanding.scale_words import LADDERS, MIDDLE, NOT, NOT_AT_ALL, NOT_VERY, POLES, STRENGTHS

_PLAIN = 2.0  # strength of a pole without any word before it
_MOST_WORDS, _MOST_TEXTS = 7, 14  # of one answer, and of a whole scale with its variants; more is free text
_ENOUGH = 30  # answers from which a level that nobody chose is taken not to exist
# Levels of one pole from its beginning: where a file uses few of them, their places on five.
_OF_FIVE = ((0.0, 1), (1.1, 2), (1.9, 3), (2.9, 4), (9.0, 5))


@dataclass(frozen=True)
class WordScale:
    """Cell -> number, the ends of the scale, the family of words, and whether unused levels had to be guessed."""

    codes: dict[str, float]
    scale: tuple[float, float]
    family: str
    guessed: bool = False


@dataclass(frozen=True)
class _Said:
    side: int  # 1 high pole, -1 low pole, 0 the middle
    strength: float
    negated: bool = False  # the low side is said by "not", not by a word of its own


def words_scale(cells: Items[str, int]) -> WordScale | None:
    """The scale whose words these cells are; cells that fit none are left out. None for fewer than two levels."""
    plain = {text: words for text in cells if len(text) <= 80 and 1 <= len((words := normal(text)).split()) <= _MOST_WORDS}
    if not 2 <= len(set(plain.values())) <= 2 * _MOST_TEXTS:
        return None
    every = (_ladder(plain, cells), *(_poles(plain, cells, family) for family in POLES))
    found = [scale for scale in every if scale and len({plain[text] for text in scale.codes}) <= _MOST_TEXTS]
    return max(found, key=lambda scale: sum(cells[text] for text in scale.codes), default=None)


def pole_of(label: str) -> tuple[str, int] | None:
    """(family, 1 or -1) of one label, such as ('satisfied', -1) for 'Very dissatisfied'; None for anything else."""
    text = normal(label)
    for family in POLES:
        said = _said(text, family)
        if said and said.side:
            return family, said.side
    for ladder in LADDERS:
        place = next((place for place, level in enumerate(ladder) if text in level), None)
        if place is not None and 2 * place != len(ladder) - 1:
            return "quality", 1 if 2 * place > len(ladder) - 1 else -1
    return None


def _ladder(plain: Items[str, str], cells: Items[str, int]) -> WordScale | None:
    """The shortest known ladder that holds most of the cells' words."""
    best: tuple[tuple[int, int], WordScale] | None = None
    for ladder in LADDERS:
        codes = {text: float(place) for text, word in plain.items() for place, level in enumerate(ladder, 1) if word in level}
        used, size = len(set(codes.values())), len(ladder)
        rank = (sum(cells[text] for text in codes), -size)
        if used >= 3 or (used == 2 and {1.0, float(size)} == set(codes.values())):
            if len({plain[text] for text in codes}) > used:  # two words of this file on one step: another ladder fits better
                continue
            if best is None or rank > best[0]:
                best = rank, WordScale(codes, (1.0, float(size)), "quality", used < size)
    return best[1] if best else None


def _poles(plain: Items[str, str], cells: Items[str, int], family: str) -> WordScale | None:
    """Words of one family, with two poles ('very easy … very difficult') or one ('not at all easy … extremely easy')."""
    said = {text: one for text, words in plain.items() if (one := _said(words, family))}
    sides = [one for one in said.values() if one.side]
    if len({(one.side, one.strength) for one in said.values()}) < 2 or not sides:
        return None
    answers = sum(cells[text] for text in said)
    twofold = family == "agree" or any(one.side < 0 and not one.negated for one in sides) or any(one.side == 0 for one in said.values())
    return _two_poles(said, family, answers) if twofold else _one_pole(said, family, answers)


def _two_poles(said: dict[str, _Said], family: str, answers: int) -> WordScale:
    """Each pole's strengths in their order around a middle."""
    high = sorted({one.strength for one in said.values() if one.side > 0})
    low = sorted({one.strength for one in said.values() if one.side < 0})
    both = sorted({*high, *low})
    if len(high) == len(low) and len(both) > len(high) > 1:
        ranks = {1: high, -1: low}  # "trifft voll zu, eher zu, eher nicht zu, nicht zu"
    else:
        ranks = {1: both, -1: both}
    steps = max(len(high), len(low), len(ranks[1]))
    if steps == 1 and (both != [_PLAIN] or answers < _ENOUGH):  # only "very satisfied" was ever used: five levels are the usual
        steps, ranks = 2, {1: [_PLAIN, *both] if both[0] > _PLAIN else [*both, 9.0], -1: [_PLAIN, *both] if both[0] > _PLAIN else [*both, 9.0]}
    middle = any(one.side == 0 for one in said.values())
    even = not middle and len(high) == len(low) == steps > 1 and answers >= _ENOUGH
    size, codes = 2 * steps + (not even), dict[str, float]()
    for text, one in said.items():
        place = ranks[one.side].index(one.strength) + 1 if one.side else 0
        codes[text] = float(steps + (not even) + one.side * place + (1 if even and one.side < 0 else 0))
    return WordScale(codes, (1.0, float(size)), family, len(set(codes.values())) < size)


def _one_pole(said: dict[str, _Said], family: str, answers: int) -> WordScale | None:
    """'Not at all' is the beginning; every strength that was used is a level."""
    height = {text: _height(one) for text, one in said.items()}
    levels = sorted(set(height.values()))
    if len(levels) >= 4 or (len(levels) == 3 and answers >= _ENOUGH):
        codes = {text: float(levels.index(value) + 1) for text, value in height.items()}
        return WordScale(codes, (1.0, float(len(levels))), family, len(levels) < 4)
    top = max(levels)  # "very" is the end where nothing stronger was said, else the step before it
    codes = {text: float(next(place for limit, place in _OF_FIVE if value - (top > 3) * 0.2 <= limit)) for text, value in height.items()}
    return WordScale(codes, (1.0, 5.0), family, guessed=True) if len(set(codes.values())) > 1 else None


def _height(one: _Said) -> float:
    if one.side > 0:
        return one.strength
    return 0.0 if one.strength >= 3 else 0.5


def _said(text: str, family: str) -> _Said | None:
    """What one text says in a family's words."""
    if _MIDDLE.match(text):
        return _Said(0, 0.0)
    high, low = _POLES[family]
    by_low, by_high = low.search(text), high.search(text)
    if not by_low and not by_high:
        return None
    strength = next((strength for strength, words in _STRENGTHS if words.search(text)), _PLAIN)
    if by_low and by_high and not _NOT_AT_ALL.search(text):
        return _Said(0, 0.0)  # "niet mee eens, niet mee oneens"
    if _NOT_AT_ALL.search(text) and not by_low:
        return _Said(-1, 3.0, negated=True)
    if by_low:
        return _Said(-1, strength)
    if strength > 1 and _NOT_VERY.search(text):
        return _Said(-1, 1.0, negated=True)
    if set(text.split()) & NOT:
        return _Said(-1, strength, negated=True)
    return _Said(1, strength)


def _any(words: Iterable[str], end: str = r"\b") -> re.Pattern[str]:
    """One of the words; with another `end` also words that begin so."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))}){end}")


_MIDDLE, _NOT_AT_ALL, _NOT_VERY = _any(MIDDLE), _any(NOT_AT_ALL), _any(NOT_VERY)
_POLES = {family: (_any(high, ""), _any(low, "")) for family, (high, low) in POLES.items()}
_STRENGTHS = [(strength, _any(words)) for strength, words in STRENGTHS]
