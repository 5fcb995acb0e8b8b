"""Answers in words, stars, thumbs and labelled numbers: which number each one stands for, and on which scale."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as Items
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.plan import Table
from cjm_core.reading.values import as_number
from cjm_core.schema import MISSING_CODES
from cjm_core.understanding.legends import silent_numbers
from cjm_core.understanding.profile import normal, sample
from cjm_core.understanding.questions import asked_in
from cjm_core.understanding.scale_words import FACES, NO_ANSWER, THUMBS, THUMBS_IN_QUESTION
from cjm_core.understanding.word_scales import pole_of, words_scale

Scale = tuple[float, float]
USUAL: tuple[Scale, ...] = ((1, 5), (1, 7), (1, 10), (0, 10), (0, 100))
CODES = frozenset({8, 9, 77, 88, 96, 97, 98, 99, 777, 888, 996, 997, 998, 999, -1, -2, -7, -8, -9, -77, -88, -99})  # "don't know", "no answer"
MANY = 100  # answers among which somebody would have chosen the upper end, were it on the scale
_SOME = 30  # answers among which every level of a scale up to 5 was chosen
_FEW = 0.1  # of the answers: a code for "no answer" is no more
_MOST = 60  # different cells; a column with more is no scale
_KNOWN = 0.8  # share of the filled cells that must be understood
_STARS = re.compile(r"([★⭐🌟✭✮]*)([☆✩]*)")
_STAR_WORDS = re.compile(r"(\d+(?:[.,]\d+)?)[\s-]*(?:stars?|sterne?n?|étoiles?|etoiles?|estrellas?|sterren|ster|★|⭐)")
_OUT_OF = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|out of|of|von|sur|de|van|sobre|uit)\s*(\d+)\s*\D*")
_FIRST = re.compile(r"\(?(\d{1,3})\s*(?:[-–—:.=)|]+\s*|\s+|(?=\())(\(?[^\d/]+\)?)")
_LAST = re.compile(r"([^\d/]+?)\s*[-–—:=(|\[]\s*(\d{1,3})\s*[)\]]?")


@dataclass(frozen=True)
class Worded:
    """How the cells of one column read as answers: `codes` maps a cell (trimmed, lower case) to its number, or "" for no answer.

    `scale` is None where only words for "no answer" stand among plain numbers. `unknown` cells stay as they are.
    """

    column: str
    scale: Scale | None
    codes: dict[str, str]
    family: str | None = None  # satisfied, agree, easy, likely, important, expected, effort, quality, stars, thumbs
    direction: str = "higher"
    guessed: bool = False  # the scale may have more levels than were used
    unknown: tuple[str, ...] = ()


def worded(column: str, counts: Items[str, int], question: bool = False) -> Worded | None:
    """What the cells of a column mean, from how often each occurs; None where they are plain numbers or no scale.

    `question`: the header asks a known question, so that numbers with any label, and yes and no, are answers too.
    """
    cells = Counter[str]()
    for text, often in counts.items():
        cells[text.strip().lower()] += often
    cells = Counter({text: often for text, often in cells.items() if text not in MISSING_CODES})
    if not cells or len(cells) > _MOST:
        return None
    silent = {text for text in cells if normal(text) in NO_ANSWER}
    said = {text: often for text, often in cells.items() if text not in silent}
    found = _of_numbers(column, said) if said else None
    for read in (_labelled, _starred, _two_faces, _in_words):
        found = found or (read(column, said, question) if said else None)
    if found is None or not (found.codes or silent):
        return None
    return replace(found, codes={**dict.fromkeys(sorted(silent), ""), **found.codes})


def worded_columns(table: Table) -> dict[str, Worded]:
    """The columns of a table whose cells are answers in words, stars, thumbs or labelled numbers, or whose header says which are none."""
    part, found = sample(table.cells), dict[str, Worded]()
    for name in table.columns:
        silent = silent_numbers(name)
        if silent or worded(name, cell_counts(part.column(name)), asked_in(name) is not None):
            whole = cell_counts(table.cells.column(name))  # rare cells are not in the sample
            seen = worded(name, whole, asked_in(name) is not None)
            none = {plain: "" for text in whole if as_number(plain := text.strip().lower()) in silent}
            seen = replace(seen or Worded(name, None, {}), codes={**(seen.codes if seen else {}), **none}) if none else seen
            found |= {name: seen} if seen else {}
    return found


def decoded(table: Table, found: Items[str, Worded]) -> Table:
    """The table with these columns' cells replaced by what they mean, for understanding only."""
    cells = table.cells
    for name, words in found.items():
        column = cells.column(name).combine_chunks().dictionary_encode()
        column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        meant = [words.codes.get(text.strip().lower(), text) for text in column.dictionary.to_pylist()]
        cells = cells.set_column(cells.column_names.index(name), name, pa.array(meant, pa.string()).take(column.indices))
    return replace(table, cells=cells)


