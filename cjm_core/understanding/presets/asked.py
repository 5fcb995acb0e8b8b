"""Which questions the columns of a survey export ask: from their texts and cells, a matrix of questions taken together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cjm_core.plan import Answer, Table
from cjm_core.reading.values import as_number
from cjm_core.schema import DEFAULT_SCALES, MISSING_CODES
from cjm_core.understanding.answers import OWN_QUESTIONS
from cjm_core.understanding.likeness import likeness
from cjm_core.understanding.names import touchpoint_names
from cjm_core.understanding.presets.headers import Header
from cjm_core.understanding.profile import Profile, normal, profiles
from cjm_core.understanding.questions import asked_in, effort_end, reads_like_question
from cjm_core.understanding.scales import Scale, Worded, cell_counts, worded
from cjm_core.understanding.synonyms import THE_WHOLE

_MATRIX = 3  # columns from which a matrix about ratings is one without a known question in its text
_MANY = 30  # answers from which a number that nobody chose is taken not to be on the scale
_ROW = re.compile(r"(.+)_\d+")  # Q3_2: a row of Q3
_ITEM = (re.compile(r"(.*\S)\s*\[[^\]]+\]\s*"), re.compile(r"(.*[?:])\s+\S.*"), re.compile(r"(.+) [-–] .+"))
_TEXT_ID = re.compile(r"_TEXT$|^Open-Ended Response$", re.IGNORECASE)
_OTHER_TEXT = re.compile(r"_\d+_TEXT$", re.IGNORECASE)  # "other, namely": a choice in words, not a comment
_SECOND_LINE = re.compile(r"\s*[-–]?\s*(?:Selected Choice|Open-Ended Response|Response|Text)$")
_BY_WORDS = {"satisfied": "csat", "easy": "ces", "effort": "ces", "important": "importance", "expected": OWN_QUESTIONS["expected"]}
_RATING_WORDS = ("quality", "stars", "thumbs")  # families of words that rate under anything that reads like a question


@dataclass(frozen=True)
class Asked:
    """The answers found, with the scales, good ends and codes that they need."""

    answers: tuple[Answer, ...] = ()
    scales: dict[str, Scale] = field(default_factory=dict)
    directions: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Family:
    """Columns that ask one question, of several things or of one."""

    members: tuple[Header, ...]
    question: str
    scale: Scale
    direction: str
    codes: dict[str, str]

    @property
    def key(self) -> tuple[str, Scale, str]:
        return self.question, self.scale, self.direction


def asked(table: Table, columns: Sequence[Header]) -> Asked:
    """The ratings and comments among these columns; `table` holds only the rows that count."""
    seen = profiles(table.cells, [header.column for header in columns])
    families = [family for members in _grouped(columns, seen) if (family := _rated(table, members, seen))]
    families = _named_apart(families)
    rated = [answer for family in families for answer in _of_rows(family)] + _of_singles(families)
    order = {header.column: place for place, header in enumerate(columns)}
    taken = {answer.column for answer in rated}
    comments = [Answer("comment", header.column) for header in columns if header.column not in taken and _is_comment(header, seen[header.column])]
    codes = {header.column: family.codes for family in families for header in family.members if family.codes}
    scales = {family.question: family.scale for family in families if DEFAULT_SCALES.get(family.question) != family.scale}
    turned = {family.question: "lower" for family in families if family.direction == "lower"}
    return Asked(tuple(sorted(_unique(rated), key=lambda answer: order[answer.column])) + tuple(comments), scales, turned, codes)


def short(header: Header, longest: int = 60) -> str:
    """A question's text as the name of a split."""
    text = " ".join(_SECOND_LINE.sub("", header.text).replace(" - Selected Choice - ", " – ").strip(" ?*:").split()) or header.code or header.column
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]}…"


