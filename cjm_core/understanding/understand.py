"""Propose what a table is and which column is what, from names and values. People correct it; nothing is applied unseen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cjm_core.format import count
from cjm_core.plan import Answer, Mapping, Moment, Table
from cjm_core.schema import DEFAULT_SCALES
from cjm_core.settings import own
from cjm_core.understanding import summed
from cjm_core.understanding.amounts import no_order_values, weighs
from cjm_core.understanding.copied_dates import finer
from cjm_core.understanding.likeness import EXACT, likeness
from cjm_core.understanding.moments import NEVER, TECHNICAL, clock_of, is_moment, moments, pairs_of
from cjm_core.understanding.profile import Profile, normal, profiles, words_of
from cjm_core.understanding.ratings import WideRatings, wide_ratings, with_ratings
from cjm_core.understanding.roles import propose_roles
from cjm_core.understanding.survey_dates import SAYS_SO
from cjm_core.understanding.synonyms import HEADERS, QUESTIONS

__all__ = ["WideRatings", "propose", "propose_roles", "why", "wide_ratings", "with_ratings"]

_BY_VALUES = 40.0
_LIKELY = 60.0  # a name score from which a name alone is enough
_TIMES = ("event_time", "answered_at")
_DATE_WORDS = frozenset({"date", "time", "datum", "zeit", "timestamp", "heure", "fecha", "hora", "tijd", "tijdstip", "at"})
_DATE_WORDS |= {"dt", "ts", "am", "day", "on", "tstamp"}
_SPANS = words_of("month monat mois mes maand mese quarter quartal trimestre week woche semaine semana")  # coarser than a day
_ASKED = words_of("sent send invited invitation first versendet versandt verschickt")  # when a survey went out, or a ticket was answered
_OF_ANSWERS = SAYS_SO | words_of("response answer review feedback interview antwort umfrage befragung reponse enquete respuesta encuesta antwoord")
_WELL_FILLED = 0.7  # a customer column that fewer rows fill gives way to a filled one
_ID_WORDS = frozenset({"id", "ids", "no", "nr", "num", "number", "nummer", "numero", "key", "ref", "reference", "referenz", "referencia"})


@dataclass(frozen=True)
class _Match:
    """One possible reading of a column; `name` is the part of the score that its header gives (0 = by values only)."""

    score: float
    what: str  # FIELD or QUESTION
    column: str
    name: float


def propose(table: Table) -> Mapping:
    """The likeliest kind and mapping; 'neither' is an honest answer. A wide survey's rating columns are left to `wide_ratings`."""
    sums = summed.proposed(table)
    if sums is not None:
        return Mapping("reported", summed=sums)
    seen = profiles(table.cells)
    order = {name: place for place, name in enumerate(table.columns)}
    matches = sorted(_matches(seen), key=lambda match: (-match.score, order[match.column]))
    chosen = _assign(matches)
    answers = tuple(Answer(what, column) for what, column in chosen.items() if what in QUESTIONS)
    fields = {what: column for what, column in chosen.items() if what not in QUESTIONS}
    if not answers and _is_event_time(fields):
        fields["event_time"] = fields.pop("answered_at")  # nothing is answered here
    if "case" in fields:  # a process log's case is its customer, unless another column is
        fields["journey_id" if "customer_id" in fields and "journey_id" not in fields else "customer_id"] = fields.pop("case")
    found = _moments(table, seen, fields, answers)
    if found:
        for name in ("event_time", "stage"):  # a stage is the row's, not that of each of its moments
            fields.pop(name, None)
        fields |= {} if {"customer_id", "journey_id"} & set(fields) else _row_id(seen)
    kind = _kind(fields, answers, seen, bool(found))
    scales = {answer.question: scale for answer in answers if (scale := _other_scale(answer.question, seen[answer.column]))}
    kept = _fitting(kind, fields)
    barred = {"value"} if no_order_values(table, kept) else set[str]()
    barred |= {"weight"} if "weight" in kept and not weighs(table, kind, kept["weight"]) else set()
    kept = {name: column for name, column in kept.items() if name not in barred}
    date = kept.get("event_time") or kept.get("answered_at")
    clock = clock_of(table, seen, date, [*kept.values(), *(answer.column for answer in answers)]) if date else None
    if date and clock is None and kind == "events":
        dates = [name for name in table.columns if name not in kept.values() and is_moment(name, seen[name])]
        kept["event_time"] = finer(table, dates, date)
    events = kind in ("events", "both")
    pairs = pairs_of(table, seen, kept) if events else None
    return Mapping(kind, kept, {}, _ordered(answers), scales, moments=found if events else (), pairs=pairs, clock=clock)


