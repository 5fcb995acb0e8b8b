"""Text of any script in an SVG, and the SVG painted. The converter gives up on some mixtures of scripts and weights in one text.

So letters that its own font has not are set one script at a time, each in a text of its own. What a machine's other fonts still make
of them nobody knows, and a converter that gave up once paints nothing more: it has a process of its own for each picture.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence

from markupsafe import escape

from cjm_core import look
from cjm_core.takeaway.lettering import FONT, Run, width

INK = {name: light for name, (light, _) in look.PALETTE.items()}
_OTHERS = f"{FONT}, DejaVu Sans, Segoe UI, Noto Sans, Noto Sans CJK SC, Microsoft YaHei, Hiragino Sans, Segoe UI Emoji, Apple Color Emoji, sans-serif"
# What the converter's own font can write. Other letters are set one script at a time: a run of several makes the converter give up.
_KNOWN = "\u0020-\u02ff\u0370-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2122\u2190-\u2195−≈≠≤≥■□▪▫▲►▼◄◊○●\ufffd"
_RIGHT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+"
_RUNS = re.compile(
    f"(?P<known>(?:[{_KNOWN}](?![\u0300-\u036f]))+)|(?P<right>{_RIGHT}(?: +{_RIGHT})*)"
    "|(?P<wide>[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]+)|(?P<marked>.[\u0300-\u036f]*)"
)
_CONVERT = """import sys, vl_convert
sys.stdout.buffer.write(getattr(vl_convert, "svg_to_" + sys.argv[1])(sys.stdin.buffer.read().decode(), scale=float(sys.argv[2])))"""


def painted(svg: str, kind: str, scale: float = 1.0) -> bytes:
    """The drawing as `png` or `pdf`. Where the converter gives up, signs stand for what its own font cannot write."""
    try:
        return _converted(svg, kind, scale)
    except RuntimeError:
        return _converted(simpler(svg), kind, scale)


def _converted(svg: str, kind: str, scale: float) -> bytes:
    """Raises RuntimeError where the converter gives up. `-P`: no file of the folder at hand is taken for the library."""
    command = [sys.executable, "-P", "-c", _CONVERT, kind, str(scale)]
    done = subprocess.run(command, input=svg.encode(errors="replace"), capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-500:])
    return done.stdout


def simpler(svg: str) -> str:
    """A drawing with a visible sign for every letter that the converter's own font has not."""
    return re.sub(f"[^{_KNOWN}\n]", "□", svg)


def text(x: float, y: float, said: str | Sequence[Run], size: float, fill: str = "ink", bold: bool = False, italic: bool = False,
         anchor: str = "start", strong: str = "") -> str:  # fmt: skip
    """One line with its foot at y. `fill` is a name of the palette, `strong` that of what is bold; `anchor` as in SVG."""
    runs = [(said, bold)] if isinstance(said, str) else list(said)
    pieces = [(kind, piece, heavy) for line, heavy in runs for kind, piece in _scripts(line)]
    style = f' font-size="{size:g}"' + (' font-style="italic"' if italic else "")
    colours = INK.get(fill, fill), INK.get(strong or fill, strong or fill)
    if all(kind == "known" for kind, _, _ in pieces):
        bolder = '<tspan font-weight="700"' + (f' fill="{colours[1]}">' if strong else ">")
        inside = "".join(f"{bolder}{escape(piece)}</tspan>" if heavy else str(escape(piece)) for _, piece, heavy in pieces)
        style += f' fill="{colours[0]}"' + (f' text-anchor="{anchor}"' if anchor != "start" else "")
        return f'<text x="{x:.1f}" y="{y:.1f}"{style}>{inside}</text>'
    x -= sum(width(piece, size, heavy) for _, piece, heavy in pieces) * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    return "".join(_run(*one, size, f'{style} fill="{colours[one[-1]]}"') for one in _in_turn(pieces, x, y, size))


def _in_turn(pieces: list[tuple[str, str, bool]], x: float, y: float, size: float) -> Iterator[tuple[float, float, str, str, bool]]:
    for kind, piece, heavy in pieces:
        yield x, y, kind, piece, heavy
        x += width(piece, size, heavy)


def _run(x: float, y: float, kind: str, piece: str, heavy: bool, size: float, look_of: str) -> str:
    x += width(" ", size) * (len(piece) - len(piece.lstrip(" ")))  # an SVG drops blanks at the beginning
    family = "" if kind == "known" else f' font-family="{_OTHERS.removeprefix(f"{FONT}, ")}"'
    return f'<text x="{x:.1f}" y="{y:.1f}"{look_of}{family}' + (' font-weight="700"' if heavy else "") + f">{escape(piece.lstrip())}</text>"


def _scripts(line: str) -> Iterator[tuple[str, str]]:
    for found in _RUNS.finditer(line):
        yield str(found.lastgroup), found.group()
