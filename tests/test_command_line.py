"""The command line is a contract: its words, its JSON keys, its exit status and its one line for bad input (DESIGN §7)."""
import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from cjm_core.dataset import Dataset
from cjm_core.estimate import wilson
from cjm_core.metrics import KPIS
from cjm_core.schema import RESULT_COLUMNS
from tests import building

RESULT = list(RESULT_COLUMNS)
FUNNEL = ["position", "step", "n", "overall", "overall_low", "overall_high", "from_previous", "from_previous_low",
          "from_previous_high", "median_seconds"]  # fmt: skip
RELAY = ("--map", "customer_id=UserId", "--map", "event_time=OrderDate")


# ---- the three lines of the issue ------------------------------------------------------------------------------------
def test_relay_foods(answer, tmp_path):
    """The published table, see ../shared/data/README.md."""
    out = tmp_path / "relay.duckdb"
    report = answer("import", building.real_file("relay_foods/relay-foods.xlsx"), *RELAY, "--out", out)
    assert report["files"][0]["rows_loaded"] == 2891
    rows = answer("retention", "--dataset", out, "--every", "month")["rows"]
    assert list(rows[0]) == ["cohort", "age", "eligible", "retained", "value", "ci_low", "ci_high", "status", "reason"]
    retained = {name: [row["retained"] for row in rows if row["cohort"] == name] for name in ("2009-01", "2009-02")}
    assert retained["2009-01"] == [22, 8, 10, 9, 10, 8, 8, 7, 7, 7, 7, 8, 11, 7, 6]
    assert retained["2009-02"][:13] == [15, 3, 5, 1, 4, 4, 4, 5, 5, 4, 3, 3, 5]

    by_month = {row["period"]: row for row in answer("trend", "reach", "--dataset", out, "--every", "month")["rows"]}
    orders = pd.read_excel(building.real_file("relay_foods/relay-foods.xlsx"), engine="calamine")
    counted = "SELECT strftime(OrderDate, '%Y-%m') AS month, count(DISTINCT UserId) FROM orders GROUP BY 1"
    plain = duckdb.from_df(orders).query("orders", counted).fetchall()
    assert {month: row["value"] for month, row in by_month.items()} == dict(plain)


def test_sfo_2017(answer, tmp_path):
    """NETPRO: 11 means blank; NPS 39.84, 2,746 valid, adjusted Wald 37.18 … 42.41, see ../shared/data/README.md."""
    out = tmp_path / "sfo.duckdb"
    survey = building.real_file("sfo_2017/2017_SFO_Customer_Survey_20250817.csv")
    answer("import", survey, "--map", "response_id=RESPNUM", "--answer", "nps=NETPRO", "--out", out)
    said = answer("kpi", "nps", "--dataset", out)
    assert list(said) == ["kpi", "label", "unit", "rows", "basis"]
    (row,) = said["rows"]
    assert list(row) == RESULT
    assert [round(row[name], 2) for name in ("value", "ci_low", "ci_high")] == [39.84, 37.18, 42.41]
    assert row["n"] == 2746
    assert row["excluded"] == {"out_of_scale": 84, "missing": 1}


def test_text_from_a_file_cannot_steer_the_terminal(run, tmp_path):
    file, out = tmp_path / "log.csv", tmp_path / "log.duckdb"
    file.write_text("customer_id,event_time,touchpoint\n1,2026-03-01,\x1b[2JSea\x9brch\n2,2026-03-02,\x1b[2JSea\x9brch\n", encoding="utf-8")
    assert run("import", file, "--out", out)[0] == 0
    for words in (("transitions", "--dataset", out), ("paths", "--dataset", out), ("kpi", "reach", "--dataset", out, "--by", "touchpoint")):
        said = run(*words)[1]
        assert "␛[2JSea�rch" in said
        assert not {character for character in said if ord(character) < 32 or 127 <= ord(character) < 160} - {"\n"}
    status, _, refused = run("kpi", "reach", "--dataset", out, "--where", "touch\x1b[2Jpoint=1")
    assert status == 2 and "\x1b" not in refused


