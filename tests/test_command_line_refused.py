"""Bad input on the command line: exit status 2, and one line that names it and says what would be accepted (DESIGN §7)."""
import re

import pytest

from tests.building import text_file as file


@pytest.mark.parametrize(("words", "said"), [
    ((), "Commands are: demo, read, import, kpis"),
    (("forecast",), "'forecast'.*Commands are: demo"),
    (("kpi", "nps"), "--dataset"),
    (("kpi", "--dataset", "SHOP"), "NAME"),
    (("kpi", "fame", "--dataset", "SHOP"), "'fame'.*reach, new_customer_rate"),
    (("kpi", "nps", "csat", "--dataset", "SHOP"), "csat"),
    (("kpi", "nps", "--dataset", "nowhere.duckdb"), "nowhere.duckdb"),
    (("kpi", "nps", "--dataset", "SHEET"), "events.csv is not a dataset"),
    (("kpi", "nps", "--dataset", "SHOP", "--colour", "red"), "--colour.*--by, --goal"),
    (("kpi", "nps", "--dataset", "SHOP", "--by", "mood"), "'mood'.*touchpoint, stage, channel"),
    (("kpi", "nps", "--dataset", "SHOP", "--where", "mood=1"), "'mood'.*touchpoint, stage, channel"),
    (("kpi", "nps", "--dataset", "SHOP", "--where", "channel"), "DIM=VALUE"),
    (("kpi", "nps", "--dataset", "SHOP", "--where", "channel=Fax"), "'Fax'.*Web"),
    (("kpi", "conversion", "--dataset", "SHOP", "--goal", "Fame"), "'Fame'.*Order"),
    (("kpi", "nps", "--dataset", "SHOP", "--from", "2025-02-30"), "--from '2025-02-30'.*2025-06-01"),
    (("kpi", "nps", "--dataset", "SHOP", "--to", "0001-01-01T00:00+05:00"), "--to.*1900"),
    (("kpi", "nps", "--dataset", "SHOP", "--from", "2025-02-02", "--to", "2025-02-01"), "--to 2025-02-01.*--from 2025-02-02"),
    (("trend", "nps", "--dataset", "SHOP"), "--every"),
    (("trend", "nps", "--dataset", "SHOP", "--every", "year"), "'year'.*'day', 'week', 'month'"),
    (("trend", "nps", "--dataset", "SHOP", "--every", "week", "--by", "month"), "at a time"),
    (("compare", "nps", "--dataset", "SHOP", "--split", "channel", "--groups", "Web"), "--groups"),
    (("compare", "nps", "--dataset", "SHOP", "--split", "channel", "--groups", "Web", "Fax"), "'Fax'.*Store"),
    (("compare", "nps", "--dataset", "SHOP", "--split", "channel", "--groups", "Web", "Web"), "with itself"),
    (("compare", "nps", "--dataset", "SHOP", "--split", "week", "--groups", "a", "b"), "channel"),
    (("funnel", "--dataset", "SHOP"), "--step"),
    (("funnel", "--dataset", "SHOP", "--step", "Ad", "Fame"), "'Fame'.*Order"),
    (("funnel", "--dataset", "SHOP", "--step", "Ad", "--window", "2 weeks"), "2 weeks.*14d"),
    (("funnel", "--dataset", "SHOP", "--step", "Ad", "--window", "9999999999d"), "14d"),
    (("funnel", "--dataset", "SHOP", "--step", "Ad", "--mode", "loose"), "'ordered', 'strict', 'any_order'"),
    (("paths", "--dataset", "SHOP", "--top", "0"), "--top"),
    (("retention", "--dataset", "SHOP", "--every", "day"), "'week', 'month'"),
    (("retention", "--dataset", "SHOP", "--every", "week", "--kind", "rolling"), "'bracket', 'unbounded'"),
    (("map", "--dataset", "SHOP", "--out", "map.doc"), ".html, .json, .svg, .png, .pdf, .pptx, .xlsx, not as .doc"),
    (("map", "--dataset", "SHOP", "--out", "map"), "not as a file without ending"),
    (("map", "--out", "map.svg"), "--dataset DATASET or --load FILE.json"),
    (("map", "--dataset", "SHOP", "--load", "map.json", "--out", "map.svg"), "--dataset DATASET or --load FILE.json"),
    (("map", "--load", "nowhere.json", "--out", "map.svg"), "nowhere.json cannot be read"),
    (("map", "--load", "x.json", "--from", "2025-01-01", "--out", "map.svg"), "name it with --dataset"),
    (("map", "--dataset", "SHOP", "--journey", "Nothing", "--out", "map.svg"), "no map 'Nothing'"),
    (("map", "--dataset", "SHOP", "--against", "segment=Nobody", "--out", "map.svg"), "no row has the segment 'Nobody'"),
    (("read", "nowhere.csv"), "nowhere.csv"),
    (("demo", "--out", "TMP/d.duckdb", "--customers", "3"), "--customers 3"),
    (("demo", "--out", "TMP/d.duckdb", "--customers", "many"), "many"),
    (("import", "--out", "TMP/d.duckdb"), "FILE"),
    (("import", "SHEET"), "--out"),
    (("import", "nowhere.csv", "--out", "TMP/d.duckdb"), "nowhere.csv"),
    (("import", "SHEET", "--out", "TMP"), "is a folder"),
    (("import", "SHEET", "--out", "SHEET"), "not overwritten"),
    (("import", "SHEET", "--out", "SHEET/d.duckdb"), "cannot be written"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--append", "nowhere.duckdb"), "nowhere.duckdb"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--preset", "shopify"), "Shopify"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--preset", "nope"), "qualtrics, surveymonkey"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--zone", "Mars"), "Europe/Berlin"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--drop", "ghost"), "ghost"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--codes", "nowhere.txt"), "nowhere.txt"),
    (("imports", "--dataset", "nowhere.duckdb"), "nowhere.duckdb"),
    (("undo", "x", "--dataset", "nowhere.duckdb"), "nowhere.duckdb"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--sheet", "One"), "no sheets"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--kind", "neither"), "'auto', 'events', 'surveys'"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--map", "customer_id"), "FIELD=COLUMN"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--map", "who=customer_id"), "'who'.*customer_id, journey_id"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--map", "customer_id=Who"), "'Who'.*events.csv has: customer_id"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--map", "customer_id=customer_id"), "event_time"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--map", "event_time=event_time"), "customer_id"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--map", "customer_id=customer_id", "--map", "event_time=channel"), "'channel'"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--map", "cost=cost", "--map", "cost=order_value"), "both columns"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--const", "comment=x"), "--map comment"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--const", "event_time=soon"), "'soon'"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--answer", "@Ad=cost"), "QUESTION"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--answer", "nps=cost", "--answer", "nps=order_value"), "tell them apart"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--answer", "nps=cost", "--kind", "events"), "--kind is events"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--kind", "surveys"), "--answer nps=COLUMN"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--scale", "nps=10-0"), "lower end first"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--scale", "csat=1-5"), "no column was mapped"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--role", "hero=Ad"), "goal, cart, order"),
    (("import", "SHEET", "--out", "TMP/d.duckdb", "--role", "goal=Fame"), "'Fame'.*Order"),
])
def test_refused(refused, shop, tmp_path, words, said):
    known = {"SHOP": str(shop), "SHEET": str(shop.parent / "events.csv"), "TMP": str(tmp_path)}
    for name, path in known.items():
        words = tuple(word.replace(name, path) for word in words)
    line = refused(*words)
    assert re.search(said, line), line
    assert not (tmp_path / "d.duckdb").exists()
    assert not list(tmp_path.glob(".*building*"))


