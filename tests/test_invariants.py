"""What must hold for every KPI there will ever be. None is named here: a new one is tested because it is in `KPIS`."""
import math
import random
import re
from datetime import datetime
from functools import cache

import pytest

from cjm_core.metrics import KPIS
from cjm_core.metrics.emotion import emotion
from cjm_core.result import records
from cjm_core.schema import OVERLAPPING, RESULT_COLUMNS, STATUSES
from cjm_core.scope import Scope
from tests import building, worlds
from tests.guards import ROOT

EVERY = pytest.mark.parametrize("kpi", [*KPIS, emotion], ids=lambda kpi: kpi.name)
ALL = Scope()
SECOND_HALF = Scope(datetime(2025, 5, 1), datetime(2025, 8, 1))
SEPARATE = [("segment",), ("channel",), ("language",), ("segment", "channel")]  # every unit is in one part


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """`measured("name", kpi, scope, by)`: a KPI of one of this file's datasets; each dataset is built, each frame measured once."""
    folder = tmp_path_factory.mktemp("invariants")
    events, answers = worlds.events(), worlds.answers()
    mixed = random.Random(3)
    rows = {
        "rich": lambda: (events, answers),
        "at touchpoints": lambda: (events, worlds.answers(relationship=False)),
        "A only": lambda: [[row for row in table if row["segment"] == "A"] for table in (events, answers)],
        "shuffled": lambda: [mixed.sample(table, len(table)) for table in (events, answers)],
        "copied": lambda: (worlds.copied(events), worlds.copied(answers)),
    }
    built = cache(lambda name: building.dataset(folder, *rows[name](), worlds.ROLES))
    return cache(lambda name, kpi, scope=ALL, by=(): kpi(built(name), scope, by))


def plain(frame):
    """A frame's rows as values that are equal for equal frames; ten digits of a number, because sums depend on the order of terms."""
    def cell(value):
        return f"{value:.10g}" if isinstance(value, float) else value

    return [{name: cell(value) for name, value in row.items()} for row in records(frame)]


def units(frame):
    """How many units a result is about, whether or not they gave a number."""
    return frame["n"].sum() + sum(sum(reasons.values()) for reasons in frame["excluded"])


def one(frame):
    assert len(frame) == 1
    return frame.iloc[0]


@EVERY
@pytest.mark.parametrize("by", SEPARATE, ids="+".join)
@pytest.mark.parametrize("scope", [ALL, SECOND_HALF], ids=["all", "period"])
def test_separate_parts_add_up(measured, kpi, by, scope):
    whole, parts = measured("rich", kpi, scope), measured("rich", kpi, scope, by)
    assert len(parts) > 1
    if kpi.shape == "composition":
        assert set(parts["n"]) == set(whole["n"])
        assert parts["value"].sum() == pytest.approx(1)
    else:
        assert parts["n"].sum() == whole["n"].sum()
        assert units(parts) == units(whole)
    if kpi.shape != "median":
        assert parts["numerator"].sum() == pytest.approx(whole["numerator"].sum())


@EVERY
@pytest.mark.parametrize("by", [*[(name,) for name in OVERLAPPING], ("touchpoint", "segment")], ids="+".join)
@pytest.mark.parametrize("scope", [ALL, SECOND_HALF], ids=["all", "period"])
def test_overlapping_parts_hold_the_whole_between_them(measured, kpi, by, scope):
    name = "at touchpoints"  # an answer about the whole relationship is in no touchpoint's part
    whole, parts = one(measured(name, kpi, scope)), measured(name, kpi, scope, by)
    for column in {"share": ["n", "numerator"], "composition": ["numerator"]}.get(kpi.shape, ["n"]):
        assert whole[column] > 0
        assert parts[column].max() <= whole[column] <= parts[column].sum()


@EVERY
def test_months_add_up(measured, kpi):
    months, whole = measured("rich", kpi, ALL, ("month",)), one(measured("rich", kpi))
    assert months["month"].tolist() == [f"2025-0{month}" for month in range(1, 9)]
    undated = {reasons.get("no_date", 0) for reasons in months["excluded"]}
    assert len(undated) == 1  # nobody knows which month they belong to, so every month says it
    if not kpi.per_period:
        assert months["n"].sum() == whole["n"] - undated.pop()
    for month in (3, 6):  # a month of the table is that month asked for alone
        alone = measured("rich", kpi, Scope(datetime(2025, month, 1), datetime(2025, month + 1, 1)))
        assert plain(months[months["month"] == f"2025-0{month}"].drop(columns="month")) == plain(alone)


@EVERY
@pytest.mark.parametrize("by", [(), ("channel",), ("touchpoint",), ("month",)], ids=lambda by: "+".join(by) or "whole")
def test_customers_outside_the_population_change_nothing(measured, kpi, by):
    for scope in (ALL, SECOND_HALF)[: 2 - ("month" in by)]:
        assert plain(measured("rich", kpi, scope.only("segment", "A"), by)) == plain(measured("A only", kpi, scope, by))


