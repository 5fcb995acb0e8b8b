"""A made-up online home-goods shop as ordinary spreadsheets, with planted stories of known size; see `data/README.md`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from cjm_core.demo.answers import draw_responses
from cjm_core.demo.customers import draw_customers, draw_visits
from cjm_core.demo.events import draw_events
from cjm_core.demo.files import (
    EVENTS_FILE,
    LONGEST_BOOK,
    SURVEY_BOOK,
    SURVEY_FILE,
    event_tables,
    survey_table,
    write_book,
    write_csv,
)
from cjm_core.demo.stories import STORIES, Story
from cjm_core.errors import BadInput
from cjm_core.plan import Answer, Mapping

__all__ = ["CUSTOMERS", "ROLES", "SEED", "STORIES", "Story", "plan", "write_spreadsheets"]

CUSTOMERS: Final = 6_000
SEED: Final = 7
FEWEST, MOST = 100, 1_000_000
ROLES: Final[dict[str, str]] = {"cart": "Cart", "order": "Order", "goal": "Order"}


def write_spreadsheets(folder: Path, customers: int = CUSTOMERS, seed: int = SEED) -> list[Path]:
    """Write the events and the survey of a made-up shop into `folder`; the same seed gives the same bytes.

    Returns the files written. Raises BadInput when the number of customers is outside 100 … 1,000,000 or the seed is negative.
    """
    if not FEWEST <= customers <= MOST:
        raise BadInput(f"--customers {customers} is not possible: give a number from {FEWEST:,} to {MOST:,}.")
    if seed < 0:
        raise BadInput(f"--seed {seed} is not possible: give a number from 0 up.")
    folder.mkdir(parents=True, exist_ok=True)
    people_random, events_random, answers_random = (np.random.default_rng([seed, part]) for part in range(3))
    people = draw_customers(people_random, customers)
    events = draw_events(events_random, people, draw_visits(people_random, people))
    survey = survey_table(draw_responses(answers_random, people, events), people)
    events_file = folder / EVENTS_FILE
    write_csv(event_tables(events, people), events_file, "none")
    survey_file, other_form = folder / SURVEY_BOOK, folder / SURVEY_FILE
    if len(survey) > LONGEST_BOOK:
        survey_file, other_form = other_form, survey_file
        write_csv([survey], survey_file, "needed")
    else:
        write_book(survey, survey_file)
    other_form.unlink(missing_ok=True)  # an earlier demo of another size: `plan` must not find two surveys
    return [events_file, survey_file]


def plan(folder: Path) -> list[tuple[Path, Mapping]]:
    """How the files that `write_spreadsheets` left in `folder` are to be imported."""
    events = Mapping(
        kind="events",
        fields={
            "customer_id": "customer_id", "event_time": "event_time", "touchpoint": "touchpoint", "stage": "stage",
            "channel": "channel", "value": "order_value", "cost": "cost",
        },
    )  # fmt: skip
    survey = Mapping(
        kind="surveys",
        fields={
            "response_id": "response_id", "customer_id": "customer_id", "answered_at": "answered_at", "touchpoint": "touchpoint",
            "channel": "channel", "wave": "wave", "comment": "comment",
        },
        answers=tuple(Answer(question, question) for question in ("nps", "csat", "ces", "expectation")),
    )  # fmt: skip
    book = folder / SURVEY_BOOK
    return [(folder / EVENTS_FILE, events), (book if book.exists() else folder / SURVEY_FILE, survey)]
