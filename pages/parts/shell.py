"""The page that Streamlit sends first, with what lets a browser begin early: Streamlit's own files stay as they are.

Without it a browser learns part by part which files a table, a choice or a button needs, each when the first of its
kind arrives; and it asks for the server's health and settings, under two addresses one after another with a tenth of a
second between them, before it opens the connection that everything else comes over (1.67, 2026-11).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import Message

STATIC = Path(st.__file__).parent / "static"
PLAIN = (STATIC / "index.html").read_text(encoding="utf-8")
#: The parts of the program that nearly every page draws with, by the beginning of their files' names.
PARTS = ("BidiComponent", "Button", "ButtonGroup", "DataFrame", "Html", "Selectbox", "TextInput")
#: The cookie that a browser sends back as it connects, by which sign-ins hold; it gets it as it asks for health.
OWN = "_streamlit_xsrf"


def files() -> list[str]:
    """The files that the parts need and the plain page does not name, by Streamlit's own list; one of a style too."""
    manifest = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    first = [name for name, one in manifest.items() if Path(one["file"]).name.split(".")[0] in PARTS]
    return [file for file in dict.fromkeys(_needed(first, manifest, set())) if file not in PLAIN]


def _needed(names: list[str], manifest: Mapping[str, Any], seen: set[str]) -> Iterator[str]:
    for name in names:
        if name not in seen:
            seen.add(name)
            yield from (manifest[name]["file"], *manifest[name].get("css", ()))
            yield from _needed(manifest[name].get("imports", []), manifest, seen)


@cache
def page(early: bool) -> str:
    """The page, naming those files; where `early`, it also says where the server is and what it answers when asked.

    Both are settings that Streamlit's program takes from its hosts; it asks for them all the same, a little later.
    """
    links = "".join(f"    {_link(file)}\n" for file in files())
    whole = PLAIN.replace("</head>", f"{links}</head>", 1)
    if not early:
        return whole
    settings = {"allowedOrigins": st.get_option("client.allowedOrigins"), "useExternalAuthToken": False}
    told = f'{{ BACKEND_BASE_URL: new URL(".", location).href, HOST_CONFIG: {json.dumps(settings)} }}'
    return whole.replace("<script", f"<script>window.__streamlit = {told}</script>\n    <script", 1)


def _link(file: str) -> str:
    kind = "stylesheet" if file.endswith(".css") else "modulepreload"
    return f'<link rel="{kind}" crossorigin href="./{file}">'


class Shell:
    """ASGI middleware: where Streamlit answers with its page, ours is sent in its place; all else is passed on."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request of a page on as one for plain text, to know the page in the answer."""
        asked = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if "text/html" not in asked.get("accept", ""):
            await self.app(scope, receive, send)
            return
        scope = {**scope, "headers": [one for one in scope["headers"] if one[0] != b"accept-encoding"]}
        ours = page(OWN in cookie_parser(asked.get("cookie", "")))
        await self.app(scope, receive, _in_place(ours.encode(), send))


def _in_place(ours: bytes, send: Any) -> Any:
    """What sends an answer, with our page where it is Streamlit's: the same headers, but for those of its bytes."""
    begun: list[Message] = []

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            told = MutableHeaders(scope=message)
            if message["status"] == 200 and told.get("content-length") == str(len(PLAIN.encode())):
                begun.append(message)
                return
        elif begun:
            start = begun.pop()
            if message.get("body") == PLAIN.encode():
                told = MutableHeaders(scope=start)
                told["Content-Length"] = str(len(ours))
                del told["ETag"], told["Last-Modified"]
                message = {**message, "body": ours}
            await send(start)
        await send(message)

    return sent
