"""Transitions, paths and retention: published and hand-made numbers, real files, and an oracle in plain loops."""
import itertools
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.estimate import wilson
from cjm_core.ingest.build import build
from cjm_core.journeys import MODES, funnel, paths, retention, transitions
from cjm_core.plan import Mapping, Source
from cjm_core.reading.read import read_table
from cjm_core.scope import Scope
from tests import building, oracle

ALL = Scope()
BEGIN = datetime(2025, 1, 1)
DAY = timedelta(days=1)


def test_posthog_paths(build_dataset):
    case = building.posthog_cases()["paths"]
    rows = [{"customer_id": who, "event_time": time, "touchpoint": what} for who, what, time in case["events"]]
    found = Counter()
    for path, count in paths(build_dataset(rows), ALL)[["path", "count"]].itertuples(index=False):
        for at, (one, other) in enumerate(itertools.pairwise(path), 1):
            found[f"{at}_{one}>{at + 1}_{other}"] += count
    assert dict(found) == case["expected"]


def test_posthog_retention_month(build_dataset):
    """Theirs is recurring; both customers are first seen in January, so its first row is our first-time cohort."""
    case = building.posthog_cases()["retention_month"]
    rows = [{"customer_id": who, "event_time": time} for who, time in case["events"]]
    table = retention(build_dataset(rows), ALL, "month")
    assert table["retained"].tolist() == case["expected"][0]
    assert set(table["cohort"]) == {"2020-01"}


# ---- transitions and paths -------------------------------------------------------------------------------------------
def dfg_1():
    """O-DFG-1 (docs/metrics.md#10.3): five times Ad, Web, Cart, Buy; three Ad, Web; two Web, Support, Web, Cart."""
    lines = ["Ad Web Cart Buy"] * 5 + ["Ad Web"] * 3 + ["Web Support Web Cart"] * 2
    return [{"customer_id": f"u{who}", "event_time": BEGIN + at * DAY, "touchpoint": what}
            for who, line in enumerate(lines) for at, what in enumerate(line.split())]


def test_transitions_o_dfg_1(build_dataset):
    found = transitions(build_dataset(dfg_1()), ALL)
    rows = {(source, target): (count, share) for source, target, count, share, _ in found.edges.itertuples(index=False)}
    assert list(rows.items()) == [
        (("Ad", "Web"), (8, 1.0)), (("Web", "Cart"), (7, 7 / 12)), (("Cart", "Buy"), (5, 5 / 7)),
        (("Support", "Web"), (2, 1.0)), (("Web", "Support"), (2, 2 / 12)),
    ]
    assert found.starts == {"Ad": 8, "Web": 2}
    assert found.ends == {"Buy": 5, "Web": 3, "Cart": 2}
    assert found.journeys == 10
    assert set(found.edges["median_gap_seconds"]) == {86_400}


def test_paths_cut_and_counted(build_dataset):
    data = build_dataset(dfg_1())
    table = paths(data, ALL, top=2)
    assert table["path"].tolist() == [["Ad", "Web", "Cart", "Buy"], ["Ad", "Web"]]
    assert table["count"].tolist() == [5, 3]
    assert table["share"].tolist() == [.5, .3]
    assert table.attrs == {"journeys": 10, "variants": 3, "other_journeys": 2, "other_variants": 1}
    assert paths(data, ALL, length=2)["count"].tolist() == [8, 2]
    for wrong in ({"length": 0}, {"top": 0}):
        with pytest.raises(BadInput, match="1 or more"):
            paths(data, ALL, **wrong)


def test_nothing_in_the_period(build_dataset):
    data, later = build_dataset(dfg_1()), Scope(datetime(2030, 1, 1))
    found = transitions(data, later)
    assert found.edges.empty
    assert found.starts == found.ends == {}
    assert found.journeys == 0
    assert paths(data, later).empty
    assert paths(data, later).attrs["journeys"] == 0
    assert retention(data, later).empty


