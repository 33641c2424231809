"""Links from one page to another, as the ledger and the meetings hold them: "exceptions?level=Boroughs"."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode

import streamlit as st


def link_to(page: str, **query: str | None) -> str:
    """A link to a page with what is known of its query."""
    known = {name: value for name, value in query.items() if value}
    return f"{page}?{urlencode(known, quote_via=quote)}" if known else page


def link(target: str, label: str, icon: str | None = None) -> None:
    """A link that opens a page with its query; what leads to no page of the dashboard is printed as text.

    The label is ours; a target that people typed is never part of it.
    """
    page, _, query = target.partition("?")
    found = st.session_state["pages"].get(page.strip("/ ")) if page else None
    if found is None:
        st.text(target)
        return
    st.page_link(found, label=label, icon=icon, query_params=parse_qsl(query))
