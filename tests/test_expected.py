"""What is hoped for is a number from −2 to +2; anything else is refused in one sentence when it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cjm_core.authored import edits, history
from cjm_core.authored.model import Written
from cjm_core.errors import BadInput
from cjm_core.workspace import Workspace
from tests.test_authored import journey

HOPED = {"do": "write", "lane": "expected", "at": "Ad"}


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Workspace, str]:
    space = Workspace.open(tmp_path / "w.sqlite")
    return space, history.start(space, journey(), "Ana")


@pytest.mark.parametrize("text", ["relieved", "3", "1 2", "−2.1"])
def test_other_words_are_refused_in_one_sentence(kept: tuple[Workspace, str], text: str) -> None:
    for op in ({**HOPED, "text": text}, {"do": "together", "edits": [{**HOPED, "text": text}]}):
        with pytest.raises(BadInput, match=r"a number from −2 \(angry\) to \+2 \(glad\)"):
            history.edit(*kept, op, "Ana")
    assert len(history.versions(*kept)) == 1


def test_a_number_is_kept_and_cannot_become_words(kept: tuple[Workspace, str]) -> None:
    held = history.edit(*kept, {**HOPED, "key": "h", "text": "−1,5"}, "Ana").items
    assert [one.text for one in held if one.lane == "expected"] == ["−1,5"]
    with pytest.raises(BadInput, match="relieved"):
        history.edit(*kept, {"do": "rewrite", "key": "h", "text": "relieved"}, "Ana")
    history.edit(*kept, {"do": "write", "lane": "thinks", "at": "Ad", "text": "relieved"}, "Ana")  # elsewhere words are what is wanted


def test_a_map_that_holds_such_words_already_keeps_them() -> None:
    op: dict[str, Any] = {**HOPED, "key": "old", "text": "relieved"}
    assert Written("old", "expected", "Ad", "relieved") in edits.apply(journey(), op).items
