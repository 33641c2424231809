"""The door: whether this visit may see anything, signing in and out, and the pages that say why it may not.

Stands before everything else in app.py, which both `streamlit run app.py` and serve.py run. Where people sign in, it
opens at serve.py alone.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st
from streamlit import config

import tp_metrics as tp
from pages.parts import owned, sign_ins, visit
from pages.parts.findings import asked
from pages.parts.who import viewer

#: The fewest letters of a cookie secret: whoever guesses it signs in as anybody.
LEAST_SECRET = 32
#: What stands in .streamlit/secrets.example.toml where a secret belongs.
EXAMPLE = "put-a-long-random-secret-here"
NEEDED = ("client_id", "client_secret", "server_metadata_url")
TITLE = "Territorial Policing metrics"
#: The name stands in one line between the menus and what can be done with the page; where there is no room for it, its
#: picture stands alone, and who listens to the page hears the name all the same.
STYLE = """<style>.st-key-signed-in { position: fixed; top: 0.55rem; right: 18.4rem; z-index: 999991; width: auto }
.st-key-signed-in button { max-width: 15rem }
.st-key-signed-in button :has(p) { min-width: 0; overflow: hidden }
.st-key-signed-in button p { white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
@media (max-width: 1100px) { .st-key-signed-in button :is([data-testid="stMarkdownContainer"], p)
    { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) } }
@media (max-width: 900px) { .st-key-signed-in { right: 8.6rem } }
@media (max-width: 640px) { .st-key-signed-in { right: 3.6rem } }</style>"""


def keep() -> None:
    """Let the visit in, and say in the frame who has signed in; otherwise draw why not, and end the run here."""
    if not sign_ins.asked_for():
        if wrong := _unread():
            _shut(wrong)
        if os.environ.get("TP_OPEN") != "1" and (why := _elsewhere()):
            _closed(why)
        return
    if wrong := unsafe(_section()):
        _shut(f"Signing in is not set up: {wrong}.")
    if not (owned.guarded() or config.get_option("global.appTest")):
        _unguarded()
    who = sign_ins.person()
    if who is None:
        _ask()
    seen = viewer()
    role = str(seen.name)
    _noted(who, role)
    if seen.nothing:
        _no_role(who)
    if not asked():
        _in_the_frame(who, role)


def unsafe(section: Mapping[str, Any] | None) -> str:
    """What is wrong with `[auth]` of the secrets, to follow a colon; empty where it will do, or is not read from there.

    >>> unsafe({"redirect_uri": "https://tp.example.org/oauth2callback", "cookie_secret": "short"})
    'cookie_secret has 5 letters, and 32 are the fewest'
    """
    if section is None:
        return ""
    secret = str(section.get("cookie_secret", ""))
    if not str(section.get("redirect_uri", "")).endswith("/oauth2callback"):
        return "redirect_uri has to be the address of this dashboard, and to end in /oauth2callback"
    if EXAMPLE in secret:
        return "cookie_secret is still the one of the example, which everybody knows"
    if len(secret) < LEAST_SECRET:
        return f"cookie_secret has {len(secret)} letters, and {LEAST_SECRET} are the fewest"
    if not (found := providers(section)):
        return f"no provider is named by {', '.join(NEEDED)}"
    for name, one in found.items():
        if missing := [key for key in NEEDED if not one.get(key)]:
            return f"the provider{f' {name}' if name else ''} has no {', '.join(missing)}"
        if "_" in name:
            return f"the name of the provider {name} must not have an underscore"
    return ""


def providers(section: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The providers that `[auth]` names, by name; the one that it describes itself has none."""
    own = {"": section} if any(section.get(key) for key in NEEDED) else {}
    named = {name: one for name, one in section.items() if isinstance(one, Mapping) and name != "client_kwargs"}
    return own | named


def icon(file: Path) -> str:
    """A picture as an address that holds it: a file of a page is not for who has not signed in, and the icon is."""
    return f"data:image/png;base64,{base64.b64encode(file.read_bytes()).decode()}"


