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
from cjm_core.understanding.synonyms import HEADERS, QUESTION_PARTS

# Headers under which even short and repeated texts ("nice", "too slow") are what people wrote; under a reason they may be choices.
_CHOICES = {
    "reason", "grund", "begrundung", "raison", "motivo", "reden", "why", "review", "reviewtext", "review text", "feedback", "text", "message",
}  # fmt: skip
_COMMENTS = ({*HEADERS["comment"]} | {"commento", "commenti", "anmerkungen", "remarques"}) - _CHOICES
_LAST = {  # the last word of a longer header: "Ihr Kommentar", "Additional remarks"
    "comment", "comments", "remark", "remarks", "kommentar", "kommentare", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "commentaire",
    "commentaires", "remarque", "remarques", "comentario", "comentarios", "opmerking", "opmerkingen", "verbatim", "verbatims",
}  # fmt: skip
_FEWEST = 4  # different texts; fewer are choices, unless they are sentences
_SENTENCES = 0.5  # of the texts have three words and more


def with_answers(table: Table, mapping: Mapping, words: Items[str, Worded]) -> Mapping:
    """The mapping with all that its answers tell; `table` is decoded (`scales.decoded`), `words` says from what."""
    found = as_survey(with_numbers(table, with_words(mapping, words)))
    return with_legends(table, with_effort_ends(with_items(table, _with_comment(table, found, words))))


def _with_comment(table: Table, mapping: Mapping, words: Collection[str]) -> Mapping:
    """The mapping with a column that is called comments, where no longer texts were found."""
    if mapping.kind not in ("surveys", "both") or "comment" in mapping.fields:
        return mapping
    taken = {*mapping.fields.values(), *(answer.column for answer in mapping.answers), *words}
    seen = profiles(table.cells, [name for name in table.columns if name not in taken and _asks_for_words(name)])
    column = next((name for name, one in seen.items() if one.texts >= 0.5 and (one.distinct >= _FEWEST or one.words >= _SENTENCES)), None)
    return replace(mapping, fields={**mapping.fields, "comment": column}) if column else mapping


def _asks_for_words(header: str) -> bool:
    """Whether a header says that people wrote what they liked: "Bemerkung", "Comments (optional)", "Anything else you want to tell us?"."""
    name = normal(header.split("(")[0]) or normal(header)
    words = name.split()
    return name in _COMMENTS or (1 < len(words) <= 4 and words[-1] in _LAST) or any(part in name for part in QUESTION_PARTS["comment"])
