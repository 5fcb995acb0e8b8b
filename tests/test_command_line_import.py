"""`read` and `import` on the command line: what they print, and how their options become mappings (DESIGN §7)."""
import json

from cjm_core.dataset import Dataset
from tests.building import text_file as file


def test_read(answer, run, tmp_path):
    path = file(tmp_path, "a.csv", "id;name", "1;", '2;""', "3;Zoë")
    said = answer("read", path)
    assert list(said)[:6] == ["columns", "rows", "encoding", "delimiter", "header_lines", "skipped"]
    assert (said["columns"], said["rows"]) == (["id", "name"], [["1", None], ["2", None], ["3", "Zoë"]])
    assert json.loads(run("read", path)[1]) == said
    assert answer("read", file(tmp_path, "empty.csv"))["rows"] == []


def test_import_prints_json_with_and_without_json(run, tmp_path):
    path = file(tmp_path, "e.csv", "customer_id,event_time,touchpoint", "u1,2025-01-01,A", "u2,2025-01-02,B", ",2025-01-03,A")
    status, out, _ = run("import", path, "--out", tmp_path / "d.duckdb")
    assert status == 0
    report = json.loads(out)
    assert list(report) == ["dataset", "fingerprint", "files"]
    assert list(report["files"][0]) == ["file", "kind", "rows_read", "rows_loaded", "rejected", "mapping", "warnings"]
    assert (report["files"][0]["rows_read"], report["files"][0]["rejected"]) == (3, {"customer_id is empty": 1})
    assert Dataset.open(tmp_path / "d.duckdb").name == "d"


def test_import_named_columns_only(answer, tmp_path):
    """Any --map turns the proposal off; headers match trimmed; the rest become dimensions under their names."""
    path = file(tmp_path, "e.csv", "who, when ,a=b,channel", "u1,2025-01-01,Visit,Web", "u2,2025-01-02,Buy,Store")
    maps = ("--map", "customer_id=who", "--map", "event_time=when", "--map", "touchpoint=a=b", "--const", "cost=2")
    said = answer("import", path, *maps, "--role", "goal=Buy", "--out", tmp_path / "d.duckdb")["files"][0]["mapping"]
    assert said["fields"] == {"customer_id": "who", "event_time": " when ", "touchpoint": "a=b"}
    assert said["constants"] == {"cost": "2"}
    data = Dataset.open(tmp_path / "d.duckdb")
    assert sorted(data.values("touchpoint")) == ["Buy", "Visit"]
    assert data.info["role_goal"] == "Buy"
    assert data.query("SELECT sum(cost) AS cost FROM events")["cost"][0] == 4


def test_import_several_files_share_the_options(answer, tmp_path):
    events = file(tmp_path, "e.csv", "id,when,what", "u1,2025-01-01,Visit", "u2,2025-01-02,Buy")
    survey = file(tmp_path, "s.csv", "id,score,said", "u1,-2,bad", "u2,2,good")
    out = tmp_path / "d.duckdb"
    said = answer("import", events, survey, "--map", "customer_id=id", "--map", "event_time=when", "--map", "touchpoint=what",
                  "--answer", "mood@Visit=score", "--answer", "comment=said", "--scale", "mood=-2-2", "--out", out)  # fmt: skip
    assert [item["kind"] for item in said["files"]] == ["events", "surveys"]
    assert said["files"][1]["mapping"]["scales"] == {"mood": [-2, 2]}
    data = Dataset.open(out)
    assert data.query("SELECT count(*) AS n FROM surveys WHERE state = 'valid' AND question = 'mood'")["n"][0] == 2
    assert data.query("SELECT count(*) AS n FROM comments")["n"][0] == 2


