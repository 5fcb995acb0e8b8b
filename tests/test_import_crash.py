"""An import that is killed, cancelled, short of room or overtaken leaves the dataset that was there, and says so."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.ingest import publish
from cjm_core.ingest.build import build
from cjm_core.keeping.imports import add
from cjm_core.plan import Mapping, Source
from cjm_core.reading.read import read_table
from tests.guards import ROOT

LOG = Mapping("events", {"customer_id": "who", "event_time": "at", "touchpoint": "what"})
KILLS = 50


def source(folder: Path, name: str, rows: int) -> Source:
    lines = [f"C{at % 97},2025-01-{at % 28 + 1:02} 10:{at % 60:02},T{at % 9}" for at in range(rows)]
    path = folder / name
    path.write_text("who,at,what\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return Source(read_table(path), LOG)


@pytest.fixture
def old(tmp_path: Path) -> Dataset:
    build([source(tmp_path, "first.csv", 200)], tmp_path / "mine.duckdb", name="mine")
    return Dataset.open(tmp_path / "mine.duckdb")


KILLED = """
    import os, random, signal, sys, time
    from pathlib import Path
    from cjm_core.ingest.build import build
    from cjm_core.plan import Mapping, Source
    from cjm_core.reading.read import read_table
    folder, kills = Path(sys.argv[1]), int(sys.argv[2])
    log = Mapping("events", {"customer_id": "who", "event_time": "at", "touchpoint": "what"})
    def bring(number):
        more = Source(read_table(folder / f"more-{number}.csv"), log)
        build([more], folder / "mine.duckdb", name="mine", append=folder / "mine.duckdb")
    def child(number):
        pid = os.fork()
        if pid == 0:
            try:
                bring(number)
            finally:
                os._exit(0)
        return pid
    def timed(number):
        start = time.monotonic()
        os.waitpid(child(number), 0)
        return time.monotonic() - start
    usual = min(timed(0) for _ in range(3))
    chance = random.Random(7)
    for number in range(1, kills + 1):
        before, late = len(list(folder.glob(".*.building"))), time.monotonic() + 60
        pid = child(number)
        if number % 2:  # while it writes, however slow the machine is
            while len(list(folder.glob(".*.building"))) == before and time.monotonic() < late and os.waitpid(pid, os.WNOHANG) == (0, 0):
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.1 * usual))
        else:
            time.sleep(chance.uniform(0, 1.1 * usual))
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass  # it was done and waited for
        print(len(list(folder.glob(".*.building"))))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
def test_killed_at_any_moment_the_dataset_opens_whole(tmp_path: Path, old: Dataset) -> None:
    for number in range(KILLS + 1):
        (tmp_path / f"more-{number}.csv").write_text(f"who,at,what\nN{number},2025-02-01,Visit\nN{number},2025-02-02,Visit\n")
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path), str(KILLS)], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True
    )
    left = [int(line) for line in done.stdout.split()]
    data = Dataset.open(tmp_path / "mine.duckdb")
    assert len(left) == KILLS and left[-1] > 0, "some must have died while they wrote"
    # A file is in whole or not at all, and what the dataset counts is what it holds.
    per_file = data.query("SELECT s.file, s.rows_loaded, count(e.event_key) AS events FROM sources s LEFT JOIN events e USING (source) GROUP BY ALL")
    assert (per_file["rows_loaded"] == per_file["events"]).all()
    assert data.count_of("events") == per_file["events"].sum()
    told = publish.left_behind(tmp_path)
    assert set(told) == {"mine"} and not list(tmp_path.glob(".*building*"))


def test_an_import_under_way_is_not_taken_for_a_leftover(tmp_path: Path, old: Dataset) -> None:
    seen: list[list[str]] = []
    add(old, [source(tmp_path, "b.csv", 50)], progress=lambda phase, share: seen.append(publish.left_behind(tmp_path)))
    assert seen and not any(seen)


def test_a_cancelled_import_changes_nothing(tmp_path: Path, old: Dataset) -> None:
    stop = threading.Event()
    with pytest.raises(BadInput, match="cancelled"):
        add(old, [source(tmp_path, "b.csv", 500)], progress=lambda phase, share: stop.set() if phase == "Sorting events" else None, stop=stop)
    assert Dataset.open(old.path).fingerprint == old.fingerprint
    assert not list(tmp_path.glob(".*"))


def test_two_people_adding_at_once_lose_nothing(tmp_path: Path, old: Dataset) -> None:
    more, other = source(tmp_path, "b.csv", 50), source(tmp_path, "c.csv", 70)

    def meanwhile(phase: str, share: float) -> None:
        if phase == "Sorting events":
            add(Dataset.open(old.path), [other])

    with pytest.raises(BadInput, match="Somebody else changed this dataset"):
        add(old, [more], progress=meanwhile)
    assert set(Dataset.open(old.path).query("SELECT file FROM sources")["file"]) == {"first.csv", "c.csv"}
    add(Dataset.open(old.path), [more])
    assert len(Dataset.open(old.path).query("SELECT file FROM sources")) == 3


FULL = """
    import resource, signal, sys
    from pathlib import Path
    from cjm_core.errors import BadInput
    from cjm_core.ingest.build import build
    from cjm_core.plan import Mapping, Source
    from cjm_core.reading.read import read_table
    folder = Path(sys.argv[1])
    more = Source(read_table(folder / "big.csv"), Mapping("events", {"customer_id": "who", "event_time": "at", "touchpoint": "what"}))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))
    try:
        build([more], folder / "mine.duckdb", name="mine", append=folder / "mine.duckdb")
    except BadInput as said:
        print(said)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the room on the disk is limited by a limit of this kind of system")
def test_out_of_room_is_one_sentence_and_nothing_is_lost(tmp_path: Path, old: Dataset) -> None:
    source(tmp_path, "big.csv", 60_000)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL), str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "There is not enough space on the disk for this import. Nothing was changed; make room and try again."
    assert Dataset.open(old.path).fingerprint == old.fingerprint
    assert not list(tmp_path.glob(".*"))
