"""Signing in against a provider of OpenID Connect on this machine, and every way round it that is known."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, decode_signed_value

from pages.parts.screen import NARROW
from tests.browser import wire
from tests.browser.desk import Desk, go, serving, status
from tests.browser.oidc import (
    ANA,
    CLIENT_SECRET,
    COOKIE,
    COOKIE_SECRET,
    PEOPLE,
    TOKENS,
    XSRF,
    Signed,
    cookies,
    sign_in,
    sign_out,
)
from tests.browser.oidc import signing as signing_desk

pytestmark = [pytest.mark.browser, pytest.mark.trust, pytest.mark.xdist_group("browser")]

#: What stands on the sign-in page, on a page with figures, and on the page of a dashboard that is shut.
ASKED, FIGURES, SHUT = "Sign in to see the figures of your role.", "Total notifiable offences", "This dashboard is shut"
PAGE = "priority_crime"
#: Screens from a phone's to a desk's, and what stands in the header of one: name, edges, and whether it can be hit.
WIDTHS = (390, 560, 640, 700, 768, 769, 820, 900, 901, 1024, 1100, 1101, 1366)
HEADER = """() => {
    const shown = part => {
        const words = part.closest('[data-testid="stMarkdownContainer"]') || part
        return part.getBoundingClientRect().width > 1 && getComputedStyle(words).clipPath === "none"
    }
    return [...document.querySelectorAll("button, a, [role=button]")]
    .filter(one => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.width > 1 && box.height > 1 && box.top >= 0 && box.top < 56 &&
        one.closest("header, .st-key-signed-in, .st-key-page-tools") && !one.parentElement.closest("button, a"))
    .map(([one, box]) => {
        const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
        const { top, bottom } = box
        const parts = [box, ...[...one.querySelectorAll("*")].filter(shown).map(part => part.getBoundingClientRect())]
        const left = Math.min(...parts.map(part => part.left)), right = Math.max(...parts.map(part => part.right))
        const name = one.innerText || one.ariaLabel || one.textContent
        return { name, left, right, top, bottom, hit: one.contains(at) }
    })
}"""


@pytest.fixture(scope="module")
def signed(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    with signing_desk(small, tmp_path_factory.mktemp("signing")) as desk:
        yield desk


@pytest.fixture
def fresh(browser: Browser) -> Iterator[BrowserContext]:
    """A browser in which nobody has signed in."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield context
    context.close()


@pytest.fixture(scope="module")
def anas(signed: Signed, browser: Browser) -> Iterator[dict[str, str]]:
    """The cookies of somebody who has signed in and stays so."""
    context = browser.new_context()
    sign_in(context.new_page(), signed.address, "ana")
    yield cookies(context)
    context.close()


def held(cookie: str) -> dict[str, object]:
    """What the cookie of a sign-in says."""
    raw = decode_signed_value(COOKIE_SECRET, COOKIE, cookie)
    assert raw is not None
    found: dict[str, object] = json.loads(raw)
    return found


def forged(claims: dict[str, object], secret: str = COOKIE_SECRET, name: str = COOKIE) -> str:
    """A cookie of a sign-in as Streamlit signs it."""
    return create_signed_value(secret, name, json.dumps(claims)).decode()


