"""How wide the viewer's screen is, and what its browser is left the time to draw.

A server is not told the width; so a few lines in the page tell it, on narrow screens only.
"""

from __future__ import annotations

import time

import streamlit as st

#: Where Streamlit sets columns beneath one another, in pixels.
NARROW = 640
#: How long the first page of a session rests, in seconds; and where it stands that there has been one.
REST, DRAWN = 0.5, "page drawn"
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


def rest() -> None:
    """Leave a browser with its first page the time to draw what it has been sent, before the rest is sent.

    It would take in the rest, with its charts, before it draws any table, and takes no longer for all of it when the
    rest comes later. Whoever has seen a page waits for nothing, nor does who asks without a browser.
    """
    if DRAWN not in st.session_state and st.context.headers.get("User-Agent"):
        time.sleep(REST)


def drawn() -> None:
    """Note that a page of this session has been drawn, or begun."""
    st.session_state[DRAWN] = True
