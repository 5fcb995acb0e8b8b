"""Touchpoint names from the headers of rating columns: the part of their texts in which they differ."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cjm_core.understanding.profile import normal
from cjm_core.understanding.synonyms import THE_WHOLE

CODE = re.compile(r"\s*(q(?:id)?\d+|\d+(?=[_.]\d|[.)]\s))((?:[_.]\d+|[a-z](?![^\W\d_]))*)[\s_.:)\-–—|]*", re.IGNORECASE)  # Q7_4, QID12_4, 7.4, Q7a
_IMPORT_ID = re.compile(r"\s*\{\s*\"?ImportId\"?.*", re.IGNORECASE | re.DOTALL)
_SCALE = re.compile(r"\s*\((?:[^()]*\d\s*=[^()]*|\d+\s*(?:-|–|to|bis|à|a)\s*\d+)\)")  # (1 = very good, 5 = very poor), (1-5)
_BRACKETS = re.compile(r"\[([^\[\]]+)\]")
_DASHES = re.compile(r"\s+[-–—|»>]+\s+|\s*[:?]\s*[-–—]\s*|:\s+|\?\s+|\s*\[")
_EDGES = " \t\n_-–—.,:;?!¿¡[]()|\"“”„'«»…"
_SMALL = {
    word for text in (
        "with the our your of in on at a an to and about regarding for",
        "mit der die das dem den des unser unsere unserer unserem unseren im am zum zur vom ihr ihre ihrer ihrem",
        "de du d l la le les notre nos votre avec el los las nuestro nuestra nuestros nuestras con su",
        "de het een onze ons uw met van bij",
    ) for word in text.split()
}  # fmt: skip
_OVERALL = frozenset({"overall", "insgesamt", "gesamt", "globalement"})
_BORDER = re.compile(r".*[\s_\-–—.:?!\[\]()|/,;]", re.DOTALL)


@dataclass(frozen=True)
class Header:
    """A header taken apart: question number, the text shared with its neighbours (stem) and its own part."""

    code: str
    stem: str
    part: str


def headers(columns: Sequence[str]) -> list[Header]:
    """Every column's header taken apart, in the order given."""
    cleaned = [" ".join(_SCALE.sub("", _IMPORT_ID.sub("", name)).split()) or name for name in columns]
    codes = [CODE.match(name) for name in cleaned]
    texts = [_text(name) for name in cleaned]
    marked = [_split(text) for text in texts]
    shared = {stem for stem in (stem for stem, _ in marked) if stem and sum(1 for other, _ in marked if other == stem) > 1}
    bracketed = [bool(_BRACKETS.search(text)) for text in texts]
    split = [
        (stem, part) if part and (stem in shared or inside) else ("", text)
        for (stem, part), text, inside in zip(marked, texts, bracketed, strict=True)
    ]
    found = [Header(code[1].lower() if code else "", stem, part) for code, (stem, part) in zip(codes, split, strict=True)]
    return _without_shared(found)


def touchpoint_names(columns: Sequence[str], questions: Sequence[str] = ()) -> tuple[str | None, ...]:
    """What differs in the columns' names ('Q7FOOD' -> 'FOOD', 'How was our [check-in]?' -> 'check-in').

    None for the one that rates the whole. Names are unique within a question; `questions` runs beside `columns` (empty: all ask one).
    """
    found, named = headers(columns), list[tuple[str, str | None]]()
    asked = list(questions) or [""] * len(found)
    stems = _short([header.stem for header in found])
    for name, header, question, stem in zip(columns, found, asked, stems, strict=True):
        apart = {other.stem for other, same in zip(found, asked, strict=True) if same == question and other.part == header.part}
        taken = [text for same, text in named if same == question]
        own = f"{header.part} ({stem})" if len(apart) > 1 and stem else header.part
        longer = f"{header.part} ({(header.code or stem or name).capitalize()})"
        if rates_the_whole(header.part) and None not in taken:
            named.append((question, None))
        else:
            texts = ("" if rates_the_whole(header.part) else own, longer)
            spoken = (text for text in texts if any(mark.isalpha() for mark in header.part) and text and text not in taken)
            named.append((question, next(spoken, name)))
    return tuple(text for _, text in named)


