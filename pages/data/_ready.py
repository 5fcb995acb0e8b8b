"""A table that can be built, and what a person should look at twice before it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cjm_core.ingest.outlook import Outlook
from cjm_core.plan import Mapping, Source, Table
from cjm_core.understanding.doubts import looked_at_twice
from cjm_core.understanding.mapping_edit import Proposal
from pages.shared import uploads


@dataclass(frozen=True)
class Ready:
    """A table that can be built."""

    upload: uploads.Upload
    source: Source
    outlook: Outlook


def doubts(table: Table, mapping: Mapping, proposed: Proposal) -> list[str]:
    """Ids that look spoiled or like another thing, codes beside the scale, and what was guessed about a question."""
    asked = {answer.question for answer in mapping.answers}
    guessed = [sentence for question, sentence in proposed.guessed.items() if question in asked]
    return [*looked_at_twice(table, mapping), *guessed]


def renamed(ready: Ready, renames: dict[str, str]) -> Ready:
    """The table with touchpoints counted under other names, as the person agreed to for all files together."""
    before = {name: renames.get(kept, kept) for name, kept in ready.source.mapping.renames.items()}
    mapping = replace(ready.source.mapping, renames={**renames, **before})
    return replace(ready, source=Source(ready.source.table, mapping))
