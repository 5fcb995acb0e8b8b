"""Maps on the local network, read-only, behind a link that cannot be guessed; its address as a QR code.

Nothing but the maps that were drawn beforehand is served: no query reaches the data, and whoever does not know the link learns nothing.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

import segno
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from cjm_core import look
from cjm_core.errors import BadInput
from cjm_core.home import abandoned, home
from cjm_core.journey_map import slides

PORT = 8600
_BITS = 128  # of the link
_ELSEWHERE = "192.0.2.1"  # an address that belongs to nobody (RFC 5737): asked only which of ours would be used, nothing is sent
_HEADERS = {
    "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip


@dataclass(frozen=True)
class Shared:
    """A sharing that runs: its link, how many maps it shows, and the process that serves it."""

    link: str
    maps: int
    process: int


def new_token() -> str:
    """The part of the link that cannot be guessed."""
    return secrets.token_urlsafe(_BITS // 8)


def app(token: str, pages: Mapping[str, str], scripts: tuple[str, ...] = ()) -> Starlette:
    """Serves these pages (name -> whole HTML document) below the token: the only one at once, several from a list.

    `scripts` are hashes of the scripts that may run beside that of the slides. Everything else is an empty 404.
    """
    body = {str(number): page for number, page in enumerate(pages.values(), start=1)}
    first = next(iter(pages.values())) if len(pages) == 1 else _list(pages)
    policy = _policy((slides.script_hash(), *scripts))

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        given, _, which = path.removeprefix("/").partition("/")
        known = secrets.compare_digest(given.encode(), token.encode()) and scope["method"] in ("GET", "HEAD")
        page = (body.get(which.removesuffix("/")) if which else first) if known else None
        if page is None:
            response = Response(status_code=404, headers=_HEADERS)
        elif not path.endswith("/"):  # links in the list are relative to it
            response = Response(status_code=307, headers={**_HEADERS, "Location": f"/{token}/{which}{'/' if which else ''}"})
        else:
            response = HTMLResponse(page, headers={**_HEADERS, "Content-Security-Policy": policy})
        await response(scope, receive, send)

    return Starlette(routes=[Mount("", app=answer)])


def _policy(hashes: tuple[str, ...]) -> str:
    scripts = " ".join(f"'{one}'" for one in hashes)
    return (f"default-src 'none'; style-src 'unsafe-inline'; script-src {scripts}; img-src data:; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'")  # fmt: skip


def _list(pages: Mapping[str, str]) -> str:
    links = "".join(f'<li><a href="{number}/">{escape(name)}</a></li>' for number, name in enumerate(pages, start=1))
    style = (f"<style>{look.tokens()}:root{{color-scheme:light dark}}body{{margin:0;background:light-dark(#fff,#14171d)}}.cjm{{max-width:44em;"
             "margin:0 auto;padding:28px 22px;color:var(--ink);font:18px/1.5 system-ui,sans-serif}a{display:block;padding:11px 0;color:var(--accent)}"
             "ul{padding:0;list-style:none}li{border-bottom:1px solid var(--line)}</style>")  # fmt: skip
    head = "<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width, initial-scale=1'>"
    return f"{head}<title>Journey maps</title>{style}<main class='cjm'><h1>Journey maps</h1><ul>{links}</ul></main></html>"


@contextmanager
def listening(host: str = "0.0.0.0", port: int = PORT) -> Iterator[socket.socket]:
    """A door that is open already, so that a taken port is said before anything else. Raises BadInput then."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise BadInput(f"{host}:{port} cannot be used ({error.strerror}). Name another port with --port.") from None
        yield listener


def serve(pages: Mapping[str, str], token: str, listener: socket.socket, link: str, scripts: tuple[str, ...] = ()) -> None:
    """Serve until it is stopped; the link is in `home()/share.json` meanwhile."""
    settings = uvicorn.Config(app(token, pages, scripts), ws="none", log_level="critical", access_log=False, server_header=False, date_header=False)
    with announced(link, len(pages)):
        uvicorn.Server(settings).run(sockets=[listener])


@contextmanager
def announced(link: str, maps: int) -> Iterator[None]:
    """Keep the link where the Present screen finds it, for this process's life."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    said = json.dumps(asdict(Shared(link, maps, os.getpid())))
    path.write_text(said, encoding="utf-8")
    try:
        yield
    finally:
        if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == said:  # another sharing may have begun meanwhile
            path.unlink(missing_ok=True)


def running() -> Shared | None:
    """What is shared now; None where nothing is, or where the process that said so is gone."""
    try:
        said = json.loads(_file().read_text(encoding="utf-8"))
        found = Shared(str(said["link"]), int(said["maps"]), int(said["process"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found.link.startswith("http://") and not abandoned(_file(), str(found.process)) else None


def _file() -> Path:
    return home() / "share.json"


def address(host: str, port: int, token: str) -> str:
    """The link that others open."""
    return f"http://{here() if host in ('0.0.0.0', '') else host}:{port}/{token}/"


def here() -> str:
    """The address of this machine in its network; 127.0.0.1 without one. Asking sends nothing."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((_ELSEWHERE, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return "127.0.0.1"


def qr_picture(link: str) -> str:
    """The link as a QR code: a PNG as a data URI, black on white with its quiet zone."""
    return str(segno.make(link, error="m").png_data_uri(scale=8, border=4))


def qr_text(link: str) -> str:
    """The link as a QR code for a terminal, two rows of squares in one line of text."""
    rows = [list(row) for row in segno.make(link, error="l").matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    signs = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}  # light squares are drawn: terminals are dark as a rule
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join("".join(signs[bool(above), bool(below)] for above, below in zip(*two, strict=True)) for two in pairs)