def test_a_weighted_number_says_so_in_plain_text_too(run, tmp_path):
    """Kish: (1 + 1 + 3)² / (1 + 1 + 9) = 2.27, so three answers of weight 1, 1 and 3 are as good as 2."""
    file, out = tmp_path / "answers.csv", tmp_path / "weighted.duckdb"
    file.write_text("id,nps,weight\n1,9,1\n2,3,1\n3,10,3\n", encoding="utf-8")
    run("import", file, "--map", "response_id=id", "--map", "weight=weight", "--answer", "nps=nps", "--out", out)
    _, said, _ = run("kpi", "nps", "--dataset", out)
    assert said.endswith("The answers are about the whole relationship, weighted, as good as 2 unweighted ones.\n")


def test_receipt(answer, tmp_path):
    """pm4py's numbers, see ../shared/data/README.md."""
    out = tmp_path / "receipt.duckdb"
    log = building.real_file("event_logs/receipt.csv")
    maps = ("customer_id=case:concept:name", "touchpoint=concept:name", "event_time=time:timestamp")
    answer("import", log, *(word for pair in maps for word in ("--map", pair)), "--out", out)
    said = answer("transitions", "--dataset", out)
    assert list(said["rows"][0]) == ["source", "target", "count", "share", "median_gap_seconds"]
    counts = [row["count"] for row in said["rows"]]
    assert (len(counts), sum(counts), counts[0]) == (99, 7143, 1177)
    assert sum(said["starts"].values()) == sum(said["ends"].values()) == 1434
    top = answer("paths", "--dataset", out, "--top", "1")
    assert (top["rows"][0]["count"], top["variants"], top["other_journeys"]) == (713, 116, 721)


# ---- every command, as JSON and as a table -----------------------------------------------------------------------------
def test_demo_writes_its_spreadsheets_beside_the_dataset(shop):
    assert (shop.parent / "events.csv").exists()
    data = Dataset.open(shop)
    assert (data.is_demo, data.name) == (True, "Demo shop")


def test_demo_as_json(answer, tmp_path):
    said = answer("demo", "--out", tmp_path / "new folder" / "d.duckdb", "--customers", "100")
    assert [item["kind"] for item in said["files"]] == ["events", "surveys"]
    assert all(Path(name).exists() for name in said["spreadsheets"])
    assert len(said["rows"]) == 2


def test_kpis(answer, run):
    rows = answer("kpis")["rows"]
    assert [row["name"] for row in rows] == [item.name for item in KPIS]
    assert list(rows[0]) == ["name", "label", "group", "unit", "shape", "of", "better", "source", "meaning", "needs"]
    assert "cart_abandonment" in run("kpis")[1]


@pytest.mark.parametrize("name", [item.name for item in KPIS])
def test_every_kpi(answer, shop, name):
    (row,) = answer("kpi", name, "--dataset", shop)["rows"]
    assert list(row) == RESULT
    assert (row["value"] is None) == (row["status"] == "undefined")
    rows = answer("trend", name, "--dataset", shop, "--every", "month", "--from", "2025-03-01", "--to", "2025-05-01")["rows"]
    assert [row["period"] for row in rows] == ["2025-03", "2025-04"]
    assert list(rows[0]) == ["period", *RESULT]


def test_kpi_split_and_narrowed(answer, shop):
    rows = answer("kpi", "reach", "--dataset", shop, "--by", "channel", "--by", "segment")["rows"]
    assert list(rows[0]) == ["channel", "segment", *RESULT]
    one = answer("kpi", "reach", "--dataset", shop, "--where", "channel=Web", "--where", "channel=Store")["rows"][0]["n"]
    assert 0 < one < answer("kpi", "reach", "--dataset", shop)["rows"][0]["n"]
    goal = [answer("kpi", "conversion", "--dataset", shop, *more)["rows"][0]["value"] for more in ((), ("--goal", "Cart"))]
    assert goal[0] < goal[1]


