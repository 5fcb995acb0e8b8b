"""Presets: each export is recognised by its headers, understood rightly and imported whole; nothing else is taken for one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.ingest.build import build
from cjm_core.plan import FileReport, Mapping, Moment, RowRule, Source, Table
from cjm_core.reading.read import read_table, sheet_names
from cjm_core.result import records
from cjm_core.understanding.presets import NAMES, applied, preset_named, recognised, sentence
from cjm_core.understanding.presets.apply import rows_that_count
from tests import exports
from tests.building import REAL_FILES, real_file

needs_real_files = pytest.mark.skipif(not REAL_FILES.is_dir(), reason="the folder of real files (shared/data) is not on this machine")


def table_of(folder: Path, text: str, name: str = "export.csv") -> Table:
    (folder / name).write_text(text, encoding="utf-8")
    return read_table(folder / name)


def mapping_of(table: Table) -> Mapping:
    preset = recognised(table)
    assert preset is not None
    return applied(preset, table)


def imported(folder: Path, text: str) -> tuple[Dataset, FileReport]:
    table = table_of(folder, text)
    report = build([Source(table, mapping_of(table))], folder / "out.duckdb", name="Test").files[0]
    assert report.rows_read == report.rows_loaded + sum(report.rejected.values()) == table.cells.num_rows
    return Dataset.open(folder / "out.duckdb"), report


def rows(data: Dataset, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in records(data.query(sql))]


def asked(mapping: Mapping) -> list[tuple[str, str | None]]:
    return [(answer.question, answer.touchpoint) for answer in mapping.answers]


@pytest.mark.parametrize("name", NAMES)
def test_each_export_is_recognised_as_what_it_is(tmp_path: Path, name: str) -> None:
    preset = recognised(table_of(tmp_path, exports.BY_PRESET[name]))
    assert preset is not None
    assert preset.name == name
    assert preset == preset_named(name) == preset_named(preset.title)


@pytest.mark.parametrize("name", NAMES)
def test_no_other_preset_has_the_columns_of_this_one(tmp_path: Path, name: str) -> None:
    """A preset is refused in one sentence where it does not fit."""
    table = table_of(tmp_path, exports.BY_PRESET[name])
    for other in NAMES:
        if other == name or (other, name) == ("google_forms", "posthog"):  # a time called timestamp is all that a form must have
            continue
        with pytest.raises(BadInput, match=r"export\.csv is no export from .*: it has no column"):
            applied(preset_named(other), table)


@needs_real_files
def test_no_real_file_is_taken_for_an_export() -> None:
    seen = 0
    for path in sorted(path for path in REAL_FILES.rglob("*") if path.is_file() and "qualtrics" not in path.parts):
        try:
            tables = [read_table(path, sheet) for sheet in (sheet_names(path) or [None])]
        except BadInput:
            continue
        for table in tables:
            seen += 1
            assert recognised(table) is None, path
    assert seen > 150


@needs_real_files
@pytest.mark.parametrize(("name", "lines", "answered_at"), [("sample.csv", 3, "RecordedDate"), ("sample_legacy.csv", 2, "V9 EndDate")])
def test_real_qualtrics_exports_with_german_labels(name: str, lines: int, answered_at: str) -> None:
    table = read_table(real_file(f"qualtrics/{name}"))
    mapping = mapping_of(table)
    assert mapping.preset == "qualtrics" and table.header_lines == lines
    assert mapping.fields["answered_at"].startswith(answered_at)
    assert table.cells.column(mapping.fields["response_id"]).to_pylist() == ["R_2YPOQ602ER1jkf1"]
    assert {rule.reason for rule in mapping.left_out} >= {"is a preview", "looks like spam", "was never finished"}
    said = next(column for column in table.columns if column.startswith("Q1 "))
    assert mapping.titles[said] == "This is a multiple choice question."
    personal = [column for column in table.columns if any(word in column for word in ("IPAddress", "Latitude", "Email"))]
    assert len(personal) == 3 and set(personal) <= set(mapping.ignored)


def test_a_qualtrics_matrix_becomes_touchpoints_in_the_order_asked(tmp_path: Path) -> None:
    data, report = imported(tmp_path, exports.QUALTRICS)
    # 8 rows: 2 previews (by status and by channel), 1 spam, 1 unfinished, 1 of the two answers of R_6; the later one counts
    assert report.rejected == {"is a preview": 2, "looks like spam": 1, "was never finished": 1, "is repeated further down": 1}
    assert report.rows_loaded == 3
    assert rows(data, "SELECT touchpoint::VARCHAR, answers FROM touchpoints ORDER BY position") == [("Booking", 3), ("Delivery", 3), ("Support", 2)]
    scores = rows(data, "SELECT question, touchpoint::VARCHAR, score FROM surveys WHERE state = 'valid' ORDER BY survey_key")
    assert scores[:4] == [("nps", None, 9), ("csat", "Booking", 5), ("csat", "Delivery", 4), ("csat", "Support", 3)]
    assert [score for question, _, score in scores if question == "nps"] == [9, 4, 9]
    assert rows(data, "SELECT DISTINCT text FROM comments") == [(exports.GOOD,)]
    assert set(data.dimensions) == {"Language", "Which city do you live in", "segment"}


def test_qualtrics_with_texts_instead_of_numbers(tmp_path: Path) -> None:
    data, report = imported(tmp_path, exports.QUALTRICS_WORDS)
    assert report.rejected == {"is a preview": 1, "was never finished": 1}
    scores = rows(data, "SELECT question, touchpoint::VARCHAR, score FROM surveys WHERE state = 'valid' ORDER BY survey_key")
    # very 5, somewhat 4, neither 3, somewhat dissatisfied 2; "0 - Not at all likely" is 0
    assert scores == [
        ("nps", None, 9), ("csat", "Booking", 5), ("csat", "Delivery", 4), ("csat", "Support", 3),
        ("nps", None, 0), ("csat", "Booking", 2), ("csat", "Delivery", 5),
    ]  # fmt: skip


def test_a_qualtrics_workbook_has_two_header_lines(tmp_path: Path) -> None:
    rows_of_it = [exports.response(number, nps=str(number)) for number in range(1, 9)]
    mapping = mapping_of(table_of(tmp_path, exports.qualtrics(rows_of_it, lines=2)))
    assert asked(mapping) == [("nps", None), ("csat", "Booking"), ("csat", "Delivery"), ("csat", "Support"), *asked(mapping)[4:]]
    assert mapping.fields["response_id"] == "ResponseId Response ID"


def test_surveymonkey_carries_the_question_over_its_rows(tmp_path: Path) -> None:
    data, report = imported(tmp_path, exports.SURVEYMONKEY)
    assert report.rows_loaded == 3 and set(report.rejected) <= {"is a second line of the header"}
    scores = rows(data, "SELECT touchpoint::VARCHAR, score FROM surveys WHERE question = 'csat' ORDER BY survey_key")
    assert scores[:3] == [("Booking", 5), ("Delivery", 4), ("Support", 3)]
    assert len(rows(data, "SELECT * FROM comments")) == 2


def test_surveymonkey_whose_two_lines_were_joined(tmp_path: Path) -> None:
    table = table_of(tmp_path, exports.SURVEYMONKEY)
    second = [text or "" for text in table.cells.slice(0, 1).to_pylist()[0].values()]
    if table.header_lines == 1:
        names = [f"{'' if name.startswith('column_') else name} {under}".strip() for name, under in zip(table.columns, second, strict=True)]
        table = replace(table, columns=tuple(names), cells=table.cells.slice(1).rename_columns(names), header_lines=2, lines=table.lines.slice(1))
    assert asked(mapping_of(table)) == [("nps", None), ("csat", "Booking"), ("csat", "Delivery"), ("csat", "Support"), ("comment", None)]


def test_google_forms(tmp_path: Path) -> None:
    data, _ = imported(tmp_path, exports.GOOGLE_FORMS)
    scores = rows(data, "SELECT touchpoint::VARCHAR, score FROM surveys WHERE question = 'csat' ORDER BY survey_key")
    assert scores[:2] == [("Booking", 5), ("Delivery", 4)]
    # 10:00 at GMT+1 is 9:00
    assert str(rows(data, "SELECT min(answered_at) FROM surveys")[0][0]) == "2025-03-01 09:00:00"
    german = mapping_of(table_of(tmp_path, exports.GOOGLE_FORMS_GERMAN, "german.csv"))
    assert asked(german) == [("nps", None), ("csat", "Lieferung"), ("csat", "Beratung")]


def test_a_log_with_a_timestamp_is_no_google_form(tmp_path: Path) -> None:
    assert recognised(table_of(tmp_path, "Timestamp,Customer,Touchpoint\n2025/03/01 10:00:00,1,Cart\n2025/03/01 11:00:00,1,Order\n")) is None
    assert recognised(table_of(tmp_path, "Timestamp,Did it rain?\n2025-03-01T10:00:00Z,1\n2025-03-01T11:00:00Z,2\n")) is None


@pytest.mark.parametrize("header", ["Score,Response ID,Email", "Name,Email,Financial Status,Total,Created at", "event,time,distinct_id"])
def test_a_few_common_names_are_no_export(tmp_path: Path, header: str) -> None:
    """A file of one's own may well have these; an export has more that tells."""
    cells = ",".join("1" for _ in header.split(","))
    assert recognised(table_of(tmp_path, f"{header}\n{cells}\n{cells}\n")) is None