def _section() -> Mapping[str, Any] | None:
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets:
        return None
    found = st.secrets["auth"]
    return found if isinstance(found, Mapping) else {}


def _unread() -> str:
    """What is wrong with secrets that should say how people sign in, and from which that cannot be read."""
    if not st.secrets.load_if_toml_exists():
        there = [one for one in st.get_option("secrets.files") if Path(one).exists()]
        return "The file of secrets cannot be read, so that nobody can tell who may look." if there else ""
    return "Signing in is not set up: [auth] of the secrets is empty." if "auth" in st.secrets else ""


def _elsewhere() -> str:
    headers = st.context.headers.to_dict()
    if not headers:  # a browser that has gone gets nothing; a test of the screens never had one
        return "" if config.get_option("global.appTest") else "came from nowhere that can be told"
    if str(st.get_option("server.address") or "").startswith("unix:"):
        return "came through a socket for a proxy"
    return visit.elsewhere(headers, st.context.ip_address)


def _closed(why: str) -> NoReturn:
    _shut(
        f"Nobody is asked to sign in here, which is allowed on the machine that serves it and nowhere else; "
        f"this visit is not of that kind: it {why}."
    )


def _unguarded() -> NoReturn:
    _said_shut("Where people sign in, start it with `streamlit run serve.py`: any other server guards no file.")
    _end()


def _shut(why: str) -> NoReturn:
    _said_shut(why)
    st.markdown(
        "Who runs it can do one of two things:\n\n"
        "- have people sign in: set `[auth]` in `.streamlit/secrets.toml`, as docs/sign-in.md describes;\n"
        "- where everybody who can reach this address may see every figure, publish, and write into the ledger: start "
        "it with `TP_OPEN=1`."
    )
    _end()


def _said_shut(why: str) -> None:
    _titled()
    st.error(f"{why} No figure is shown.", title="This dashboard is shut", icon=":material/lock:")


def _titled() -> None:
    """The dashboard's own title, in the browser's tab too: no page has one to give."""
    st.set_page_config(page_title=TITLE)
    st.title(TITLE)


def _ask() -> NoReturn:
    _titled()
    if st.user.is_logged_in:
        st.info(sign_ins.over(sign_ins.Person(st.user.to_dict())), icon=":material/lock_clock:")
    st.markdown("Sign in to see the figures of your role.")
    for name in providers(_section() or {}) or ("",):
        st.button(
            f"Sign in with {name}" if name else "Sign in",
            key=f"sign-in-{name}",
            type="primary",
            icon=":material/login:",
            on_click=partial(st.login, name or None),
        )
    _end()


def _no_role(who: sign_ins.Person) -> NoReturn:
    _titled()
    st.info("You are signed in, and have no role here: ask whoever keeps its list of roles.", icon=":material/lock:")
    _sign_out(who)
    _end()


def _end() -> NoReturn:
    st.stop()
    raise AssertionError("the run goes on")


def _in_the_frame(who: sign_ins.Person, role: str) -> None:
    """The person's name in the header; behind it the role, and the way out."""
    with st.container(key="signed-in"):
        st.html(STYLE)
        known_as = _plain(str(who.claims.get("name") or who.name))
        with st.popover(f"{known_as} · {_plain(role)}", icon=":material/person:", type="tertiary"):
            st.text(who.name)
            st.text(f"Role: {role}")
            _sign_out(who)


def _plain(words: str) -> str:
    """Words as they are, where Markdown is read."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]:$<>#!~" else sign for sign in words)


def _sign_out(who: sign_ins.Person) -> None:
    st.button("Sign out", key="sign-out", icon=":material/logout:", on_click=_out, args=(who,))


def _out(who: sign_ins.Person) -> None:
    if sign_ins.end(who):
        tp.audit.record("sign_out", who=who.account, role=str(viewer().name), what="signed out")
    st.logout()


#: The sign-ins that this server has seen, so that one is written down once and not with every page.
_seen: set[str] = set()


def _noted(who: sign_ins.Person, role: str) -> None:
    if who.key not in _seen:
        _seen.add(who.key)
        tp.audit.record("sign_in", who=who.account, role=role, what="signed in")
