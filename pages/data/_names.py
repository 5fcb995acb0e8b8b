"""Touchpoints under several names: the same one in events and answers, and a log with far more names than a map can show."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from cjm_core.format import count
from cjm_core.understanding import matching
from cjm_core.understanding.matching import MOST_NAMES, GroupRule
from pages.data._ready import Ready, renamed
from pages.shared import data
from pages.shared.filters import Chosen
from pages.shared.text import escaped, quiet

_HOW = {"contains": "contains", "begins": "begins with", "path": "is a page under", "ids": "is like"}


def settled(ready: list[Ready], into: Chosen | None) -> list[Ready]:
    """Draw what there is to agree to; the tables with the agreed names."""
    renames = _grouped(ready)
    known = [renames.get(name, name) for part in ready for name in part.outlook.touchpoints]
    known += data.values_of(into.dataset, "touchpoint") if into else []
    renames |= _matched(ready, list(dict.fromkeys(known)))
    return [renamed(part, renames) for part in ready] if renames else ready


def _matched(ready: list[Ready], known: list[str]) -> dict[str, str]:
    """Names in the answers that may be touchpoints of the events: each is confirmed by a tick."""
    asked = [answer.touchpoint for part in ready for answer in part.source.mapping.answers if answer.touchpoint]
    asked += [name for part in ready for name in part.outlook.answered_at]
    found = matching.similar(known, list(dict.fromkeys(asked)))
    if not found or not known:
        return {}
    st.markdown("**Is this the same?** Tick what is, so that answers stand beside the events they are about.")
    with st.container(horizontal=True):
        agreed = [match for match in found if st.checkbox(f"{escaped(match.found)} = {escaped(match.kept)}", key=f"upload|same|{match}")]
    return {match.found: match.kept for match in agreed}


def _grouped(ready: list[Ready]) -> dict[str, str]:
    """More names than a map can show, grouped by rules that are kept for the next file."""
    counts = Counter[str]()
    for part in ready:
        counts.update(part.outlook.touchpoint_counts)
    if len(counts) <= MOST_NAMES:
        return {}
    kept = [GroupRule(*rule) for rule in data.workspace().read("grouping", "touchpoints", [])]
    rules = kept or list(matching.propose_rules(counts))
    st.markdown(f"**{count(len(counts))} different touchpoints** are more than a map can show.")
    wanted = st.toggle(f"Group them into {MOST_NAMES} at most", key="upload|group")
    if not wanted:
        return {}
    with st.expander("How they are grouped", expanded=not rules):
        rules = _edited(rules)
    groups = matching.grouped(counts, rules)
    if rules != kept:
        data.workspace().write("grouping", "touchpoints", [[rule.how, rule.pattern, rule.group] for rule in rules])
    left = sum(counts[name] for name, group in groups.items() if group == matching.OTHER)
    remain = {groups.get(name, name) for name in counts}
    st.markdown(quiet(f"{count(len(remain))} names remain; {count(left)} rows are counted as “Other”."))
    return groups


def _edited(rules: list[GroupRule]) -> list[GroupRule]:
    """The rules in a table that can be changed; rows that are not filled do not count."""
    rows = [{"A name that": _HOW[rule.how], "this": rule.pattern, "is counted as": rule.group} for rule in rules]
    config = {"A name that": st.column_config.SelectboxColumn(options=list(_HOW.values()))}
    empty = rows or [{"A name that": _HOW["contains"], "this": "", "is counted as": ""}]
    edited = st.data_editor(empty, num_rows="dynamic", hide_index=True, column_config=config, key="upload|rules", width="stretch")
    how = {said: name for name, said in _HOW.items()}
    full = [row for row in edited if row.get("this") and row.get("is counted as") and row.get("A name that")]
    return [GroupRule(how[row["A name that"]], str(row["this"]), str(row["is counted as"])) for row in full]