def _short(stems: list[str]) -> list[str]:
    """What differs between the stems ('Please rate our check-in', 'Please rate our boarding' -> 'check-in', 'boarding')."""
    unlike = list(dict.fromkeys(filter(None, stems)))
    short = dict(zip(unlike, _different(unlike), strict=True)) if unlike else {}
    return [short.get(stem, "") for stem in stems]


def rates_the_whole(part: str) -> bool:
    """Whether a name says 'overall' in one of the five languages, and little else."""
    words = normal(part).split()
    return bool(words) and (words[-1] in THE_WHOLE or words[0] in _OVERALL)


def _text(name: str) -> str:
    """The header without its question numbers, which some exports write twice; the header itself where nothing else is left."""
    text = name
    for _ in range(3):
        match = CODE.match(text)
        rest = text[match.end() :] if match else text
        if not match or not rest.strip(_EDGES):
            break
        text = rest
    return text


def _split(text: str) -> tuple[str, str]:
    """(stem, own part) at brackets, else at the last dash, colon or question mark; ("", "") where there is none."""
    inside = _BRACKETS.findall(text)
    if inside:
        return _BRACKETS.sub("[]", text).strip(_EDGES), inside[-1].strip(_EDGES)
    cuts = list(_DASHES.finditer(text.rstrip(_EDGES)))
    if not cuts:
        return "", ""
    return text[: cuts[-1].start()].strip(_EDGES), text[cuts[-1].end() :].strip(_EDGES)


def _without_shared(found: list[Header]) -> list[Header]:
    """Shared beginnings and ends cut off, within those who share a stem, a question number with text, or their first words."""
    groups: dict[object, list[int]] = defaultdict(list)
    for place, header in enumerate(found):
        groups[_group(header)].append(place)
    single = [places[0] for places in groups.values() if len(places) == 1]
    if len(single) > 1:  # those who share nothing with others are tried together
        groups = {key: places for key, places in groups.items() if len(places) > 1} | {None: single}
    cut = dict(enumerate(found))
    for places in groups.values():
        parts = _different([found[place].part for place in places])
        for place, part in zip(places, parts, strict=True):
            cut[place] = Header(found[place].code, found[place].stem, part)
    return [cut[place] for place in range(len(found))]


def _group(header: Header) -> object:
    words = normal(header.part).split()
    if header.stem:
        return "stem", header.stem
    return ("words", *words[:2]) if len(words) >= 4 else ("plain",)


def _different(texts: list[str]) -> list[str]:
    """The texts without the beginning and the end that all share, up to a word's border; small words before a name go too."""
    before = _shared(texts)
    rest = [text[before:] for text in texts]
    after = _shared([text[::-1] for text in rest])
    parts = [text[: len(text) - after].strip(_EDGES) for text in rest]
    if len(texts) == 1 or not all(parts):
        parts = [part or text.strip(_EDGES) for part, text in zip(parts, rest, strict=True)]
    sentence = any(len(text.split()) >= 4 for text in texts)
    return [_named(part) if sentence and len(texts) > 1 else part for part in parts]


def _shared(texts: list[str]) -> int:
    """Length of the beginning that all texts share, up to a word's end; none for a single text."""
    if len(texts) < 2:
        return 0
    same = itertools.takewhile(lambda marks: len(set(marks)) == 1, zip(*texts, strict=False))
    cut = _BORDER.match("".join(marks[0] for marks in same))
    return cut.end() if cut else 0


def _named(part: str) -> str:
    """Without 'the', 'our', 'with' and the like in front; never without anything left."""
    words = part.split()
    while len(words) > 1 and normal(words[0]) in _SMALL:
        words = words[1:]
    return " ".join(words).strip(_EDGES)