def test_typeform(tmp_path: Path) -> None:
    data, report = imported(tmp_path, exports.TYPEFORM)
    assert report.rejected == {"was never finished": 1}
    assert rows(data, "SELECT question, score FROM surveys ORDER BY survey_key") == [("nps", 9), ("ces", 6), ("nps", 3), ("ces", 2)]
    assert rows(data, "SELECT customer_id FROM customers ORDER BY 1") == [("C1",), ("C2",)]


def test_zendesk_tickets_are_events_and_answers(tmp_path: Path) -> None:
    data, _ = imported(tmp_path, exports.ZENDESK)
    found = rows(data, "SELECT touchpoint::VARCHAR, events, answers FROM touchpoints ORDER BY position")
    assert found == [("Ticket opened", 3, 0), ("Ticket solved", 2, 2)]
    # good 1, bad 0; "Offered" was not answered
    assert rows(data, "SELECT score, state FROM surveys ORDER BY score NULLS LAST") == [(0, "valid"), (1, "valid"), (None, "missing")]
    assert not {"Requester", "Requester email", "Subject"} & set(data.dimensions)


def test_ga4_times_are_microseconds(tmp_path: Path) -> None:
    data, report = imported(tmp_path, exports.GA4)
    assert report.rejected == {"is set by Google Analytics, not by the customer": 1}
    # 1740823200 s after 1970 is 2025-03-01 10:00 UTC
    assert [str(row[0]) for row in rows(data, "SELECT event_time FROM events ORDER BY 1")][1:] == ["2025-03-01 10:01:40", "2025-03-02 10:00:00"]
    assert rows(data, "SELECT touchpoint::VARCHAR, value FROM events WHERE value IS NOT NULL") == [("purchase", 49.9)]