def test_import_kinds(answer, tmp_path):
    """Answers beside events of a known customer are both; without a customer the time is that of the answer."""
    path = file(tmp_path, "b.csv", "id,when,score", "u1,2025-01-01,9", "u2,2025-01-02,3")
    for maps, kind, events in ((("customer_id=id", "event_time=when"), "both", 2), (("event_time=when",), "surveys", 0)):
        words = [word for pair in maps for word in ("--map", pair)]
        said = answer("import", path, *words, "--answer", "nps=score", "--out", tmp_path / "d.duckdb")
        assert said["files"][0]["kind"] == kind
        assert Dataset.open(tmp_path / "d.duckdb").count_of("events") == events
    said = answer("import", path, "--map", "customer_id=id", "--map", "event_time=when", "--answer", "nps=score",
                  "--kind", "surveys", "--out", tmp_path / "d.duckdb")  # fmt: skip
    assert said["files"][0]["kind"] == "surveys"


def test_import_proposes_by_itself(answer, tmp_path):
    days = [f"u{at % 7},2025-01-{at % 28 + 1:02d},{('Visit', 'Add to cart', 'Order')[at % 3]},{at}" for at in range(60)]
    path = file(tmp_path, "e.csv", "customer_id,date,touchpoint,amount", *days)
    said = answer("import", path, "--out", tmp_path / "d.duckdb", "--const", "channel=Web")
    assert said["files"][0]["kind"] == "events"
    data = Dataset.open(tmp_path / "d.duckdb")
    assert (data.info["role_cart"], data.info["role_order"]) == ("Add to cart", "Order")
    assert data.values("channel") == ["Web"]


def test_append_and_the_same_file_again(answer, tmp_path):
    one = file(tmp_path, "1.csv", "customer_id,event_time,touchpoint", "u1,2025-01-01,A", "u2,2025-01-02,B")
    two = file(tmp_path, "2.csv", "customer_id,event_time,touchpoint", "u1,2025-02-01,A")
    maps = [word for name in ("customer_id", "event_time", "touchpoint") for word in ("--map", f"{name}={name}")]
    first, both = tmp_path / "1.duckdb", tmp_path / "2.duckdb"
    answer("import", one, *maps, "--out", first)
    said = answer("import", two, one, two, *maps, "--append", first, "--out", both)
    assert [item["rejected"] for item in said["files"]] == [{}, {"already loaded": 2}, {"already loaded": 1}]
    assert all(item["rows_read"] == item["rows_loaded"] + sum(item["rejected"].values()) for item in said["files"])
    assert "already in this dataset" in said["files"][1]["warnings"][0]
    assert (Dataset.open(both).count_of("events"), Dataset.open(first).count_of("events")) == (3, 2)
    assert Dataset.open(both).info["id"] == Dataset.open(first).info["id"]


def test_what_is_doubtful_is_said_here_as_on_the_screen(answer, tmp_path):
    rows = [f"5.70306E+{n % 3 + 15},2025-01-{n % 28 + 1:02},Visit" for n in range(60)]
    spoiled = file(tmp_path, "e.csv", "customer_id,event_time,touchpoint", *rows)
    assert any("a spreadsheet has cut them" in text for text in answer("import", spoiled, "--out", tmp_path / "e.duckdb")["files"][0]["warnings"])
    coded = file(tmp_path, "s.csv", "response_id,nps", *(f"r{n},{99 if n % 9 == 0 else n % 11}" for n in range(60)))
    assert any("99" in text for text in answer("import", coded, "--out", tmp_path / "s.duckdb")["files"][0]["warnings"])


def test_the_encoding_can_be_said(answer, refused, tmp_path):
    path = tmp_path / "e.csv"
    path.write_bytes("customer_id,event_time,touchpoint\nu1,2025-01-01,Košík\nu2,2025-01-02,Košík\n".encode("cp1250"))
    answer("import", path, "--encoding", "cp1250", "--out", tmp_path / "d.duckdb")
    assert Dataset.open(tmp_path / "d.duckdb").values("touchpoint") == ["Košík"]
    assert "klingon" in refused("import", path, "--encoding", "klingon", "--out", tmp_path / "d.duckdb")


def test_json_holds_no_character_that_steers_a_terminal(answer, run, tmp_path):
    path = file(tmp_path, "a.csv", "id,name", "1,\x9b2JZoë\x7f")
    printed = run("read", path)[1]
    assert "\\u009b2JZoë\\u007f" in printed and "\x9b" not in printed
    assert answer("read", path)["rows"] == [["1", "\x9b2JZoë\x7f"]]
