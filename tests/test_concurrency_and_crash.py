"""Many at once get one answer; a build that dies or fails leaves what was there; nothing that people wrote is lost."""
import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.ingest.build import build
from cjm_core.metrics import KPIS
from cjm_core.plan import Mapping, Source
from cjm_core.scope import Scope
from cjm_core.workspace import Workspace
from tests import building, worlds
from tests.guards import ROOT

CALLS, THREADS = 300, 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("crash")


@pytest.fixture(scope="module")
def events(folder):
    return building.source(folder / "events.csv", worlds.events(60))


@pytest.fixture(scope="module")
def answers(folder):
    return building.source(folder / "answers.csv", worlds.answers(60), ("nps", "csat", "ces", "expectation"))


@pytest.fixture
def old(tmp_path, events):
    """A dataset that somebody has."""
    build([events], tmp_path / "mine.duckdb", name="mine", roles=worlds.ROLES)
    return Dataset.open(tmp_path / "mine.duckdb")


def numbers(data):
    """Every KPI of a dataset."""
    return {kpi.name: frame for kpi in KPIS for frame in [kpi(data, by=("segment",))]}


def same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        pd.testing.assert_frame_equal(one[name], other[name])


# ---- many at once ----------------------------------------------------------------------------------------------------
def test_many_threads_get_the_answers_of_one(old):
    questions = [(kpi, Scope().only("segment", value), by) for kpi in KPIS for value in "AB" for by in ((), ("channel",))]
    calls = [questions[at % len(questions)] for at in range(CALLS)]
    alone = {question: question[0](old, *question[1:]) for question in questions}
    with ThreadPoolExecutor(THREADS) as pool:
        together = list(pool.map(lambda question: question[0](old, *question[1:]), calls))
    for question, frame in zip(calls, together, strict=True):
        pd.testing.assert_frame_equal(frame, alone[question])


def test_threads_do_not_share_a_connection(old, monkeypatch):
    """The rows a thread fetches are its own: a query on a connection somebody else is using would hand them out mixed."""
    class Watched:
        def __init__(self, connection):
            self.connection, self.cursors = connection, 0

        def cursor(self):
            self.cursors += 1
            return self.connection.cursor()

    watched = Watched(old.connection)
    monkeypatch.setitem(old.__dict__, "connection", watched)
    for at in range(3):
        assert old.query("SELECT $at::INTEGER AS at", at=at)["at"].tolist() == [at]
    assert watched.cursors == 3


# ---- builds that end badly -------------------------------------------------------------------------------------------
DIES = """
    import sys, time
    from tests import building, worlds
    from cjm_core.ingest.build import build
    from pathlib import Path
    def say(phase, share):
        print(phase, flush=True)
        if phase == sys.argv[2]:
            time.sleep(60)
    out = Path(sys.argv[1])
    build([building.source(out.with_name("big.csv"), worlds.events(1500, seed=9))], out, name="new", progress=say)
"""


@pytest.mark.parametrize("phase", ["Gathering rows", "Ordering touchpoints"])
def test_killed_in_the_middle(old, phase):
    """SIGKILL, so that nothing can be tidied up: the old file is whole, and what is left over is no dataset."""
    before, expected = old.path.read_bytes(), numbers(old)
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(DIES), str(old.path), phase], stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    with child, child.stdout as said:
        for line in said:
            if line.strip() == phase:
                break
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    assert [path for path in old.path.parent.iterdir() if ".building" in path.name]  # it was in the middle
    assert old.path.read_bytes() == before
    again = Dataset.open(old.path)
    assert (again.fingerprint, again.name) == (old.fingerprint, "mine")
    same(numbers(again), expected)
    assert list(old.path.parent.glob("*.duckdb")) == [old.path]  # what a screen lists as datasets


@pytest.mark.parametrize(("fields", "said"), [
    ({"customer_id": "customer_id"}, "event_time"), ({"event_time": "event_time"}, "customer_id"),
    ({"customer_id": "customer_id", "event_time": "touchpoint"}, "'touchpoint'.*holds no date"),
    ({"customer_id": "customer_id", "event_time": "when"}, "no column 'when'"),
])
def test_a_wrong_mapping_changes_nothing(old, events, fields, said):
    before = old.path.read_bytes()
    for append in (None, old.path):
        wrong = Source(building.source(old.path.with_name("other.csv"), worlds.events(5, seed=8)).table, Mapping("events", fields))
        with pytest.raises(BadInput, match=said):
            build([wrong], old.path, name="new", append=append)
    assert old.path.read_bytes() == before
    assert [path.name for path in old.path.parent.iterdir() if path.suffix != ".csv"] == ["mine.duckdb"]


def test_wrong_roles_change_nothing(old, events):
    before = old.path.read_bytes()
    for roles, said in (({"end": "Ad"}, "goal, cart, order"), ({"cart": "Trolley"}, r"'Trolley'.*Ad")):
        with pytest.raises(BadInput, match=said):
            build([events], old.path, name="new", roles=roles)
    assert old.path.read_bytes() == before


