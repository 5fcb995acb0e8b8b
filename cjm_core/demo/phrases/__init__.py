"""The words that demo comments are made of, one module per language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """One language. Openings and endings are for the unhappy, the neither and the happy, in that order; "" means none."""

    names: dict[str, str]  # touchpoint -> what people call it, at the beginning of a sentence
    openings: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    endings: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    neither: tuple[str, ...]  # with {topic}
    happy: dict[str, tuple[str, ...]]
    unhappy: dict[str, tuple[str, ...]]
