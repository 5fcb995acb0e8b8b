"""The filter row, drawn once by the router above every screen, so that choices survive a change of screen and stand in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import streamlit as st

from cjm_core import calendar, periods
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.scope import Scope
from pages.shared import choices, data
from pages.shared.text import escaped

# What stands in the filter and in the address, for each name of `periods`.
_PERIODS = {"Last 3 months": "3m", "Last 6 months": "6m", "Last 12 months": "12m", "Later half": "half", "All dates": "all", "Own dates": "custom"}
_BASES = {"Against the period before": "before", "Against last year": "year", "Against targets": "target"}
EVERYONE, ALL_CHANNELS = "Everyone", "All channels"
_WIDTH = 168  # two of them stand side by side on a phone
_MOST_VALUES = 12  # a dimension with more values than this is no segment


@dataclass(frozen=True)
class Chosen:
    """What the person looks at, and what it is compared with: `compared` is None where the data do not reach, or against targets."""

    key: str
    dataset: Dataset
    scope: Scope
    basis: str = "before"
    compared: tuple[datetime, datetime] | None = None


def current() -> Chosen | None:
    """What the router found in the filter row of this run; None when there is no dataset yet."""
    found = st.session_state.get("_chosen")
    return found if isinstance(found, Chosen) else None


def open_dataset(key: str) -> None:
    """Make this dataset the current one and show its map."""
    st.session_state["_next_dataset"] = key
    data.workspace().write("setting", "last_dataset", key)
    st.switch_page("journey/map.py", query_params={})  # without {} Streamlit refuses, because the address is bound to the filters


def row(visible: bool, whole: bool = False) -> None:
    """Draw the filters and remember what they mean. Screens without filters draw them unseen: a widget that was not drawn would come
    back with one entry in the browser's history per filter, and the back button would undo them one by one.
    `whole`: only the choice of the dataset is seen, and all of it is shown.
    """
    files = data.dataset_files()
    st.session_state.pop("_chosen", None)
    if not files:
        return
    asked = st.query_params.get("dataset")
    key = _dataset_key(list(files))
    if asked and asked not in files and visible:
        st.warning(f"There is no dataset {escaped(asked)} here. What you see is {escaped(key)}.")
    with st.container(horizontal=True, gap="small", key="filters_dataset" if whole else "filters" if visible else "filters_unseen"):
        st.selectbox("Dataset", list(files), None, key="dataset", bind="query-params", width=_WIDTH, on_change=_remember,
                     label_visibility="collapsed")  # fmt: skip
        choices.keep("dataset", key)
        try:
            found = data.dataset(key)
        except BadInput as problem:  # another dataset can still be chosen
            st.error(escaped(problem))
            return
        start, end = _period(found) or (None, None)
        where = (*_who(found), *_channel(found))
        basis = _basis(found, start, end)
    compared = periods.compared(found, start, end, basis)
    st.session_state["_chosen"] = Chosen(key, found, Scope(start, end, where) if visible and not whole else Scope(), basis, compared)


def _dataset_key(keys: list[str]) -> str:
    """The dataset just opened, else the one on screen or in the address, else the last one used, else the newest."""
    wanted = st.session_state.pop("_next_dataset", None) or st.session_state.get("dataset") or st.query_params.get("dataset")
    kept = choices.kept("dataset")
    candidates = (wanted, kept, data.workspace().read("setting", "last_dataset"))
    key = next((candidate for candidate in candidates if candidate in keys), keys[0])
    if st.session_state.get("dataset") != key:
        st.session_state["dataset"] = key
    if kept is None and "dataset" not in st.query_params:
        st.query_params["dataset"] = key  # before the widget is bound: a link must show what its sender saw
    return str(key)


def _remember() -> None:
    data.workspace().write("setting", "last_dataset", st.session_state["dataset"])


def _period(found: Dataset) -> tuple[datetime, datetime] | None:
    """The chosen `[start, end)`, or None for all of the data."""
    possible = periods.choices(found)
    if len(possible) == 1:  # no dates, no period filter
        return None
    labels = [label for label, name in _PERIODS.items() if name in possible]
    usual = choices.usual("period", next(label for label, name in _PERIODS.items() if name == periods.default(found)))
    name = _PERIODS[choices.one("period", "Period", labels, usual, width=_WIDTH)]
    return _own_dates(found) if name == "custom" else periods.bounds(found, name)


def _own_dates(found: Dataset) -> tuple[datetime, datetime] | None:
    """Two dates typed by the person; the last day counts."""
    first, end = periods.covered(found) or (datetime(1970, 1, 1), datetime(1970, 1, 2))
    low, high = calendar.local(first).date(), calendar.local(end - timedelta(microseconds=1)).date()
    choices.restore("dates")
    kept = st.session_state.get("dates")
    if kept and not all(low <= day <= high for day in kept):
        del st.session_state["dates"]
    dates = st.date_input("From and to", (low, high), low, high, key="dates", bind="query-params", width=_WIDTH + 60, label_visibility="collapsed")
    if not isinstance(dates, tuple) or len(dates) < 2:
        return None
    choices.keep("dates", dates)
    return calendar.midnight(dates[0]), calendar.midnight(dates[1] + timedelta(days=1))


def _who(found: Dataset) -> tuple[tuple[str, str], ...]:
    """One value of one segment-like dimension, or everyone."""
    options = {EVERYONE: ()}
    for name, dimension in found.dimensions.items():
        if name != "channel" and 1 < dimension.distinct_values <= _MOST_VALUES:
            options |= {f"{name}: {value}": ((name, value),) for value in data.values_of(found, name)}
    return options[choices.one("who", "Who", list(options), EVERYONE, width=_WIDTH)] if len(options) > 1 else ()


def _channel(found: Dataset) -> tuple[tuple[str, str], ...]:
    """One channel or all."""
    if "channel" not in found.dimensions:
        return ()
    chosen = choices.one("channel", "Channel", [ALL_CHANNELS, *data.values_of(found, "channel")], ALL_CHANNELS, width=_WIDTH)
    return () if chosen == ALL_CHANNELS else (("channel", chosen),)


def _basis(found: Dataset, start: datetime | None, end: datetime | None) -> str:
    """What the numbers are compared with, on every screen."""
    if periods.covered(found) is None:  # nothing to choose from
        return "before"
    usual = choices.usual("basis", next(label for label, name in _BASES.items() if name == periods.default_basis(found, start, end)))
    return _BASES[choices.one("basis", "Compared with", list(_BASES), usual, width=_WIDTH + 62)]
