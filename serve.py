"""The server: the dashboard with its headers, the rule of the door for files, and routes that say how it is."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from pages.parts import counting, gate, headers, owned, program, routes, shell, sweeping

# A folder named `pages` makes Streamlit serve the very first session of a process in its legacy way, until that has
# called st.navigation: a link to any page but the first then opens with "Page not found" over it (1.67, 2026-11).
PagesManager.uses_pages_directory = False
gate.keep_exports()
owned.keep()

app = st.App(
    Path(__file__).with_name("app.py"),
    routes=routes.ROUTES,
    middleware=[
        Middleware(headers.Guarded),
        Middleware(program.Program),
        Middleware(gate.Gate),
        Middleware(shell.Shell),
    ],
    lifespan=sweeping.swept,
    on_script_error=counting.failed,
)