def test_shopify_counts_an_order_once(tmp_path: Path) -> None:
    data, report = imported(tmp_path, exports.SHOPIFY)
    assert report.rejected == {"is a further line of its order": 1}
    assert rows(data, "SELECT sum(value), count(value) FROM events") == [(150.0, 2)]  # 100 + 50; paid and shipped carry no money
    found = rows(data, "SELECT touchpoint::VARCHAR, events FROM touchpoints ORDER BY position")
    assert found == [("Order placed", 2), ("Order paid", 2), ("Order shipped", 1)]


@pytest.mark.parametrize(
    ("text", "customer", "events", "rejected"),
    [
        (exports.AMPLITUDE, "amplitude_id", 2, {"is repeated further down": 1, "is set by Amplitude, not by the customer": 1}),
        (exports.MIXPANEL, "distinct_id", 2, {}),
        (exports.POSTHOG, "*.distinct_id", 2, {"is set by PostHog, not by the customer": 1}),
    ],
)  # fmt: skip
def test_product_analytics(tmp_path: Path, text: str, customer: str, events: int, rejected: dict[str, int]) -> None:
    data, report = imported(tmp_path, text)
    assert (report.rejected, report.mapping["fields"]["customer_id"]) == (rejected, customer)  # type: ignore[index]
    assert rows(data, "SELECT count(*) FROM events") == [(events,)]


