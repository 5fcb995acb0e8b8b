"""Options that several commands share, and how their texts become values."""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from cjm_core import calendar
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.scope import Scope

Command = Callable[..., None]
_WINDOW = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d)")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
_FIRST_YEAR, _LAST_YEAR = 1900, 2200  # as when a file is imported; years beyond are typing errors

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def reading(command: Command, optional: bool = False) -> Command:
    """Give a command `--dataset --from --to --where --json`; it is called with `data`, `scope` and `as_json`.

    `optional`: without a dataset, `data` is None.
    """

    @click.option("--dataset", required=not optional, metavar="DATASET", help="A dataset made by import or demo.")
    @click.option("--from", "start", metavar="DATE", help="Begin of the period; times without a zone are UTC.")
    @click.option("--to", "end", metavar="DATE", help="End of the period, itself left out.")
    @click.option("--where", multiple=True, metavar="DIM=VALUE", help="Only these customers; may be repeated.")
    @as_json
    @functools.wraps(command)
    def opened(dataset: str | None, start: str | None, end: str | None, where: tuple[str, ...], **rest: Any) -> None:
        data = Dataset.open(dataset) if dataset else None
        if data is None and (start or end or where):
            raise BadInput("--from, --to and --where choose from a dataset; name it with --dataset.")
        command(data=data, scope=_scope(data, start, end, where) if data else Scope(), **rest)

    return opened


def _scope(data: Dataset, start: str | None, end: str | None, where: tuple[str, ...]) -> Scope:
    first, last = (moment(f"--{name}", text) for name, text in (("from", start), ("to", end)))
    if first and last and last <= first:
        raise BadInput(f"--to {end} is not later than --from {start}; --to is exclusive, so give a later date.")
    pairs = tuple(split_pair("--where", text, "DIM=VALUE") for text in where)
    for name, value in pairs:
        known = data.values(name)
        if value not in known:
            raise BadInput(f"--where: no row has the {name} {value!r}. There are: {', '.join(known[:30])}.")
    return Scope(first, last, pairs)


def moment(option: str, text: str | None) -> datetime | None:
    """A date or time in UTC; written without a zone it is the reporting one, UTC as a rule. Raises BadInput that shows the form."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        found = found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else calendar.instant(found)
    except (ValueError, OverflowError):
        found = datetime.min
    if not _FIRST_YEAR <= found.year < _LAST_YEAR:
        raise BadInput(f"{option} {text!r} is not a date between 1900 and 2199; write it like 2025-06-01 or 2025-06-01T14:30.")
    return found


def split_pair(option: str, text: str, form: str) -> tuple[str, str]:
    """The two sides of the first `=`. Raises BadInput when either is missing."""
    left, sign, right = text.partition("=")
    if not (left and sign and right):
        raise BadInput(f"{option} {text!r} is not understood; write it as {option} {form}.")
    return left, right


def writable_folder(path: Path) -> None:
    """Make the folder of a file that is to be written. Raises BadInput where that is not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise BadInput(f"--out {path} cannot be written ({error.strerror}); name a file in a folder of yours.") from None


def window(text: str | None) -> timedelta | None:
    """`30min`, `12h`, `14d`, `90s` as a duration. Raises BadInput that shows the form."""
    if text is None:
        return None
    match = _WINDOW.fullmatch(text.strip())
    try:
        return timedelta(seconds=float(match[1]) * _SECONDS[match[2]]) if match else _no_window(text)
    except OverflowError:
        return _no_window(text)


def _no_window(text: str) -> timedelta:
    raise BadInput(f"--window {text!r} is not a duration; write it like 90s, 30min, 12h or 14d.")
