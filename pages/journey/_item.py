"""One thing that people wrote into the map: its words, what it rests on, who does it, and comments on it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from cjm_core.authored.checked import LONGEST_NAME, LONGEST_TEXT
from cjm_core.authored.expected import EXPECTED, RANGE
from cjm_core.authored.lanes import PLANS
from cjm_core.authored.model import ASSUMED, GRADES, Written
from cjm_core.journey_map.model import Lane
from pages.journey import _edits, _seen, _threads
from pages.shared import show as shared_show
from pages.shared.text import escaped

WORDS, NO_EVIDENCE, _ASSUMED = "A quote, a file, a sentence", "Nothing yet", "Without evidence it stays an assumption."


def open_dialog(seen: _seen.Seen, key: str) -> None:
    """Open the dialog of the item of this key; nothing where somebody has removed it meanwhile."""
    found = next((one for one in seen.journey.items if one.key == key), None) if seen.journey else None
    if found is None:
        return

    @st.dialog(escaped(seen.name_at(found.at) or "What was written"), on_dismiss="rerun")
    def dialog() -> None:
        shared_show.in_force()
        _form(seen, found)
        _threads.show(seen, found.lane, found.at)

    dialog()


def _form(seen: _seen.Seen, item: Written) -> None:
    numbers, plan = _numbers(seen, item.at), item.lane in PLANS  # a plan may have a reason, but is not known well or badly
    with st.form(f"item_{item.key}", border=False):
        text = st.text_area(f"Text: {RANGE}" if item.lane == EXPECTED else "Text", item.text, max_chars=LONGEST_TEXT)
        rests = st.selectbox("It rests on", [NO_EVIDENCE, WORDS, *numbers], 1 if item.evidence else 0)
        evidence = st.text_input("Which quote, file or sentence?", item.evidence, max_chars=LONGEST_TEXT, help=None if plan else _ASSUMED)
        grade = item.grade if plan else st.selectbox("How well is it known?", GRADES, GRADES.index(item.grade), format_func=str.capitalize)
        owner = st.text_input("Owner", item.owner, max_chars=LONGEST_NAME)
        due = st.date_input("Due", date.fromisoformat(item.due) if item.due else None)
        if st.form_submit_button("Save", type="primary"):
            said = rests if rests in numbers else evidence if rests == WORDS or evidence != item.evidence else ""
            _save(item, text or "", grade, said or "", numbers.get(rests), owner or "", due)
    if st.button("Remove", type="tertiary"):
        _edits.write({"do": "erase", "key": item.key})
        st.rerun()


def _save(item: Written, text: str, grade: str, evidence: str, about: tuple[str, float] | None, owner: str, due: date | None) -> None:
    """Keep what differs. Words without evidence are an assumption, whatever was chosen."""
    grade = grade if evidence.strip() else ASSUMED
    ops = [{"do": "rewrite", "key": item.key, "text": text}] if text != item.text else []
    if (grade, evidence) != (item.grade, item.evidence):
        ops.append({"do": "ground", "key": item.key, "grade": grade, "evidence": evidence, **({"about": list(about)} if about else {})})
    if (owner, due.isoformat() if due else "") != (item.owner, item.due):
        ops.append({"do": "assign", "key": item.key, "owner": owner, "due": due.isoformat() if due else ""})
    if len(ops) > 1:
        ops = [{"do": "together", "edits": ops}]
    _edits.write(*ops)
    st.rerun()


def _numbers(seen: _seen.Seen, at: str) -> dict[str, tuple[str, float]]:
    """The map's own numbers here, in words -> (lane, value)."""
    from cjm_core import format as fmt

    stage = next((one for one in seen.drawn.stages if at in (one.key, one.name)), None)
    keys = [at] if stage is None else list(stage.keys or stage.touchpoints)
    columns = [index for index, key in enumerate(seen.drawn.keys) if key in keys]
    lanes = [lane for lane in seen.drawn.lanes if isinstance(lane, Lane) and lane.name != "reach"]
    found = {}
    for index in columns:
        for lane in lanes:
            if (value := lane.cells[index].value) is not None:
                found[f"{seen.drawn.touchpoints[index]}: {lane.label} {fmt.full(value, lane.unit)}"] = (lane.name, value)
    return found