def test_somebody_signs_in_sees_name_and_role_and_signs_out(signed: Signed, fresh: BrowserContext):
    page = fresh.new_page()
    sign_in(page, f"{signed.address}/{PAGE}?area=North", "ana")
    assert page.url.startswith(f"{signed.address}/{PAGE}?area=North"), "the link that was asked for is opened"
    expect(page.locator("h1").first).to_contain_text(FIGURES)
    who = page.locator(".st-key-signed-in")
    expect(who).to_contain_text("Ana Kaya · analyst")
    who.get_by_role("button").first.click()
    expect(page.get_by_text("Role: analyst")).to_be_visible()
    expect(page.get_by_text("Ana Kaya (ana.kaya@example.org)")).to_be_visible()
    page.keyboard.press("Escape")
    sign_out(page)
    expect(page.get_by_text(FIGURES)).to_have_count(0)
    assert not {COOKIE, TOKENS} & set(cookies(fresh))
    audit = [json.loads(line) for line in (signed.data / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"sign_in", "sign_out"} <= {line["kind"] for line in audit if line["who"] == ANA["email"]}


@pytest.mark.parametrize("person", ["ana", "harriet"])
def test_no_two_controls_of_the_header_overlap_and_each_can_be_hit(signed: Signed, browser: Browser, person: str):
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    sign_in(page, f"{signed.address}/exceptions?borough=Hackney", person)
    expect(page.locator(".st-key-page-tools button").first).to_be_visible(timeout=60_000)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_timeout(500)
        found = page.evaluate(HEADER)
        said = [one["name"] for one in found]
        assert any(PEOPLE[person]["name"] in name for name in said), (width, said)
        assert len(found) >= 2, (width, said)
        tools = [name for name in ("Take along", "Meeting mode") if any(name in one for one in said)]
        assert len(tools) == (2 if width > NARROW else 0), (width, said)
        for at, one in enumerate(found):
            assert one["hit"], (width, one)
            assert one["right"] <= width, (width, one)
            for other in found[at + 1 :]:
                apart = one["right"] <= other["left"] + 1 or other["right"] <= one["left"] + 1
                assert apart or one["bottom"] <= other["top"] + 1 or other["bottom"] <= one["top"] + 1, (
                    width,
                    one,
                    other,
                )
        page.locator(".st-key-signed-in button").first.click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        page.keyboard.press("Escape")
    context.close()


def test_who_has_no_role_sees_one_sentence_and_no_figure(signed: Signed, fresh: BrowserContext):
    page = fresh.new_page()
    sign_in(page, f"{signed.address}/{PAGE}", "nobody")
    expect(page.get_by_text("You are signed in, and have no role here")).to_be_visible()
    assert page.locator('[data-testid="stTopNavSection"]').count() == 0
    seen = wire.seen(signed.address, PAGE, cookies=cookies(fresh))
    assert FIGURES not in seen
    assert "Sign out" in seen


def test_what_is_written_bears_the_name_of_the_sign_in_and_is_not_unverified(signed: Signed, fresh: BrowserContext):
    page = fresh.new_page()
    sign_in(page, f"{signed.address}/{PAGE}", "ana")
    go(page, f"{signed.address}/actions")
    expect(page.get_by_role("textbox", name="Your name")).to_have_count(0)


def test_a_cookie_is_taken_as_it_was_given_and_in_no_other_form(signed: Signed, anas: dict[str, str]):
    def sees(**changed: str) -> str:
        return wire.seen(signed.address, PAGE, cookies={**anas, **changed})

    assert FIGURES in sees(), "as it was given it opens the page"
    claims, cookie = held(anas[COOKIE]), anas[COOKIE]
    body, stamp, signature = cookie.rsplit(".", 2)
    other = forged({**claims, "email": "ben.osei@example.org"}).rsplit(".", 2)[0]
    far = {**claims, "origin": "http://evil.example.org"}
    wrong = {
        "with other claims under the old signature": f"{other}.{stamp}.{signature}",
        "with a letter of the signature changed": f"{body}.{stamp}.{signature[:-2]}{'AB'[signature[-2] == 'A']}",
        "signed with another secret": forged(claims, "another-secret-of-the-same-length-0123456789"),
        "signed under another cookie's name": forged(claims, name=TOKENS),
        "of another dashboard": forged(far),
        "without a signature": json.dumps(claims).replace('"', "'"),
        "older than a sign-in holds": forged({**claims, "iat": time.time() - 13 * 3600}),
        "that says nothing of its age": forged({name: said for name, said in claims.items() if name != "iat"}),
        "in pieces that are not there": create_signed_value(COOKIE_SECRET, COOKIE, "chunks-3").decode(),
        "empty": "",
    }
    for how, one in wrong.items():
        seen = sees(**{COOKIE: one})
        assert FIGURES not in seen, f"a cookie {how}"
        assert ASKED in seen, f"a cookie {how}"


def test_a_cookie_without_the_token_against_forged_requests_signs_nobody_in(signed: Signed, anas: dict[str, str]):
    with wire.visiting(signed.address, cookies=anas, origin="http://localhost:1") as socket:
        seen = "\n".join(text for message in wire.run(socket, PAGE) for text in wire.texts(message.delta))
    assert ASKED in seen
    assert FIGURES not in seen


def test_a_cookie_that_was_signed_out_of_is_never_taken_again(signed: Signed, fresh: BrowserContext):
    page = fresh.new_page()
    sign_in(page, f"{signed.address}/{PAGE}", "ben")
    stolen = cookies(fresh)
    assert FIGURES in wire.seen(signed.address, PAGE, cookies=stolen), "whoever holds a cookie is its person"
    with wire.visiting(signed.address, cookies=stolen) as socket:
        wire.run(socket, PAGE)
        sign_out(page)
        again = "\n".join(text for message in wire.run(socket, PAGE) for text in wire.texts(message.delta))
    assert FIGURES not in again, "the window of the thief is shut by the next thing it asks"
    seen = wire.seen(signed.address, PAGE, cookies=stolen)
    assert FIGURES not in seen
    assert "You have signed out." in seen


def test_the_address_of_signing_out_ends_a_sign_in_as_the_button_does(signed: Signed, fresh: BrowserContext):
    page = fresh.new_page()
    sign_in(page, f"{signed.address}/{PAGE}", "ben")
    kept = cookies(fresh)
    page.goto(f"{signed.address}/auth/logout")
    assert ASKED in wire.seen(signed.address, PAGE, cookies=kept)


def test_the_files_of_a_page_are_for_who_has_signed_in(signed: Signed, fresh: BrowserContext):
    page = fresh.new_page()
    sign_in(page, f"{signed.address}/measures", "ben")
    with page.expect_download() as handed:
        page.get_by_test_id("stDownloadButton").locator("button").first.dispatch_event(
            "click"
        )  # a table may lie over it
    link, mine = handed.value.url, cookies(fresh)[COOKIE]
    assert "/media/" in link
    assert answer(link, f"{COOKIE}={mine}") == 200
    assert answer(link) == 403
    assert answer(link, f"{COOKIE}={forged(held(mine), 'x' * 40)}") == 403
    sign_out(page)
    assert answer(link, f"{COOKIE}={mine}") == 403


def test_where_people_sign_in_tables_are_saved_by_the_download_that_is_noted_alone(
    signed: Signed, anas: dict[str, str], unsigned: Desk
):
    assert without_export(signed.address, anas)
    assert not without_export(unsigned.address, {})


def without_export(address: str, known: dict[str, str]) -> bool:
    """Whether a browser is told to draw no download and no copying of its own at tables."""
    with wire.visiting(address, cookies=known) as socket:
        begun = next(one for one in wire.run(socket, PAGE) if one.WhichOneof("type") == "new_session")
        return bool(begun.new_session.config.disable_data_export)


def test_files_are_taken_from_the_analyst_alone_and_those_of_a_page_go_with_the_role(
    signed: Signed, fresh: BrowserContext, anas: dict[str, str]
):
    assert brought(signed.address, anas) == 204
    page = fresh.new_page()
    sign_in(page, f"{signed.address}/measures", "ben")
    with page.expect_download() as handed:
        page.get_by_test_id("stDownloadButton").locator("button").first.dispatch_event("click")
    link, bens = handed.value.url, cookies(fresh)
    assert answer(link, f"{COOKIE}={bens[COOKIE]}") == 200
    assert (brought(signed.address, bens), brought(signed.address, {})) == (403, 403), "a viewer, and nobody"
    file = signed.data / "reference" / "roles.csv"
    kept = file.read_text(encoding="utf-8")
    file.write_text(kept.replace("viewer", "none"), encoding="utf-8")
    try:
        assert answer(link, f"{COOKIE}={bens[COOKIE]}") == 403
    finally:
        file.write_text(kept, encoding="utf-8")


def brought(address: str, known: dict[str, str]) -> int:
    """The status of bringing a file into a window of one's own, as the page does it, whatever the page shows."""
    with wire.visiting(address, cookies=known) as socket:
        begun = next(one for one in wire.run(socket, "data") if one.WhichOneof("type") == "new_session")
        form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n--x--\r\n'
        asked = Request(
            f"{address}/_stcore/upload_file/{begun.new_session.initialize.session_id}/a-file",
            data=form,
            method="PUT",
            headers={
                "Content-Type": "multipart/form-data; boundary=x",
                "X-Xsrftoken": wire.TOKEN,
                "Cookie": "; ".join(f"{name}={value}" for name, value in {**known, XSRF: wire.TOKEN}.items()),
            },
        )
        return status(asked)


def test_the_counts_and_those_of_streamlit_are_for_this_machine_and_who_has_the_token(small: Path, tmp_path: Path):
    told = {"TP_METRICS_TOKEN": "a-token-of-the-tests", "TP_LEDGER": f"sqlite:///{tmp_path / 'l.db'}"}
    with serving(small, tmp_path / "server.log", **told) as desk:
        away = {"X-Forwarded-For": "203.0.113.9"}
        wire.seen(desk.address, PAGE)
        for path in ("/metrics", "/_stcore/metrics"):
            assert answer(desk.address + path) == 200
            assert answer(desk.address + path, **away) == 403
            assert answer(desk.address + path, **away, Authorization="Bearer another") == 403
            assert answer(desk.address + path, **away, Authorization="Bearer a-token-of-the-tests") == 200
        with urlopen(f"{desk.address}/metrics", timeout=30) as got:
            lines = got.read().decode().splitlines()
        counts = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        assert float(counts["tp_rerun_seconds_count"]) >= 1
        assert float(counts["tp_rerun_seconds_sum"]) > 0
        assert counts["tp_editions"] == "2.0"
        assert counts["tp_page_errors_total"] == "0.0"


def answer(address: str, cookie: str = "", **headers: str) -> int:
    """The status of an address."""
    return status(Request(address, headers={**headers, **({"Cookie": cookie} if cookie else {})}))


def test_a_folder_that_cannot_be_read_is_counted_and_told_and_no_reason_to_restart(tmp_path: Path):
    data = tmp_path / "data"
    data.write_text("no folder", encoding="utf-8")
    with serving(data, tmp_path / "server.log", TP_LEDGER=f"sqlite:///{tmp_path / 'l.db'}") as desk:
        wire.seen(desk.address, PAGE)
        assert (answer(f"{desk.address}/health"), answer(f"{desk.address}/ready")) == (200, 503)
        with urlopen(f"{desk.address}/metrics", timeout=30) as got:
            assert "tp_page_errors_total 1.0" in got.read().decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"X-Forwarded-Proto": "https"},
        {"Forwarded": "for=203.0.113.9"},
        {"X-Real-IP": "203.0.113.9"},
        {"Via": "1.1 proxy"},
        {"X-Nginx-Proxy": "true"},
        {"Front-End-Https": "on"},
        {"X-ProxyUser-Ip": "203.0.113.9"},
    ],
)
def test_without_signing_in_a_proxy_sees_no_figure(unsigned: Desk, headers: dict[str, str]):
    seen = wire.seen(unsigned.address, PAGE, headers=headers)
    assert SHUT in seen
    assert FIGURES not in seen
    assert "TP_OPEN=1" in seen


