"""The files of Streamlit's own program, answered from memory: a page asks for some 170 of them before it stands.

From the disk each passes four times from the server's one loop to another thread and back, which takes three
milliseconds, and many more where the machine is busy. Their names bear a digest of what they hold, so that they never
change; they hold nothing of this dashboard, and nobody needs to sign in for them.
"""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.responses import Response

from pages.parts.gate import path_within

FOLDER = Path(st.__file__).parent / "static" / "static"
#: What browsers keep for a year and never ask for again.
KEPT = "public, immutable, max-age=31536000"


@cache
def files() -> dict[str, Path]:
    """The files by the path that a browser asks for: no other path leads to any file."""
    found = (path for path in FOLDER.rglob("*") if path.is_file())
    return {f"/static/{path.relative_to(FOLDER).as_posix()}": path for path in found}


@cache
def answer(path: str) -> Response:
    """The answer to one of them, read once and kept."""
    file = files()[path]
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Response(file.read_bytes(), media_type=kind, headers={"Cache-Control": KEPT})


class Program:
    """ASGI middleware: who asks for a file of Streamlit's program gets it at once; all else is passed on."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, or pass the request on."""
        asked = scope["type"] == "http" and scope["method"] == "GET" and path_within(scope)
        if asked and asked in files():
            await answer(asked)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
