"""Definitions as data: the words of an entry, its value on these data, and other ways to count it."""

from __future__ import annotations

from dataclasses import dataclass

from cjm_core.metrics.reference import Entry


@dataclass(frozen=True)
class Reading:
    """One number on the person's own data. `of` says which part it is, where only parts have a number."""

    label: str
    formula: str
    unit: str
    value: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    counted: str
    status: str
    reason: str | None
    left_out: str | None
    basis: str | None = None
    of: str | None = None


@dataclass(frozen=True)
class Dispute:
    """Where the field disagrees: both numbers side by side, and what makes the difference here. `at` is the entry that shows it."""

    at: str
    question: str
    readings: tuple[Reading, ...]
    sentence: str


@dataclass(frozen=True)
class Definition:
    """An entry, its value in a scope (None without data), and the dispute about it."""

    entry: Entry
    own: Reading | None = None
    dispute: Dispute | None = None
