"""What the server answers beside the pages: whether it lives, whether it is ready, and what it counts."""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

import tp_metrics as tp
from pages.parts import counting, visit

REFUSED = "Only this machine may read these counts, or who sends the token that TP_METRICS_TOKEN names.\n"


async def health(_request: Request) -> JSONResponse:
    """That the process lives. Reads nothing: a full disk is no reason to kill it."""
    return JSONResponse({"status": "ok"})


def ready(request: Request) -> JSONResponse:
    """Which edition this server would show; 503 with the reason where it can show none.

    What is damaged, and what to do, is told to this machine and to who has the token.
    """
    try:
        found, damaged = tp.editions(), tp.damaged_editions()
    except (OSError, ValueError):
        return _not_ready("the data folder cannot be read")
    if not found:
        return _not_ready("no edition is whole" if damaged else "no edition is published", _told(request, damaged))
    newest = found[0]
    shown = {"status": "ready", "edition": newest.id, "as_at": newest.as_at.isoformat()}
    return JSONResponse(shown | _told(request, damaged))


def _told(request: Request, damaged: list[str]) -> dict[str, list[str]]:
    return {"damaged": damaged} if damaged and may_count(request) else {}


def _not_ready(why: str, told: dict[str, list[str]] | None = None) -> JSONResponse:
    return JSONResponse({"status": "not ready", "reason": why, **(told or {})}, status_code=503)


def metrics(request: Request) -> Response:
    """What is counted, in Prometheus' text format, for this machine and for who has the token."""
    if not may_count(request):
        return refused()
    return Response(counting.text(), media_type=CONTENT_TYPE_LATEST)


def may_count(asker: HTTPConnection) -> bool:
    """Whether who asks may read what is counted: this machine, or who sends `Authorization: Bearer TOKEN`."""
    token = os.environ.get("TP_METRICS_TOKEN", "")
    kind, _, sent = asker.headers.get("authorization", "").partition(" ")
    if token and kind.lower() == "bearer" and hmac.compare_digest(sent.strip().encode(), token.encode()):
        return True
    return asker.client is not None and not visit.elsewhere(asker.headers, asker.client.host)


def refused() -> Response:
    """The answer to who may not read what is counted."""
    return PlainTextResponse(REFUSED, status_code=403)


def to_page(asked: Request) -> Response:
    """The page whose address has something behind it: there Streamlit looks for its own files, and shows nothing."""
    if asked.path_params["rest"].startswith("_stcore"):  # what a browser of Streamlit's tries, and does without
        return PlainTextResponse("Not found.\n", status_code=404)
    page = asked.url.path.removesuffix(asked.path_params["rest"]).rstrip("/")
    return RedirectResponse(page + (f"?{asked.url.query}" if asked.url.query else ""))


#: The names of the pages, as addresses have them.
HOME = Path(__file__).parent
PAGES = sorted(page.stem for page in HOME.parent.glob("*/[a-z]*.py") if page.parent != HOME)
ROUTES = [
    Route("/health", health),
    Route("/ready", ready),
    Route("/metrics", metrics),
    *(Route(f"/{page}/{{rest:path}}", to_page) for page in PAGES),
]