def test_no_usable_row(old, tmp_path):
    rows = [{"response_id": "", "nps": "", "comment": ""}, {"response_id": "", "nps": "", "comment": "-"}]
    empty = building.source(tmp_path / "blank.csv", [{**row, "colour": "red"} for row in rows], ())
    with pytest.raises(BadInput, match="is empty in every row"):
        build([Source(empty.table, Mapping("events", {"customer_id": "response_id", "event_time": "nps"}))], old.path, name="new")


# ---- a dataset that is replaced while it is read ---------------------------------------------------------------------
def test_whoever_reads_keeps_the_old_file_and_whoever_opens_gets_the_new(old, answers):
    """DuckDB gives a path that is already open the file it had then; a replaced dataset must not show old numbers."""
    build([answers], old.path, name="new")
    new = Dataset.open(old.path)
    assert (new.name, new.fingerprint == old.fingerprint) == ("new", False)
    assert new.query("SELECT count(*) AS n FROM events")["n"][0] == 0
    assert old.query("SELECT count(*) AS n FROM events")["n"][0] == old.count_of("events") > 0


def test_a_dataset_reaches_nothing_but_its_file(old, tmp_path):
    import duckdb
    for sql in (f"SELECT * FROM read_csv('{ROOT / 'pyproject.toml'}')", f"ATTACH '{tmp_path / 'x'}'", "DROP TABLE events",
                f"COPY (SELECT 1) TO '{tmp_path / 'x.csv'}'", "SET lock_configuration = false"):  # fmt: skip
        with pytest.raises(duckdb.Error):
            old.query(sql)


@pytest.mark.parametrize("content", [b"", b"customer_id,event_time\n", b"SQLite format 3\0" + bytes(100)])
def test_files_that_are_no_dataset(tmp_path, content):
    path = tmp_path / "it's.duckdb"
    with pytest.raises(BadInput, match="no dataset at"):
        Dataset.open(path)
    path.write_bytes(content)
    with pytest.raises(BadInput, match="not a dataset of this program"):
        Dataset.open(path)


# ---- append ----------------------------------------------------------------------------------------------------------
def test_append_is_importing_both(old, events, answers, tmp_path):
    build([events, answers], tmp_path / "both.duckdb", name="mine", roles=worlds.ROLES)
    both = Dataset.open(tmp_path / "both.duckdb")
    build([answers], old.path, name="mine", append=old.path)
    appended = Dataset.open(old.path)
    assert appended.info["id"] == old.info["id"]
    assert appended.fingerprint != old.fingerprint
    same(numbers(appended), numbers(both))
    assert appended.values("touchpoint") == both.values("touchpoint")
    assert appended.values("stage") == both.values("stage")


def test_the_same_file_again_changes_nothing(old, events):
    expected = numbers(old)
    report = build([events], old.path, name="mine", append=old.path)
    assert report.files[0].rejected == {"already loaded": report.files[0].rows_read}
    assert "already" in report.files[0].warnings[0]
    same(numbers(Dataset.open(old.path)), expected)


# ---- the workspace ---------------------------------------------------------------------------------------------------
def scribble(path, who, count=25):
    workspace = Workspace.open(path)
    for at in range(count):
        workspace.write("note", who, {"at": at}, author=who)
        workspace.write("setting", "shared", [who, at])


def test_two_processes_and_two_threads_lose_nothing(tmp_path):
    path = Path(tmp_path / "folder" / "workspace.sqlite")
    Workspace.open(path)
    # Programs of their own: a spawned process would run the main module of this one again, which a screen test may have replaced.
    program = "import sys; from pathlib import Path; from tests.test_concurrency_and_crash import scribble; scribble(Path(sys.argv[1]), sys.argv[2])"
    root = Path(__file__).parents[1]
    children = [subprocess.Popen([sys.executable, "-c", program, str(path), f"process {at}"], cwd=root) for at in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda at: scribble(path, f"thread {at}"), range(2)))
    assert [child.wait(timeout=60) for child in children] == [0, 0]
    workspace = Workspace.open(path)
    for who in ("process 0", "process 1", "thread 0", "thread 1"):
        assert [value["at"] for _, _, value in workspace.versions("note", who)] == list(range(25))
    shared = workspace.versions("setting", "shared")
    assert len({version for version, _, _ in shared}) == len(shared) == 100


def test_the_last_value_wins_and_the_others_are_kept(tmp_path):
    workspace = Workspace.open(tmp_path / "workspace.sqlite")
    assert workspace.read("setting", "dataset", "none yet") == "none yet"
    numbered = [workspace.write("setting", "dataset", value) for value in ("a", {"b": [1, None]}, "ü")]
    assert numbered == sorted(set(numbered))
    assert workspace.read("setting", "dataset") == "ü"
    assert workspace.read("mapping", "dataset") is None
    assert [value for _, _, value in workspace.versions("setting", "dataset")] == ["a", {"b": [1, None]}, "ü"]