def test_trend_keys(answer, shop):
    for every, first in (("day", "2025-06-04"), ("week", "2025-06-02"), ("month", "2025-06")):
        said = answer("trend", "reach", "--dataset", shop, "--every", every, "--from", "2025-06-04", "--to", "2025-06-20")
        assert said["rows"][0]["period"] == first
    rows = answer("trend", "reach", "--dataset", shop, "--every", "month", "--by", "channel")["rows"]
    assert list(rows[0]) == ["period", "channel", *RESULT]


def test_nothing_to_measure_says_why(answer, run, tmp_path, build_dataset):
    data = build_dataset([{"customer_id": "u1", "event_time": "2025-01-01", "plan": "x"}])
    assert answer("kpi", "nps", "--dataset", data.path)["rows"][0]["reason"] == "no column was mapped to the question nps"
    said = answer("kpi", "nps", "--dataset", data.path, "--by", "plan")
    assert (said["rows"], said["reason"]) == ([], "no column was mapped to the question nps")
    assert "no column was mapped" in run("kpi", "nps", "--dataset", data.path, "--by", "plan")[1]
    later = answer("kpi", "reach", "--dataset", data.path, "--from", "2030-01-01")["rows"][0]
    assert (later["value"], later["n"], later["status"]) == (None, 0, "undefined")


def two_variants(sizes, bought, split="variant"):
    """Customers of A and B, of whom so many buy."""
    begin = datetime(2025, 1, 1)
    rows = []
    for name, size, buyers in zip("AB", sizes, bought, strict=True):
        for who in range(size):
            rows.append({"customer_id": f"{name}{who}", "event_time": begin, "touchpoint": "Visit", split: name})
            if who < buyers:
                rows.append({"customer_id": f"{name}{who}", "event_time": begin + timedelta(hours=1), "touchpoint": "Buy", split: name})
    return rows


def test_compare(answer, run, build_dataset):
    """56/70 against 48/80: Newcombe 1998b gives .0524 … .3339 (docs/metrics.md#10.5, O-NEWC)."""
    data = build_dataset(two_variants((80, 70), (48, 56)))
    words = ("compare", "conversion", "--dataset", data.path, "--split", "variant", "--groups", "A", "B", "--goal", "Buy")
    said = answer(*words)
    assert list(said) == ["kpi", "label", "unit", "rows", "difference", "srm_p", "sentence"]
    assert [list(row) for row in said["rows"]] == [["group", *RESULT]] * 2
    assert [(row["group"], row["n"], row["value"]) for row in said["rows"]] == [("A", 80, .6), ("B", 70, .8)]
    assert (said["rows"][0]["ci_low"], said["rows"][0]["ci_high"]) == pytest.approx(wilson(48, 80))
    found = said["difference"]
    assert list(found) == ["value", "ci_low", "ci_high", "status", "reason"]
    assert [found[name] for name in ("value", "ci_low", "ci_high")] == pytest.approx([.2, .0524, .3339], abs=5e-5)
    assert said["srm_p"] == pytest.approx(.4142, abs=5e-5)  # chi-square (80-75)^2/75 * 2 = 2/3 on one degree of freedom
    assert said["sentence"].startswith("The change worked: conversion rose by about 20 points")
    assert said["sentence"] in run(*words)[1]
    backwards = answer(*words[:7], "B", "A", *words[9:])["difference"]
    assert backwards["value"] == pytest.approx(-.2)


def test_compare_heeds_the_split_only_where_groups_were_drawn(answer, build_dataset):
    """600 to 400: chi-square 40, p 2.54e-10 (docs/metrics.md#10.5, O-SRM-1)."""
    for split, said in (("variant", "not split as planned"), ("country", "not drawn by chance")):
        data = build_dataset(two_variants((600, 400), (100, 200), split))
        found = answer("compare", "conversion", "--dataset", data.path, "--split", split, "--groups", "A", "B", "--goal", "Buy")
        assert found["srm_p"] == pytest.approx(2.54e-10, rel=.01)
        assert said in found["sentence"]


