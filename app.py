"""What `streamlit run app.py` serves: the screens, behind one router, and a health address for scripts."""

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from cjm_core import charts, definitions, experiments, journey_map, scoreboard, takeaway, timeline  # noqa: F401 - no first screen waits for them
from pages.shared.faults import show_fault


async def healthz(_request: Request) -> PlainTextResponse:
    """Answers as soon as the server takes requests."""
    return PlainTextResponse("ok")


app = st.App("pages/router.py", routes=[Route("/healthz", healthz)], on_script_error=show_fault)
