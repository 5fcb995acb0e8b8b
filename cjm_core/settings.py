"""How this team counts and speaks: currency, number format, week, fiscal year, time zone, smallest n, and its own words.

A plain value. Whoever starts a run (a screen, a command) puts the workspace's settings in force; everything below reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from cjm_core.errors import BadInput

NUMBERS = {"1,234.5": (",", "."), "1.234,5": (".", ","), "1 234,5": ("\u202f", ","), "1’234.5": ("’", "."), "1234.5": ("", ".")}
WEEK_STARTS = ("Monday", "Sunday", "Saturday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
WORDS = ("stage", "stages", "touchpoint", "touchpoints", "lane", "lanes")
FELT = ("csat", "ces", "nps", "sentiment")  # questions that say how somebody feels
HEAVIEST = 100  # of their weights
_LONGEST_WORD, _LONGEST_CURRENCY = 30, 8


@dataclass(frozen=True)
class Settings:
    """The defaults are those of METRICS; everything is UTC unless a time zone is chosen."""

    currency: str = ""  # shown before or behind amounts: "€", "CHF"; empty: amounts are shown bare
    numbers: str = "1,234.5"
    week_start: str = "Monday"
    fiscal_start: int = 1  # month in which the fiscal year begins
    time_zone: str = "UTC"
    min_n: int = 30  # fewer is "a hint only"
    hide_below: int = 0  # numbers of fewer people than this are hidden; 0: none are
    weight_csat: float = 1.0  # how much each question counts in the emotion curve; 0: it is left out
    weight_ces: float = 1.0
    weight_nps: float = 1.0
    weight_sentiment: float = 1.0
    stage: str = "stage"
    stages: str = "stages"
    touchpoint: str = "touchpoint"
    touchpoints: str = "touchpoints"
    lane: str = "lane"
    lanes: str = "lanes"

    def __post_init__(self) -> None:
        """Raises BadInput for a value that is none of the choices."""
        for name, known in (("numbers", tuple(NUMBERS)), ("week_start", WEEK_STARTS), ("fiscal_start", tuple(range(1, 13)))):
            if getattr(self, name) not in known:
                raise BadInput(f"The setting {name} can be {', '.join(map(str, known))}; it is {getattr(self, name)!r}.")
        if self.time_zone not in zones():
            raise BadInput(f"There is no time zone {self.time_zone!r}. Write it like Europe/Berlin or America/New_York.")
        if not 2 <= self.min_n <= 1000:
            raise BadInput(f"The smallest n can be 2 to 1,000; it is {self.min_n}.")
        if self.hide_below != 0 and not 2 <= self.hide_below <= 100:
            raise BadInput(f"Small numbers can be hidden below 2 to 100 people, or not at all (0); it is {self.hide_below}.")
        if not all(0 <= weight <= HEAVIEST for _, weight in self.weights):
            raise BadInput(f"A question can count from 0 to {HEAVIEST} in the emotion curve, where 0 leaves it out.")
        if not any(weight for _, weight in self.weights):
            raise BadInput("At least one question must count in the emotion curve; all of them are 0.")
        for name, longest in (("currency", _LONGEST_CURRENCY), *((word, _LONGEST_WORD) for word in WORDS)):
            text = " ".join(str(getattr(self, name)).split())
            if len(text) > longest or (name in WORDS and not text):
                raise BadInput(f"What stands for {name} can have {1 if name in WORDS else 0} to {longest} letters.")
            object.__setattr__(self, name, text)

    @property
    def zone(self) -> ZoneInfo:
        """The reporting time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def weights(self) -> tuple[tuple[str, float], ...]:
        """(question, how much it counts in the emotion curve), 0 for one that is left out."""
        return tuple((question, getattr(self, f"weight_{question}")) for question in FELT)

    @property
    def separators(self) -> tuple[str, str]:
        """Between thousands, and before decimals."""
        return NUMBERS[self.numbers]

    def as_record(self) -> dict[str, Any]:
        """Plain values, for the workspace."""
        return asdict(self)


def from_record(record: dict[str, Any] | None) -> Settings:
    """Settings from the workspace. What another version wrote and this one does not know is left out."""
    known = {field.name for field in fields(Settings)}
    try:
        return Settings(**{name: value for name, value in (record or {}).items() if name in known})
    except (BadInput, TypeError):
        return Settings()


@cache
def zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(available_timezones())


_USUAL = Settings()
_IN_FORCE: ContextVar[Settings] = ContextVar("settings")


def in_force() -> Settings:
    """The settings of this run."""
    return _IN_FORCE.get(_USUAL)


def put_in_force(settings: Settings) -> None:
    """Use these settings from here on in this thread."""
    _IN_FORCE.set(settings)


@contextmanager
def using(settings: Settings) -> Iterator[None]:
    """Use these settings inside the block."""
    token = _IN_FORCE.set(settings)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


_OWN = re.compile(rf"\b(an?\s+)?({'|'.join(sorted(WORDS, key=len, reverse=True))})\b", re.IGNORECASE)


def own(text: str) -> str:
    """A sentence of ours with the room's own words for stage, touchpoint and lane. Never for text that comes from files."""
    said = in_force()
    return text if all(getattr(said, word) == word for word in WORDS) else _OWN.sub(_own_word, text)


def _own_word(match: re.Match[str]) -> str:
    article, word = match.group(1) or "", match.group(2)
    chosen = str(getattr(in_force(), word.lower()))
    if article:
        article = f"{article[0]}{'n' if chosen[0].lower() in 'aeiou' else ''} "
    return article + (chosen[0].upper() + chosen[1:] if word[0].isupper() else chosen)
