"""Files in archives: gzip and ZIP, unpacked under a limit to temporary files of our own names."""

from __future__ import annotations

import errno
import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from cjm_core.errors import BadInput
from cjm_core.home import working_folder
from cjm_core.reading.limits import MOST_MEMBERS, check_unpacked

_BLOCK = 1 << 20
_HIDDEN = ("__MACOSX", "Thumbs.db", "desktop.ini")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


def members_of(path: Path, name: str) -> list[zipfile.ZipInfo]:
    """The files in a ZIP archive that people put there, in their order. Raises BadInput beyond the limits, or when it is locked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir() and not _is_hidden(part.filename)]
    except _DAMAGE:
        raise _damaged(name) from None
    if len(parts) > MOST_MEMBERS:
        raise BadInput(f"{name} holds {len(parts):,} files; at most {MOST_MEMBERS:,} are read. Pack only the tables.")
    check_unpacked(name, sum(part.file_size for part in parts), path.stat().st_size)
    return parts


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any((part.startswith(".") and part != "..") or part in _HIDDEN for part in parts)


def opening_of(path: Path, name: str, member: zipfile.ZipInfo) -> bytes:
    """The first 4,096 bytes of a member."""
    with _refused(name), zipfile.ZipFile(path) as archive, archive.open(member) as file:
        return file.read(4096)


@contextmanager
def unpacked_member(path: Path, name: str, member: zipfile.ZipInfo, watch: Callable[[float], None] | None = None) -> Iterator[Path]:
    """A temporary file with a member's bytes; it is gone at the end."""
    shown = f"{name} › {member.filename}"
    with working_folder() as folder, ExitStack() as opened:
        with _refused(name):
            file = opened.enter_context(opened.enter_context(zipfile.ZipFile(path)).open(member))
        yield _copied(file, folder / "member", shown, member.compress_size, member.file_size, watch)


@contextmanager
def unpacked_gzip(path: Path, name: str, watch: Callable[[float], None] | None = None) -> Iterator[Path]:
    """A temporary file with what a gzip file holds; it is gone at the end."""
    with working_folder() as folder, gzip.open(path) as file:
        yield _copied(file, folder / "unpacked", name, path.stat().st_size, None, watch)


def _copied(
    file: IO[bytes] | gzip.GzipFile, out: Path, name: str, packed: int, size: int | None, watch: Callable[[float], None] | None
) -> Path:
    """Write the unpacked bytes, counting: what an archive says of its own size may be a lie."""
    written = 0
    with out.open("wb") as target:
        while block := _next(file, name):
            written += len(block)
            check_unpacked(name, written, packed)
            with _refused(name):
                target.write(block)
            if watch and size:
                watch(min(1.0, written / size))
    return out


def _next(file: IO[bytes] | gzip.GzipFile, name: str) -> bytes:
    with _refused(name):
        return file.read(_BLOCK)


@contextmanager
def _refused(name: str) -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        locked = "password" in str(error) or "encrypted" in str(error)
        raise BadInput(f"{name} is protected by a password; pack it without one and try again.") if locked else _damaged(name) from None
    except _DAMAGE as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise BadInput(f"The disk is full, so {name} cannot be unpacked; free some room and try again.") from None
        raise _damaged(name) from None


def _damaged(name: str) -> BadInput:
    return BadInput(f"{name} is damaged or cut off, or packed in a way that is not read; pack it again, as plain ZIP.")
