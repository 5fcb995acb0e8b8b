"""What must hold for every KPI there will ever be. None is named here: a new one is tested because it is in `KPIS`."""
import math
import random
import re
from datetime import datetime

import pytest

from cjm_core.metrics import KPIS
from cjm_core.metrics.emotion import emotion
from cjm_core.schema import OVERLAPPING, RESULT_COLUMNS, STATUSES
from cjm_core.scope import Scope
from tests import building, worlds
from tests.guards import ROOT

EVERY = pytest.mark.parametrize("kpi", [*KPIS, emotion], ids=lambda kpi: kpi.name)
ALL = Scope()
SECOND_HALF = Scope(datetime(2025, 5, 1), datetime(2025, 8, 1))
SEPARATE = [("segment",), ("channel",), ("language",), ("segment", "channel")]  # every unit is in one part
ADDING = ("share", "count", "composition")  # the numerator is a number of units, so it adds up
WIDTHLESS = 1e-12


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """`built("name")`: the datasets of this file, each made once."""
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
    made = {}

    def build(name):
        if name not in made:
            made[name] = building.dataset(folder, *rows[name](), worlds.ROLES)
        return made[name]

    return build


def plain(frame):
    """A frame as text, the same for equal frames; numbers to ten digits, because sums depend on the order of their terms."""
    return [{name: f"{cell:.10g}" if isinstance(cell, float) else str(cell) for name, cell in row.items()} for row in frame.to_dict("records")]


def units(frame):
    """How many units a result is about, whether or not they gave a number."""
    return frame["n"].sum() + sum(sum(reasons.values()) for reasons in frame["excluded"])


def one(frame):
    assert len(frame) == 1
    return frame.iloc[0]


@EVERY
@pytest.mark.parametrize("by", SEPARATE, ids="+".join)
@pytest.mark.parametrize("scope", [ALL, SECOND_HALF], ids=["all", "period"])
def test_separate_parts_add_up(built, kpi, by, scope):
    whole, parts = one(kpi(built("rich"), scope)), kpi(built("rich"), scope, by)
    assert len(parts) > 1
    if kpi.shape == "composition":
        assert set(parts["n"]) == {whole["n"]}
        assert parts["value"].sum() == pytest.approx(1)
    else:
        assert parts["n"].sum() == whole["n"]
        assert units(parts) == units(kpi(built("rich"), scope))
    if kpi.shape in (*ADDING, "net", "mean", "ratio"):
        assert parts["numerator"].sum() == pytest.approx(whole["numerator"])


@EVERY
@pytest.mark.parametrize("by", [*[(name,) for name in OVERLAPPING], ("touchpoint", "segment")], ids="+".join)
@pytest.mark.parametrize("scope", [ALL, SECOND_HALF], ids=["all", "period"])
def test_overlapping_parts_hold_the_whole_between_them(built, kpi, by, scope):
    data = built("at touchpoints")  # an answer about the whole relationship is in no touchpoint's part
    whole, parts = one(kpi(data, scope)), kpi(data, scope, by)
    measure = ["n", "numerator"] if kpi.shape in ADDING[:2] else ["numerator"] if kpi.shape == "composition" else ["n"]
    for column in measure:
        assert whole[column] > 0
        assert parts[column].max() <= whole[column] <= parts[column].sum()


@EVERY
def test_months_add_up(built, kpi):
    data = built("rich")
    months, whole = kpi(data, by=("month",)), one(kpi(data))
    assert months["month"].tolist() == [f"2025-0{month}" for month in range(1, 9)]
    undated = {reasons.get("no_date", 0) for reasons in months["excluded"]}
    assert len(undated) == 1  # nobody knows which month they belong to, so every month says it
    if not kpi.per_period:
        assert months["n"].sum() == whole["n"] - undated.pop()
        inside = months["numerator"].sum() if kpi.shape in ADDING else 0
        assert inside <= (whole["numerator"] if kpi.shape in ADDING else 0)
    for start, end in (("2025-03", "2025-04"), ("2025-06", "2025-07")):  # a month of the table is that month asked for alone
        alone = kpi(data, Scope(datetime.fromisoformat(f"{start}-01"), datetime.fromisoformat(f"{end}-01")))
        assert plain(months[months["month"] == start].drop(columns="month")) == plain(alone)


