"""What is offered as a filter: the number of a dimension's values, wherever it stands."""

from __future__ import annotations

from tests import building


def test_values_are_counted_once_however_many_files_carry_them(tmp_path) -> None:
    """Found by a new user: with one file, filled rows were counted instead of values, and the segment filter vanished."""
    rows = [{"customer_id": f"c{n}", "event_time": f"2025-01-{n + 1:02}", "touchpoint": "A", "segment": "abc"[n % 3]} for n in range(20)]
    answers = [{"customer_id": f"c{n}", "answered_at": "2025-01-05", "nps": n % 11, "segment": "cd"[n % 2]} for n in range(20)]
    alone, both = building.dataset(tmp_path, rows), building.dataset(tmp_path, rows, answers)
    assert alone.dimensions["segment"].distinct_values == 3
    assert both.dimensions["segment"].distinct_values == 4


def test_a_weighted_answer_says_so(tmp_path) -> None:
    answers = [{"response_id": f"r{n}", "nps": n % 11, "weight": 1 + n % 2} for n in range(60)]
    data = building.dataset(tmp_path, None, answers)
    from cjm_core.metrics import nps

    assert "weighted" in nps(data).attrs["basis"]
