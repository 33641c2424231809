"""The server: the dashboard, with a route that tells a load balancer whether it can answer."""

from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

import tp_metrics as tp
from pages.parts.sweeping import swept

# A folder named `pages` makes Streamlit serve the very first session of a process in its legacy way, until that has
# called st.navigation: a link to any page but the first then opens with "Page not found" over it (1.67, 2026-11).
PagesManager.uses_pages_directory = False


def health(_request: Request) -> JSONResponse:
    """Whether the data folder can be read, and which edition it would show; 503 where it cannot."""
    try:
        editions = tp.editions()
    except (OSError, ValueError):
        return JSONResponse({"status": "data folder cannot be read"}, status_code=503)
    return JSONResponse({"status": "ok", "edition": editions[0].id if editions else None})


app = st.App(Path(__file__).with_name("app.py"), routes=[Route("/health", health)], lifespan=swept)
