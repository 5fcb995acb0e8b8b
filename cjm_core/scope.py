"""Which customers and which period a number is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime


@dataclass(frozen=True)
class Scope:
    """A population and a period.

    `where` holds (dimension, value) pairs: one dimension twice means either value, different dimensions mean both. It selects
    whole customers, so a channel filter never cuts a journey apart; answers are filtered by their own column where they carry it.
    The period `[start, end)` selects units by their own time (answer, order, session start, journey start), in UTC.
    `merged` holds (touchpoint, the touchpoint that it counts as): every number then sees the two as one. Chains are followed.
    """

    start: datetime | None = None
    end: datetime | None = None
    where: tuple[tuple[str, str], ...] = ()
    merged: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Dates become midnights, so that equal periods are equal keys; pairs are sorted for the same reason."""
        object.__setattr__(self, "start", _midnight(self.start))
        object.__setattr__(self, "end", _midnight(self.end))
        object.__setattr__(self, "where", tuple(sorted(set(self.where))))
        if self.merged:
            object.__setattr__(self, "merged", _followed(dict(self.merged)))

    @property
    def has_period(self) -> bool:
        """Whether a start or an end was chosen."""
        return self.start is not None or self.end is not None

    @property
    def population(self) -> str:
        """Who is chosen, in words: 'everyone', or the values."""
        return " · ".join(" or ".join(values) for values in self.values_of().values()) or "everyone"

    def within(self, start: datetime | None, end: datetime | None) -> Scope:
        """The same population in another period."""
        return replace(self, start=start, end=end)

    def only(self, dimension: str, value: str) -> Scope:
        """The same period, narrowed to customers with this value."""
        return replace(self, where=(*self.where, (dimension, value)))

    def values_of(self) -> dict[str, list[str]]:
        """Chosen values per dimension."""
        chosen: dict[str, list[str]] = {}
        for dimension, value in self.where:
            chosen.setdefault(dimension, []).append(value)
        return chosen


def _followed(counts_as: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """a as b and b as c: both as c. A ring counts as the first of its names."""
    ends = {}
    for name in counts_as:
        seen, at = [name], counts_as[name]
        while at in counts_as and at not in seen:
            seen.append(at)
            at = counts_as[at]
        ends[name] = min(seen[seen.index(at) :]) if at in seen else at
    return tuple(sorted((name, end) for name, end in ends.items() if name != end))


def _midnight(moment: date | datetime | None) -> datetime | None:
    """A date as the datetime at its beginning; datetimes stay as they are."""
    if moment is None or isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month, moment.day)
