"""All checks in one go, the most important first, and the one sentence that answers the screen's question."""

from __future__ import annotations

from collections.abc import Sequence

from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.quality import answers, events, names, sources, times
from cjm_core.quality.coverage import measure_coverage
from cjm_core.quality.model import SEVERITIES, Finding, Quality

QUESTION = "Can you trust these data?"


def measure_quality(data: Dataset) -> Quality:
    """Every check over the whole dataset, whatever period or part of it is shown elsewhere."""
    files, columns = sources.measure_sources(data), sources.measure_columns(data)
    coverage, people, asked = measure_coverage(data), answers.measure_people(data), answers.measure_asked(data)
    touchpoints = names.measure_touchpoints(data)
    found = [
        *sources.rows_left_out(data, files), *sources.empty_fields(columns), *sources.drifted_headers(files, columns),
        *times.future(data, coverage, files), *times.ancient(data, coverage), *times.apart(coverage), *times.gaps(coverage, files),
        *times.midnight(coverage, files), *names.too_many(touchpoints), *names.written_twice(touchpoints), *names.only_answered(touchpoints),
    ]  # fmt: skip
    found += _of_events(data) if data.has_events else []
    if data.count_of("responses"):
        found += [*answers.joined(people, data.count_of("events")), *answers.out_of_scale(data, asked)]
        found += [*answers.unplaced(data), *answers.repeated(data, asked)]
    found = sorted(found, key=lambda one: (SEVERITIES.index(one.severity), -one.share))
    read, loaded = int(files["rows_read"].sum()), int(files["rows_loaded"].sum())
    counted = int(asked["asked"].sum() - asked["missing"].sum())
    return Quality(
        answer(found, read, loaded), tuple(found), read, loaded, people, int(asked["valid"].sum()), counted, coverage, files, columns
    )


def _of_events(data: Dataset) -> list[Finding]:
    return [*events.duplicates(data), *events.customers(data), *events.contradictions(data), *events.reversed_order(data)]


def answer(found: Sequence[Finding], read: int, loaded: int) -> str:
    """'**78,875 of 79,012** rows are in; **2 things** to look at.'"""
    rows = f"**All {fmt.count(read)} rows** are in" if read == loaded else f"**{fmt.count(loaded)} of {fmt.count(read)} rows** are in"
    wrong = sum(one.severity == "wrong" for one in found)
    look = sum(one.severity == "look" for one in found)
    if wrong:
        bends = f"**{fmt.plural(wrong, 'thing')}** {'makes' if wrong == 1 else 'make'} numbers wrong"
        return f"{rows}, but {bends}" + (f"; {look} more to look at." if look else ".")
    return f"{rows}; **{fmt.plural(look, 'thing')}** to look at." if look else f"{rows}, and **nothing looks wrong**."