def test_compare_without_data(answer, build_dataset):
    data = build_dataset([*two_variants((3, 3), (1, 1))])
    said = answer("compare", "nps", "--dataset", data.path, "--split", "variant", "--groups", "A", "B")
    assert [row["status"] for row in said["rows"]] == ["undefined"] * 2
    assert said["difference"]["status"] == "undefined"
    assert "no column was mapped" in said["sentence"]
    empty = answer("compare", "reach", "--dataset", data.path, "--split", "variant", "--groups", "A", "B", "--from", "2030-01-01")
    assert [row["status"] for row in empty["rows"]] == ["undefined"] * 2
    assert "A: nothing to measure" in empty["difference"]["reason"]


def test_funnel(answer, run, shop):
    """One --step with several names means the same as several."""
    said = answer("funnel", "--dataset", shop, "--step", "Product page", "Cart", "Order", "--window", "14d")
    assert [list(row) for row in said["rows"]] == [FUNNEL] * 3
    assert said["rows"][0]["from_previous"] is None
    assert said["window_seconds"] == 14 * 86_400
    again = answer("funnel", "--step", "Product page", "--step", "Cart", "--step", "Order", "--window", "336h", "--dataset", shop)
    assert again == said
    assert "Any order" in run("funnel", "--dataset", shop, "--step", "Ad", "Cart", "--mode", "any_order")[1]
    assert "too recently" in run("funnel", "--dataset", shop, "--step", "Ad", "Order", "--window", "90d")[1]


def test_paths_retention_and_transitions_as_tables(run, shop):
    assert "other paths" in run("paths", "--dataset", shop, "--top", "2", "--length", "3")[1]
    assert "Start: " in run("transitions", "--dataset", shop)[1]
    assert "period" in run("retention", "--dataset", shop, "--every", "week", "--kind", "unbounded")[1]
    assert "(no rows)" in run("transitions", "--dataset", shop, "--from", "2040-01-01")[1]


def test_map(answer, run, shop, tmp_path):
    drawn = tmp_path / "new" / "map.html"
    said = answer("map", "--dataset", shop, "--out", drawn)
    assert {"touchpoint", "lane", "value", "n", "ci_low", "ci_high", "status", "reason"} <= set(said["rows"][0])
    assert "<html" in drawn.read_text(encoding="utf-8")
    status, out, _ = run("map", "--dataset", shop, "--out", tmp_path / "map.json", "--where", "segment=Families")
    assert status == 0
    assert "touchpoints" in out
    assert json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))["lanes"]


def test_times_with_a_zone_become_utc(answer, build_dataset):
    data = build_dataset([{"customer_id": "u1", "event_time": "2025-01-01 00:30"}, {"customer_id": "u2", "event_time": "2025-01-02"}])
    words = ("kpi", "reach", "--dataset", data.path, "--to")
    assert answer(*words, "2025-01-01T01:31+01:00")["rows"][0]["n"] == 1
    assert answer(*words, "2025-01-01T01:30+01:00")["rows"][0]["n"] == 0


# ---- as a program ------------------------------------------------------------------------------------------------------
def test_unexpected_errors_go_to_the_log(run, shop, tmp_path, monkeypatch):
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    monkeypatch.setattr("cjm_core.journeys.paths", lambda *_: 1 / 0)
    status, out, err = run("paths", "--dataset", shop)
    assert (status, out, err.count("\n")) == (1, "", 1)
    log = (tmp_path / "logs" / "errors.log").read_text()
    assert err.split("Reference ")[1][:8] in log
    assert "ZeroDivisionError" in log
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CJM_HOME", str(tmp_path / "file"))
    assert "no log could be written" in run("paths", "--dataset", shop)[2]


def test_as_a_program(shop):
    """The real thing, once for each exit status and for help."""
    def program(*words):
        return subprocess.run([sys.executable, "-m", "cjm_core", *words], capture_output=True, text=True, encoding="utf-8",
                              cwd=Path(__file__).parents[1], check=False)  # fmt: skip

    good = program("kpi", "reach", "--dataset", str(shop), "--json")
    assert (good.returncode, json.loads(good.stdout)["kpi"]) == (0, "reach")
    bad = program("kpi", "fame", "--dataset", str(shop))
    assert (bad.returncode, bad.stdout, bad.stderr.count("\n")) == (2, "", 1)
    assert "demo" in program("--help").stdout
