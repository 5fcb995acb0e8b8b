"""Which touchpoint is the cart and which the order, by their names."""

from __future__ import annotations

from collections.abc import Iterable

from cjm_core.understanding.profile import normal
from cjm_core.understanding.synonyms import NOT_A_ROLE, ROLE_WORDS


def propose_roles(touchpoints: Iterable[str]) -> dict[str, str]:
    """{"cart": touchpoint, "order": touchpoint} where a name says so clearly; a goal is the person's own choice."""
    names, roles = list(dict.fromkeys(touchpoints)), dict[str, str]()
    for role, words in ROLE_WORDS.items():
        free = [name for name in names if name not in roles.values()]
        scored = sorted(((_role_score(name, words), name) for name in free), reverse=True)
        clear = scored and scored[0][0] > 0 and (len(scored) == 1 or scored[0][0] > scored[1][0])
        if clear:
            roles[role] = scored[0][1]
    return roles


def buys(touchpoint: str) -> bool:
    """Whether a name could be a cart or an order, even where it is not the only one."""
    return any(_role_score(touchpoint, words) > 0 for words in ROLE_WORDS.values())


def _role_score(touchpoint: str, words: tuple[str, ...]) -> float:
    name = normal(touchpoint)
    parts = set(name.split())
    if parts & NOT_A_ROLE:
        return 0.0
    joined = [word.replace(" ", "") for word in words]
    if name.replace(" ", "") in joined:  # addtocart
        return 200.0 - joined.index(name.replace(" ", ""))
    inside = [place for place, word in enumerate(words) if set(word.split()) <= parts]
    return 100.0 - inside[0] if inside else 0.0