def test_refused_files(refused, tmp_path):
    out = tmp_path / "d.duckdb"
    neither = file(tmp_path, "n.csv", "shape,colour", "round,red", "square,blue")
    assert "neither events nor survey answers" in refused("import", neither, "--out", out)
    assert "n.csv" in refused("import", neither, file(tmp_path, "e.csv", "id,when", "u1,2025-01-01"), "--out", out,
                              "--map", "customer_id=id", "--map", "event_time=when")  # fmt: skip
    for name, text in (("empty.csv", ""), ("header.csv", "customer_id,event_time\n"), ("page.csv", "<!DOCTYPE html><html></html>")):
        (tmp_path / name).write_text(text)
        assert name in refused("import", tmp_path / name, "--out", out, "--map", "customer_id=customer_id")


def test_what_was_there_stays(refused, answer, tmp_path):
    good = file(tmp_path, "g.csv", "customer_id,event_time", "u1,2025-01-01", "u2,2025-01-02")
    bad = file(tmp_path, "b.csv", "customer_id,event_time", "u1,soon", "u2,later")
    maps = ("--map", "customer_id=customer_id", "--map", "event_time=event_time")
    out = tmp_path / "d.duckdb"
    answer("import", good, *maps, "--out", out)
    before = out.read_bytes()
    assert "'event_time' of b.csv" in refused("import", good, bad, *maps, "--out", out)
    assert out.read_bytes() == before
