"""What is taken away from the overview, the map and a touchpoint."""

from __future__ import annotations

from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.journey_map import JourneyMap
from cjm_core.journey_map import tables as map_tables
from cjm_core.journey_map.touchpoint import TouchpointDetail
from cjm_core.scope import Scope
from cjm_core.scoreboard import QUESTION, Card, Scoreboard
from cjm_core.scoreboard import tables as board_tables
from cjm_core.scoreboard.render import card_words
from cjm_core.takeaway.model import CardPicture, Sheet, TakeAway
from cjm_core.takeaway.words import facts


def of_board(board: Scoreboard, data: Dataset, scope: Scope) -> TakeAway:
    """Every number of the overview."""
    aims = (Sheet("Targets", board_tables.targets(board)),) if any(card.standing for card in board.cards) else ()
    sheets = (Sheet("Numbers", board_tables.numbers(board)), Sheet("Changes", board_tables.changes(board)), *aims)
    return TakeAway(QUESTION, board.answer, facts(data, scope, *_against(board)), sheets, cards=tuple(map(picture_of, board.cards)))


def of_card(board: Scoreboard, card: Card, data: Dataset, scope: Scope) -> TakeAway:
    """One number of the overview."""
    sheets = (Sheet("Number", board_tables.number(card)),)
    basis = (f"answers {card.basis}",) if card.basis else ()
    said = facts(data, scope, *basis, *_against(board))
    return TakeAway(card.label, card.meaning, said, sheets, cards=(picture_of(card),), unit=card.unit)


def picture_of(card: Card) -> CardPicture:
    """A card in the words it has on the screen."""
    said = card_words(card)
    n = "a full count" if said["counts"] else f"{said['n']} {card.counted}"
    few = " · a hint only" if card.status == "small_sample" else ""
    target, _, stands = (card.aim or "").rpartition(": ")  # the standing first: it is what must not be cut off
    note = f"{stands} · {target}" if card.aim else ""
    change = "too early to compare" if card.uncompared else said["change"] or ""
    group = card.group.capitalize()
    return CardPicture(
        card.label, said["value"], said["suffix"], said["ends"], n + few, change, said["side"], group, note,
        {"met": "good", "at_risk": "bad"}.get(card.standing or ""), card.course,
    )  # fmt: skip


def _against(board: Scoreboard) -> tuple[str, ...]:
    return (f"compared with {board.before}",) if board.before else ()


def of_map(drawn: JourneyMap, data: Dataset, scope: Scope) -> TakeAway:
    """Every number of the map, as a table of touchpoints and measures."""
    found = map_tables.numbers(data, scope, drawn)
    return TakeAway(drawn.question, drawn.answer, facts(data, scope, fmt.plural(drawn.customers, "customer")), (Sheet("Map", found),))


def of_touchpoint(detail: TouchpointDetail, data: Dataset, scope: Scope) -> TakeAway:
    """Numbers, answers and comments of one touchpoint."""
    said = f"**{fmt.plural(detail.comment_count, 'comment')}** and {fmt.plural(int(detail.answers['n'].sum()), 'answer')} in this selection."
    sheets = (
        Sheet("Numbers", map_tables.numbers_at(detail)),
        Sheet("Answers", detail.answers),
        Sheet("Comments", detail.comments),
    )
    return TakeAway(detail.touchpoint, said, facts(data, scope), sheets)
