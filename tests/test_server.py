"""What the server answers beside the pages, with which headers, and to whom."""

from __future__ import annotations

import asyncio
import doctest
import json
import socket
import sys
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

import tp_metrics as tp
from pages.parts import counting, door, gate, headers, owned, program, promptly, routes, sign_ins, visit
from tests.access.people import EMAILS, OF_HACKNEY, write_roles

HERE = ("127.0.0.1", 50000)


def browser(*, peer: tuple[str, int] = HERE, address: str = "http://localhost:8501", **said: str) -> TestClient:
    """Somebody who asks a server that has our routes, headers and gate, and stands for Streamlit otherwise."""

    def page(_request: object) -> Response:
        answer = HTMLResponse("<p>a page</p>")
        answer.set_cookie("_streamlit_xsrf", "1")
        answer.set_cookie("_streamlit_user", "2", httponly=True, samesite="lax")
        return answer

    paths = ("/", "/media/figures.csv", "/_stcore/metrics", "/_stcore/host-config")
    others = [*(Route(path, page) for path in paths), Route("/_stcore/upload_file/{a}/{b}", page, methods=["PUT"])]
    middleware = [Middleware(headers.Guarded), Middleware(program.Program), Middleware(gate.Gate)]
    app = Starlette(routes=[*routes.ROUTES, *others], middleware=middleware)
    return TestClient(app, base_url=address, client=peer, headers=said)


@pytest.mark.parametrize(
    ("said", "peer", "why"),
    [
        ({"host": "localhost:8501"}, "127.0.0.1", ""),
        ({"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"}, "127.0.0.1", ""),
        ({"host": "[::1]:8501"}, "::1", ""),
        ({"host": "localhost:8501"}, None, ""),  # Streamlit names no address for 127.0.0.1
        ({"host": "localhost", "x-forwarded-for": "203.0.113.9"}, "127.0.0.1", "in X-Forwarded-For"),
        ({"host": "localhost", "X-Forwarded-Host": "tp.example.org"}, "127.0.0.1", "in X-Forwarded-Host"),
        ({"host": "localhost", "X-FORWARDED-ANYTHING": ""}, "127.0.0.1", "in X-Forwarded-Anything"),
        ({"host": "localhost", "Forwarded": "for=203.0.113.9"}, "127.0.0.1", "in Forwarded"),
        ({"host": "localhost", "via": "1.1 proxy"}, "127.0.0.1", "in Via"),
        ({"host": "localhost", "cf-ray": "1"}, "127.0.0.1", "in Cf-Ray"),
        ({"host": "localhost", "X-Scheme": "https"}, "127.0.0.1", "in X-Scheme"),
        ({"host": "localhost", "Client-IP": "203.0.113.9"}, "127.0.0.1", "in Client-Ip"),
        ({"host": "localhost", "Fastly-Client-IP": "203.0.113.9"}, "127.0.0.1", "in Fastly-Client-Ip"),
        ({"host": "localhost", "X-Cluster-Client-IP": "203.0.113.9"}, "127.0.0.1", "in X-Cluster-Client-Ip"),
        ({"host": "tp.example.org"}, "127.0.0.1", "another address than localhost"),
        ({"host": "localhost.example.org"}, "127.0.0.1", "another address than localhost"),
        ({"host": "localhost@tp.example.org"}, "127.0.0.1", "another address than localhost"),
        ({"host": "[::1"}, "127.0.0.1", "another address than localhost"),
        ({"host": ""}, "127.0.0.1", "another address than localhost"),
        ({"user-agent": "no host"}, "127.0.0.1", "another address than localhost"),
        ({"host": "localhost", "origin": "https://tp.example.org"}, "127.0.0.1", "a page of another address"),
        ({"host": "localhost", "origin": "null"}, "127.0.0.1", "a page of another address"),
        ({"host": "localhost"}, "192.0.2.7", "another machine"),
        ({"host": "localhost"}, "::ffff:192.0.2.7", "another machine"),
        ({"host": "localhost"}, "testclient", "another machine"),
    ],
)
def test_a_visit_is_of_this_machine_or_says_why_not(said, peer, why):
    found = visit.elsewhere(said, peer)
    assert (why in found) if why else not found