@EVERY
@pytest.mark.parametrize("by", [(), ("channel",), ("language",), ("touchpoint",), ("month",)], ids=lambda by: "+".join(by) or "whole")
def test_row_order_changes_nothing(measured, kpi, by):
    assert plain(measured("rich", kpi, ALL, by)) == plain(measured("shuffled", kpi, ALL, by))


@EVERY
@pytest.mark.parametrize("by", [(), ("segment",), ("touchpoint",), ("month",)], ids=lambda by: "+".join(by) or "whole")
def test_twice_the_customers_are_twice_as_sure(measured, kpi, by):
    once, twice = measured("rich", kpi, ALL, by), measured("copied", kpi, ALL, by)
    assert once[list(by)].equals(twice[list(by)])
    assert (2 * once["n"]).tolist() == twice["n"].tolist()
    grows = 2 if kpi.shape == "count" else 1
    assert twice["value"].tolist() == pytest.approx((grows * once["value"]).tolist(), nan_ok=True)
    low, high = limits(kpi)
    for before, after in zip(once.itertuples(), twice.itertuples(), strict=True):
        if math.isnan(before.ci_low):
            continue  # a count, or a single unit, has no interval to compare with
        width, narrower = before.ci_high - before.ci_low, after.ci_high - after.ci_low
        assert narrower <= width + 1e-9
        if kpi.shape != "median" and width > 1e-9 and low < before.ci_low and before.ci_high < high:
            assert narrower < width


def limits(kpi):
    """The range that the KPI's unit allows."""
    if kpi.unit in ("share", "points"):
        return (0, 1) if kpi.unit == "share" else (-100, 100)
    if isinstance(kpi.span, tuple):
        return kpi.span
    return (0, math.inf) if kpi.shape in ("count", "median") else (-math.inf, math.inf)


@EVERY
@pytest.mark.parametrize("by", [(), ("segment",), ("touchpoint",), ("stage",), ("month",), ("quarter", "channel")],
                         ids=lambda by: "+".join(by) or "whole")  # fmt: skip
def test_the_frame(measured, kpi, by):
    """Its columns, one row per key, and the value inside its interval inside the unit's range."""
    low, high = limits(kpi)
    frame = measured("rich", kpi, ALL, by)
    assert list(frame.columns) == [*by, *RESULT_COLUMNS]
    assert not frame.duplicated(list(by) or ["n"]).any()
    assert set(frame["status"]) <= set(STATUSES)
    for row in frame.itertuples():
        assert isinstance(row.excluded, dict)
        assert (row.status == "undefined") == math.isnan(row.value)
        if row.status == "undefined":
            assert row.reason
        else:
            assert low <= row.value <= high
            assert row.n > 0
        if not math.isnan(row.ci_low):
            assert low <= row.ci_low <= row.value <= row.ci_high <= high


@EVERY
def test_nothing_is_undefined_and_never_zero(measured, kpi):
    later, nobody = Scope(datetime(2100, 1, 1), datetime(2100, 3, 1)), ALL.only("segment", "nobody")
    frames = [measured("rich", kpi, later), measured("rich", kpi, later, ("month",)), measured("rich", kpi, nobody)]
    assert [len(frame) for frame in frames] == [1, 2, 1]
    for frame in frames:
        assert set(frame["status"]) == {"undefined"}
        assert frame[["value", "ci_low", "ci_high", "numerator"]].isna().all(axis=None)
        assert frame["reason"].map(bool).all()
        assert set(frame["n"]) == {0}


@EVERY
def test_data_without_what_it_needs(tmp_path, kpi):
    """It does not vanish: it says which column is missing."""
    nothing = building.dataset(tmp_path, answers=[{"response_id": 1, "importance": 3}, {"response_id": 2, "importance": 4}])
    frame = kpi(nothing)
    if kpi.needs != ("answers",):
        assert one(frame)["status"] == "undefined"
        assert len(one(frame)["reason"].split()) > 3
        assert kpi(nothing, ALL, ("touchpoint",)).empty
    assert list(frame.columns) == list(RESULT_COLUMNS)


@EVERY
def test_documented(kpi):
    assert len(kpi.meaning) > 30 and kpi.meaning.endswith(".")
    notes = " ".join(kpi.notes.split())
    assert re.match(r"Unit: .+ Range: .+ Undefined when: .+ Excludes: .+", notes), notes
    page, section = kpi.source.split("#")
    assert re.search(rf"^##+ {re.escape(section)}\.? ", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE), kpi.source


def test_the_registry_names_every_kpi_once():
    assert len({kpi.name for kpi in KPIS}) == len(KPIS) > 20
