"""Links from one page to another, as the ledger and the meetings hold them: "exceptions?level=Boroughs"."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

import streamlit as st

PAGES = Path(__file__).parents[1]


@lru_cache(maxsize=1)
def addresses() -> dict[str, str]:
    """The address of every page and the file that it is in."""
    root = PAGES.parent
    files = [file for file in PAGES.glob("*/*.py") if file.parent.name != "parts" and file.stem != "__init__"]
    return {file.stem: str(file.relative_to(root)) for file in files}


def link_to(page: str, **query: str | None) -> str:
    """A link to a page with what is known of its query."""
    known = {name: value for name, value in query.items() if value}
    return f"{page}?{urlencode(known, quote_via=quote)}" if known else page


def link(target: str, label: str, icon: str | None = None) -> None:
    """A link that opens a page with its query; what leads to no page of the dashboard is printed as text.

    The label is ours; a target that people typed is never part of it.
    """
    page, _, query = target.partition("?")
    file = addresses().get(page.strip("/ "))
    if file is None:
        st.text(target)
        return
    st.page_link(file, label=label, icon=icon, query_params=parse_qsl(query))