def _moments(table: Table, seen: dict[str, Profile], fields: dict[str, str], answers: tuple[Answer, ...]) -> tuple[Moment, ...]:
    """The moments of each row, where no column names the touchpoint; a survey's dates are those of its answers."""
    if "touchpoint" in fields or "response_id" in fields:
        return ()
    asked = [fields["answered_at"]] if answers and "answered_at" in fields else []
    who = {"customer_id", "journey_id"} & set(fields) or _row_id(seen)
    return moments(table, seen, asked, fields.get("customer_id")) if who else ()


def _is_event_time(fields: dict[str, str]) -> bool:
    """Whether the one date, taken for that of an answer, speaks of no answer: 'completed at' may be a job's."""
    words = set(normal(fields.get("answered_at", "")).split())
    return "answered_at" in fields and not {"event_time", "response_id", "comment"} & set(fields) and not words & _OF_ANSWERS


def _row_id(seen: dict[str, Profile]) -> dict[str, str]:
    """The column that numbers the rows as a case, for files without customers."""
    for name, profile in seen.items():
        words = normal(name).split()
        unique = profile.filled and profile.fill > 0.95 and profile.distinct >= 0.95 * profile.filled
        if words and words[-1] in _ID_WORDS and unique and profile.dates < 0.2:
            return {"journey_id": name}
    return {}


def why(table: Table, mapping: Mapping) -> dict[str, str]:
    """For every mapped column one plain phrase that says why it was proposed."""
    seen = profiles(table.cells)
    reasons: dict[str, str] = {}
    for what, column in [*mapping.fields.items(), *((answer.question, answer.column) for answer in mapping.answers)]:
        if column in seen:
            known = likeness(column, what) or (what.endswith("_id") and likeness(column, "case"))
            named = "named like " + own(_AS_SAID.get(what, what.replace("_", " "))) if known else "its values tell"
            reasons[column] = f"{named}; {_evidence(what, seen[column])}"
    for moment in mapping.moments:
        if moment.column in seen:
            reasons.setdefault(moment.column, f"one event of each row; {_evidence('event_time', seen[moment.column])}")
    if mapping.pairs:
        reasons.setdefault(mapping.pairs, "its values say start and complete; a start whose end follows is not counted again")
    if mapping.clock:
        reasons.setdefault(mapping.clock, "the time of day that belongs to the date beside it")
    return reasons


def _matches(seen: dict[str, Profile]) -> Iterable[_Match]:
    for column, profile in seen.items():
        if not profile.filled:
            continue
        for what in (*HEADERS, *QUESTIONS):
            name = likeness(column, what)
            score = _fit(what, column, profile, name)
            if score > 0:
                yield _Match(score, what, column, name)


def _assign(matches: list[_Match]) -> dict[str, str]:
    """Best first; a column is one thing only. Two times are told apart by `_fitting`."""
    chosen: dict[str, str] = {}
    for match in matches:
        if match.what not in chosen and match.column not in chosen.values():
            chosen[match.what] = match.column
    return chosen


def _fit(what: str, column: str, profile: Profile, name: float) -> float:
    """The name's score where the values allow it, a low score where the values alone speak for it, else 0."""
    if what in _TIMES:
        return _time_fit(what, set(normal(column).split()), profile, name)
    if what in QUESTIONS:
        return name if name and _answers(what, profile) else 0.0
    if what == "comment":
        free = profile.texts >= 0.5 and profile.dates < 0.2 and profile.distinct > 0.2 * min(profile.filled, 500)
        long = profile.length >= 30 and profile.words >= 0.6 and profile.distinct >= 0.5 * profile.filled and profile.filled >= 3
        return (name if name and free else 0.0) or (_BY_VALUES + min(profile.length, 200) / 100 if long and free else 0.0)
    if name < _LIKELY or not _allowed(what, profile):
        return 0.0
    if what != "customer_id" or name == EXACT:
        return name
    return name / 3 if normal(column).endswith(" name") else name / 2 if profile.fill < _WELL_FILLED else name  # a name is no id


def _time_fit(what: str, words: set[str], profile: Profile, name: float) -> float:
    """Dates by name or by their looks; bare numbers are dates where the header says so, or where all are days like 20250301."""
    if words & NEVER or (what == "answered_at" and words & _ASKED):
        return 0.0
    worded, coarse = bool(words & _DATE_WORDS), bool(words & _SPANS) and profile.numbers < 0.5
    packed = profile.packed == 1 and profile.filled >= 10
    dates = max(profile.dates, profile.stamps if worded or coarse or packed or name >= _LIKELY else 0.0)
    if name and dates >= 0.5:
        return name + dates
    marks = 10 * bool(words & TECHNICAL) + 5 * coarse
    return _BY_VALUES + 5 * worded + profile.fill - marks if what == "event_time" and dates >= 0.9 else 0.0