def test_only_answers(build_dataset):
    data = build_dataset(answers=[{"response_id": 1, "nps": 9}, {"response_id": 2, "nps": 3}])
    assert transitions(data, ALL).edges.empty
    assert paths(data, ALL).empty
    assert retention(data, ALL).empty


def log(tmp_path, name, **fields):
    """A real file as a dataset."""
    out = tmp_path / "log.duckdb"
    build([Source(read_table(building.real_file(name)), Mapping("events", fields))], out, name="log")
    return Dataset.open(out)


T04, T05 = "T04 Determine confirmation of receipt", "T05 Print and send confirmation of receipt"
LOG_COLUMNS = {"customer_id": "case:concept:name", "touchpoint": "concept:name", "event_time": "time:timestamp"}


@pytest.mark.parametrize(("name", "edges", "total", "top", "variants", "most"), [
    # pm4py's own numbers, see ../shared/data/README.md
    ("receipt", 99, 7143, (T04, T05, 1177), 116, 713),
    ("running-example", 16, 36, ("check ticket", "decide", 6), 6, 1),
    ("roadtraffic100traces", 18, 290, ("Create Fine", "Send Fine", 77), 10, 36),
])
def test_real_logs(tmp_path, name, edges, total, top, variants, most):
    data = log(tmp_path, f"event_logs/{name}.csv", **LOG_COLUMNS)
    found = transitions(data, ALL)
    assert (len(found.edges), found.edges["count"].sum()) == (edges, total)
    assert tuple(found.edges[["source", "target", "count"]].iloc[0]) == top
    table = paths(data, ALL)
    assert (len(table), table["count"].max(), table["count"].sum()) == (variants, most, found.journeys)
    if name == "running-example":
        assert found.ends == {"pay compensation": 3, "reject request": 3}


# ---- retention -------------------------------------------------------------------------------------------------------
def test_relay_foods(tmp_path):
    """The published table (see ../shared/data/README.md). 2009-02 ends there at age 12; nobody of it was active in the month
    after, 2010-03, which a plain count over the file confirms."""
    table = retention(log(tmp_path, "relay_foods/relay-foods.xlsx", customer_id="UserId", event_time="OrderDate"), ALL, "month")
    rows = {cohort: cells["retained"].tolist() for cohort, cells in table.groupby("cohort")}
    assert rows["2009-01"] == [22, 8, 10, 9, 10, 8, 8, 7, 7, 7, 7, 8, 11, 7, 6]
    assert rows["2009-02"] == [15, 3, 5, 1, 4, 4, 4, 5, 5, 4, 3, 3, 5, 0]
    sizes = table[table["age"] == 0]["eligible"].tolist()
    assert sizes == [22, 15, 13, 39, 50, 32, 50, 31, 37, 54, 130, 65, 95, 100, 24]
    running = table[table["reason"] == "period not finished"]
    assert len(running) == 15
    assert (running["age"] + running["cohort"].map(sorted(rows).index) == 14).all()


def test_retention_o_ret_2(build_dataset):
    """O-RET-2 (docs/metrics.md#10.2): ten customers, 9, 7 and 6 of them come back: 90, 70, 60 %."""
    rows = [{"customer_id": f"u{who}", "event_time": datetime(2025, 1, 6) + week * 7 * DAY}
            for week, active in enumerate([10, 9, 7, 6]) for who in range(active)]
    table = retention(build_dataset(rows), ALL, "week")
    assert table["value"].tolist() == [1, .9, .7, .6]
    assert (table["ci_low"][3], table["ci_high"][3]) == wilson(6, 10)
    assert table["status"].tolist() == ["small_sample"] * 4
    assert table["reason"].tolist()[3] == "period not finished"  # the data end on its Monday
    assert set(table["cohort"]) == {"2025-01-06"}


def test_retention_of_a_finished_last_period(build_dataset):
    table = retention(build_dataset([{"customer_id": "u1", "event_time": "2025-01-31 08:00"}]), ALL, "month")
    assert "period not finished" not in table["reason"].tolist()


