"""What is said about numbers that leave the program: which, whose, when, from what, and how they were counted."""

from __future__ import annotations

from datetime import UTC, datetime

from cjm_core import format as fmt
from cjm_core import settings
from cjm_core.dataset import Dataset
from cjm_core.scope import Scope
from cjm_core.settings import MONTHS, WORDS, Settings
from cjm_core.takeaway.model import TakeAway

DEMO = "Demo data, made up"
_MOST_FILES = 3


def facts(data: Dataset, scope: Scope, *more: str) -> tuple[str, ...]:
    """Dates, customers, what the intervals are, the files and the day, and `more`: for every picture alike.

    `more` (n, the basis of comparison, remarks) comes last: where there is too little room, that is what is cut.
    """
    files = [str(name) for name in data.query("SELECT DISTINCT file FROM sources ORDER BY file")["file"]]
    rest = f" and {len(files) - _MOST_FILES} more" if len(files) > _MOST_FILES else ""
    dates = fmt.span(scope.start, scope.end) if scope.start and scope.end else "all dates"
    made = f"made {fmt.day(datetime.now(UTC).replace(tzinfo=None))}"
    demo = (DEMO,) if data.is_demo else ()
    return (data.name, dates, scope.population, *demo, "95 % intervals", f"from {', '.join(files[:_MOST_FILES])}{rest}", made, *more)


def counted(chosen: Settings) -> dict[str, str]:
    """Every setting by its name, in words."""
    own = [f"{getattr(chosen, name)} for {name}" for name in WORDS if getattr(chosen, name) != name]
    return {
        "Currency": chosen.currency or "none chosen",
        "Numbers": chosen.numbers,
        "Weeks begin on": chosen.week_start,
        "Fiscal year begins in": MONTHS[chosen.fiscal_start - 1],
        "Times in": chosen.time_zone,
        "A hint only below n =": str(chosen.min_n),
        "Hidden below n =": str(chosen.hide_below or "nothing is hidden"),
        "Own words": ", ".join(own) or "none",
    }


def unusual(*but: str) -> tuple[str, ...]:
    """The settings that are not the usual ones, each in a few words: they change what the numbers mean."""
    usual, chosen = counted(Settings()), counted(settings.in_force())
    return tuple(f"{name.lower()} {said}" for name, said in chosen.items() if said != usual[name] and name not in but)


def about(taken: TakeAway) -> str:
    """Title, facts and unusual settings in one line, for every row of a text table."""
    return " · ".join((taken.title, *taken.facts, *unusual()))
