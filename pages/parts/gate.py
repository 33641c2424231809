"""The rule of the door for what is no page: files of a page, uploads, counts; and where a link leads after signing in.

A page's downloads and pictures stand under addresses of their own, which Streamlit answers to anybody who knows them.
"""

from __future__ import annotations

import html
import json
import os
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse
from streamlit import config
from streamlit.auth_util import get_secrets_auth_section
from streamlit.web.server.starlette import starlette_websocket as sockets
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

import tp_metrics as tp
from pages.parts import owned, routes, sign_ins, visit, who

#: What Streamlit serves of a session outside its WebSocket, and where it takes files.
FILES, UPLOADS = "/media/", "/_stcore/upload_file/"
#: The cookie that keeps the link which was asked for until its reader has signed in; and for how many seconds.
WAY_BACK, SECONDS = "tp_way_back", 600
#: What is said where the provider cannot be asked who somebody is.
UNREACHABLE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Signing in did not work</title>
<style>html {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }}</style>
</head><body><main><h1>Signing in did not work</h1>
<p>The service that people sign in with does not answer, or this dashboard is not set up for it as it should be; the
server’s log says which. Try again in some minutes, and else tell whoever runs the dashboard.</p>
<p><a href="{back}">Back to the dashboard</a></p></main></body></html>
"""


class Gate:
    """ASGI middleware: a file is for whom a page shows it, and only who may import brings one.

    Who signs out is signed out everywhere.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer with a refusal, or pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asker, path = HTTPConnection(scope), path_within(scope)
        if path.startswith((FILES, UPLOADS)) and (why := not_for(asker, path)):
            await PlainTextResponse(f"{why}\n", status_code=403)(scope, receive, send)
        elif path == "/_stcore/metrics" and not routes.may_count(asker):
            await routes.refused()(scope, receive, send)
        elif path == "/auth/logout":
            _signed_out(asker)
            await self.app(scope, receive, send)
        elif path in ("/auth/login", "/oauth2callback"):
            await self.app(scope, receive, _leading_back(asker, path, _in_a_page(asker, scope, receive, send)))
        else:
            await self.app(scope, receive, send)


def keep_exports() -> None:
    """Where people sign in, take Streamlit's own download and copying from the tables: the audit would not see them."""
    if get_secrets_auth_section():
        config.set_option("client.disableDataExport", True)


def not_for(asker: HTTPConnection, path: str) -> str:
    """Why a file of a page, or a place where files are brought, is not for who asks; empty where it is."""
    seen = viewer(asker)
    if seen.nothing:
        return "Sign in first."
    if path.startswith(UPLOADS) and not seen.publishes:
        return "Files are brought by the analyst."
    if not get_secrets_auth_section():
        return ""
    one = person(asker)
    mine = owned.whose(one.claims) if one else ""
    if path.startswith(UPLOADS):
        window = path.removeprefix(UPLOADS).partition("/")[0]
        return "" if mine and owned.whose_window(window) == mine else "This window is none of yours."
    return "" if owned.is_shown(owned.named_in(path), mine, seen) else "No page of yours shows this file."


def viewer(asker: HTTPConnection) -> Any:
    """What who sends a request may see, by the door's own rule: nothing for whom it does not let in."""
    if get_secrets_auth_section():
        one = person(asker)
        return tp.access.NOBODY if one is None or sign_ins.over(one) else who.scope_of(one.claims)
    here = asker.client is not None and not visit.elsewhere(asker.headers, asker.client.host)
    return tp.EVERYONE if here or os.environ.get("TP_OPEN") == "1" else tp.access.NOBODY


def person(asker: HTTPConnection) -> sign_ins.Person | None:
    """Who is named by the cookie of a sign-in, where its signature is ours; read as Streamlit's WebSocket reads it."""
    raw = sockets._get_signed_cookie_with_chunks(dict(asker.cookies), USER_COOKIE_NAME)
    try:
        claims = json.loads(raw) if raw else None
    except ValueError:
        return None
    return sign_ins.Person(claims) if isinstance(claims, dict) else None


def way_back(address: str, host: str) -> str:
    """The link of this dashboard in an address, from its path on; empty where it leads to another host.

    >>> way_back("http://tp.example.org/wards?ward=Abbey", "tp.example.org"), way_back("http://b.org/x", "a.org")
    ('/wards?ward=Abbey', '')
    """
    parts = urlsplit(address)
    if parts.netloc != host or not parts.path.startswith("/") or parts.path.startswith(("//", "/\\")):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def path_within(scope: Any) -> str:
    """The path of a request within the dashboard, wherever that stands behind its host."""
    path = str(scope["path"])
    return path.removeprefix(f"/{base}") if (base := _base()) else path


def _base() -> str:
    return str(st.get_option("server.baseUrlPath") or "").strip("/")


def _signed_out(asker: HTTPConnection) -> None:
    one = person(asker) if get_secrets_auth_section() else None
    if one is not None and sign_ins.end(one):
        tp.audit.record("sign_out", who=one.account, role="", what="signed out")


def _leading_back(asker: HTTPConnection, path: str, send: Any) -> Any:
    """Note the link from which somebody goes to sign in, and lead back to it afterwards."""
    host = asker.headers.get("host", "")

    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            told = MutableHeaders(scope=message)
            if path == "/auth/login" and (link := way_back(asker.headers.get("referer", ""), host)):
                told.append("Set-Cookie", f"{WAY_BACK}={_quoted(link)}; Path=/; Max-Age={SECONDS}")
            elif path == "/oauth2callback" and WAY_BACK in asker.cookies:
                link = way_back(f"http://{host}{_unquoted(asker.cookies[WAY_BACK])}", host)
                if link and "_streamlit_user=" in " ".join(told.getlist("set-cookie")):
                    told["Location"] = link
                told.append("Set-Cookie", f"{WAY_BACK}=; Path=/; Max-Age=0")
        await send(message)

    return sent


def _in_a_page(asker: HTTPConnection, scope: Any, receive: Any, send: Any) -> Any:
    """Where nobody can sign in, a page of ours with a way back in place of Streamlit's two bare words."""
    back = way_back(asker.headers.get("referer", ""), asker.headers.get("host", "")) or f"/{_base()}"
    failed = False

    async def sent(message: Any) -> None:
        nonlocal failed
        if message["type"] == "http.response.start" and message["status"] >= 400:
            failed = True
            page = UNREACHABLE.format(back=html.escape(back))
            await HTMLResponse(page, status_code=503, headers={"Cache-Control": "no-store"})(scope, receive, send)
        elif not failed:
            await send(message)

    return sent


def _quoted(link: str) -> str:
    return link.encode().hex()


def _unquoted(kept: str) -> str:
    try:
        return bytes.fromhex(kept).decode()
    except ValueError:
        return ""