def _allowed(what: str, profile: Profile) -> bool:
    if what in ("value", "cost", "weight"):
        return profile.numbers >= 0.8
    if what in ("customer_id", "journey_id", "case", "response_id"):
        told = {"customer_id": profile.nobody < 1, "response_id": profile.distinct >= 0.9 * profile.filled}
        return profile.dates < 0.2 and told.get(what, True)
    if what in ("touchpoint", "channel", "stage"):
        few = profile.distinct <= (300 if what == "touchpoint" else 60)
        repeated = profile.filled <= 40 or profile.distinct <= 0.5 * profile.filled
        return profile.texts >= 0.7 and few and repeated and profile.length <= 80
    return True


def _answers(question: str, profile: Profile) -> bool:
    """Whether the values can be answers: whole numbers on a scale up to 10, a few codes for 'no answer' aside."""
    if question == "nps":
        return profile.numbers >= 0.8 and profile.within(0, 11) >= 0.9 and (max(profile.counts, default=0) > 5 or profile.filled < 30)
    return profile.numbers >= 0.8 and profile.within(0, 11) >= 0.9 and profile.distinct >= min(2, profile.filled)


def _kind(fields: dict[str, str], answers: tuple[Answer, ...], seen: dict[str, Profile], several: bool) -> str:
    """Events have a time and say whose or what; surveys have answers; both have rows of either sort."""
    time = fields.get("event_time")
    events = (several or bool(time)) and any(name in fields for name in ("customer_id", "journey_id", "touchpoint"))
    asked = [seen[column].fill for column in [*(answer.column for answer in answers), *filter(None, [fields.get("comment")])]]
    surveys = bool(answers) or ("comment" in fields and "response_id" in fields)
    if events and surveys:
        survey_like = "response_id" in fields or "answered_at" in fields or "touchpoint" not in fields or max(asked) >= 0.9
        return "surveys" if survey_like and not several and not {"value", "cost"} & set(fields) else "both"
    return "events" if events else "surveys" if surveys else "neither"


def _fitting(kind: str, fields: dict[str, str]) -> dict[str, str]:
    """Only the fields that this kind of file has; a survey's one date is when it was answered, an event file's is when it happened."""
    kept = dict(fields)
    if kind == "surveys":
        time = kept.pop("event_time", None)
        if time:
            kept.setdefault("answered_at", time)
        drop: tuple[str, ...] = ("value", "cost", "stage", "journey_id")
    elif kind == "events":
        drop = ("answered_at", "response_id", "wave", "weight", "comment")
    else:
        drop = ()
    return {what: kept[what] for what in HEADERS if what in kept and what not in drop}


def _ordered(answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    return tuple(sorted(answers, key=lambda answer: list(QUESTIONS).index(answer.question)))


def _other_scale(question: str, profile: Profile) -> tuple[float, float] | None:
    """The scale seen, where it is plainly not the usual one."""
    low, high = DEFAULT_SCALES[question]
    top = max((number for number, often in profile.counts.items() if often >= 0.02 * profile.filled), default=0)
    usual = profile.within(low - 1, high + 1) >= 0.97 and not (question == "ces" and top <= 5)
    if question == "nps" or profile.filled < 30 or usual:
        return None
    for other in ((1.0, 5.0), (1.0, 7.0), (1.0, 10.0)):
        if top <= other[1]:
            return None if other == (low, high) else ((0.0, other[1]) if other[1] == 10 and profile.counts.get(0) else other)
    return None


_AS_SAID = {
    "customer_id": "a customer id", "journey_id": "a journey or case id", "event_time": "a date",
    "answered_at": "the date of an answer", "touchpoint": "a touchpoint", "channel": "a channel", "stage": "a stage",
    "value": "an amount of money earned", "cost": "a cost", "response_id": "a response id", "wave": "a survey wave",
    "weight": "a weight", "comment": "a comment", "nps": "a question about recommending",
    "csat": "a question about satisfaction", "ces": "a question about effort", "expectation": "a question about expectations",
    "importance": "a question about importance",
}


def _evidence(what: str, profile: Profile) -> str:
    """What the values say, in a few words."""
    if what in _TIMES:
        return f"{_percent(max(profile.dates, profile.stamps))} of values are dates"
    if what in ("value", "cost", "weight"):
        return f"{_percent(profile.numbers)} of values are numbers"
    if what in QUESTIONS and profile.counts:
        low, high = (0, 10) if what == "nps" else (1, 7 if what == "ces" else 5)
        return f"{_percent(profile.within(low, high))} of values are whole numbers from {low} to {high}"
    if what == "comment":
        return f"free text of {profile.length:.0f} characters on average"
    return f"{count(profile.distinct)} different values in {count(profile.filled)} filled cells"


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
