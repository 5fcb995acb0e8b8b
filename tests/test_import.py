"""What the import does with columns, constants and rows that are only half usable, and what a scope chooses."""
from datetime import date, datetime

import duckdb
import pytest

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.ingest.build import build, check
from cjm_core.metrics import kpi_named
from cjm_core.plan import Answer, Mapping, Source
from cjm_core.schema import SCHEMA_VERSION
from cjm_core.scope import Scope
from cjm_core.understanding import stages
from tests import building

EVENT = {"customer_id": "customer_id", "event_time": "event_time"}


def built(tmp_path, rows, mapping):
    """(the report of the file, the dataset)."""
    table = building.source(tmp_path / "file.csv", rows).table
    report = build([Source(table, mapping)], tmp_path / "one.duckdb", name="one").files[0]
    assert (report.rows_read, report.rows_loaded) == (check(Source(table, mapping)).rows_read, report.rows_loaded)
    assert report.rows_read == report.rows_loaded + sum(report.rejected.values())
    return report, Dataset.open(tmp_path / "one.duckdb")


def test_a_dimension_never_takes_a_name_of_ours(tmp_path):
    rows = [{"customer_id": at, "event_time": "2025-01-01", "Value": at, "plan": "x", "secret": 1} for at in range(3)]
    report, data = built(tmp_path, rows, Mapping("events", EVENT, ignored=("secret",)))
    assert list(data.dimensions) == ["Value_2", "plan"]
    assert report.warnings == (
        "Column 'Value' of file.csv is called 'Value_2' in the filters, because 'Value' means something else there.",
    )


def test_constants(tmp_path):
    given = {"event_time": "2025-03-01T10:00:00+02:00", "value": "2.5", "touchpoint": "O'Hare", "channel": "air"}
    _, data = built(tmp_path, [{"customer_id": 1}, {"customer_id": 2}], Mapping("events", {"customer_id": "customer_id"}, given))
    row = data.query("SELECT event_time, value, touchpoint::VARCHAR AS touchpoint, channel FROM events LIMIT 1").iloc[0]
    assert row.tolist() == [datetime(2025, 3, 1, 8), 2.5, "O'Hare", "air"]


def test_rows_that_are_only_half_usable(tmp_path):
    """An answer without a usable event is loaded; a row with neither is left out, with its line and its fault."""
    rows = [("u1", "2025-01-01", 9, "12,50"), ("u2", "soon", 3, "much"), ("u3", "", "", ""), (None, "2025-01-02", "", ""),
            ("u4", "2025-01-03", "", "1")]  # fmt: skip
    table = [dict(zip(("customer_id", "event_time", "nps", "spent"), row, strict=True)) for row in rows]
    mapping = Mapping("both", {**EVENT, "value": "spent"}, answers=(Answer("nps", "nps"),))
    report, data = built(tmp_path, table, mapping)
    assert report.rejected == {"customer_id is empty": 1, "event_time is empty": 1}
    assert report.warnings == (
        "1 cells of 'spent' hold no number; they were left empty.", "1 rows hold an answer but no usable event; only the answer was loaded.",
    )  # fmt: skip
    assert data.query('SELECT line, "column", reason FROM rejects ORDER BY line').values.tolist() == [
        [4, "event_time", "event_time is empty"], [5, "customer_id", "customer_id is empty"],
    ]  # fmt: skip
    assert data.query("SELECT value FROM events ORDER BY event_time")["value"].tolist() == [12.5, 1]
    assert data.questions == {"nps": 2}


@pytest.mark.parametrize(("cells", "numbers"), [
    (["12,50", "1.234,5", "n/a?", "7"], [12.5, 1234.5, None, 7]), (["1,234", "1,234.50", "12"], [1234, 1234.5, 12]),
    (["€ 5,00", "CHF 7,25"], [5, 7.25]), (["$1,000.00", "20%", "-3"], [1000, 20, -3]), (["1.5", "inf", "2"], [1.5, None, 2]),
])
def test_numbers(tmp_path, cells, numbers):
    """The decimal sign is the column's; what is no number is left empty and decides nothing."""
    rows = [{"customer_id": 1, "event_time": f"2025-01-0{at + 1}", "spent": cell} for at, cell in enumerate(cells)]
    _, data = built(tmp_path, rows, Mapping("events", {**EVENT, "value": "spent"}))
    found = data.query("SELECT value FROM events ORDER BY event_time")["value"]
    assert found.astype(object).where(found.notna(), None).tolist() == numbers