GOOD = {
    "redirect_uri": "https://tp.example.org/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "tp",
    "client_secret": "s",
    "server_metadata_url": "https://id.example.org/.well-known/openid-configuration",
}


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        (None, ""),
        (GOOD, ""),
        ({**GOOD, "client_kwargs": {"scope": "openid"}}, ""),
        ({"redirect_uri": GOOD["redirect_uri"], "cookie_secret": GOOD["cookie_secret"], "entra": GOOD}, ""),
        ({}, "redirect_uri"),
        ({**GOOD, "redirect_uri": "https://tp.example.org"}, "redirect_uri"),
        ({**GOOD, "cookie_secret": "short"}, "cookie_secret has 5 letters"),
        ({**GOOD, "cookie_secret": f"{door.EXAMPLE}-and-more-than-that"}, "the one of the example"),
        ({"redirect_uri": GOOD["redirect_uri"], "cookie_secret": GOOD["cookie_secret"]}, "no provider"),
        ({**GOOD, "client_secret": ""}, "has no client_secret"),
        ({**GOOD, "entra": {"client_id": "a"}}, "the provider entra has no client_secret, server_metadata_url"),
        ({**GOOD, "my_force": GOOD}, "underscore"),
    ],
)
def test_signing_in_is_set_up_whole_or_says_what_is_wrong(section, wrong):
    found = door.unsafe(section)
    assert (wrong in found) if wrong else not found
    assert str(GOOD["cookie_secret"]) not in found


def test_the_example_of_secrets_shuts_the_dashboard_until_it_is_filled_in():
    text = (Path(__file__).parents[1] / ".streamlit" / "secrets.example.toml").read_text(encoding="utf-8")
    section = tomllib.loads(text)["auth"]
    assert door.unsafe(section) == "cookie_secret is still the one of the example, which everybody knows"
    assert door.unsafe({**section, "cookie_secret": GOOD["cookie_secret"]}) == ""


def test_health_reads_nothing_and_ready_says_which_edition(small, monkeypatch, tmp_path):
    asker = browser()
    monkeypatch.setenv("TP_DATA", str(small))
    assert asker.get("/health").json() == {"status": "ok"}
    answer = asker.get("/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ready", "edition": "2016-12-31", "as_at": "2016-12-31"},
    )
    for folder, reason in (
        (tmp_path, "no edition is published"),
        (tmp_path / "file", "the data folder cannot be read"),
    ):
        if not folder.exists():
            folder.write_text("no folder", encoding="utf-8")
        monkeypatch.setenv("TP_DATA", str(folder))
        answer = asker.get("/ready")
        assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "reason": reason})
        assert asker.get("/health").status_code == 200


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("/wards/extra/path?borough=Camden", "/wards?borough=Camden"),
        ("/wards/", "/wards"),
        ("/performance_review/performance_review", "/performance_review"),
        ("//elsewhere.example/wards/x", None),
        ("/wards/_stcore/health", None),
        ("/elsewhere/path", None),
    ],
)
def test_an_address_with_something_behind_a_page_leads_to_the_page(asked, answered):
    answer = browser().get(f"http://localhost:8501{asked}", follow_redirects=False)
    assert (answer.status_code, answer.headers.get("location")) == ((307, answered) if answered else (404, None))


def test_the_counts_are_for_this_machine_and_who_has_the_token(small, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(small))
    for path in ("/metrics", "/_stcore/metrics"):
        assert browser().get(path).status_code == 200
        away = browser(**{"X-Forwarded-For": "203.0.113.9"})
        assert away.get(path, headers={"Authorization": "Bearer "}).status_code == 403
        monkeypatch.setenv("TP_METRICS_TOKEN", "secret")
        assert away.get(path).status_code == 403
        assert away.get(path, headers={"Authorization": "Bearer another"}).status_code == 403
        assert away.get(path, headers={"Authorization": "Bearer secret"}).status_code == 200
        assert browser(peer=("192.0.2.7", 1)).get(path).status_code == 403
        monkeypatch.delenv("TP_METRICS_TOKEN")


