"""The lanes to choose from: in groups, and those that these data cannot fill say why."""

from __future__ import annotations

from pathlib import Path

from cjm_core.authored.lanes import MEASURED, WRITTEN
from cjm_core.dataset import Dataset
from cjm_core.journey_map import asked, lane_groups
from tests.building import dataset

EVERY = [*asked.NUMBERS, *asked.SAID, *WRITTEN, "reported:nps", "text-abc"]


def test_every_lane_stands_in_one_group_in_its_order() -> None:
    found = lane_groups.grouped(EVERY)
    assert sorted(name for names in found.values() for name in names) == sorted(EVERY)
    assert list(found) == ["Measured", "Said by customers", "Written by people", "Service blueprint", "More numbers"]
    assert {"csat", "emotion", "reported:nps"} <= set(found["Measured"]) and found["Service blueprint"][0] == "evidence"
    assert "text-abc" in found["Written by people"] and lane_groups.grouped(["reach"]) == {"Measured": ["reach"]}


def test_no_two_lanes_are_called_alike() -> None:
    called = [*(one.label for one in WRITTEN.values()), *MEASURED.values()]
    assert "Opportunity score" in called and "Opportunities" in called and "Actions" in called
    assert len(set(called)) == len(called)


def test_lanes_that_these_data_cannot_fill_say_why(tmp_path: Path, shop: Path) -> None:
    answers = dataset(tmp_path, answers=[{"customer_id": "a", "touchpoint": "Cart", "nps": 9}, {"customer_id": "b", "touchpoint": "Cart", "nps": 0}])
    found = lane_groups.unfilled(answers)
    assert {name: found.get(name) for name in ("reach", "leaving", "channels", "conversion")} == dict.fromkeys(
        ("reach", "leaving", "channels", "conversion"), "no events")  # fmt: skip
    assert found["csat"] == found["ces"] == found["expectation_gap"] == found["opportunity"] == "not asked" and found["quotes"] == "no comments"
    assert not {"nps", "emotion", "responses"} & set(found)
    assert not {"reach", "emotion", "csat", "leaving", "pains", "quotes", "conversion"} & set(lane_groups.unfilled(Dataset.open(shop)))
