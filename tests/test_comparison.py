"""One KPI in two groups: what is compared, what is refused, and which split is judged."""
from datetime import datetime, timedelta

import pytest

from cjm_core.compare import sample_ratio_p
from cjm_core.errors import BadInput
from cjm_core.metrics import kpi_named
from cjm_core.metrics.comparison import compared
from cjm_core.scope import Scope


def answers(scores, country):
    return [{"response_id": f"{country}{at}", "csat": score, "country": country} for at, score in enumerate(scores)]


def test_different_scales_are_not_compared(build_dataset):
    """Means on 1–5 and on 1–7 stay side by side; within one group they are no number at all."""
    five = build_dataset(answers=answers([4, 5] * 20, "NL"), scales={"csat": (1, 5)})
    both = build_dataset(answers=answers([4, 7] * 20, "BE"), scales={"csat": (1, 7)}, append=five)
    found = compared(kpi_named("csat_mean"), both, Scope(), "country", ("NL", "BE"))
    assert found.rows["value"].tolist() == [4.5, 5.5]
    assert (found.difference.value, found.difference.reason) == (None, "answers on different scales cannot be compared")
    mixed = build_dataset(answers=answers([4, 7] * 20, "NL"), scales={"csat": (1, 7)}, append=both)
    found = compared(kpi_named("csat"), mixed, Scope(), "country", ("NL", "BE"))
    assert found.difference.status == found.rows["status"][0] == "undefined"
    assert "different scales" in found.sentence


def test_the_split_is_judged_by_customers_not_by_orders(build_dataset):
    """40 customers of A with one order each and 40 of B with three: 40 to 40 is no uneven split, 40 to 120 would be."""
    begin = datetime(2025, 1, 1)
    rows = [{"customer_id": f"{name}{who}", "event_time": begin + at * timedelta(days=1), "touchpoint": "Order", "value": 10 + who, "variant": name}
            for name, orders in (("A", 1), ("B", 3)) for who in range(40) for at in range(orders)]  # fmt: skip
    data = build_dataset(rows)
    found = compared(kpi_named("average_order_value"), data, Scope(), "variant", ("A", "B"))
    assert found.srm_p == 1 > sample_ratio_p([40, 120])
    assert found.rows["n"].tolist() == [40, 120]


def test_an_empty_group_is_named(build_dataset):
    data = build_dataset([{"customer_id": "u1", "event_time": "2025-01-01", "plan": "x"},
                          {"customer_id": "u2", "event_time": "2025-06-01", "plan": "y"}])  # fmt: skip
    found = compared(kpi_named("reach"), data, Scope(datetime(2025, 5, 1)), "plan", ("x", "y"))
    assert found.rows["status"].tolist() == ["undefined", "ok"]
    assert found.difference.reason == "x: nothing to measure"


@pytest.mark.parametrize(("split", "groups", "said"), [
    ("plan", ("x", "z"), "'z'"), ("plan", ("x", "x"), "itself"), ("mood", ("x", "y"), "mood"), ("week", ("x", "y"), "plan"),
])
def test_refused(build_dataset, split, groups, said):
    data = build_dataset([{"customer_id": "u1", "event_time": "2025-01-01", "plan": name} for name in "xy"])
    with pytest.raises(BadInput, match=said):
        compared(kpi_named("reach"), data, Scope(), split, groups)
