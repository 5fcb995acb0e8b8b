"""The checks of the data: each sees what was planted, says how many, and stays silent where nothing is wrong.

The golden values are counted by hand from the rows that each test writes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cjm_core import quality
from cjm_core.dataset import Dataset
from cjm_core.ingest.build import build
from cjm_core.quality import Finding, Quality
from cjm_core.quality.coverage import gaps_of
from cjm_core.reading.read import read_table
from cjm_core.settings import Settings, using
from cjm_core.understanding.understand import propose
from tests.building import real_file

Build = Callable[..., Dataset]
START = datetime(2026, 1, 1, 9, 30)


def shop(customers: int = 40, touchpoints: tuple[str, ...] = ("Search", "Cart", "Order"), days: int = 1) -> list[dict[str, object]]:
    """Customers c0, c1, … with one event at each touchpoint, a minute apart; each begins some days after the one before."""
    return [
        {"customer_id": f"c{number}", "event_time": START + timedelta(days=days * number, minutes=minute), "touchpoint": name, "segment": "A"}
        for number in range(customers)
        for minute, name in enumerate(touchpoints)
    ]


def survey(customers: int = 40) -> list[dict[str, object]]:
    """One answer of each of these customers after the order."""
    return [
        {"customer_id": f"c{number}", "answered_at": START + timedelta(days=number, hours=2), "touchpoint": "Order", "csat": 4}
        for number in range(customers)
    ]


def found(data: Dataset, kind: str) -> Finding:
    """The one finding of this kind."""
    (one,) = (one for one in quality.measure_quality(data).findings if one.kind == kind)
    return one


def kinds(data: Dataset) -> set[str]:
    return {one.kind for one in quality.measure_quality(data).findings}


def test_good_data_have_no_findings_and_their_figures_are_a_full_count(build_dataset: Build) -> None:
    seen = quality.measure_quality(build_dataset(shop(), survey(30)))
    assert seen.findings == ()
    assert seen.answer == "**All 150 rows** are in, and **nothing looks wrong**."  # 40 customers × 3 events + 30 answers
    assert (seen.people.events, seen.people.answers, seen.people.both, seen.people.joined) == (40, 30, 30, 1.0)
    assert (seen.rows_read, seen.rows_loaded, seen.answers, seen.answers_valid) == (150, 150, 30, 30)
    assert list(seen.coverage.days.groupby("source")["rows"].sum()) == [120, 30]


def test_rows_read_are_rows_loaded_and_rows_left_out(build_dataset: Build) -> None:
    left = [{"customer_id": None, "event_time": START, "touchpoint": "Cart"}, {"customer_id": "=c9", "event_time": "soon", "touchpoint": "Cart"}]
    rows = [*shop(), *left]
    data = build_dataset(rows)
    seen, one = quality.measure_quality(data), found(data, "rejected")
    assert (seen.rows_read, seen.rows_loaded, one.count, one.of, one.severity) == (122, 120, 2, 122, "look")
    assert seen.answer == "**120 of 122 rows** are in; **1 thing** to look at."
    told = quality.rejected_rows(data)
    assert list(told.columns) == ["file", "sheet", "line", "column", "value", "reason"]
    assert list(told["line"]) == [122, 123] and told["value"][1] == "soon"  # line 1 is the header
    assert list(quality.sources_in_words(seen)["Left out"]) == [2]
    assert "1 has a date that cannot be read" in one.sentence and len(quality.rejected_rows(data, 1)) == 1


def test_many_rows_left_out_make_numbers_wrong(build_dataset: Build) -> None:
    data = build_dataset([*shop(10), *({"customer_id": None, "event_time": START, "touchpoint": "Cart"} for _ in range(5))])
    assert found(data, "rejected").severity == "wrong"
    assert quality.measure_quality(data).answer == "**30 of 35 rows** are in, but **1 thing** makes numbers wrong."


def test_completeness_is_counted_per_column_and_a_sparse_field_is_told(build_dataset: Build) -> None:
    rows = [row | {"channel": "Web" if at < 30 else None} for at, row in enumerate(shop())]
    data = build_dataset(rows)
    table = quality.columns_in_words(quality.measure_quality(data)).set_index("Column")
    assert table.loc["channel", "Filled"] == 25.0 and table.loc["channel", "Rows"] == "30 of 120"
    assert table.loc["segment", "Read as"] == "split"
    one = found(data, "sparse")
    assert (one.count, one.of) == (90, 120) and "“channel”" in one.sentence


def test_exact_duplicates_are_counted_but_not_other_events_of_the_same_moment(build_dataset: Build) -> None:
    rows = shop()
    twice = [rows[0], rows[0], rows[9], rows[4] | {"touchpoint": "Search"}, rows[7] | {"value": 5}]  # three repeats; another place; another value
    one = found(build_dataset([*rows, *twice]), "duplicates")
    assert (one.count, one.of) == (3, 125) and list(one.examples["Customer"]) == ["c0", "c3"]
    assert one.examples.to_dict("records")[:1] == [
        {"Customer": "c0", "Time": START, "Touchpoint": "Search", "Value": pytest.approx(float("nan"), nan_ok=True), "Times": 3}
    ]


def test_the_future_and_the_time_before_data_are_seen(build_dataset: Build) -> None:
    later = datetime.now() + timedelta(days=40)
    odd = [("c1", "1970-01-01"), ("c2", "1989-12-31 23:00"), ("c3", later), ("c4", datetime.now() + timedelta(hours=3))]
    rows = [{"customer_id": who, "event_time": when, "touchpoint": "Cart", "segment": "A"} for who, when in odd]
    data = build_dataset([*shop(), *rows])
    assert found(data, "future").count == 1 and list(found(data, "future").examples["Customer"]) == ["c3"]
    assert found(data, "ancient").count == 2 and "1 Jan 1970" in found(data, "ancient").sentence
    assert [one.kind for one in quality.measure_quality(data).findings][:2] == ["ancient", "future"]  # wrong numbers first, larger first


def test_dates_without_times_are_told_also_in_a_zone_of_their_own(build_dataset: Build) -> None:
    rows = [row | {"event_time": str(row["event_time"])[:10]} for row in shop()]
    assert found(build_dataset(rows), "midnight").count == 120
    with using(Settings(time_zone="America/New_York")):
        assert "midnight" in kinds(build_dataset(rows))
    assert "midnight" not in kinds(build_dataset(shop()))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([*range(30), *range(35, 60)], [(30, 34)]),  # five days missing where every day has rows
        ([*range(30), *range(32, 60)], []),  # a weekend is no gap
        ([*range(0, 210, 7), *range(238, 400, 7)], [(204, 237)]),  # weekly rows: five weeks missing
        ([*range(0, 210, 7), *range(217, 400, 7)], []),
        ([0, 1, 2, 40, 41], []),  # too few days to know what is usual
    ],
)
def test_gaps_are_told_by_what_is_usual(days: list[int], expected: list[tuple[int, int]]) -> None:
    first = date(2026, 1, 1)
    seen = gaps_of(0, [first + timedelta(days=day) for day in days])
    assert [((gap.first - first).days, (gap.last - first).days) for gap in seen] == expected


def test_a_gap_and_its_picture(build_dataset: Build) -> None:
    rows = [row for row in shop() if not datetime(2026, 1, 11) <= row["event_time"] < datetime(2026, 1, 19)]  # type: ignore[operator]
    data = build_dataset(rows)
    one = found(data, "gap")
    assert "8 days" in one.sentence and "11 Jan 2026 to 18 Jan 2026" in one.sentence
    (drawn,) = quality.drawings(quality.measure_quality(data))
    assert drawn.every == "day" and drawn.gaps == ((date(2026, 1, 11), date(2026, 1, 19)),) and drawn.whole == (date(2026, 1, 1), date(2026, 2, 10))
    assert sum(count for _, _, count in drawn.rows) == len(rows) == 96 and "no rows for 8 days" in drawn.said


def test_a_long_time_is_drawn_by_week_and_days_are_local(build_dataset: Build) -> None:
    data = build_dataset(shop(60, days=5))
    seen = quality.measure_quality(data)
    assert seen.coverage.every == "week"
    assert {day.weekday() for day in seen.coverage.steps()["start"]} == {0}
    with using(Settings(time_zone="Asia/Tokyo", week_start="Sunday")):  # 9:30 in UTC is 18:30 there: the same days, other weeks
        assert {day.weekday() for day in quality.measure_quality(data).coverage.steps()["start"]} == {6}
    with using(Settings(time_zone="Pacific/Auckland")):  # 22:30 and, from April, 21:30
        assert quality.measure_quality(data).coverage.days["day"].min() == date(2026, 1, 1)
    assert seen.coverage.steps()["rows"].sum() == 180


def test_customers_on_one_side_only_are_told(build_dataset: Build) -> None:
    strangers = [row | {"customer_id": f"x{at}"} for at, row in enumerate(survey())]
    data = build_dataset(shop(), [*survey(4), *strangers])
    seen, one = quality.measure_quality(data).people, found(data, "joined")
    assert (seen.events, seen.answers, seen.both) == (40, 44, 4)
    assert (one.count, one.of, one.severity) == (40, 44, "wrong")  # 4 of 44 is less than a tenth


def test_answers_without_customer_date_or_touchpoint(build_dataset: Build) -> None:
    rows = survey()
    rows[0] |= {"customer_id": None}
    rows[1] |= {"answered_at": None}
    rows[2] |= {"touchpoint": None}
    rows[3] |= {"touchpoint": None}
    data = build_dataset(shop(), rows)
    assert [(found(data, kind).count, found(data, kind).of) for kind in ("no_customer", "no_date", "no_touchpoint")] == [(1, 40), (1, 40), (2, 40)]


def test_answers_outside_their_scale_and_sent_twice(build_dataset: Build) -> None:
    rows = survey()
    rows[0] |= {"csat": 9}
    rows[1] |= {"csat": "Blank"}
    data = build_dataset(shop(), [*rows, rows[5], rows[6] | {"answered_at": rows[6]["answered_at"] + timedelta(hours=1)}])  # type: ignore[operator]
    scale, twice, replaced = (found(data, kind) for kind in ("out_of_scale", "responses", "superseded"))
    assert (scale.count, scale.of) == (1, 41) and "CSAT 1" in scale.sentence  # 42 asked, one of them empty
    assert scale.examples.to_dict("records") == [{"Question": "CSAT", "Scale": "1–5", "Answer": "9", "Times": 1}]
    assert twice.count == 1 and list(twice.examples["Customer"]) == ["c5"]
    assert replaced.count == 2  # the one at the same moment, and the one an hour earlier


def test_names_written_twice_and_names_that_only_answers_have(build_dataset: Build) -> None:
    rows = shop(touchpoints=("Search", "Checkout", "Order"))
    rows[1] |= {"touchpoint": "check-out"}
    rows[4] |= {"touchpoint": "Serch"}
    data = build_dataset(rows, [row | {"touchpoint": "Orders" if at else "Zeppelin"} for at, row in enumerate(survey())])
    spelling, lost = found(data, "spelling"), found(data, "only_answered")
    pairs = {frozenset(pair) for pair in spelling.examples[["Touchpoint", "Other touchpoint"]].itertuples(index=False)}
    assert pairs == {frozenset({"Checkout", "check-out"}), frozenset({"Search", "Serch"})} and spelling.of == 120
    assert (lost.count, lost.of) == (40, 40)
    assert dict(zip(lost.examples["Touchpoint"], lost.examples["May be"], strict=True)) == {"Orders": "Order", "Zeppelin": None}


def test_too_many_touchpoints(build_dataset: Build) -> None:
    data = build_dataset([row | {"touchpoint": f"Page {'abcdefghijklmnopqrstuvwxyz'[at % 26]}{at % 35}"} for at, row in enumerate(shop())])
    one = found(data, "many_names")
    assert one.of > 30 and one.count == one.of - 30


def test_an_order_id_instead_of_a_customer_and_one_customer_who_is_many(build_dataset: Build) -> None:
    single = [row | {"customer_id": f"o{at}"} for at, row in enumerate(shop())]
    assert (found(build_dataset(single), "order_id").count, found(build_dataset(single), "order_id").of) == (120, 120)
    till = [row | {"customer_id": "till"} for row in shop(10)]
    one = found(build_dataset([*shop(), *till]), "extreme")
    assert (one.count, one.of) == (30, 150) and "**till**" in one.sentence
    assert not {"order_id", "extreme"} & kinds(build_dataset(shop()))


def test_contradicting_values_of_a_customer(build_dataset: Build) -> None:
    rows = [row | {"segment": "AB"[number // 3 % 2]} for number, row in enumerate(shop())]
    rows[0] |= {"segment": "B"}
    one = found(build_dataset(rows), "contradiction")
    assert (one.count, one.of) == (1, 40) and one.examples.to_dict("records") == [{"Customer": "c0", "Values": "A, B"}]
    often = [row | {"segment": "AB"[number % 2]} for number, row in enumerate(shop())]  # it changes for everybody: no customer's own
    assert "contradiction" not in kinds(build_dataset(often))


def test_an_order_that_one_journey_reverses(build_dataset: Build) -> None:
    rows = shop(120, ("Order", "Delivery"))
    rows[0]["event_time"], rows[1]["event_time"] = rows[1]["event_time"], rows[0]["event_time"]
    one = found(build_dataset(rows), "reversed")
    assert (one.count, one.of) == (1, 120) and "“Delivery” comes before “Order”" in one.sentence
    assert set(one.examples["Customer"]) == {"c0"}
    assert "reversed" not in kinds(build_dataset(shop(120, ("Order", "Delivery"))))


def test_large_data_are_searched_in_a_sample_and_counted_whole(build_dataset: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = shop(250, ("Order", "Delivery"))
    for first in (0, 2):  # c0 and c1
        rows[first]["event_time"], rows[first + 1]["event_time"] = rows[first + 1]["event_time"], rows[first]["event_time"]
    monkeypatch.setattr("cjm_core.quality.events._SAMPLED", 125)
    assert found(build_dataset(rows), "reversed").of == 250


def test_events_and_answers_of_different_years_are_told(build_dataset: Build) -> None:
    old = [row | {"answered_at": datetime(2024, 5, 1, 8) + timedelta(hours=at)} for at, row in enumerate(survey())]
    assert found(build_dataset(shop(), old), "apart").severity == "wrong"
    assert "apart" not in kinds(build_dataset(shop(), survey()))


def test_a_header_that_drifted_between_two_waves(build_dataset: Build) -> None:
    first = build_dataset(shop(), [row | {"Country of residence": "NL"} for row in survey(20)])
    later = [row | {"answered_at": START + timedelta(days=30), "Country of residense": "NL"} for row in survey(20)]
    one = found(build_dataset(None, later, append=first), "drifted")
    assert one.count == 1 and "“Country of residence” became “Country of residense”" in one.sentence


def test_nothing_but_answers_and_no_dates_at_all(build_dataset: Build) -> None:
    seen = quality.measure_quality(build_dataset(None, [{"csat": 4}, {"csat": 5}]))
    assert (seen.people.events, seen.people.joined, seen.coverage.gaps, quality.drawings(seen)) == (0, None, (), [])
    assert "Rows that are in" in quality.as_fragment(seen) and "only answers" in quality.as_fragment(seen)


def test_text_of_files_stays_text_in_the_drawing(build_dataset: Build) -> None:
    bad = "<img src=x onerror=alert(1)>"
    rows = [*shop(), *(row | {"customer_id": bad} for row in shop(10))]
    drawn = quality.as_findings(quality.measure_quality(build_dataset(rows)).findings)
    assert "<img" not in drawn and "&lt;img" in drawn


def test_the_same_from_the_command_line(build_dataset: Build, answer, run) -> None:
    data = build_dataset([*shop(), shop()[0]], survey())
    said = answer("quality", "--dataset", data.path)
    assert [row["kind"] for row in said["rows"]] == ["duplicates"] and said["rows"][0]["count"] == 1
    assert (said["rows_read"], said["rows_loaded"]) == (161, 161)
    assert said["customers"] == {"with_events": 40, "with_answers": 40, "with_both": 40}
    assert {row["name"]: row["filled"] for row in said["columns"] if row["file"].startswith("events")}["segment"] == 121
    status, out, _ = run("quality", "--dataset", data.path)
    assert status == 0 and out.startswith("All 161 rows are in; 1 thing to look at.\n- 1 event repeats another exactly")


def test_a_dataset_that_is_not_there_is_refused(refused, tmp_path: Path) -> None:
    assert "no dataset" in refused("quality", "--dataset", tmp_path / "none.duckdb")


@pytest.mark.parametrize("name", ["relay_foods/relay-foods.xlsx", "event_logs/receipt.csv"])
def test_real_files_are_checked_and_the_identity_holds(name: str, tmp_path: Path) -> None:
    from cjm_core.plan import Source

    table = read_table(real_file(name))
    build([Source(table, propose(table))], tmp_path / "real.duckdb", name="Real")
    data = Dataset.open(tmp_path / "real.duckdb")
    seen: Quality = quality.measure_quality(data)
    assert seen.rows_read == table.cells.num_rows == seen.rows_loaded + len(quality.rejected_rows(data))
    assert len(seen.columns) == len(table.columns)
    assert all(one.count > 0 and (one.count <= one.of or one.kind == "gap") for one in seen.findings)
