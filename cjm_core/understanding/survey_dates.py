"""When a survey was answered, where its dates were first taken for events: sent, opened and answered are no steps of a journey."""

from __future__ import annotations

from dataclasses import replace

from cjm_core.plan import Mapping
from cjm_core.understanding.likeness import is_case
from cjm_core.understanding.profile import normal

# The dates of an answer, the best first; a row whose dates all say only such words is one answer and no journey.
_ANSWERED = (
    "responded", "response", "answered", "answer", "rated", "scored", "submitted", "submit", "submitdate", "submission", "completed",
    "completion", "end", "finished", "review", "date", "time", "datestamp", "timestamp", "created", "survey", "started", "start", "startdate",
    "sent", "opened", "updated",
)  # fmt: skip
# One of these says that the row is an answer; without it, the dates may be those of a job, a ticket or a delivery.
SAYS_SO = frozenset({"responded", "answered", "submitted", "submit", "submitdate", "rated", "scored", "submission", "survey", "datestamp"})
_BESIDE = frozenset({"at", "on", "the", "of", "conversation", "user", "utc", "feedback", "last", "survey", "modified", "emailed"})


def whole_events(mapping: Mapping) -> bool:
    """Whether the rows are events besides: they have a time, and money or a touchpoint of their own."""
    return mapping.kind == "events" and bool({"touchpoint", "value", "cost"} & set(mapping.fields))


def answer_fields(mapping: Mapping) -> dict[str, str]:
    """A survey's one date is when it was answered; of several the one that says so."""
    kept = {name: column for name, column in mapping.fields.items() if name not in ("event_time", "value", "cost", "stage", "journey_id")}
    date = mapping.fields.get("event_time") or min((moment.column for moment in mapping.moments), key=_place, default=None)
    if date:
        kept.setdefault("answered_at", date)
    return kept


def as_survey(mapping: Mapping) -> Mapping:
    """The mapping as a survey where its rows hold answers, and their moments are only when it was sent, answered and changed."""
    moments = [moment.column for moment in mapping.moments]
    own = {"touchpoint", "value", "cost"} & set(mapping.fields)
    case = "journey_id" in mapping.fields or is_case(mapping.fields.get("customer_id", ""))
    dates = [*moments, *(mapping.fields[name] for name in ("answered_at", "event_time") if name in mapping.fields)]
    asked = any(SAYS_SO & set(_words(name)) for name in dates)
    if mapping.kind != "both" or own or case or not (mapping.answers and asked and all(map(_of_the_answer, moments))):
        return mapping if mapping.kind != "surveys" else replace(mapping, moments=())
    return replace(mapping, kind="surveys", fields=answer_fields(mapping), moments=())


def _words(header: str) -> list[str]:
    return normal(header.split("(")[0]).split()


def _of_the_answer(header: str) -> bool:
    return set(_words(header)) <= {*_ANSWERED, *_BESIDE}


def _place(header: str) -> tuple[int, int]:
    """How far a header is from saying when it was answered."""
    places = [_ANSWERED.index(word) for word in _words(header) if word in _ANSWERED]
    sent = "sent" in _words(header) or "user" in _words(header)
    return sent, min(places, default=len(_ANSWERED))
