"""Several events in one row: columns of dates that are moments of a journey, clocks beside dates, starts and completions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as Items
from collections.abc import Sequence

import pyarrow as pa

from cjm_core.plan import Moment, Table
from cjm_core.understanding.copied_dates import PLAIN, of_customer, without_copies
from cjm_core.understanding.profile import Profile, normal

_DATED = 0.9  # share of a column's values that are dates
_ROWS = 5_000


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A date with one of these words is no moment that a customer lives through: births, deadlines, estimates,
NEVER = _set(
    "birth birthday birthdate birthdt born dob geburt geburtsdatum geburtstag naissance nacimiento geboorte geboortedatum valid until "
    "gultig expiry expires expire expiration expected estimated estimate eta promised planned plan target due deadline forecast "
    "voraussichtlich geplant fallig falligkeit falligkeitsdatum prevue prevu estimee estimada prevista limite vencimiento verwacht gepland "
    "vervaldatum caducidad expirydate limit sla effective reporting"
)
# or what a database notes for itself.
TECHNICAL = _set(
    "updated update modified modification changed change synced sync imported exported inserted loaded uuid etl extracted snapshot load "
    "partition aktualisiert geandert gewijzigd bijgewerkt modifie modifiee actualizado"
)
_PERSON = _set("user customer client member contact account person kunde kunden nutzer benutzer visitor subscriber")
_JOINED = _set(
    "since registered registration registriert registrierung signup sign joined join enrolled enrollment member membership first activated "
    "activation onboarding onboarded acquisition acquired inscription registro"
)
_MADE = _JOINED | _set("created create opened")
_STARTS = _set("start started begin began begun beginn anfang debut inicio aanvang from von von_ab ab open opened")
_ENDS = _set("end ended stop stopped finish finished ende bis fin eind einde until to hangup")
# Compounds whose first part is the name: Bestelldatum, leverdatum.
_COMPOUNDS = {
    "bestell": "Bestellung", "liefer": "Lieferung", "versand": "Versand", "rechnungs": "Rechnung", "zahlungs": "Zahlung", "kauf": "Kauf",
    "buchungs": "Buchung", "anreise": "Anreise", "abreise": "Abreise", "retouren": "Retoure", "rucksende": "Retoure", "abhol": "Abholung",
    "aufnahme": "Aufnahme", "entlassungs": "Entlassung", "vertrags": "Vertrag", "kundigungs": "Kündigung", "eingangs": "Eingang",
    "bestel": "Bestelling", "lever": "Levering", "verzend": "Verzending", "betaal": "Betaling", "factuur": "Factuur", "retour": "Retour",
    "aankomst": "Aankomst", "vertrek": "Vertrek", "boekings": "Boeking", "opname": "Opname", "ontslag": "Ontslag", "afhaal": "Afhalen",
}  # fmt: skip
_COMPOUND = re.compile(r"(.{3,}?)(?:datum|zeit|zeitpunkt|tijd|tijdstip|date)")
_LIFECYCLE = _set(
    "start started begin begun complete completed end ended finish finished schedule scheduled suspend suspended resume resumed assign "
    "assigned reassign reassigned withdraw withdrawn autoskip manualskip abort aborted ate abort pi abort unknown beginn ende gestartet "
    "beendet debut fin inicio eind open opened close closed"
)
_BEGINS = _set("start started begin begun beginn gestartet debut inicio open opened")
_FINISHES = _set("complete completed end ended finish finished ende beendet fin eind close closed")
_CLOCK_WORDS = _set("time uhrzeit zeit heure hora tijd tm clock")


def moments(table: Table, seen: Items[str, Profile], barred: Sequence[str] = (), customer: str | None = None) -> tuple[Moment, ...]:
    """The moments that a row's date columns are, in the order of the file; none where fewer than two remain.

    Births, deadlines, estimates and the marks of a database are no moments; a copy of another date is none either, nor a date that all
    rows of a `customer` repeat (when they signed up); and the begin and the end of one thing (a call, an answer) are one event, not two.
    """
    found = [name for name in table.columns if name in seen and name not in barred and is_moment(name, seen[name])]
    found = without_copies(table, found)
    joined = [name for name in found if customer and set(normal(name).split()) & _JOINED and of_customer(table, customer, name)]
    found = [name for name in found if name not in joined] if len(joined) < len(found) else found
    if len(found) < 2 or _one_span(found):
        return ()
    return tuple(Moment(name, touchpoint) for name, touchpoint in zip(found, moment_names(found), strict=True))


def is_moment(name: str, profile: Profile) -> bool:
    """Whether a column of dates can be something that happened to a customer."""
    words = set(normal(name).split())
    dated = max(profile.dates, profile.stamps if words & PLAIN else 0.0) >= _DATED
    return profile.filled > 0 and dated and not words & (NEVER | TECHNICAL) and not (words & _PERSON and words & _MADE)


def moment_names(names: Sequence[str]) -> tuple[str, ...]:
    """Touchpoints from headers, without what is said of every date ('order_approved_at' -> 'Approved'), each only once."""
    parts = [[word for word in _words(name) if normal(word) not in PLAIN] for name in names]
    shared = set.intersection(*(set(words) for words in parts)) if len(parts) > 1 else set()
    told = [[word for word in words if word not in shared] for words in parts]
    found: list[str] = []
    for name, words, whole in zip(names, told, parts, strict=True):
        choices = (_said(words, whole), " ".join(whole).capitalize(), name.strip(), f"{name.strip()} ({len(found) + 1})")
        found.append(next(text for text in choices if text and text not in found))
    return tuple(found)


def _words(name: str) -> list[str]:
    """A header's words in lower case, with their accents."""
    return re.findall(r"[^\W_]+", re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", " ", name).lower())


def _said(words: list[str], whole: list[str]) -> str:
    text = " ".join(words or whole)
    compound = _COMPOUND.fullmatch(normal(text))
    if compound and compound.group(1) in _COMPOUNDS:
        return _COMPOUNDS[compound.group(1)]
    return "Created" if text == "create" else text.capitalize()


def _one_span(names: Sequence[str]) -> bool:
    """Whether two columns are the begin and the end of the same thing."""
    if len(names) != 2:
        return False
    first, second = (set(re.sub(r"(start|end)(time|date)?\b", r"\1 ", normal(name)).split()) for name in names)
    return bool(first & _STARTS and second & _ENDS) or bool(first & _ENDS and second & _STARTS)


def clock_of(table: Table, seen: Items[str, Profile], date: str, taken: Sequence[str]) -> str | None:
    """The column with the time of day that belongs to a column of mere days, if there is one: by its name, else its neighbour."""
    if seen[date].clocks > 0.1:
        return None
    times = [name for name in table.columns if name in seen and name not in taken and seen[name].times >= _DATED and seen[name].filled]
    if not times:
        return None
    stem = set(normal(date).split()) - PLAIN
    at = list(table.columns).index(date)

    def nearness(name: str) -> tuple[bool, bool, int]:
        words = set(normal(name).split())
        return bool(stem) and not stem & words, not words & _CLOCK_WORDS, abs(list(table.columns).index(name) - at)

    best = min(times, key=nearness)
    strange, unnamed, distance = nearness(best)
    if unnamed and any("h" in cell.lower() for cell in table.cells.column(best).slice(0, _ROWS).drop_null().slice(0, 20).to_pylist()):
        return None  # 1h30 is a time of day only where the header says so; else it is how long something took
    return best if distance == 1 or not (strange or unnamed) else None


def pairs_of(table: Table, seen: Items[str, Profile], fields: Items[str, str]) -> str | None:
    """The column that says start or complete, where the same thing of the same customer has both."""
    who, what = fields.get("journey_id") or fields.get("customer_id"), fields.get("touchpoint")
    if not who or not what:
        return None
    for name in table.columns:
        profile = seen.get(name)
        if profile and name not in (who, what) and profile.filled and profile.distinct <= 12 and profile.texts > 0.9:
            part = table.cells.slice(0, _ROWS)
            if _paired(part, who, what, name):
                return name
    return None


def _paired(part: pa.Table, who: str, what: str, name: str) -> bool:
    words = [normal(text or "") for text in part.column(name).to_pylist()]
    if not set(filter(None, words)) <= _LIFECYCLE or not {*words} & _BEGINS or not {*words} & _FINISHES:
        return False
    of = list(zip(part.column(who).to_pylist(), part.column(what).to_pylist(), strict=True))
    starts = Counter(key for key, word in zip(of, words, strict=True) if word in _BEGINS)
    ends = Counter(key for key, word in zip(of, words, strict=True) if word in _FINISHES)
    return 2 * sum((starts & ends).values()) >= min(starts.total(), ends.total())
