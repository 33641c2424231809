"""The page that a server sends first: it names its files, tells a known browser where it is, and is ours alone."""

from __future__ import annotations

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_gzip_middleware import SelectiveGZipMiddleware
from streamlit.web.server.starlette.starlette_routes import create_host_config_routes
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from pages.parts import headers, program, shell

HERE = ("127.0.0.1", 50000)


@pytest.fixture
def streamlit_own() -> TestClient:
    """Streamlit's own page, compressed as its server sends it, behind ours."""
    files = create_streamlit_static_handler(str(shell.STATIC), None)
    app = Starlette(
        routes=[*create_host_config_routes(None), Mount("/", files)],
        middleware=[Middleware(headers.Guarded), Middleware(shell.Shell), Middleware(SelectiveGZipMiddleware)],
    )
    return TestClient(app, base_url="http://localhost:8501", client=HERE, headers={"Accept": "text/html,*/*;q=0.8"})


@pytest.mark.parametrize("path", ["/", "/performance_review", "/wards?borough=Camden"])
def test_the_first_page_names_the_files_that_pages_need(streamlit_own, path):
    answer = streamlit_own.get(path)
    assert answer.status_code == 200
    named = re.findall(r'href="\.(/static/(?:js|css)/[^"]+)"', answer.text)
    assert set(named) <= set(program.files())
    assert len(named) == len(set(named))
    for part in shell.PARTS:
        assert any(f"/{part}." in one for one in named), part
    assert any(one.endswith(".css") and "/DataFrame." in one for one in named)
    assert len(answer.content) == int(answer.headers["content-length"])
    assert answer.headers["cache-control"] == "no-cache"
    assert "etag" not in answer.headers, "a browser would be told that Streamlit's own page has not changed"


def test_a_browser_that_the_server_knows_is_told_where_it_is_and_asks_no_more(streamlit_own):
    assert "window.__streamlit" not in streamlit_own.get("/wards").text, "its first answer gives it the cookie"
    answer = streamlit_own.get("/wards", headers={"Cookie": "a=1; _streamlit_xsrf=2|3"})
    told = re.search(r"<script>window.__streamlit = .* HOST_CONFIG: (.*) }</script>", answer.text)
    asked = streamlit_own.get("/_stcore/host-config").json()
    assert told
    assert json.loads(told[1]) == {name: asked[name] for name in ("allowedOrigins", "useExternalAuthToken")}
    assert answer.text.index(told[0]) < answer.text.index('<script type="module"')
    for source in headers.hashes(answer.text):
        assert source in answer.headers["content-security-policy"]
    assert len(headers.hashes(answer.text)) == 2


def test_every_other_answer_is_passed_on_as_it_is(streamlit_own):
    assert streamlit_own.get("/wards", headers={"Accept": "*/*"}).text == shell.PLAIN
    icon = streamlit_own.get("/favicon.png")
    assert icon.content == (shell.STATIC / "favicon.png").read_bytes()
    assert "etag" in icon.headers
    assert streamlit_own.get("/wards/_stcore/health").status_code == 404
    same = streamlit_own.get("/favicon.png", headers={"If-None-Match": icon.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert streamlit_own.head("/wards").content == b""
