"""Text from files is shown as text: never as markup."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:@&^=\"'])")
_EMOJI = re.compile(r":(?=[\w+-]+:)")
_KEEP_APART = "\u2060"  # unseen, without width: ":name:" would become a picture even when escaped


def escaped(text: object) -> str:
    """A text for st.markdown and labels in which every character stands for itself."""
    one_line = " ".join(str(text).split())
    return _SPECIAL.sub(r"\\\1", _EMOJI.sub(":" + _KEEP_APART, one_line))
