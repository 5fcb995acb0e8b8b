"""The sequences of touchpoints that journeys take, each counted (docs/metrics.md#3.2)."""

from __future__ import annotations

import pandas as pd

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.journeys.transitions import STEPS
from cjm_core.scope import Scope
from cjm_core.small_cells import too_few


def paths(data: Dataset, scope: Scope, length: int | None = None, top: int | None = None) -> pd.DataFrame:
    """Variants of the journeys that began in the scope's period: `path` (list of touchpoints), `count`, `share` of all of them.

    `length` cuts each journey to its first touchpoints; `top` keeps the most frequent variants. `.attrs` say how many
    `journeys` and `variants` there are, and how many of each are not shown: `other_journeys`, `other_variants`;
    paths of too few to be shown are among these.
    Raises BadInput when `length` or `top` is below 1.
    """
    for name, number in (("length", length), ("top", top)):
        if number is not None and number < 1:
            raise BadInput(f"The {name} of paths must be 1 or more, not {number}.")
    found = data.query(_PATHS, scope, length=length, top=top)
    journeys, variants = (int(found[name].iloc[0]) if len(found) else 0 for name in ("journeys", "variants"))
    table = found[["path", "count", "share"]]
    table = table.loc[[too_few(n) is None for n in table["count"]]].assign(path=lambda rows: rows["path"].map(list))
    shown = int(table["count"].sum())
    table.attrs |= {"journeys": journeys, "variants": variants}
    table.attrs |= {"other_journeys": journeys - shown, "other_variants": variants - len(table)}
    return table


_PATHS = f"""WITH steps AS ({STEPS}), ranked AS (
  SELECT journey_key, touchpoint::VARCHAR AS touchpoint,
         row_number() OVER (PARTITION BY journey_key ORDER BY event_time, file_order) AS place
  FROM steps
), walked AS (
  SELECT journey_key, list(touchpoint ORDER BY place) AS path
  FROM ranked WHERE place <= coalesce($length::BIGINT, place) GROUP BY journey_key
), counted AS (SELECT path, count(*) AS count FROM walked GROUP BY path)
SELECT path, count, count / (SELECT sum(count) FROM counted) AS share,
       (SELECT sum(count) FROM counted)::BIGINT AS journeys, (SELECT count(*) FROM counted) AS variants
FROM counted ORDER BY count DESC, path LIMIT coalesce($top::BIGINT, 9223372036854775807)"""