@pytest.mark.parametrize("host", ["metrics.example.org", "localhost.example.org", "192.0.2.7:8501"])
def test_without_signing_in_another_host_sees_no_figure(unsigned: Desk, host: str):
    # Streamlit itself lets an origin of this machine in, whatever the host is called.
    seen = wire.seen(unsigned.address, PAGE, host=host)
    assert SHUT in seen
    assert FIGURES not in seen
    assert "TP_OPEN=1" in seen


@pytest.fixture(scope="module")
def unsigned(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("unsigned")
    with serving(small, folder / "server.log", TP_LEDGER=f"sqlite:///{folder / 'ledger.db'}") as desk:
        yield desk


def test_without_signing_in_this_machine_sees_the_figures(unsigned: Desk):
    assert FIGURES in wire.seen(unsigned.address, PAGE)


def test_an_open_dashboard_is_open_behind_a_proxy(small: Path, tmp_path: Path):
    with serving(small, tmp_path / "server.log", TP_LEDGER=f"sqlite:///{tmp_path / 'l.db'}", TP_OPEN="1") as desk:
        assert FIGURES in wire.seen(desk.address, PAGE, headers={"X-Forwarded-For": "203.0.113.9"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[auth", "The file of secrets cannot be read"),
        ("[auth]\n", "[auth] of the secrets is empty"),
        ('[auth]\nredirect_uri = "http://127.0.0.1/oauth2callback"\ncookie_secret = "short"', "32 are the fewest"),
    ],
)
def test_secrets_that_say_nothing_whole_shut_the_dashboard(small: Path, tmp_path: Path, text: str, said: str):
    file = tmp_path / "secrets.toml"
    file.write_text(text, encoding="utf-8")
    told = {"TP_LEDGER": f"sqlite:///{tmp_path / 'l.db'}", "STREAMLIT_SECRETS_FILES": str(file)}
    with serving(small, tmp_path / "server.log", **told) as desk:
        seen = wire.seen(desk.address, PAGE)
    assert said in seen
    assert SHUT in seen
    assert FIGURES not in seen


def test_no_secret_and_no_token_stands_in_the_log(small: Path, tmp_path: Path, fresh: BrowserContext):
    with signing_desk(small, tmp_path, STREAMLIT_LOGGER_LEVEL="debug") as desk:
        page = fresh.new_page()
        sign_in(page, f"{desk.address}/{PAGE}", "ana")
        found = cookies(fresh)
        tokens = json.loads(decode_signed_value(COOKIE_SECRET, TOKENS, found[TOKENS]) or b"{}")
        wire.seen(desk.address, PAGE, cookies={**found, COOKIE: found[COOKIE] + "x"})
        page.goto(f"{desk.address}/oauth2callback?error=denied&error_description=no&state=x&code=a-code-of-the-tests")
        page.goto(f"{desk.address}/auth/login?provider=forged")
        go(page, f"{desk.address}/{PAGE}")
        sign_out(page)
        log = desk.log.read_text(encoding="utf-8")
    assert len(log.splitlines()) > 20, "the log is one of every detail"
    assert set(tokens) == {"id_token", "access_token"}
    secret = [COOKIE_SECRET, CLIENT_SECRET, *tokens.values(), found[COOKIE], found[TOKENS], "a-code-of-the-tests"]
    assert [one[:12] for one in secret if one in log] == []
    assert ANA["email"] not in log
