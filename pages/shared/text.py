"""Text from files is shown as text: never as markup."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:@&^=\"'])")
# Where Streamlit makes pictures of :name:, links of http://…, www.… and a@b, and signs of -> and >= even when escaped.
_MAGIC = re.compile(r"(?<=:)(?=[\w+-]+:|//)|(?<=\bwww)(?=\.)|(?=@)|(?<=[<>~-])(?=[-=>])", re.IGNORECASE)
_KEEP_APART = "\u2060"  # unseen and without width


def escaped(text: object) -> str:
    """A text for st.markdown and labels in which every character stands for itself."""
    one_line = " ".join(str(text).split())
    return _SPECIAL.sub(r"\\\1", _MAGIC.sub(_KEEP_APART, one_line))


def quiet(*lines: object) -> str:
    """Lines of small grey text for st.markdown; dark enough to read (st.caption in the light theme is not)."""
    return "  \n".join(f":small[:gray[{escaped(line)}]]" for line in lines)
