"""A part of a page that fails alone: the rest still stands, and the log knows the rest."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

import tp_metrics as tp
from pages.parts import counting
from pages.parts.findings import block, called

LOG = logging.getLogger("tp_metrics.pages")


@contextmanager
def careful(what: str) -> Iterator[None]:
    """Draw a part; if it fails, say in one sentence what could not be drawn, and go on with the page."""
    with block():
        try:
            yield
        except tp.access.NotForViewer as refused:
            called(str(refused))
            st.caption(str(refused))
        except Exception:
            counting.ERRORS.inc()
            LOG.exception("%s could not be drawn", what)
            said = f"{what[:1].upper()}{what[1:]} could not be drawn."
            called(said)
            st.error(
                f"{said} The rest of the page holds; the reason stands in the server's log under tp_metrics.pages.",
                icon=":material/error:",
            )