@EVERY
@pytest.mark.parametrize("by", [(), ("channel",), ("touchpoint",), ("month",)], ids=lambda by: "+".join(by) or "whole")
def test_customers_outside_the_population_change_nothing(built, kpi, by):
    for scope in (ALL, SECOND_HALF):
        assert plain(kpi(built("rich"), scope.only("segment", "A"), by)) == plain(kpi(built("A only"), scope, by))


@EVERY
@pytest.mark.parametrize("by", [(), ("channel",), ("language",), ("touchpoint",), ("month",)], ids=lambda by: "+".join(by) or "whole")
def test_row_order_changes_nothing(built, kpi, by):
    assert plain(kpi(built("rich"), ALL, by)) == plain(kpi(built("shuffled"), ALL, by))


@EVERY
@pytest.mark.parametrize("by", [(), ("segment",), ("stage",), ("month",)], ids=lambda by: "+".join(by) or "whole")
def test_twice_the_customers_are_twice_as_sure(built, kpi, by):
    once, twice = kpi(built("rich"), ALL, by), kpi(built("copied"), ALL, by)
    assert once[list(by)].equals(twice[list(by)])
    assert (2 * once["n"]).tolist() == twice["n"].tolist()
    grows = 2 if kpi.shape == "count" else 1
    assert twice["value"].tolist() == pytest.approx((grows * once["value"]).tolist(), nan_ok=True)
    low, high = limits(kpi)
    for one, two in zip(once.itertuples(), twice.itertuples(), strict=True):
        if math.isnan(one.ci_low):
            continue  # a count, or a single unit, has no interval to compare with
        width, narrower = one.ci_high - one.ci_low, two.ci_high - two.ci_low
        assert narrower <= width + WIDTHLESS
        if kpi.shape != "median" and width > WIDTHLESS and low < one.ci_low and one.ci_high < high:
            assert narrower < width


def limits(kpi):
    """The range that the KPI's unit allows."""
    if kpi.unit in ("share", "points"):
        return (0, 1) if kpi.unit == "share" else (-100, 100)
    if isinstance(kpi.span, tuple):
        return kpi.span
    return (0, math.inf) if kpi.shape in ("count", "median") else (-math.inf, math.inf)


@EVERY
@pytest.mark.parametrize("by", [(), ("segment",), ("touchpoint",), ("month",), ("week",), ("stage", "channel")], ids=lambda by: "+".join(by) or "whole")
def test_the_frame(built, kpi, by):
    """Its columns, its order, and the value inside its interval inside the unit's range."""
    low, high = limits(kpi)
    frame = kpi(built("rich"), ALL, by)
    assert list(frame.columns) == [*by, *RESULT_COLUMNS]
    assert not frame.duplicated(list(by) or None if by else ["n"]).any()
    assert set(frame["status"]) <= set(STATUSES)
    for row in frame.itertuples():
        assert (row.status == "undefined") == math.isnan(row.value)
        assert isinstance(row.excluded, dict)
        if row.status == "undefined":
            assert row.reason
        else:
            assert low <= row.value <= high
            assert row.n > 0
        if not math.isnan(row.ci_low):
            assert low <= row.ci_low <= row.value <= row.ci_high <= high


@EVERY
def test_nothing_is_undefined_and_never_zero(built, kpi):
    data = built("rich")
    for scope in (Scope(datetime(2100, 1, 1), datetime(2100, 3, 1)), ALL.only("segment", "nobody"), SECOND_HALF.only("segment", "nobody")):
        frames = [kpi(data, scope)]
        frames += [kpi(data, scope, ("month",))] if scope.start and not scope.where else []
        for frame in frames:
            assert len(frame) == (1 if "month" not in frame else 2)
            assert set(frame["status"]) == {"undefined"}
            assert frame[["value", "ci_low", "ci_high", "numerator"]].isna().all(axis=None)
            assert frame["reason"].map(bool).all()
            assert frame["n"].tolist() == [0] * len(frame)


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
