"""The demo's tables as ordinary spreadsheets: `events.csv`, and `survey.xlsx` or, when that would be too long, `survey.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjm_core.demo import shop
from cjm_core.demo.answers import NOT_ANSWERED, RELATIONSHIP, Responses, month_starts
from cjm_core.demo.customers import Customers, Ints
from cjm_core.demo.events import Events

EVENTS_FILE, SURVEY_BOOK, SURVEY_FILE = "events.csv", "survey.xlsx", "survey.csv"
LONGEST_BOOK: Final = 200_000  # rows; beyond that the survey is a CSV file
ROWS_AT_A_TIME: Final = 500_000  # bounds the memory of a million customers
MADE_ON: Final = datetime(2026, 7, 1)  # written into the workbook instead of now, so that the same seed gives the same bytes
WIDTHS: Final = (12, 12, 19, 14, 12, 20, 10, 9, 6, 6, 6, 12, 60, 10)


def labels(names: tuple[str, ...], numbers: Ints) -> pd.Categorical[str]:
    """Numbers as names; -1 is an empty cell."""
    return pd.Categorical.from_codes(numbers, categories=pd.Index(names))


def ids(letter: str, numbers: Ints) -> pd.Series[str]:
    """C000001, C000002, …"""
    return letter + pd.Series(numbers + 1).astype(str).str.zfill(6)


def times(seconds: Ints) -> NDArray[np.datetime64]:
    """Seconds from the start of the data as times."""
    return np.datetime64(shop.START, "s") + seconds.astype("timedelta64[s]")


def events_table(events: Events, customers: Customers, rows: slice) -> pd.DataFrame:
    """Some rows of the events file, under the names an export would have."""
    customer, touchpoint = events.customer[rows], events.touchpoint[rows]
    return pd.DataFrame({
        "customer_id": ids("C", customer),
        "event_time": times(events.at[rows]),
        "touchpoint": labels(shop.TOUCHPOINTS, touchpoint),
        "stage": pd.Series(shop.STAGE_OF, dtype="category")[touchpoint].array,
        "channel": labels(shop.CHANNELS, events.channel[rows]),
        "segment": labels(shop.SEGMENTS, customers.segment[customer]),
        "variant": labels(("A", "B"), events.variant[rows] - 1),
        "order_value": events.value[rows],
        "cost": events.cost[rows],
    })  # fmt: skip


def event_tables(events: Events, customers: Customers) -> Iterator[pd.DataFrame]:
    """The events file in pieces."""
    for start in range(0, len(events.at), ROWS_AT_A_TIME):
        yield events_table(events, customers, slice(start, start + ROWS_AT_A_TIME))


def score_cells(scores: Ints) -> NDArray[np.object_]:
    """Numbers, "N/A" or None for an empty cell."""
    cells = np.array([None, *range(100), "N/A"], dtype=object)
    return cells[np.where(scores == NOT_ANSWERED, 101, scores + 1)]


def survey_table(responses: Responses, customers: Customers) -> pd.DataFrame:
    """The survey file, one row per response."""
    waves = tuple(f"{start:%Y-%m}" for start in month_starts())
    touchpoint = np.where(responses.touchpoint == RELATIONSHIP, -1, responses.touchpoint)
    return pd.DataFrame({
        "response_id": ids("R", np.arange(len(responses.at))),
        "customer_id": ids("C", responses.customer),
        "answered_at": times(responses.at),
        "touchpoint": labels(shop.TOUCHPOINTS, touchpoint),
        "channel": labels(shop.CHANNELS, responses.channel),
        "segment": labels(shop.SEGMENTS, customers.segment[responses.customer]),
        "language": labels(shop.LANGUAGES, customers.language[responses.customer]),
        "wave": labels(waves, responses.wave),
        "nps": score_cells(responses.nps),
        "csat": score_cells(responses.csat),
        "ces": score_cells(responses.ces),
        "expectation": score_cells(responses.expectation),
        "comment": responses.comment,
    })  # fmt: skip


def write_csv(tables: Iterable[pd.DataFrame], path: Path, quoting: str) -> None:
    """One CSV file, UTF-8, written table by table to bound the memory. Quoting is "none" or "needed"."""
    import pyarrow as pa
    from pyarrow import csv

    with path.open("wb") as file:
        for number, table in enumerate(tables):
            plain = table.astype(dict.fromkeys(table.select_dtypes(["category", "object", "str"]).columns, "str"))
            texts = pa.Table.from_pandas(plain, preserve_index=False)
            if number == 0:
                file.write((",".join(texts.column_names) + "\n").encode())
            csv.write_csv(texts, file, csv.WriteOptions(include_header=False, quoting_style=quoting))


def write_book(table: pd.DataFrame, path: Path) -> None:
    """One workbook with one sheet, real dates and real numbers in it."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        book.set_properties({"title": "Customer survey (made-up demo data)", "created": MADE_ON})
        sheet = book.add_worksheet("Answers")
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, list(table.columns), book.add_format({"bold": True}))
        cells = table.astype(object).where(table.notna(), None)
        for number, row in enumerate(cells.itertuples(index=False), start=1):
            sheet.write_row(number, 0, row)
