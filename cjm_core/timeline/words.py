"""The sentences of a KPI over time. Each says only what was measured."""

from __future__ import annotations

from cjm_core import format as fmt
from cjm_core.settings import in_force
from cjm_core.timeline.model import Series, Timeline
from cjm_core.trends import CUT, FEWEST, FIRM, MOVES_TO_LIMIT, RUNNING, number, rule_words, said_of

QUESTION = "Has anything changed?"
SEASON = "it goes with the season, and in less than two years of data a season cannot be told from a change"
_LINES_FOR_CHANCE = 5
_TOLD = 3  # lines; more are only counted
_LONGER = {"day": "week", "week": "month", "month": "quarter"}


def answer(line: Timeline) -> str:
    """Whether anything changed, and when."""
    if line.reason:
        return f"**{line.label}** cannot be measured here: {line.reason}."
    if not line.series:
        return f"**{line.label}**: there is nothing to measure in this period."
    if line.why_unjudged:
        return f"**{line.label}** cannot be compared over time, so no {line.every} is marked: {line.why_unjudged}."
    judged = [series for series in line.series if series.judged]
    changed = [series for series in judged if series.episodes]
    return _changed(line, changed, judged) if changed else _unchanged(line, judged) if judged else _too_early(line)


def _too_early(line: Timeline) -> str:
    name = line.label if line.split else line.series[0].label
    enough = "can be compared with a year earlier" if line.by_year else f"with at least {fmt.count(in_force().min_n)} {line.counted}"
    have = max(series.known for series in line.series)
    if have >= FEWEST:
        finished = f"is finished and {enough}" if line.by_year else f"is finished {enough}"
        return f"Whether there is a change in **{name}** cannot be said here: no {line.every} shown {finished}."
    which = f"that {enough}" if line.by_year else enough
    longer = any(point.status == "small_sample" for series in line.series for point in series.points) and line.every in _LONGER
    hint = f" Choose every {_LONGER[line.every]}: then there are more in each." if longer else ""
    return (
        f"It is too early to say whether there is a change in **{name}**: a usual range needs {number(FEWEST)} finished {line.every}s {which},"
        f" and there {'is' if have == 1 else 'are'} {number(have) if have else 'none'}.{hint}"
    )


def _unchanged(line: Timeline, judged: list[Series]) -> str:
    n = max(series.judged for series in judged)
    weeks = f"{number(n)} {line.every}s" if n > 1 else line.every
    whole = all(series.judged == len(series.points) for series in judged)
    which = f"{'all ' if n > 1 else 'the one '}{weeks}{'' if whole else ' that can be judged'}"
    lie = "lie" if n > 1 else "lies"
    if len(line.series) == 1:
        return f"**No.** {which.capitalize()} {lie} within the usual range{_range(judged[0], line)}; ups and downs of this size are normal."
    whose = f"all {number(len(judged))}" if len(judged) == len(line.series) else _listed([series.label for series in judged])
    return f"**No.** For {whose}, {which} {lie} within the usual range; ups and downs of this size are normal."


def _range(series: Series, line: Timeline) -> str:
    """' (10.6–20.8 %)', the same for every point; nothing where it is a ratio to last year."""
    lows = {(point.lowest, point.highest) for point in series.points if point.judged}
    if len(lows) != 1:
        return ""
    low, high = lows.pop()
    return f" ({fmt.interval(low, high, line.unit)} {fmt.suffix(high, line.unit)}".rstrip() + ")"


def _changed(line: Timeline, changed: list[Series], judged: list[Series]) -> str:
    """What left the range comes before what only stayed on one side, the newest first."""
    if not line.split:
        return f"**Yes.** {changed[0].label} {_told(changed[0], line)}."
    changed = sorted(changed, key=lambda series: max((episode.left, episode.places[-1]) for episode in series.episodes), reverse=True)
    others = len(judged) - len(changed)
    if len(changed) == 1:
        known = "" if len(judged) == len(line.series) else " that can be judged"
        rest = f" For the other {number(others)}{known} nothing has changed." if others else ""
        return f"**Yes, for {changed[0].label}.** {line.label} {_told(changed[0], line)}.{rest}"
    told = " ".join(f"**{series.label}** {_told(series, line)}." for series in changed[:_TOLD])
    more = len(changed) - _TOLD
    rest = f" {number(more).capitalize()} more {'is' if more == 1 else 'are'} marked below." if more > 0 else ""
    return f"**Yes, for {number(len(changed))} of {number(len(line.series))}.** {told}{rest}"


def _told(series: Series, line: Timeline) -> str:
    return said_of(series.episodes, [(point.start, point.end) for point in series.history], line.every)