def test_retention_unbounded_and_period(build_dataset):
    data = build_dataset([
        {"customer_id": who, "event_time": time}
        for who, time in (("u1", "2025-01-05"), ("u1", "2025-03-05"), ("u2", "2025-01-20"),
                          ("u3", "2025-02-01"), ("u3", "2025-04-01"))
    ])
    january = Scope(datetime(2025, 1, 1), datetime(2025, 2, 1))  # chooses the cohort; its later months are still seen
    assert retention(data, january, "month")["retained"].tolist() == [2, 0, 1, 0]
    assert retention(data, january, "month", "unbounded")["retained"].tolist() == [2, 1, 1, 0]
    for wrong in ({"every": "day"}, {"kind": "rolling"}):
        with pytest.raises(BadInput, match="It can be"):
            retention(data, ALL, **wrong)


# ---- against the oracle ----------------------------------------------------------------------------------------------
@st.composite
def histories(draw):
    """Up to 40 events of six customers, times that tie, and sometimes a journey column."""
    unit = draw(st.sampled_from([timedelta(minutes=1), timedelta(hours=7), 3 * DAY]))
    journey = st.sampled_from(["j1", "j2", None]) if draw(st.booleans()) else st.none()
    row = st.tuples(st.integers(1, 6), st.integers(0, 30), st.sampled_from("ABCX"), journey)
    rows = enumerate(draw(st.lists(row, min_size=1, max_size=40)))
    return [oracle.Event(place, f"u{who}", BEGIN + at * unit, what, named) for place, (who, at, what, named) in rows], unit


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), steps=st.permutations("ABC"), width=st.integers(0, 15), cut=st.integers(0, 30))
def test_against_the_oracle(build_dataset, history, steps, width, cut):
    events, unit = history
    data = build_dataset([
        {"customer_id": e.customer, "event_time": e.time, "touchpoint": e.touchpoint, "journey_id": e.journey} for e in events
    ])
    steps = [step for step in steps if any(event.touchpoint == step for event in events)]
    half = (BEGIN + cut * unit // 2, BEGIN + (cut + 15) * unit)
    for start, end in ((None, None), half):
        scope = Scope(start, end)
        if steps:
            compare_funnels(data, scope, events, steps, width * unit)
        compare_journeys(data, scope, events, length=1 + width % 4)
        for every in ("week", "month"):
            for kind in ("bracket", "unbounded"):
                table = retention(data, scope, every, kind)
                found = {cohort: cells["retained"].tolist() for cohort, cells in table.groupby("cohort")}
                assert found == oracle.retention(events, every, kind, start, end)


def compare_funnels(data, scope, events, steps, width):
    counts = {}
    for mode in MODES:
        for window in (None, width):
            table = funnel(data, scope, steps, window, mode)
            n, medians, immature = oracle.funnel(events, steps, window, mode, scope.start, scope.end)
            assert (table["n"].tolist(), table.attrs["immature"]) == (n, immature), (mode, window)
            assert table["median_seconds"].tolist() == pytest.approx(medians, nan_ok=True)
            assert n == sorted(n, reverse=True)
            counts[mode] = n
    if not scope.has_period:  # docs/metrics.md#11; a period may place the three modes' entries differently
        whole = [funnel(data, scope, steps, None, mode)["n"] for mode in ("strict", "ordered", "any_order")]
        assert (whole[0] <= whole[1]).all()
        assert (whole[1] <= whole[2]).all()


def compare_journeys(data, scope, events, length):
    edges, starts, ends = oracle.transitions(events, scope.start, scope.end)
    found = transitions(data, scope)
    rows = {(row.source, row.target): (row.count_, row.share, row.median_gap_seconds)
            for row in found.edges.rename(columns={"count": "count_"}).itertuples()}
    assert rows == edges
    assert found.starts == starts
    assert found.ends == ends
    for cut in (None, length):
        table = paths(data, scope, cut)
        assert {tuple(path): count for path, count in zip(table["path"], table["count"], strict=True)} == oracle.paths(
            events, cut, scope.start, scope.end
        )
