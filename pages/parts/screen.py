"""How wide the viewer's screen is. A server is not told; so a few lines in the page tell it, on narrow screens only."""

from __future__ import annotations

import streamlit as st

#: Where Streamlit sets columns beneath one another, in pixels.
NARROW = 640
TELL = f"""
export default function ({{ data, setStateValue }}) {{
    const tell = () => {{
        const narrow = window.innerWidth <= {NARROW}
        if (narrow !== data.narrow) setStateValue("narrow", narrow)
    }}
    tell()
    window.addEventListener("resize", tell)
    return () => window.removeEventListener("resize", tell)
}}
"""


def narrow() -> bool:
    """Whether the screen is a phone's. Until the page has told, what the browser calls itself decides."""
    guess = "Mobi" in st.context.headers.get("User-Agent", "")
    return bool((st.session_state.get("screen") or {}).get("narrow", guess))


def tell_width() -> None:
    """Have the page tell, once on each page that asks: where the guess was wrong, the page runs again."""
    tells = st.components.v2.component("screen", js=TELL)
    tells(key="screen", data={"narrow": narrow()}, on_narrow_change=lambda: None, height=1)
