"""The list of those who are to be forgotten: keyed entries in the workspace, from which nobody can be read (METRICS §8).

An entry keeps a customer out when an old file is loaded again. It is worth nothing without the key, so it names the key by a mark.
"""

from __future__ import annotations

from collections.abc import Iterable

from cjm_core.errors import BadInput
from cjm_core.privacy import pseudonyms
from cjm_core.workspace import Workspace

KIND = "forgotten"
_PURPOSE, _MARK = "forgotten\0", "mark of the key\0"  # other texts under the same key: an entry is never anybody's pseudonym


def remember(workspace: Workspace, key: bytes, ids: Iterable[str]) -> None:
    """Note that these ids (and pseudonyms) must not come back. Raises BadInput when the list was written under another key."""
    known = _known(workspace, key)
    for entry in sorted({_entry(key, text) for text in ids} - set(known)):
        workspace.write(KIND, entry, _mark(key))


def forgotten(workspace: Workspace, ids: Iterable[str]) -> set[str]:
    """Those of the ids that are on the list, as they were given. An empty list costs one look and needs no key.

    Raises BadInput when the list was written under another key, because then nobody on it could be recognised.
    """
    if not workspace.newest(KIND):
        return set()
    key = pseudonyms.key()
    known = _known(workspace, key)
    return {text for text in ids if _entry(key, text) in known}


def _known(workspace: Workspace, key: bytes) -> dict[str, str]:
    """The entries. They all carry the mark of one key."""
    known = workspace.newest(KIND)
    if known and set(known.values()) != {_mark(key)}:
        raise BadInput(
            "Customers are to stay forgotten, but the key under which they were noted is not here; without it they would come back."
            " Put that key back: in CJM_KEY, or as your key file."
        )
    return known


def _entry(key: bytes, text: str) -> str:
    return pseudonyms.keyed(key, _PURPOSE + pseudonyms.normalised(text))


def _mark(key: bytes) -> str:
    return pseudonyms.keyed(key, _MARK)[:16]
