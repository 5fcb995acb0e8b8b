"""Pseudonyms: HMAC-SHA-256 of the normalised id under a key that never lies beside the data (METRICS §8).

Without a key there is no pseudonym: a plain hash of an e-mail address is found again with a list of addresses.
"""

from __future__ import annotations

import hmac
import os
import secrets
import unicodedata
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.errors import BadInput
from cjm_core.home import home

_SHORTEST, _LONGEST = 16, 4096  # letters of a key that a person may set; ours has 64
_DIGITS = 32  # hexadecimal: 128 bits
_PROJECT = Path(__file__).resolve().parents[2]


def key() -> bytes:
    """The secret key: that of CJM_KEY, otherwise that of the person's own key file, which is made on first use.

    Raises BadInput for a key that cannot be used; there is no way round it.
    """
    given = os.environ.get("CJM_KEY")
    if given is not None:
        return _usable(given, "CJM_KEY")
    path = key_file()
    if not path.exists():
        _make(path)
    try:
        return _usable(path.read_text(encoding="utf-8"), f"the key file {path}")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The key file {path} cannot be read ({_why(error)}). Without its key there are no pseudonyms.") from None


def key_file() -> Path:
    """Where the key is kept: CJM_KEY_FILE, otherwise the person's configuration folder. Raises BadInput for a place beside the data."""
    named = os.environ.get("CJM_KEY_FILE")
    path = Path(named) if named else _configuration() / "customer-journey-map" / "pseudonym.key"
    if any(path.resolve().is_relative_to(folder.resolve()) for folder in (home(), _PROJECT)):
        raise BadInput(f"The key must not lie beside the data or the program ({path}). Name another place with CJM_KEY_FILE.")
    return path


def pseudonym(key: bytes, text: str) -> str:
    """32 hexadecimal digits that stand for this id. The same id, written a little differently, has the same pseudonym."""
    return keyed(key, normalised(text))[:_DIGITS]


def pseudonyms(key: bytes, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The pseudonym of every cell of a text column; empty cells stay empty. Each distinct value is computed once."""
    coded = pc.dictionary_encode(column.combine_chunks() if column.num_chunks != 1 else column.chunk(0))
    names = pa.array([_cell(key, text) for text in coded.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([names.take(coded.indices)], pa.string())


def normalised(text: str) -> str:
    """NFKC and trimmed; an e-mail address in lower case."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return plain.lower() if "@" in plain else plain


def keyed(key: bytes, text: str) -> str:
    """The full HMAC-SHA-256 in hexadecimal digits."""
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


def _cell(key: bytes, text: str | None) -> str | None:
    return pseudonym(key, text) if text and text.strip() else text


def _configuration() -> Path:
    """The folder in which this person's programs keep their settings."""
    named = os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME")
    return Path(named) if named else Path.home() / ".config"


def _make(path: Path) -> None:
    """Write a new key that only this person may read. Whoever comes second uses the first one's."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise BadInput(f"No key could be written to {path} ({_why(error)}). Name another place with CJM_KEY_FILE, or set CJM_KEY.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(32) + "\n")


def _usable(text: str, where: str) -> bytes:
    """The key as bytes. The message never shows it."""
    found = text.strip()
    if not _SHORTEST <= len(found) <= _LONGEST:
        raise BadInput(f"The key in {where.removeprefix('the key in ')} must have {_SHORTEST} to {_LONGEST:,} letters; nothing was pseudonymised.")
    return found.encode()


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or "it is no text"