def _grouped(columns: Sequence[Header], seen: dict[str, Profile]) -> list[tuple[Header, ...]]:
    """The columns by question: rows of a matrix share their code, or the text before the part in which they differ."""
    groups: list[list[Header]] = []
    stems: list[str] = []
    for header in columns:
        stem, item = _stem(header)
        goes_on = groups and not item and not header.code and stems[-1].endswith(("?", ":")) and _goes_on(header, groups[-1], seen)
        if groups and (goes_on or stem == stems[-1]):
            groups[-1].append(header)
        else:
            groups.append([header])
            stems.append(stem)
    return [tuple(group) for group in groups]


def _stem(header: Header) -> tuple[str, bool]:
    """What the rows of one matrix have in common, and whether the header has more than that."""
    row = _ROW.fullmatch(header.code)
    if header.code:
        return (row.group(1), True) if row else (header.code, False)
    text = _SECOND_LINE.sub("", header.text).strip()
    match = next((match for pattern in _ITEM if (match := pattern.fullmatch(text))), None)
    return (match.group(1).strip(), True) if match else (text, False)


def _goes_on(header: Header, group: list[Header], seen: dict[str, Profile]) -> bool:
    """SurveyMonkey writes the question of a matrix over its first row only; the next columns carry their row's name alone."""
    if reads_like_question(header.text) or asked_in(header.text) or _stem(group[0])[0] == group[0].text:
        return False
    first, own = seen[group[0].column], seen[header.column]
    return own.filled > 0 and own.distinct <= 15 and (own.numbers >= 0.9) == (first.numbers >= 0.9) and first.distinct <= 15


def _rated(table: Table, members: tuple[Header, ...], seen: dict[str, Profile]) -> _Family | None:
    """The family if its cells are answers on a scale to something that rates."""
    members = tuple(header for header in members if seen[header.column].filled and not _TEXT_ID.search(header.import_id or header.code))
    if not members:
        return None
    text = members[0].text
    counts = Counter[str]()
    for header in members:
        counts.update(cell_counts(table.cells.column(header.column)))
    question = asked_in(text)
    words = worded(text, counts, question is not None)
    question = _question(question, text, words, len(members))
    scale = (words.scale if words and words.scale else _scale(question, counts, words)) if question else None
    if question is None or scale is None:
        return None
    if question == "nps" and scale != (0, 10):
        question = OWN_QUESTIONS["likely"]
    lower = words.direction == "lower" if words and words.scale else question == "ces" and effort_end(text)[0] == "lower"
    codes = dict(words.codes) if words else {}
    return _Family(members, question, (float(scale[0]), float(scale[1])), "lower" if lower else "higher", codes)


def _question(question: str | None, text: str, words: Worded | None, columns: int) -> str | None:
    """What is asked: by the text, else by the words of the answers, else by being a matrix of ratings."""
    family = words.family if words and words.scale else None
    if family == "expected":
        return OWN_QUESTIONS["expected"]
    if question:
        return question
    if family in _BY_WORDS:
        return _BY_WORDS[family]
    rates = reads_like_question(text) and {"rate", "rating", "bewerten", "evaluer", "valorar", "beoordelen"} & set(normal(text).split())
    return "csat" if (family in _RATING_WORDS and reads_like_question(text)) or (rates and columns >= _MATRIX) else None


def _scale(question: str, counts: Counter[str], words: Worded | None) -> Scale | None:
    """The scale of plain numbers: the smallest usual one that holds nearly all of them; None where they are no ratings."""
    codes = words.codes if words else {}
    plain = {text: text.strip().lower() for text in counts}
    said = {text: often for text, often in counts.items() if plain[text] not in MISSING_CODES and codes.get(plain[text]) != ""}
    numbers = Counter[float]()
    for text, often in said.items():
        if (number := as_number(text)) is not None:
            numbers[number] += often
    total = sum(said.values())
    whole = sum(often for number, often in numbers.items() if number == int(number))
    if not total or whole < 0.95 * total:
        return None
    usual = [(0.0, 10.0)] if question == "nps" else [(1.0, 5.0), (1.0, 7.0), (1.0, 10.0), (0.0, 10.0), (0.0, 100.0)]
    if question == "ces" and numbers.total() < _MANY:
        usual = usual[1:]  # too few answers to tell that nobody would have chosen 6 or 7
    found = next((scale for scale in usual if _within(numbers, scale) >= 0.95 * total), None)
    codes_beside = question != "nps" and total >= _MANY and numbers[5.0] > 0 and _within(numbers, (0, 6)) >= 0.95 * total
    return (1.0, 5.0) if found in ((1.0, 7.0), (0.0, 10.0)) and codes_beside else found  # 0 "blank", 6 "not used"


