"""Comments that fit language, touchpoint and feeling: an opening, a sentence on the matter and an ending, each from a list."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cjm_core.demo import shop
from cjm_core.demo.customers import Bools, Ints
from cjm_core.demo.phrases import Phrases
from cjm_core.demo.phrases.dutch import DUTCH
from cjm_core.demo.phrases.english import ENGLISH
from cjm_core.demo.phrases.french import FRENCH
from cjm_core.demo.phrases.german import GERMAN
from cjm_core.demo.phrases.spanish import SPANISH

LANGUAGES: Final[tuple[Phrases, ...]] = (ENGLISH, GERMAN, FRENCH, SPANISH, DUTCH)  # in the order of shop.LANGUAGES
TOPICS: Final = (*shop.TOUCHPOINTS, "Relationship", "Frozen app", "Kerbside")
MAIN: Final = {"Frozen app": "Checkout", "Kerbside": "Delivery"}  # where a story's topic has no words of its own
UNHAPPY, NEITHER, HAPPY = range(3)


def bodies(words: Phrases, topic: str, feeling: int) -> tuple[str, ...]:
    """The sentences on the matter itself."""
    main = MAIN.get(topic, topic)
    if feeling == NEITHER:
        return tuple(sentence.replace("{topic}", words.names[main]) for sentence in words.neither)
    by_topic = words.unhappy if feeling == UNHAPPY else words.happy
    return by_topic.get(topic, by_topic[main])


def sentences(words: Phrases, topic: str, feeling: int) -> list[str]:
    """Every comment of that language, topic and feeling."""
    matter = [body[0].upper() + body[1:] for body in bodies(words, topic, feeling)]
    openings, endings = words.openings[feeling], words.endings[feeling]
    return [" ".join(part for part in (first, body, last) if part) for first in openings for body in matter for last in endings]


@cache
def catalogue() -> tuple[NDArray[np.object_], Ints, Ints]:
    """All comments in one list, and where each (language, topic, feeling) begins and how many it has, as 3-d arrays."""
    every: list[str] = []
    first = np.zeros((len(LANGUAGES), len(TOPICS), 3), dtype=np.int64)
    count = np.zeros_like(first)
    for place in np.ndindex(*first.shape):
        language, topic, feeling = place
        if TOPICS[topic] == "Ad":  # nothing is ever asked about ads
            continue
        some = sentences(LANGUAGES[language], TOPICS[topic], feeling)
        first[place], count[place] = len(every), len(some)
        every.extend(some)
    return np.array(every, dtype=object), first, count


def write_comments(random: np.random.Generator, language: Ints, topic: Ints, feeling: Ints, writes: Bools) -> NDArray[np.object_]:
    """One comment per entry where `writes`, None elsewhere."""
    every, first, count = catalogue()
    which = np.flatnonzero(writes)
    place = (language[which], topic[which], feeling[which])
    comment = np.full(len(writes), None, dtype=object)
    comment[which] = every[first[place] + (random.random(len(which)) * count[place]).astype(np.int64)]
    return comment
