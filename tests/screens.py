"""Screens behind the real router, without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.guards import ROOT


def routed(path: str = "") -> AppTest:
    """The program with the screen at `path` below pages/, not yet run; the overview without one."""
    app = AppTest.from_file(str(ROOT / "pages" / "router.py"), default_timeout=60)
    return app.switch_page(path) if path else app


def opened(path: str, **choices: str) -> AppTest:
    """The screen as an address with these choices opens it."""
    app = routed()
    app.query_params.update(choices)
    app.switch_page(path).run()
    assert not app.exception, [fault.message for fault in app.exception]
    return app


def drawn(app: AppTest) -> str:
    """Everything a screen drew as HTML, with its markup."""
    return " ".join(part.proto.body for part in app.get("html"))
