"""The one drawing of the scoreboard."""

from __future__ import annotations

from typing import Any

from cjm_core import format as fmt
from cjm_core import look
from cjm_core.metrics import GROUPS, KPIS
from cjm_core.scoreboard import words
from cjm_core.scoreboard.model import Card, Scoreboard
from cjm_core.settings import own

_PACKAGE = "cjm_core.scoreboard"


def as_fragment(board: Scoreboard) -> str:
    """The scoreboard as HTML for a page that has its own title."""
    shown, missing = dict(board.groups), dict(board.missing)
    groups = [
        {"name": name.capitalize(), "cards": [card_words(card) for card in shown.get(name, ())], "missing": _by_reason(missing.get(name, ()))}
        for name in GROUPS
        if name in shown or name in missing
    ]
    template = look.templates(_PACKAGE).get_template("board.html.j2")
    return template.render(groups=groups, before=board.before, css=look.style(_PACKAGE, "board.css"))


def _by_reason(missing: tuple[tuple[str, str], ...]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(reason, [(name, label), …]) so that one missing column is named once."""
    names = {kpi.label: kpi.name for kpi in KPIS}
    found: dict[str, list[tuple[str, str]]] = {}
    for label, reason in missing:
        found.setdefault(words.needed(reason), []).append((names[label], own(label)))
    return list(found.items())


def card_words(card: Card) -> dict[str, Any]:
    """What stands on a card, on the page and in a picture."""
    text, side = _change(card)
    return {
        "name": card.name, "label": _spoken(card.label), "value": fmt.value(card.value, card.unit), "suffix": fmt.suffix(card.value, card.unit),
        "ends": fmt.interval(card.ci_low, card.ci_high, card.unit), "n": fmt.count(card.n), "counted": card.counted,
        "counts": card.ci_low is None and card.status == "ok", "basis": card.basis, "status": card.status, "change": text, "side": side,
        "spark": _spark(card), "months": len(card.course), "aim": card.aim, "standing": card.standing,
    }  # fmt: skip


def _spoken(label: str) -> str:
    """'First touch: Search': the KPI's label in the room's own words; what follows is the data's."""
    known, colon, part = label.partition(": ")
    return f"{own(known)}{colon}{part}"


def _change(card: Card) -> tuple[str | None, str | None]:
    """'▲ +6.2 points', or the plain size where it is no more than noise."""
    if card.uncompared:
        return f"{card.uncompared}, so not compared", None
    if card.change is None:
        return None, None
    if card.ci_low is None and card.status == "ok":  # a full count has no noise to beat
        earlier = (card.value or 0) - card.change
        return (f"{fmt.change(round(card.change / earlier * 100), 'number')} %" if earlier else None), None
    text = fmt.change(card.change, card.unit)
    if not card.moved:
        return f"{text} · no clear change", None
    rose = card.change > 0
    side = "other" if card.better == "neither" else "good" if rose == (card.better == "higher") else "bad"
    return f"{'▲' if rose else '▼'} {text}", side


def _spark(card: Card) -> str | None:
    """The course over the months as a mask; months without data leave a gap."""
    known = [value for value in card.course if value is not None]
    if len(known) < max(3, len(card.course) / 2):  # a dash or two is no course
        return None
    return look.mask(look.course(card.course, 0, 8, 100, 84), stroke=1.6)
