"""The score beside a comment was that of the response's first answer, whatever touchpoint that was about.

Somebody who rated two touchpoints in one response and wrote at both was shown with the first one's score at both: a complaint stood
beside “5 of 5”. Shown until November 2026.
"""
from __future__ import annotations

from cjm_core.journey_map.touchpoint import touchpoint_detail
from cjm_core.scope import Scope


def test_the_score_beside_a_comment_is_about_the_same_touchpoint(build_dataset):
    rows = [{"response_id": "r", "touchpoint": place, "csat": score, "comment": f"About {place}"} for place, score in (("A", 1), ("B", 5))]
    rows += [{"response_id": "x", "nps": 7}, {"response_id": "x", "touchpoint": "B", "comment": "No mark here"}]
    data = build_dataset(answers=rows)
    for place, told in (("A", {"About A": 1}), ("B", {"About B": 5, "No mark here": 7})):
        found = touchpoint_detail(data, Scope(), place).comments
        assert dict(zip(found["text"], found["score"], strict=True)) == told