@pytest.mark.parametrize(("kind", "said"), [("neither", "neither events nor survey answers"), ("surveys", "no column with answers")])
def test_a_kind_that_does_not_fit(tmp_path, kind, said):
    table = building.source(tmp_path / "file.csv", [{"colour": "red"}]).table
    with pytest.raises(BadInput, match=said):
        check(Source(table, Mapping(kind)))


def test_another_versions_dataset(tmp_path):
    _, data = built(tmp_path, [{"customer_id": 1, "event_time": "2025-01-01"}], Mapping("events", EVENT))
    data.connection.close()
    with duckdb.connect(str(data.path)) as con:
        con.execute("UPDATE dataset_info SET value = ? WHERE key = 'schema_version'", [str(SCHEMA_VERSION + 1)])
    with pytest.raises(BadInput, match="another version"):
        Dataset.open(data.path)


# ---- scope -----------------------------------------------------------------------------------------------------------
def test_a_scope_chooses_whole_customers(build_dataset):
    """One dimension twice is either value, two dimensions are both; a customer who was ever there counts with every event."""
    met = {"u1": ("Ad", "Cart"), "u2": ("Ad",), "u3": ("Delivery",)}
    rows = [{"customer_id": who, "event_time": f"2025-01-0{at + 1}", "touchpoint": name, "channel": ("web", "shop")[at]}
            for who, names in met.items() for at, name in enumerate(names)]  # fmt: skip
    data = build_dataset(rows, [{"customer_id": "u1", "touchpoint": "Cart", "nps": 9}, {"customer_id": "u3", "touchpoint": "Delivery", "nps": 0}])
    chosen = {
        (("stage", "Buy"),): (1, 2), (("touchpoint", "Ad"),): (2, 3), (("channel", "shop"),): (1, 2),
        (("touchpoint", "Ad"), ("touchpoint", "Delivery")): (3, 4), (("touchpoint", "Ad"), ("channel", "shop")): (1, 2),
    }  # fmt: skip
    for where, counts in chosen.items():
        scope = Scope(where=where)
        table = data.query("SELECT count(DISTINCT customer_key) AS people, count(*) AS events FROM scoped_events", scope)
        assert tuple(table.iloc[0]) == counts, where
    assert kpi_named("nps")(data, Scope(where=(("stage", "Buy"),)))["value"][0] == 100
    with pytest.raises(BadInput, match="no dimension 'plan'"):
        kpi_named("reach")(data, Scope(where=(("plan", "x"),)))


def test_equal_scopes_are_one():
    assert Scope(date(2025, 1, 1), where=(("b", "2"), ("a", "1"), ("b", "2"))) == Scope(datetime(2025, 1, 1)).only("a", "1").only("b", "2")
    assert len({Scope(), Scope(None, None, ()), Scope().within(None, None)}) == 1
    assert (Scope().has_period, Scope(end=date(2025, 1, 1)).has_period) == (False, True)
    assert Scope(where=(("a", "1"), ("a", "2"))).values_of() == {"a": ["1", "2"]}


# ---- stages ----------------------------------------------------------------------------------------------------------
def seen(*names, stage=None):
    return [stages.Seen(name, stage, at / 10, at) for at, name in enumerate(names)]


@pytest.mark.parametrize(("touchpoints", "expected"), [
    (seen("Google Ad", "Delivery", "Cart"), {"Google Ad": "Discover", "Cart": "Buy", "Delivery": "Receive"}),  # the words tell
    (seen("Ad", "Cart", "Warenkorb", "X1"), {"Ad": "Discover", "Cart": "Buy", "Warenkorb": "Buy", "X1": "Other"}),
    (seen("T1", "T2", "T3", "T4"), {"T1": "Start", "T2": "Start", "T3": "End", "T4": "End"}),  # only the order tells
    ([stages.Seen(name, None, None, at) for at, name in enumerate(("Q1", "Q2", "Q3", "Q4"))],
     {"Q1": "Part 1", "Q2": "Part 1", "Q3": "Part 2", "Q4": "Part 2"}),  # the order of a survey is none of a journey
    (seen("T1"), {"T1": "All"}),
    (seen("A", "B", stage="Mine"), {"A": "Mine", "B": "Mine"}),  # the file tells
])
def test_stages(touchpoints, expected):
    rows = stages.propose(touchpoints)
    assert {name: stage for name, stage, _, _ in rows} == expected
    assert list(expected) == [name for name, *_ in rows]
    assert [position for *_, position in rows] == list(range(len(rows)))
