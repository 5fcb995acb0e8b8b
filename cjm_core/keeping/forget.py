"""Forget a customer: out of every dataset, the uploads and the workspace with its history, proved by looking everywhere (METRICS §8).

The list of the forgotten comes first, so that whatever goes wrong later nobody comes back with the next export.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.format import plural
from cjm_core.home import sweep
from cjm_core.ingest.build import build
from cjm_core.ingest.publish import left_behind, under_way
from cjm_core.keeping import inbox, traces
from cjm_core.privacy import pseudonyms, suppression_list
from cjm_core.workspace import Workspace


@dataclass(frozen=True)
class Receipt:
    """What was done, without a name: rows removed per table, files, and whether everything left was asked and silent.

    `request` is a hash of the request's random id. `left` are places that still name the customer, `failed` what could not be done.
    """

    request: str
    at: str
    datasets: int
    removed: dict[str, int]
    versions_deleted: int
    uploads_deleted: int
    entries_changed: int
    searched: dict[str, int]
    left: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing failed and no trace was found."""
        return not self.left and not self.failed

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        rows = ", ".join(f"{count:,} {name}" for name, count in self.removed.items() if count) or "no rows"
        done = f"Forgotten: {rows} from {plural(self.datasets, 'dataset')}."
        files, columns = plural(self.searched.get("files", 0), "file"), plural(self.searched.get("columns", 0), "column")
        proof = f" {columns} in {files} were searched afterwards and name the customer nowhere."
        return done + (proof if self.complete else f" Not everything could be removed: {' '.join([*self.failed, *self.left])}")


@dataclass(frozen=True)
class _Wanted:
    """What there is to do."""

    named: traces.Named
    rebuilt: dict[Path, set[str]]  # file -> ids under which it holds the customer
    outdated: tuple[Path, ...]  # older versions of the same datasets that hold the customer


def held_by(home: Path, customer_id: str) -> tuple[str, ...]:
    """The names of the datasets that hold this customer, under this id, another one or its pseudonym. Made-up data do not count."""
    wanted = _wanted(home, customer_id, _datasets(home), [])
    return tuple(Dataset.open(path).name for path in wanted.rebuilt)


def forget(home: Path, customer_id: str) -> Receipt:
    """Remove a customer, by id, e-mail or any linked id, from everything kept in `home`, and keep them from coming back.

    Raises BadInput, with nothing changed, for an id that nobody has, and where there is no usable key. What fails later is in the receipt.
    """
    failed: list[str] = []
    key, workspace = pseudonyms.key(), Workspace.open(home / "workspace.sqlite")
    wanted = _wanted(home, customer_id, _datasets(home), failed)
    if not wanted.rebuilt and not suppression_list.forgotten(workspace, wanted.named.ids):
        raise BadInput("No dataset holds a customer with this id, so nothing was changed. Write it exactly as in your file.")
    suppression_list.remember(workspace, key, wanted.named.ids)
    _remove_halves(home, failed)
    removed = _rebuild(wanted, failed)
    deleted = sum(_deleted(path, failed) for path in wanted.outdated)
    uploads = _delete_uploads(home / "uploads", failed)
    changed = workspace.rewrite(_but_the_list(wanted.named))
    _clean_logs(home / "logs", wanted.named, failed)
    left, searched = _prove(home, workspace, wanted.named, failed)
    receipt = Receipt(
        hashlib.sha256(uuid.uuid4().bytes).hexdigest(), datetime.now(UTC).isoformat(timespec="seconds"), len(wanted.rebuilt), removed,
        deleted, uploads, changed, searched, tuple(left), tuple(failed),
    )  # fmt: skip
    workspace.write("receipt", receipt.request, asdict(receipt))
    return receipt


def receipts(workspace: Workspace) -> list[Receipt]:
    """Every receipt, oldest first."""
    found = workspace.newest("receipt").values()
    return [Receipt(**{**one, "left": tuple(one["left"]), "failed": tuple(one["failed"])}) for one in found]


def _datasets(home: Path) -> list[Path]:
    """Every dataset file, newest first."""
    found = [path for folder in (home, home / "datasets") for path in folder.glob("*.duckdb") if not path.name.startswith(".")]
    return sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _wanted(home: Path, customer_id: str, files: Sequence[Path], failed: list[str]) -> _Wanted:
    """Find the customer everywhere: other ids that one dataset knows count in all of them, and so do the pseudonyms of all ids."""
    if not customer_id.strip():
        raise BadInput("Name the customer by id or e-mail address.")
    opened = [data for path in files if (data := _opened(path, failed)) is not None and not data.is_demo]
    ids, size = {customer_id, pseudonyms.normalised(customer_id)}, 0
    held: dict[Path, set[str]] = {}
    while size < len(ids):
        size = len(ids)
        for data in opened:
            held[data.path], others = traces.same_customer(data, sorted(_with_pseudonyms(ids)))
            ids |= others - _with_pseudonyms(ids)  # a pseudonym needs none of its own
    ids = _with_pseudonyms(ids)
    texts = {text for data in opened if held[data.path] for text in traces.own_texts(data, held[data.path])}
    rebuilt, outdated, seen = dict[Path, set[str]](), list[Path](), set[str]()
    for data in opened:  # newest first: the first file of a dataset is what people work with
        if held[data.path]:
            old = data.info["id"] in seen
            outdated += [data.path] if old else []
            rebuilt |= {} if old else {data.path: held[data.path]}
        seen.add(data.info["id"])
    return _Wanted(traces.Named(tuple(sorted(ids)), tuple(sorted(texts))), rebuilt, tuple(outdated))