def usual_scale(numbers: Items[float, int]) -> Scale | None:
    """The smallest usual scale that holds these numbers; None for none."""
    return next((scale for scale in USUAL if numbers and all(scale[0] <= number <= scale[1] for number in numbers)), None)


def without_codes(counts: Items[int, int]) -> dict[int, int]:
    """How often each whole number was answered, without the codes for "no answer" beyond a scale up to 10: 99, 88, -1; surely 9 and 8."""
    inside = {number: often for number, often in counts.items() if 0 <= number <= 10}
    if not any(inside.values()) or set(counts) - set(inside) - CODES:
        return dict(counts)
    answers = {number: often for number, often in inside.items() if number < 8}
    return answers if 10 not in inside and _all_chosen(answers, inside.get(8, 0), inside.get(9, 0)) else inside


def _all_chosen(answers: Items[int, int], eights: int, nines: int) -> bool:
    """Whether the answers fill a scale that 8 and 9 do not belong to; after 7 they may, unless many answered and far fewer than 7."""
    top, answered = max(answers, default=0), sum(answers.values())
    filled = top in (4, 5, 7) and all(answers.get(level) for level in range(1 if answered < MANY else 2, top + 1))
    rare = max(eights, nines) <= _FEW * answered and (top < 7 or max(eights, nines) < 0.5 * answers[7])
    return filled and rare and answered >= (_SOME if top < 7 else MANY)


def narrow(given: Items[int, int]) -> Scale | None:
    """The scale that answers fill where many were given and all stop before 5: 1–3, 1–4, 0–2. It is a guess: 5 may be on the scale."""
    low, high = min(given, default=1), max(given, default=5)
    every = len(given) == high - low + 1 and sum(given.values()) >= MANY
    return (float(low), float(high)) if every and low in (0, 1) and 2 <= high <= 4 else None


def cell_counts(column: pa.ChunkedArray) -> dict[str, int]:
    """Filled cell -> how often; nothing for a column with far too many different cells to be a scale."""
    pairs = pc.value_counts(column)
    if len(pairs) > 5 * _MOST:
        return {}
    return {entry["values"]: entry["counts"] for entry in pairs.to_pylist() if entry["values"] and entry["values"].strip()}


def _of_numbers(column: str, said: Items[str, int]) -> Worded | None:
    """Plain numbers, with or without words for 'no answer' among them."""
    return Worded(column, None, {}) if all(as_number(text) is not None for text in said) else None


def _labelled(column: str, said: Items[str, int], question: bool) -> Worded | None:
    """'5 - Very satisfied', '10 – Extremely likely', 'Very good (1)', with plain numbers between them."""
    split = {text: pair for text in said if (pair := _number_and_label(text))}
    numbers = Counter[float]()
    codes, labels = dict[str, str](), dict[float, str]()
    for text, often in said.items():
        number = as_number(text)
        if text in split:
            number, label = split[text]
            silent = normal(label) in NO_ANSWER
            codes[text] = "" if silent else f"{number:g}"
            labels |= {} if silent else {number: label}
            if silent:
                continue
        if number is not None:
            numbers[number] += often
    poles = {number: pole for number, label in labels.items() if (pole := pole_of(label))}
    if not labels or not numbers or not (question or poles) or _share(numbers.total(), said, codes) < _KNOWN:
        return None
    ends = [poles[number][1] if number in poles else 0 for number in (min(numbers), max(numbers))]
    scale = (min(numbers), max(numbers)) if ends[0] * ends[1] < 0 else usual_scale(numbers)
    if scale is None or scale[0] == scale[1]:
        return None
    signs = [(number - sum(scale) / 2) * side for number, (_, side) in poles.items()]
    family = Counter(name for name, _ in poles.values()).most_common(1)[0][0] if poles else None
    turned = (sum(signs) < 0) != (family == "effort")
    unknown = tuple(text for text in said if text not in codes and as_number(text) is None)
    return Worded(column, scale, codes, family, "lower" if turned else "higher", ends[0] * ends[1] >= 0, unknown)


def _share(known: int, said: Items[str, int], codes: Items[str, str]) -> float:
    answered = sum(often for text, often in said.items() if codes.get(text) != "")
    return known / max(answered, 1)