def _listed(names: list[str]) -> str:
    """'Web, Store and Phone'."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def remarks(line: Timeline, part: str | None) -> tuple[str, ...]:
    """What could not be judged, and what else to know before believing the picture."""
    points = [point for series in line.series for point in series.points]
    if not points:
        return ()
    said = []
    if part:
        said.append(f"Shown is the largest part, {part}. Split it to see the others.")
    running, cut = (next((point for point in points if point.state == state), None) for state in (RUNNING, CUT))
    unjudged = "" if line.why_unjudged else " and is not judged"
    if running:
        still = "of {} may still be" if line.every == "day" else "from {} is still"  # when on its last day the data end is not known
        said.append(f"The {line.every} {still.format(fmt.day(running.start))} running{unjudged}.")
    if cut:
        said.append(f"The data begin inside the {line.every} from {fmt.day(cut.start)}, so it is smaller{unjudged}.")
    if few := sum(point.status == "small_sample" for point in points):
        some = f"{number(few).capitalize()} {'point rests' if few == 1 else 'points rest'}"
        said.append(f"{some} on fewer than {fmt.count(in_force().min_n)} {line.counted}: drawn hollow, a hint only, and not judged.")
    if line.basis and line.basis != "at touchpoints":
        said.append(f"These are answers {line.basis}.")
    if gaps := sum(point.value is None for point in points):
        said.append(f"In {number(gaps)} {'place' if gaps == 1 else 'places'} there was nothing to measure: the line has a gap.")
    return (*said, *_of_ranges(line))


def _of_ranges(line: Timeline) -> list[str]:
    ranges = [series.points[-1].judgement.usual for series in line.series if series.judged]
    said = []
    early = [series.label for series in line.series if not series.judged]
    if ranges and early:
        said.append(f"Too little to judge {_listed(early)}.")
    short = [usual.points for usual in ranges if usual and usual.provisional]
    if short:
        few = f"{'as few as ' if len(short) > 1 else ''}{number(min(short))} {line.every}s"
        said.append(f"The usual range rests on {few}; it is firm with {number(FIRM)}.")
    if any(usual and usual.alike for usual in ranges):
        said.append(f"Neighbouring {line.every}s resemble each other here, so the usual range may be too narrow.")
    if len(ranges) >= _LINES_FOR_CHANCE:
        said.append(f"With {number(len(ranges))} lines, one or the other is marked by chance alone.")
    return said


def why(rule: str | None) -> str:
    """Why a point is marked, as a sentence of its own."""
    return f"Marked: {rule_words(rule)}." if rule else ""


def key(line: Timeline, multiples: bool = False, hint: bool = True) -> str:
    """What is drawn how, in one quiet line; with a `hint` at what a click does."""
    points = [point for series in line.series for point in series.points]
    alone = multiples or len(line.series) == 1
    said = []
    if alone and any(point.ci_low is not None for point in points):
        said.append("band: 95 % interval")
    if any(point.highest is not None for point in points):
        said.append("field: usual range" if alone else "usual ranges are drawn in small multiples")
    if line.behind and alone:
        said.append(f"grey dashes: {fmt.span(*line.behind)}")
    if any(point.judged and point.judgement.rule for point in points):
        said.append("▲▼ marked")
    if line.reported:
        said.append("□ reported: computed elsewhere, not measured")
    if hint and points:
        said.append("click a point for its numbers" + (" and comments" if line.counted == "answers" else ""))
    text = " · ".join(said)
    return f"{text[:1].upper()}{text[1:]}{'.' if hint else ''}"


def method(line: Timeline, ranges: list[str]) -> list[str]:
    """How the usual range is computed and what marks a point; `ranges` are its numbers for each line."""
    if line.why_unjudged or not ranges:
        return []
    every = line.every
    basis = " Each is divided by the same one a year earlier, because volumes go with the season." if line.by_year else ""
    return [
        f"Usual range: the first {FIRM} finished {every}s since the data began, or since a note that starts it anew, give the middle"
        f" (their mean) and the usual move (the mean difference of neighbours). The range is the middle plus and minus"
        f" {MOVES_TO_LIMIT} usual moves. Afterwards it stays as it is. Fewer than {FEWEST} give none.{basis}",
        f"Marked is a {every} outside the range; three of four in a row that lie nearer to the same edge than to the middle; or eight"
        f" in a row on the same side of the middle. Unfinished {every}s, and those with fewer than {fmt.count(in_force().min_n)}"
        f" {line.counted}, are not judged.",
        *(f"{text[0].upper()}{text[1:]}" for text in ranges),
    ]
