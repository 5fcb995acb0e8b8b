"""Small take-aways and what is read back from their files: used by the tests of taking away."""

from __future__ import annotations

import csv
import io
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pandas as pd

from cjm_core import result
from cjm_core.metrics import Kpi
from cjm_core.takeaway import Sheet, TakeAway

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ["=1+1", "+49 30", "-5", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", 'x;=cmd|" /C calc"!A0', 'x,"=1', "a\n=1", "<script>alert(1)</script>",
           "&amp; \x00\x0b\ud800\uffff", "_x0041_", "https://example.org", "😀 日本語 العربية", "W" * 300, "1,234", "007", "" ]  # fmt: skip


def taken(*rows: dict[str, Any], by: tuple[str, ...] = (), **more: Any) -> TakeAway:
    """A take-away with one sheet of these result rows."""
    frame = result.frame(by, [{**dict.fromkeys(("ci_low", "ci_high", "reason", "numerator")), "n": 40, "status": "ok", "excluded": {}, **row}
                              for row in rows])  # fmt: skip
    usual = {"title": "Which?", "sentence": "**This** one.", "facts": ("Shop", "95 % intervals"), "sheets": (Sheet("Numbers", frame),)}
    return TakeAway(**{**usual, **more})


def with_kpi(kpi: Kpi, table: pd.DataFrame) -> pd.DataFrame:
    """The result frame with `kpi`, `label` and `unit` before its own columns, as the command line prints them."""
    named = table.copy()
    for at, (name, said) in enumerate((("kpi", kpi.name), ("label", kpi.label), ("unit", kpi.unit))):
        named.insert(at, name, said)
    return named


def cells(bytes_: bytes, sheet: int = 1) -> list[list[Any]]:
    """The cells of a workbook's sheet (0 is About)."""
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(bytes_)).worksheets[sheet].iter_rows()]


def values(bytes_: bytes, sheet: int = 1) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in cells(bytes_, sheet)]


def table(bytes_: bytes, delimiter: str = ",") -> list[list[str]]:
    assert bytes_.startswith(b"\xef\xbb\xbf")  # Excel takes a file without the mark for another encoding
    return list(csv.reader(io.StringIO(bytes_.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def words(svg: str) -> str:
    """Everything that is written in a picture."""
    return " ".join("".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text"))
