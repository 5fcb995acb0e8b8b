"""Which older encoding a text is in that is not UTF-8: only where its letters plainly say so, else it is taken for western (CP1252)."""

from __future__ import annotations

import re
from pathlib import Path

_MOST = 4 << 20  # bytes looked at
_ENOUGH = 20  # bytes beyond ASCII that must be seen before anything is said
_MARGIN = 0.05
_DIFFERENT = 4  # letters beyond ASCII; fewer may be signs
_VARIED = 8  # different characters of an eastern text; fewer may be one sign over and over
_HIGH = re.compile(rb"[\x80-\xff]+")
_WORD = re.compile(r"\w+")
_WESTERN = frozenset("äöüßéèàçñáíóúêâôãõåøæœëïÄÖÜÉ°€–’“”„«»…§\xa0")
_RARE = frozenset("®™©²×±½¼·ªº¿¡þðÞÐÅØÆÇÑÈÊÎÔÛÀÁÂÃÕÚÍÓîûùìò")  # western too, but seldom
_SPARSE = (  # between Latin letters; with the letters beyond ASCII that such texts have
    ("cp850", _WESTERN), ("mac_roman", _WESTERN), ("cp1250", frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻőűŐŰáéíöüúÖÜ„”–…\xa0§€")),
)  # fmt: skip
_DENSE = (  # whole words beyond ASCII; with their most frequent letters
    ("cp1251", frozenset("оеаинтсрвлкмдпу")), ("koi8_r", frozenset("оеаинтсрвлкмдпу")), ("cp866", frozenset("оеаинтсрвлкмдпу")),
    ("cp1253", frozenset("αοιετσνηυρπκμλςάίόήέύώ")), ("cp1255", frozenset("יוהלאתרשבמנםדקעחפט")),
    ("cp1256", frozenset("ايلمنرتوبةعدسفهكقحج")), ("cp874", frozenset("านรอกเงมลวยสตทดคแี่้")),
)  # fmt: skip
_KANA = re.compile("[\u3041-\u30ff]")
_EASTERN = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]")
SAID = {
    "cp850": "an old western encoding of DOS", "mac_roman": "an old western encoding of the Mac", "cp1250": "Central European",
    "cp1251": "Cyrillic", "koi8_r": "Cyrillic", "cp866": "Cyrillic", "cp1253": "Greek",
    "cp1255": "Hebrew", "cp1256": "Arabic", "cp874": "Thai",
    "cp932": "Japanese", "euc_jp": "Japanese", "gb18030": "Chinese", "big5": "Chinese", "euc_kr": "Korean",
}  # fmt: skip


def said(name: str, encoding: str) -> str:
    """The sentence about a file whose encoding was guessed from its letters."""
    return f"{name} seems to be written in {SAID.get(encoding)} ({encoding}); choose another encoding if its letters look wrong."


def older_encoding(path: Path) -> str | None:
    """What a file that is not UTF-8 is plainly written in; None: western, or nobody can say."""
    with path.open("rb") as file:
        return guess(file.read(_MOST))


def guess(start: bytes) -> str | None:
    """The same for its first bytes."""
    runs = _HIGH.findall(start)
    letters = b"".join(runs)
    if len(letters) < _ENOUGH:
        return None
    words = sum(len(run) for run in runs if len(run) > 2) >= 0.6 * len(letters)  # € or a blank beyond ASCII stand alone
    return (_of_words(start, letters) if words else None) or _eastern(start, words) or _of_letters(letters)


def _stands_alone(text: str) -> bool:
    """Whether the words beyond ASCII are words of their own: in Größe the letters of another alphabet would stand among Latin ones."""
    words = _WORD.findall(text)
    touching = sum(word.isascii() is False and re.search("[A-Za-z]", word) is not None for word in words)
    return touching <= 0.3 * sum(not word.isascii() for word in words)


def _share(letters: bytes, codec: str, usual: frozenset[str]) -> float:
    text = letters.decode(codec, "replace")
    return sum(sign in usual for sign in text) / len(text)


def _of_words(start: bytes, letters: bytes) -> str | None:
    best = _best({codec: _share(letters, codec, usual | {sign.upper() for sign in usual}) for codec, usual in _DENSE}, 0.7)
    return best if best and len(set(letters)) >= _VARIED and _stands_alone(start.decode(best, "replace")) else None


def _of_letters(letters: bytes) -> str | None:
    """Western letters of another encoding are signs in CP1252: M³ller, Stra§e."""
    if len(set(letters)) < _DIFFERENT:
        return None
    least = max(0.9, _share(letters, "cp1252", _WESTERN | _RARE) + 0.25)
    return _best({codec: _share(letters, codec, usual) for codec, usual in _SPARSE}, least)


def _best(shares: dict[str, float], least: float) -> str | None:
    """The encoding with the largest share, if that is large enough and no other comes near."""
    second, first = sorted(shares.values())[-2:]
    return max(shares, key=lambda codec: shares[codec]) if first >= least and first - second >= _MARGIN else None


def _eastern(start: bytes, words: bool) -> str | None:
    """Japanese, Chinese or Korean: two bytes are one character, in each encoding others."""
    cut = start[: start.rfind(b"\n") + 1] or start
    for codec in ("cp932", "euc_jp"):
        text = _decoded(cut, codec)
        if len(_KANA.findall(text)) > 0.15 * len(_EASTERN.findall(text)) and _is_eastern(text):
            return codec
    for codec in ("euc_kr", "gb18030", "big5") if words else ("big5",):
        text = _decoded(cut, codec)
        if _is_eastern(text) and (codec != "euc_kr" or len(re.findall("[\uac00-\ud7a3]", text)) > 0.9 * len(_EASTERN.findall(text))):
            return codec
    return None


def _decoded(start: bytes, codec: str) -> str:
    try:
        return start.decode(codec)
    except UnicodeError:
        return ""


def _is_eastern(text: str) -> bool:
    beyond = sum(sign > "\x7f" for sign in text)
    found = _EASTERN.findall(text)
    return len(set(found)) >= _VARIED and len(found) > 0.9 * beyond and _stands_alone(text)
