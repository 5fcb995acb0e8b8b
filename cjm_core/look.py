"""The palette and the few means of drawing that page, chart and file share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cjm_core import format as fmt
from cjm_core.settings import own

# name -> (light, dark). Contrast of text on paper and wash is at least 4.5 : 1. Good and bad differ in lightness and by ▲▼ too.
PALETTE = {
    "ink": ("#1f2430", "#e8eaf0"), "soft": ("#5c6475", "#a9b0c0"), "faint": ("#626a7a", "#949cae"), "line": ("#e3e6ec", "#2d3340"),
    "paper": ("#ffffff", "#14171d"), "wash": ("#f6f7f9", "#1b1f27"), "accent": ("#3d5a99", "#9db5ea"), "good": ("#123f7a", "#6ea6e6"),
    "goodw": ("#e6eff8", "#1a2a3c"), "bad": ("#a8480a", "#ffc48a"), "badw": ("#fbeadb", "#3a2614"), "band": ("#3d5a9922", "#9db5ea2e"),
}  # fmt: skip
# A label that opens its definition, the same in every drawing.
_TERM = (
    ".cjm .term{color:inherit;text-decoration:underline dotted var(--faint);text-underline-offset:3px}"
    ".cjm .term:hover{color:var(--accent);text-decoration-style:solid}"
    ".cjm .term:focus-visible{outline:2px solid var(--accent);outline-offset:2px}"
)


def tokens() -> Markup:
    """The palette as CSS variables that follow the colour scheme of the page, and the look of what opens a definition."""
    colours = ";".join(f"--{name}:light-dark({light},{dark})" for name, (light, dark) in PALETTE.items())
    return Markup(".cjm{%s}%s" % (colours, _TERM))  # noqa: UP031 - our own constants; braces read better so


@cache
def templates(package: str) -> Environment:
    """Templates of a package, with everything escaped that is not our own markup."""
    # Not optimized: Jinja would work out `"Stage" | own` once, and the room's words of the first drawing would stay in all others.
    environment = Environment(
        loader=PackageLoader(package), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, optimized=False
    )
    environment.filters |= {"count": fmt.count, "bold": bold, "parted": parted, "suffix": fmt.suffix, "own": own}
    environment.globals |= {"tokens": tokens(), "term": term}
    return environment


@cache
def style(package: str, name: str) -> Markup:
    """A style sheet of ours, as it is."""
    return Markup(PackageLoader(package).get_source(Environment(autoescape=True), name)[0])


def bold(text: str) -> Markup:
    """`**name**` becomes bold; everything else is shown as text."""
    parts = str(escape(text)).split("**")
    return Markup("".join(f"<b>{part}</b>" if at % 2 else part for at, part in enumerate(parts)))


_LONG_WORD = re.compile(r"(\S{11,})")
_JOINTS = re.compile(r"(?<=[_/.-])(?=[^\W_])(?!(?<=\d[.-])\d)|(?<=[a-z])(?=[A-Z])")


def parted(text: str) -> Markup:
    """A name that may break where its words meet: landing_page_view, EmailVerified. What is copied of it is the name alone."""
    words = (_JOINTS.split(word) if at % 2 else [word] for at, word in enumerate(_LONG_WORD.split(text)))
    return Markup("").join(Markup("<wbr>").join(pieces) for pieces in words)


def term(text: str, name: str) -> Markup:
    """A label that opens the definition of the number called `name`: in a dialog where a script listens (`data-kpi`), else on its screen."""
    return Markup('<a class="term" href="definitions?kpi={0}" data-kpi="{0}">{1}</a>').format(name, text)


def mask(path: str, stroke: float | None = None, box: tuple[float, float] = (100, 100)) -> str:
    """A shape as a mask image: it takes its colour from the style sheet, light or dark, and survives sanitizers that drop SVG."""
    paint = "fill='#000'"
    if stroke:
        paint = f"fill='none' stroke='#000' stroke-width='{stroke}' vector-effect='non-scaling-stroke' stroke-linejoin='round'"
    size = f"viewBox='0 0 {box[0]:g} {box[1]:g}' preserveAspectRatio='none'"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' {size}><path d='{path}' {paint}/></svg>"
    return f'url("data:image/svg+xml,{quote(svg)}")'


def course(values: Sequence[float | None], left: float, top: float, wide: float, tall: float) -> str:
    """Values at equal steps as one path inside a box, the lowest at its foot; those that are missing leave a gap."""
    known = [value for value in values if value is not None]
    low, span = min(known), (max(known) - min(known)) or 1.0
    runs: list[list[tuple[float, float]]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((left + at / (len(values) - 1) * wide, top + tall - (value - low) / span * tall))
    return "".join(line(run) for run in runs if len(run) > 1)


def line(points: list[tuple[float, float]]) -> str:
    """Straight segments through the points, because a curve would invent values."""
    return "".join(f"{'L' if at else 'M'}{x:.2f},{y:.2f}" for at, (x, y) in enumerate(points))