def test_what_happens_is_counted_and_nothing_of_persons(small, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(small))

    def counts() -> dict[str, float]:
        lines = browser().get("/metrics").text.splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}

    before = counts()
    with counting.rerun():
        pass
    with pytest.raises(ZeroDivisionError), counting.rerun():
        1 / 0  # noqa: B018  # a run that fails is counted too
    counting.failed(ZeroDivisionError())
    counting.PACKS.inc()
    counting.WRITES.inc()
    after = counts()
    grown = {name: after[name] - before[name] for name in after if name.endswith(("_total", "_count"))}
    assert grown == {
        "tp_rerun_seconds_count": 2,
        "tp_page_errors_total": 1,
        "tp_packs_made_total": 1,
        "tp_ledger_writes_total": 1,
    }
    assert after["tp_editions"] == 2
    assert after["tp_edition_age_days"] > 3000
    assert "tp_sessions_open" in after
    labels = {name.partition("{")[2].partition("=")[0] for name in after if "{" in name}
    assert labels == {"le"}, "nothing that names a person, a page or a place"


def test_every_answer_bears_the_headers_and_allows_no_eval_and_no_frame():
    for path in ("/", "/health", "/nowhere"):
        told = browser().get(path).headers
        assert {name: told.get(name) for name in headers.FIXED} == headers.FIXED
        assert "Strict-Transport-Security" not in told
    assert told["X-Frame-Options"] == "SAMEORIGIN"
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Referrer-Policy"] == "same-origin"
    assert told["Cross-Origin-Opener-Policy"] == told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(told["Permissions-Policy"].split(", "))
    assert {"Content-Security-Policy", "Permissions-Policy"} < set(headers.FIXED)
    rules = dict(rule.split(" ", 1) for rule in headers.FIXED["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'self'", "in no frame of another site"
    script = rules["script-src"].split()
    assert "'unsafe-eval'" not in script
    assert "'unsafe-inline'" not in script
    assert [one for one in script if one.startswith("'sha256-")], "the inline script of Streamlit's page has its hash"
    assert not [rule for rule in rules.values() if "http" in rule or "*" in rule], "nothing comes from elsewhere"


@pytest.mark.parametrize(
    ("address", "said", "secure"),
    [
        ("http://localhost:8501", {}, False),
        ("https://tp.example.org", {}, True),
        ("http://tp.example.org", {"X-Forwarded-Proto": "https"}, True),
        ("http://tp.example.org", {"X-Forwarded-Proto": "http"}, False),
    ],
)
def test_cookies_are_for_no_script_and_behind_https_for_https_alone(address, said, secure):
    answer = browser(address=address, **said).get("/")
    rules = {
        one.partition("=")[0]: {part.strip().lower() for part in one.split(";")[1:]}
        for one in answer.headers.get_list("set-cookie")
    }
    assert set(rules) == {"_streamlit_xsrf", "_streamlit_user"}
    for name, found in rules.items():
        assert "samesite=lax" in found
        assert ("secure" in found) is secure
        assert ("httponly" in found) is (name != headers.READ_BY_SCRIPT)
    assert ("Strict-Transport-Security" in answer.headers) is secure


def test_the_files_of_the_program_are_answered_as_they_lie_on_the_disk(monkeypatch):
    kinds = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
    for ending, kind in kinds.items():
        path, file = next((path, file) for path, file in program.files().items() if file.suffix == ending)
        found = browser().get(path)
        assert (found.status_code, found.content) == (200, file.read_bytes())
        assert found.headers["content-type"].partition(";")[0] in (kind, kind.replace("text/java", "application/java"))
        assert found.headers["cache-control"] == "public, immutable, max-age=31536000"
        assert found.headers["content-security-policy"] == headers.FIXED["Content-Security-Policy"]
        assert browser().post(path).status_code == 404, "who stands behind answers all else"
        monkeypatch.setattr(gate.st, "get_option", lambda name: "/tp/" if name == "server.baseUrlPath" else None)
        assert browser().get(f"/tp{path}").content == file.read_bytes()
        monkeypatch.undo()
    for other in ("/static/js/../../index.html", "/static/js/%2e%2e/index.html", "/static/", "/static/js/none.js"):
        assert browser().get(other).status_code == 404


def test_what_a_server_sends_leaves_at_once():
    """Streamlit binds its socket as here, and asyncio alone would let its packets wait for one another."""

    async def accepted() -> int:
        loop = asyncio.get_running_loop()
        promptly.send_at_once(loop)
        found = loop.create_future()

        class Asked(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                own = transport.get_extra_info("socket")
                found.set_result(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
                transport.close()

        with socket.socket(family=socket.AF_INET) as bound:
            bound.bind(("localhost", 0))
            async with await loop.create_server(Asked, sock=bound):
                _, writer = await asyncio.open_connection(*bound.getsockname())
                writer.close()
                return await found

    with ThreadPoolExecutor(1) as thread:  # a browser test of the same process may have left its own loop running
        assert thread.submit(lambda: asyncio.run(accepted())).result() == 1


def test_a_file_of_a_page_is_for_whom_the_door_lets_in(monkeypatch):
    file = "/media/figures.csv"
    assert browser().get(file).status_code == 200
    away = browser(**{"X-Forwarded-For": "203.0.113.9"})
    assert away.get(file).status_code == 403
    assert away.get("/_stcore/host-config").status_code == 200
    monkeypatch.setenv("TP_OPEN", "1")
    assert away.get(file).status_code == 200


@pytest.fixture
def signing_in(tmp_path, monkeypatch) -> Iterator[None]:
    """Secrets by which people sign in, and a data folder that names the roles of some."""
    write_roles(tmp_path)
    monkeypatch.setenv("TP_DATA", str(tmp_path))
    file, before = tmp_path / "secrets.toml", config.get_option("secrets.files")
    file.write_text("[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in GOOD.items()), encoding="utf-8")
    config.set_option("secrets.files", [str(file)])
    st.secrets._reset()
    yield
    config.set_option("secrets.files", before)
    st.secrets._reset()


def of_role(role: str | None) -> TestClient:
    """Somebody who has signed in just now, in a role; nobody for None."""
    if role is None:
        return browser()
    claims = {"email": EMAILS[role], "iat": time.time(), "nonce": role, "iss": "i", "sub": role}
    signed = create_signed_value(GOOD["cookie_secret"], "_streamlit_user", json.dumps(claims)).decode()
    return browser(Cookie=f"_streamlit_user={signed}")


@pytest.mark.parametrize("role", ["analyst", "DAC", "borough", "viewer", "none", None])
@pytest.mark.parametrize("shown_to", ["analyst", "borough", "viewer", None])
def test_where_people_sign_in_a_file_is_for_whom_it_is_shown_to(signing_in, monkeypatch, role, shown_to):
    monkeypatch.setattr(owned, "_shown", {})
    if shown_to:
        scope = {"analyst": tp.access.ANALYST, "borough": OF_HACKNEY, "viewer": tp.access.VIEWER}[shown_to]
        owned.note("figures", "a window", owned.Sight(owned.whose({"iss": "i", "sub": shown_to}), scope))
    given = of_role(role).get("/media/figures.csv").status_code
    assert given == (200 if role is not None and role == shown_to else 403)


def test_a_file_shown_in_a_higher_role_is_not_for_a_lower_one(signing_in, monkeypatch):
    monkeypatch.setattr(owned, "_shown", {})
    mine = owned.whose({"iss": "i", "sub": "viewer"})
    owned.note("figures", "a window", owned.Sight(mine, OF_HACKNEY))
    assert of_role("viewer").get("/media/figures.csv").status_code == 403
    owned.note("figures", "another window", owned.Sight(mine, tp.access.VIEWER))
    assert of_role("viewer").get("/media/figures.csv").status_code == 200


@pytest.mark.parametrize("role", ["analyst", "DAC", "viewer", "none", None])
def test_where_people_sign_in_no_file_is_taken_into_a_window_that_is_not_known(signing_in, role):
    assert of_role(role).put("/_stcore/upload_file/a-session/a-file").status_code == 403


def test_a_sign_in_holds_for_hours_and_ends_once(monkeypatch, tmp_path):
    monkeypatch.setenv("TP_DATA", str(tmp_path))
    now = time.time()

    def of(**claims: object) -> sign_ins.Person:
        return sign_ins.Person({"iss": "i", "sub": "ana", "nonce": "n", **claims})

    assert sign_ins.over(of(iat=now - 60)) == ""
    assert "12 hours" in sign_ins.over(of(iat=now - 12.1 * 3600))
    assert "12 hours" in sign_ins.over(of()), "a sign-in that says nothing of its age holds no longer"
    monkeypatch.setenv("TP_SIGNIN_HOURS", "1")
    assert "1 hours" in sign_ins.over(of(iat=now - 3700))
    monkeypatch.setenv("TP_SIGNIN_HOURS", "for ever")
    assert sign_ins.hours() == 12

    one, other = of(iat=now), of(iat=now, nonce="m")
    assert one.key != other.key
    assert sign_ins.end(one)
    assert not sign_ins.end(one)
    assert sign_ins.over(one) == "You have signed out."
    assert sign_ins.over(other) == ""
    assert [file.name for file in (tmp_path / "signed_out").iterdir()] == [one.key]
    assert "ana" not in one.key
    assert "ana" not in repr(one)


def test_a_sign_out_that_cannot_be_written_holds_until_the_server_stops(monkeypatch, tmp_path, caplog):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("TP_DATA", str(tmp_path / "file"))
    one = sign_ins.Person({"sub": "ana", "nonce": "never written", "iat": time.time()})
    assert sign_ins.over(one) == ""
    assert sign_ins.end(one)
    assert sign_ins.over(one) == "You have signed out."
    assert "A sign-out cannot be written to the data folder" in caplog.text
    assert one.key not in caplog.text


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Ana Kaya", "email": "ana@example.org", "sub": "1"}, "Ana Kaya (ana@example.org)"),
        ({"email": "ana@example.org", "sub": "1"}, "ana@example.org"),
        ({"name": "Ana Kaya", "sub": "1"}, "Ana Kaya (1)"),
        ({"sub": "1"}, "1"),
        ({"name": "A" * 300, "sub": "1"}, "A" * 200),
        ({}, "?"),
    ],
)
def test_a_person_is_known_by_name_and_address(claims, name):
    assert sign_ins.Person(claims).name == name


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("http://a.org/wards?ward=Abbey%2C+Merton", "/wards?ward=Abbey%2C+Merton"),
        ("http://a.org/", "/"),
        ("http://b.org/wards", ""),
        ("http://a.org//evil.org/x", ""),
        ("http://a.org/\\evil.org", ""),
        ("", ""),
    ],
)
def test_after_signing_in_a_link_leads_into_this_dashboard_alone(address, link):
    assert gate.way_back(address, "a.org") == link


@pytest.mark.parametrize("module", [door, gate, headers, owned, visit])
def test_the_examples_of_the_server_run(module):
    ran = doctest.testmod(module)
    assert ran.attempted > 0
    assert ran.failed == 0


def test_threads_of_a_server_wait_for_one_another_shortly():
    before = sys.getswitchinterval()
    with promptly.short_turns():
        assert sys.getswitchinterval() == pytest.approx(promptly.TURN)
    assert sys.getswitchinterval() == before