def _within(numbers: Counter[float], scale: Scale) -> int:
    return sum(often for number, often in numbers.items() if scale[0] <= number <= scale[1])


def _named_apart(families: list[_Family]) -> list[_Family]:
    """One scale per question: families on another scale than most columns ask a question of their own."""
    columns: dict[str, Counter[tuple[str, Scale, str]]] = defaultdict(Counter)
    for family in families:
        columns[family.question][family.key] += len(family.members)
    usual = {question: keys.most_common(1)[0][0] for question, keys in columns.items()}
    return [family if usual[family.question] == family.key else replace(family, question=_other_name(family)) for family in families]


def _other_name(family: _Family) -> str:
    low, high = family.scale
    turned = ", low is good" if family.direction == "lower" else ""
    return f"{family.question} {low:g}–{high:g}{turned}"


def _of_rows(family: _Family) -> list[Answer]:
    """One answer per row of a matrix, at the touchpoint that its row names."""
    if len(family.members) == 1:
        return []
    names = touchpoint_names([_SECOND_LINE.sub("", header.text) for header in _with_stem(family.members)])
    return [Answer(family.question, header.column, name) for header, name in zip(family.members, names, strict=True)]


def _with_stem(members: tuple[Header, ...]) -> list[Header]:
    """The rows' texts alike: where only the first carries the question, it loses it."""
    stem, item = _stem(replace(members[0], code=""))
    if item and not any(header.text.startswith(stem) for header in members[1:]):
        return [replace(members[0], text=members[0].text[len(stem) :].strip(" -–[]")), *members[1:]]
    return list(members)


def _of_singles(families: list[_Family]) -> list[Answer]:
    """Questions asked once are about the whole; where one question is asked of several things, their texts tell which."""
    found: list[Answer] = []
    singles: dict[str, list[Header]] = defaultdict(list)
    for family in families:
        if len(family.members) == 1:
            singles[family.question].append(family.members[0])
    for question, headers in singles.items():
        whole = next((header for header in headers if THE_WHOLE & set(normal(header.text).split())), headers[0] if len(headers) == 1 else None)
        others = [header for header in headers if header is not whole]
        names = [short(others[0])] if len(others) == 1 else list(touchpoint_names([header.text for header in others])) if others else []
        found += [Answer(question, whole.column)] if whole else []
        found += [Answer(question, header.column, name) for header, name in zip(others, names, strict=True)]
    return found


def _unique(answers: Iterable[Answer]) -> list[Answer]:
    """No two columns answer one question about one touchpoint: the later one is told apart by a number."""
    seen: Counter[tuple[str, str | None]] = Counter()
    found = []
    for answer in answers:
        seen[(answer.question, answer.touchpoint)] += 1
        again = seen[(answer.question, answer.touchpoint)]
        found.append(answer if again == 1 else replace(answer, touchpoint=f"{answer.touchpoint or 'Overall'} ({again})"))
    return found


def _is_comment(header: Header, seen: Profile) -> bool:
    """Free text: by its import id, or by cells that hardly repeat and are of several words or under a question for a comment."""
    if not seen.filled or seen.texts < 0.5:
        return False
    if (_TEXT_ID.search(header.import_id) and not _OTHER_TEXT.search(header.import_id)) or header.text.endswith("Open-Ended Response"):
        return True
    free = seen.words >= 0.5 or seen.length >= 25 or likeness(header.text, "comment") > 0
    return seen.distinct >= 0.6 * seen.filled and free and seen.dates < 0.2
