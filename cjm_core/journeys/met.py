"""At which touchpoints every customer was met, so that any set of touchpoints can be counted without asking the data again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from cjm_core.dataset import VISIT_MINUTES, VISITS, Dataset
from cjm_core.scope import Scope

_BITS = 62  # touchpoints in one number
_WORDS = 3  # numbers per customer; touchpoints beyond share the last bit of all
_OTHERS = _BITS * _WORDS - 1


@dataclass(frozen=True, eq=False)
class Met:
    """`masks` has a row per set of touchpoints that some customer was met at, `counts` says how many customers that set has.

    `bits` is the place of a touchpoint in a mask. Customers are distinct: of several touchpoints each is counted once.
    """

    bits: dict[str, int]
    masks: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]

    @property
    def customers(self) -> int:
        """Everybody who was met at all."""
        return int(self.counts.sum())

    def at(self, names: Iterable[str]) -> int:
        """How many customers were met at one of these touchpoints or more."""
        return int(self.counts[self._hit(names)].sum())

    def only_at(self, names: Iterable[str], but: Iterable[str]) -> int:
        """How many were met at one of `names` and at none of `but`."""
        return int(self.counts[self._hit(names) & ~self._hit(but)].sum())

    def _hit(self, names: Iterable[str]) -> npt.NDArray[np.bool_]:
        wanted = np.zeros(self.masks.shape[1], dtype=np.int64)
        for bit in {self.bits[name] for name in names if name in self.bits}:
            wanted[bit // _BITS] |= np.int64(1) << np.int64(bit % _BITS)
        return np.asarray((self.masks & wanted).any(axis=1), dtype=np.bool_)


def met(data: Dataset, scope: Scope, first: Iterable[str] = ()) -> Met:
    """Who was met where in the scope's period. One pass over the events.

    Of more than 186 touchpoints the rarest share a place in the masks and are counted together; those in `first` never do.
    """
    kept = data.beside.made(VISITS)
    if kept and not scope.merged and all(map(_full_quarter, (scope.start, scope.end))):
        return _of_visits(data, scope, kept)
    names = data.query("SELECT touchpoint FROM touchpoints WHERE events > 0 ORDER BY events DESC, touchpoint", scope)["touchpoint"].tolist()
    ahead = set(first)
    names.sort(key=lambda name: name not in ahead)
    bits = {name: min(at, _OTHERS) for at, name in enumerate(names)}
    words = max(bits.values(), default=0) // _BITS + 1
    found = data.query(_sql(words), scope, names=names, bits=list(bits.values()))
    masks = found[[f"m{at}" for at in range(words)]].to_numpy(dtype=np.int64).reshape(-1, words)
    return Met({name: bit for name, bit in bits.items() if bit < _OTHERS}, masks, found["n"].to_numpy(dtype=np.int64))


def _full_quarter(limit: datetime | None) -> bool:
    return limit is None or (limit.minute % VISIT_MINUTES, limit.second, limit.microsecond) == (0, 0, 0)


def _of_visits(data: Dataset, scope: Scope, visits: str) -> Met:
    """The same from what was found when the data were opened; as every event of a quarter of an hour is in the period or none."""
    chosen = "AND customer_key IN (SELECT customer_key FROM population)" if scope.where else ""
    found = data.query(_FROM_VISITS.format(visits=visits, chosen=chosen), scope)
    coded = data.query(_CODED, scope)
    bits = {str(name): int(bit) for name, bit in coded.itertuples(index=False, name=None)}
    return Met(bits, found[["mask"]].to_numpy(dtype=np.int64).reshape(-1, 1), found["n"].to_numpy(dtype=np.int64))


_CODED = "SELECT touchpoint, enum_code(touchpoint::dataset.touchpoint_name) AS bit FROM touchpoints WHERE events > 0 ORDER BY events DESC, touchpoint"
_FROM_VISITS = f"""
SELECT mask, count(*) AS n FROM (
  SELECT customer_key, bit_or(mask) AS mask FROM {{visits}}
  WHERE quarter >= time_bucket(INTERVAL {VISIT_MINUTES} MINUTE, $start) AND quarter < $end {{chosen}} GROUP BY customer_key) GROUP BY mask"""


def _sql(words: int) -> str:
    # A touchpoint is stored as its number in a list of names; the bit belonging to that number is looked up, not joined.
    each = ", ".join(
        f"bit_or(CASE WHEN bit // {_BITS} = {at} THEN 1::BIGINT << (bit % {_BITS}) ELSE 0 END) AS m{at}" if words > 1
        else "bit_or(1::BIGINT << bit) AS m0" for at in range(words)
    )  # fmt: skip
    columns = ", ".join(f"m{at}" for at in range(words))
    return f"""
WITH coded AS (SELECT list(coalesce(list_extract($bits, list_position($names, name)), 0) ORDER BY number) AS bits FROM (
       SELECT unnest(enum_range(NULL::dataset.touchpoint_name)) AS name, unnest(range(len(enum_range(NULL::dataset.touchpoint_name)))) AS number)
), seen AS (
  SELECT customer_key, list_extract((SELECT bits FROM coded), enum_code(touchpoint) + 1)::BIGINT AS bit
  FROM scoped_events WHERE event_time >= $start AND event_time < $end
), sets AS (SELECT customer_key, {each} FROM seen GROUP BY customer_key)
SELECT {columns}, count(*) AS n FROM sets GROUP BY ALL"""