def _number_and_label(text: str) -> tuple[float, str] | None:
    if _OUT_OF.fullmatch(text) or _STAR_WORDS.fullmatch(text):
        return None
    first, last = _FIRST.fullmatch(text), _LAST.fullmatch(text)
    if first and normal(first[2]):
        return float(first[1]), first[2]
    return (float(last[2]), last[1]) if last and normal(last[1]) else None


def _starred(column: str, said: Items[str, int], question: bool) -> Worded | None:
    """'★★★★☆', '4 stars', '4/5', '4 out of 5'."""
    codes, tops, known = dict[str, str](), set[float](), 0
    for text, often in said.items():
        drawn, of, named = _STARS.fullmatch(text.replace("\ufe0f", "").replace(" ", "")), _OUT_OF.fullmatch(text), _STAR_WORDS.fullmatch(text)
        if drawn and drawn[0]:
            codes[text] = str(len(drawn[1]))
            tops |= {float(len(drawn[0]))} if drawn[2] else {5.0}
        elif of:
            codes[text] = of[1].replace(",", ".")
            tops.add(float(of[2]))
        elif named:
            codes[text] = named[1].replace(",", ".")
            tops.add(5.0 if float(codes[text]) <= 5 else 10.0)
        known += often if text in codes or as_number(text) is not None else 0
    top = max(tops, default=0.0)
    if top not in (3, 4, 5, 6, 7, 10, 100) or len(tops) > 1 or known < _KNOWN * sum(said.values()):
        return None
    low = 0.0 if top > 7 or any(float(code) < 1 for code in codes.values()) else 1.0
    low = 1.0 if top == 10 and not any(float(code) < 1 for code in codes.values()) else low
    return Worded(column, (low, top), codes, "stars", unknown=_unknown(said, codes))


def _two_faces(column: str, said: Items[str, int], question: bool) -> Worded | None:
    """Thumbs, good and bad, yes and no under a question; and rows of faces."""
    drawn = {text: face for text in said if (face := _face(text)) is not None}
    if drawn and sum(said[text] for text in drawn) >= _KNOWN * sum(said.values()):
        return _of_faces(column, said, drawn)
    pairs = (*THUMBS, *((THUMBS_IN_QUESTION,) if question else ()))
    for bad, good in pairs:
        codes = {text: "1" if normal(text.replace("_", " ")) in good else "0" for text in said if normal(text.replace("_", " ")) in bad | good}
        if sum(said[text] for text in codes) >= 0.95 * sum(said.values()):
            return Worded(column, (0, 1), codes, "thumbs", unknown=_unknown(said, codes))
    return None


def _face(text: str) -> int | None:
    """1…5 for a face, -1 and 6 for thumbs down and up; skin tones and variants do not matter."""
    marks = {mark for mark in text if not mark.isspace() and mark != "\ufe0f" and not "\U0001f3fb" <= mark <= "\U0001f3ff"}
    if len(marks) != 1:
        return None
    mark = marks.pop()
    return {"👎": -1, "👍": 6}.get(mark) or next((place for place, faces in enumerate(FACES, 1) if mark in faces), None)


def _of_faces(column: str, said: Items[str, int], drawn: dict[str, int]) -> Worded | None:
    levels = sorted(set(drawn.values()))
    if set(levels) <= {-1, 6}:
        return Worded(column, (0, 1), {text: "1" if face == 6 else "0" for text, face in drawn.items()}, "thumbs", unknown=_unknown(said, drawn))
    if len(levels) < 2 or {-1, 6} & set(levels):
        return None
    one_each = len(levels) == 3 and levels[0] < 3 == levels[1] and sum(said.values()) >= 30  # happy, neutral, sad in whatever drawing
    three = set(levels) <= {2, 3, 4} or one_each
    codes = {text: str(levels.index(face) + 1 if one_each else face - 1 if three else face) for text, face in drawn.items()}
    return Worded(column, (1, 3) if three else (1, 5), codes, "stars", guessed=len(levels) < (3 if three else 5), unknown=_unknown(said, drawn))


def _in_words(column: str, said: Items[str, int], question: bool) -> Worded | None:
    found = words_scale({text: often for text, often in said.items() if as_number(text) is None})
    if found is None or sum(said[text] for text in found.codes) < _KNOWN * sum(said.values()):
        return None
    codes = {text: f"{number:g}" for text, number in found.codes.items()}
    direction = "lower" if found.family == "effort" else "higher"
    return Worded(column, found.scale, codes, found.family, direction, found.guessed, _unknown(said, codes))


def _unknown(said: Items[str, int], known: Items[str, object]) -> tuple[str, ...]:
    return tuple(text for text in said if text not in known and as_number(text) is None)
