"""What the checks find, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cjm_core.quality.coverage import Coverage

SEVERITIES = ("wrong", "look", "know")  # numbers are wrong; somebody should look; good to know
MOST_EXAMPLES = 50


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that was found: `count` of `of` rows, customers or answers. `examples` has at most 50 rows, headed in words."""

    kind: str
    severity: str
    sentence: str
    advice: str
    count: int
    of: int
    examples: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def share(self) -> float:
        """How much of everything it concerns, 0..1."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True)
class People:
    """Customers in events, in answers and in both: a full count."""

    events: int
    answers: int
    both: int

    @property
    def joined(self) -> float | None:
        """The share of those who answered whose events are known; None without answers."""
        return self.both / self.answers if self.answers else None


@dataclass(frozen=True, eq=False)
class Quality:
    """Everything the screen says. `sources` and `columns` are rows of those tables of the dataset, with `rejected` per source."""

    answer: str
    findings: tuple[Finding, ...]
    rows_read: int
    rows_loaded: int
    people: People
    answers_valid: int
    answers: int
    coverage: Coverage
    sources: pd.DataFrame
    columns: pd.DataFrame
