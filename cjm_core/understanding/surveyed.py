"""What is known of a table's answers beyond the general proposal: words, numbers, comments, one row per answer, legends; one after the other."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Items
from dataclasses import replace

from cjm_core.plan import Mapping, Table
from cjm_core.understanding.answers import with_effort_ends, with_words
from cjm_core.understanding.legends import with_legends
from cjm_core.understanding.long_form import with_items
from cjm_core.understanding.numbered import with_numbers
from cjm_core.understanding.profile import normal, profiles
from cjm_core.understanding.scales import Worded
from cjm_core.understanding.survey_dates import as_survey
from cjm_core.understanding.synonyms import HEADERS

# Headers under which even short and repeated texts ("nice", "too slow") are what people wrote; under a reason they may be choices.
_CHOICES = {
    "reason", "grund", "begrundung", "raison", "motivo", "reden", "why", "review", "reviewtext", "review text", "feedback", "text", "message",
}  # fmt: skip
_COMMENTS = ({*HEADERS["comment"]} | {"commento", "commenti", "anmerkungen", "remarques"}) - _CHOICES
_FEWEST = 4  # different texts; fewer are choices


def with_answers(table: Table, mapping: Mapping, words: Items[str, Worded]) -> Mapping:
    """The mapping with all that its answers tell; `table` is decoded (`scales.decoded`), `words` says from what."""
    found = as_survey(with_numbers(table, with_words(mapping, words)))
    return with_legends(with_effort_ends(with_items(table, _with_comment(table, found, words))))


def _with_comment(table: Table, mapping: Mapping, words: Collection[str]) -> Mapping:
    """The mapping with a column that is called comments, where no longer texts were found."""
    if mapping.kind not in ("surveys", "both") or "comment" in mapping.fields:
        return mapping
    taken = {*mapping.fields.values(), *(answer.column for answer in mapping.answers), *words}
    named = [name for name in table.columns if name not in taken and normal(name) in _COMMENTS]
    seen = profiles(table.cells, named)
    column = next((name for name, one in seen.items() if one.texts >= 0.5 and one.distinct >= _FEWEST), None)
    return replace(mapping, fields={**mapping.fields, "comment": column}) if column else mapping