def _with_pseudonyms(ids: Iterable[str]) -> set[str]:
    key = pseudonyms.key()
    return {name for one in ids for name in (one, pseudonyms.pseudonym(key, one))}


def _opened(path: Path, failed: list[str]) -> Dataset | None:
    try:
        return Dataset.open(path)
    except BadInput:
        failed.append(f"{path.name} could not be opened and was not searched; delete it or import it anew.")
        return None


def _rebuild(wanted: _Wanted, failed: list[str]) -> dict[str, int]:
    """Build each dataset anew in its place; returns the rows removed per table."""
    removed: Counter[str] = Counter({"customers": 0, "events": 0, "answers": 0, "comments": 0})
    for path, ids in wanted.rebuilt.items():
        data = Dataset.open(path)
        counts, gone = traces.counts(data, ids), ids | _written(data, ids) | set(traces.rejected(data, wanted.named))
        counts |= traces.count_rejected(data, gone)
        if counts["customers"] == data.count_of("customers") and not traces.anybody_else(data):
            removed.update(counts if _deleted(path, failed) else {})
            continue
        try:
            build([], path, name=data.name, append=path, without_customers=gone, demo=data.is_demo)
            removed.update(counts)
        except BadInput as problem:
            failed.append(f"{path.name} could not be rebuilt: {problem}")
    return dict(removed)


def _written(data: Dataset, held: set[str]) -> set[str]:
    """All ids of these customers in this dataset, as they are written there: links and rejected rows go by them."""
    return traces.same_customer(data, sorted(held))[1]


def _deleted(path: Path, failed: list[str]) -> bool:
    try:
        for one in (path, path.with_name(path.name + ".wal")):
            one.unlink(missing_ok=True)
    except OSError as error:
        failed.append(f"{path.name} could not be deleted ({error.strerror}); delete it yourself.")
        return False
    return True


def _delete_uploads(folder: Path, failed: list[str]) -> int:
    """Delete every kept upload: what is in a packed file cannot be told from outside."""
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    shutil.rmtree(folder, ignore_errors=True)
    left = [path for path in files if path.exists()]
    failed += [f"The upload {path.name} could not be deleted; delete it yourself." for path in left]
    return len(files) - len(left)


def _clean_logs(folder: Path, named: traces.Named, failed: list[str]) -> None:
    for path in traces.in_files(folder.rglob("*") if folder.is_dir() else (), named):
        try:
            traces.clean_file(path, named)
        except OSError as error:
            failed.append(f"The log {path.name} could not be written ({error.strerror}).")


def _but_the_list(named: traces.Named) -> Callable[[str, str, Any], tuple[str, Any]]:
    """What is done to an entry of the workspace; the list of the forgotten and the receipts name nobody."""
    clean = traces.without(named)
    kept = (suppression_list.KIND, "receipt")
    return lambda kind, key, value: (key, value) if kind in kept else clean(kind, key, value)


def _remove_halves(home: Path, failed: list[str]) -> None:
    """Delete what imports that were cut off left behind; one that is under way may still read the customer."""
    for folder in (home, home / "datasets"):
        left_behind(folder)
    if sweep() or under_way(home) or under_way(home / "datasets"):
        failed.append("An import is under way and was not searched; forget the customer again when it is done.")


def _prove(home: Path, workspace: Workspace, named: traces.Named, failed: list[str]) -> tuple[list[str], dict[str, int]]:
    """Ask every column of every table of every dataset, and the bytes of every other file, for each id, pseudonym and comment."""
    left, columns = list[str](), 0
    files = _datasets(home)
    for path in files:
        data = _opened(path, [])
        if data is None or data.is_demo:
            continue
        places, asked = traces.in_dataset(data, named)
        columns += asked
        left += [f"{data.name} still names the customer in {place}." for place in places]
    others = [path for part in ("logs", "uploads") for path in (home / part).rglob("*") if path.is_file()]
    others += [path for path in home.glob(f"{workspace.path.name}*") if path.is_file()]
    left += [f"The file {path.name} still names the customer." for path in traces.in_files(others, named)]
    own = inbox.search(home / "inbox", named)
    failed += own.failed
    return [*left, *own.left], {"files": len(files) + len(others) + own.files, "columns": columns + own.columns}
