"""The sentences over several lines, from lines made by hand."""

from __future__ import annotations

import pytest

from cjm_core.timeline import WHOLE, Point, Series, Timeline, key
from cjm_core.timeline.words import answer, remarks
from cjm_core.trends import BEYOND, CLOSE, Judgement, UsualRange, episodes
from tests.weeks import MONDAY, WEEK

USUAL = UsualRange(0.5, 0.4, 0.6, 0.1, 0.1, 20)


def series(name: str, marks: str) -> Series:
    """Weeks as letters: '.' within the range, 'H' beyond it, 'h' close to its edge, '?' too few to be judged."""
    points = tuple(
        Point(f"{at}", MONDAY + at * WEEK, MONDAY + (at + 1) * WEEK, 40, 0.5, 0.4, 0.6, "small_sample" if mark == "?" else "ok", None, 20.0,
              WHOLE, judgement=Judgement(USUAL, {"H": BEYOND, "h": CLOSE}.get(mark), mark in "Hh"), judged=mark != "?",
              lowest=0.4, middle=0.5, highest=0.6)
        for at, mark in enumerate(marks)
    )  # fmt: skip
    return Series(name, name, points, (), tuple(episodes([p.judgement for p in points], [p.judged for p in points])), points)


def line(*made: Series) -> Timeline:
    return Timeline("csat", "Satisfied (CSAT)", "share", "higher", "answers", "week", "channel", made, "")


SINCE = "in one week, from 12 Jan to 18 Jan 2026; since then all is as usual."


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        ((series("Web", ".H."), series("App", "..."), series("Shop", "...")),
         f"**Yes, for Web.** Satisfied (CSAT) rose above the usual range {SINCE} For the other two nothing has changed."),
        ((series("Web", ".H."),), f"**Yes, for Web.** Satisfied (CSAT) rose above the usual range {SINCE}"),
        ((series("Web", "..."), series("App", "...")),
         "**No.** For all two, all three weeks lie within the usual range; ups and downs of this size are normal."),
        ((series("Web", ".?."), series("App", "???"), series("Shop", "???")),
         "**No.** For Web, all two weeks that can be judged lie within the usual range; ups and downs of this size are normal."),
        ((series("Web", "."),), "**No.** The one week lies within the usual range (40.0–60.0 %); ups and downs of this size are normal."),
    ],
)  # fmt: skip
def test_what_is_said_of_several_lines(made: tuple[Series, ...], sentence: str) -> None:
    assert answer(line(*made)) == sentence


def test_what_left_the_range_comes_before_what_is_newer_and_more_than_three_are_counted() -> None:
    made = [series("Near", "....h"), series("Old", "H...."), series("New", "..H.."), series("Mid", ".H..."), series("Quiet", ".....")]
    said = answer(line(*made))
    assert said.startswith("**Yes, for four of five.** **New** rose above")
    assert said.index("**New**") < said.index("**Mid**") < said.index("**Old**")
    assert "**Near**" not in said and said.endswith("One more is marked below.")


def test_what_could_not_be_judged_is_said() -> None:
    made = [series(name, "...") for name in "ABCDE"] + [series("F", "???")]
    said = remarks(line(*made), None)
    assert "Too little to judge F." in said
    assert "With five lines, one or the other is marked by chance alone." in said
    assert remarks(line(), None) == ()


def test_the_key_names_what_is_drawn() -> None:
    one, several = line(series("Web", ".H.")), line(series("Web", ".H."), series("App", "..."))
    assert key(one) == "Band: 95 % interval · field: usual range · ▲▼ marked · click a point for its numbers and comments."
    assert key(several, hint=False) == "Usual ranges are drawn in small multiples · ▲▼ marked"
    assert key(several, multiples=True, hint=False) == "Band: 95 % interval · field: usual range · ▲▼ marked"
