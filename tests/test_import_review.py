"""What a second reading of the import found: values, names and files that got lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.ingest.build import build
from cjm_core.keeping import forget
from cjm_core.plan import Answer, Mapping, Moment, Source
from cjm_core.reading.read import read_table
from cjm_core.understanding import mapping_edit
from cjm_core.understanding.mapping_edit import Choices, choose

LOG = {"customer_id": "who", "event_time": "at", "touchpoint": "what"}


def source(folder: Path, text: str, mapping: Mapping, name: str = "file.csv") -> Source:
    (folder / name).write_text(text, encoding="utf-8")
    return Source(read_table(folder / name), mapping)


def built(folder: Path, *sources: Source) -> Dataset:
    build(sources, folder / "out.duckdb", name="trial")
    return Dataset.open(folder / "out.duckdb")


@pytest.mark.parametrize("start", [{}, {"event_time": "asked"}])
def test_the_value_of_a_row_is_its_first_event_s_also_where_the_first_date_is_missing(tmp_path: Path, start: dict[str, str]) -> None:
    text = "who,asked,ordered,paid,total\nA,2025-01-01,2025-01-01,2025-01-02,10\nB,,,2025-01-03,500\nC,soon,2025-01-04,2025-01-05,7\n"
    mapping = Mapping("events", {"customer_id": "who", "value": "total", **start}, moments=(Moment("ordered", "Ordered"), Moment("paid", "Paid")))
    found = built(tmp_path, source(tmp_path, text, mapping)).query(
        "SELECT customer_id, touchpoint::VARCHAR AS touchpoint, value FROM events JOIN customers USING (customer_key)"
        " WHERE value IS NOT NULL ORDER BY 1"
    )
    assert list(zip(found["customer_id"], found["touchpoint"], found["value"], strict=True)) == [
        ("A", "Event" if start else "Ordered", 10.0), ("B", "Paid", 500.0), ("C", "Ordered", 7.0),
    ]  # fmt: skip


def test_what_is_no_finite_number_is_no_answer_to_a_question_without_a_scale(tmp_path: Path) -> None:
    mapping = Mapping("surveys", {"customer_id": "who"}, answers=(Answer("mine", "score"),))
    data = built(tmp_path, source(tmp_path, "who,score\nA,NaN\nB,inf\nC,3\n", mapping))
    assert list(data.query("SELECT score FROM surveys WHERE state = 'valid'")["score"]) == [3.0]


def test_a_touchpoint_given_for_every_row_is_renamed_too(tmp_path: Path) -> None:
    mapping = Mapping("surveys", {"customer_id": "who", "answered_at": "at"}, {"touchpoint": "Web shop"}, (Answer("nps", "nps"),),
                      renames={"Web shop": "Shop"})  # fmt: skip
    data = built(tmp_path, source(tmp_path, "who,at,nps\nA,2025-01-01,9\n", mapping))
    assert list(data.query("SELECT touchpoint::VARCHAR AS t FROM surveys")["t"]) == ["Shop"]


def test_names_agreed_to_for_all_files_count_on_top_of_those_of_one_file(tmp_path: Path) -> None:
    from pages.data._ready import Ready, renamed

    part = source(tmp_path, "who,at,what\nA,2025-01-01,a\nB,2025-01-01,b\n", Mapping("events", LOG, renames={"a": "b"}))
    data = built(tmp_path, renamed(Ready(None, part, None), {"b": "c"}).source)  # type: ignore[arg-type]
    assert list(data.query("SELECT touchpoint::VARCHAR AS t FROM events")["t"]) == ["c", "c"]


def test_columns_whose_names_differ_only_in_capitals_are_both_kept(tmp_path: Path) -> None:
    data = built(tmp_path, source(tmp_path, "who,at,what,Region,REGION\nA,2025-01-01,x,north,1\n", Mapping("events", LOG)))
    (row,) = data.query("SELECT columns('dim_.*') FROM events").to_numpy().tolist()
    assert sorted(row) == ["1", "north"]


def test_a_chosen_column_counts_before_the_text_for_every_row(tmp_path: Path) -> None:
    table = source(tmp_path, "who,at,what,state\nA,2025-01-01,x,paid\n", Mapping("events")).table
    start = Mapping("events", {"customer_id": "who", "event_time": "at"}, {"touchpoint": "Order placed"})
    mapping = mapping_edit.mapping_of(table.columns, mapping_edit.proposal(table, start), choose(Choices(), "state", "touchpoint"))
    assert list(built(tmp_path, Source(table, mapping)).query("SELECT touchpoint::VARCHAR AS t FROM events")["t"]) == ["paid"]


def test_a_dataset_that_appeared_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    mine, theirs = (source(tmp_path, f"who,at,what\n{who},2025-01-01,x\n", Mapping("events", LOG), f"{who}.csv") for who in "AB")
    done: list[str] = []

    def meanwhile(phase: str, share: float) -> None:
        if phase.startswith("Sorting") and not done:
            done.append(build([theirs], tmp_path / "new.duckdb", name="theirs").dataset)

    with pytest.raises(BadInput, match="Somebody else"):
        build([mine], tmp_path / "new.duckdb", name="mine", progress=meanwhile)
    assert Dataset.open(tmp_path / "new.duckdb").name == "theirs"


def test_the_command_line_keeps_what_a_preset_gives_every_row(tmp_path: Path) -> None:
    from cjm_core.command_line.mapping import sources, wishes

    text = "Name,Email,Created at,Paid at,Total,Financial Status,Fulfillment Status\n#1,a@x.com,2026-01-01 10:00:00,,50,paid,\n"
    (found,) = sources([source(tmp_path, text, Mapping("events")).table], wishes("auto", (), (), (), ()), "shopify")
    assert found.mapping.constants == {"touchpoint": "Order placed"}


def test_the_command_line_proposes_roles_by_the_names_that_are_counted(tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "log.csv"
    path.write_text("customer_id,event_time,touchpoint\nA,2026-03-01 10:04,Search\nA,2026-03-01 10:09,Basket\n", encoding="utf-8")
    code, _, said = run("import", str(path), "--out", str(tmp_path / "a.duckdb"), "--rename", "Basket=Cart")
    assert code == 0, said
    assert Dataset.open(tmp_path / "a.duckdb").info["role_cart"] == "Cart"


def _forgetting() -> None:
    from pages.data import _forget

    _forget.show()


def test_the_screen_says_that_a_customer_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = forget.Receipt("r", "2026-01-01", 1, {"events": 3}, 0, 0, 0, {"files": 1, "columns": 2})
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    monkeypatch.setattr(forget, "forget", lambda home, name: done)
    screen = AppTest.from_function(_forgetting).run()
    screen.text_input[0].set_value("A")
    screen.checkbox[0].check()
    screen.button[0].click().run()
    assert not screen.exception
    assert "3 events" in screen.success[0].value