def test_delighted_keeps_to_one_kind_of_survey(tmp_path: Path) -> None:
    data, report = imported(tmp_path, exports.DELIGHTED)
    assert report.rejected == {"answers another kind of survey": 1}
    assert rows(data, "SELECT question, score FROM surveys ORDER BY score") == [("nps", 4), ("nps", 9)]
    unknown = mapping_of(table_of(tmp_path, exports.DELIGHTED.replace(",nps,", ",pmf,").replace(",csat,", ",pmf,"), "pmf.csv"))
    assert asked(unknown) == [("comment", None)]


def test_hubspot(tmp_path: Path) -> None:
    data, _ = imported(tmp_path, exports.HUBSPOT_FEEDBACK)
    assert rows(data, "SELECT question, score, scale_min, scale_max FROM surveys ORDER BY score") == [("csat", 0, 0, 2), ("csat", 2, 0, 2)]
    data, report = imported(tmp_path, exports.HUBSPOT_DEALS)
    assert report.rejected == {"is not a won deal": 1}
    assert rows(data, "SELECT touchpoint::VARCHAR, value FROM events ORDER BY event_time") == [("Deal created", None), ("Deal won", 15000.0)]
    data, _ = imported(tmp_path, exports.HUBSPOT_CONTACTS)
    found = rows(data, "SELECT touchpoint::VARCHAR, events FROM touchpoints ORDER BY position")
    assert found == [("Contact created", 2), ("Lead", 2), ("Customer", 1)]


def test_an_open_deal_is_never_money(tmp_path: Path) -> None:
    """Without a stage that says won, no row counts."""
    table = table_of(tmp_path, exports.HUBSPOT_DEALS.replace("Closed Won", "Stage 5"))
    assert rows_that_count(table, mapping_of(table).left_out).cells.num_rows == 0
    with pytest.raises(BadInput, match="every one is not a won deal"):
        build([Source(table, mapping_of(table))], tmp_path / "out.duckdb", name="Test")


def test_the_sentence_says_what_will_happen(tmp_path: Path) -> None:
    assert sentence(preset_named("Qualtrics"), table_of(tmp_path, exports.QUALTRICS)) == (
        "This looks like an export from Qualtrics: three header lines; previews, spam, unfinished and repeated answers will not count; "
        "names, IP addresses and places are left out."
    )


def test_an_unknown_preset_names_those_there_are() -> None:
    with pytest.raises(BadInput, match=r"There is no preset 'excel'\. There are: qualtrics, surveymonkey, google_forms"):
        preset_named("excel")


def test_rows_that_count() -> None:
    cells = pa.table({"a": pa.array(["x", " X ", None, "y"], pa.string())})
    table = Table("t.csv", None, ("a",), cells, pa.array([2, 3, 4, 5]), "")
    kept = [rows_that_count(table, (RowRule("a", values, "", only),)).cells.column("a").to_pylist() for values, only in
            [(("x",), False), (("x",), True), (("",), False)]]  # fmt: skip
    assert kept == [[None, "y"], ["x", " X "], ["x", " X ", "y"]]


def test_an_empty_date_gives_no_event(tmp_path: Path) -> None:
    """Nothing was cancelled in the sample, so there is no such moment; where one order was, there is one."""
    assert Moment("Cancelled at", "Order cancelled") not in mapping_of(table_of(tmp_path, exports.SHOPIFY)).moments
    one = exports.SHOPIFY.replace("Ce De,Ce De,DE,,,Card", "Ce De,Ce De,DE,,2025-03-04 10:00:00 +0100,Card")
    data, _ = imported(tmp_path, one)
    assert rows(data, "SELECT count(*) FROM events WHERE touchpoint = 'Order cancelled'") == [(1,)]
