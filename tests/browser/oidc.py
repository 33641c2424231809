"""A dashboard that people sign in to: a provider of OpenID Connect on this machine, the people, and their roles."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.desk import Desk, answering, free_port, serving, settle

#: Secrets of the tests, which must stand in no log.
COOKIE_SECRET = "a-cookie-secret-of-the-tests-0123456789abcdef"
CLIENT_SECRET = "a-client-secret-of-the-tests-0123456789abcdef"
#: The name of each cookie of a sign-in.
COOKIE, TOKENS, XSRF = "_streamlit_user", "_streamlit_user_tokens", "_streamlit_xsrf"

ANA = {"name": "Ana Kaya", "email": "ana.kaya@example.org"}
BEN = {"name": "Ben Osei", "email": "ben.osei@example.org"}
LONG = {"name": "Harriet Hackney-Featherstonehaugh", "email": "harriet@example.org"}
PEOPLE = {"ana": ANA, "ben": BEN, "harriet": LONG, "nobody": {"name": "No Role", "email": "no.role@example.org"}}
ROLES = (
    "claim,value,role,place,note",
    "email,ana.kaya@example.org,analyst,,",
    "email,ben.osei@example.org,viewer,,",
    "email,harriet@example.org,borough commander,E09000012,",
)


@dataclass(frozen=True)
class Signed(Desk):
    """A served dashboard with sign-in: also its data folder."""

    data: Path


def secrets(provider: str, **other: str) -> str:
    """The text of a file of secrets for a provider; the port is that on which the dashboard is served."""
    section = {
        "redirect_uri": "http://127.0.0.1:{port}/oauth2callback",
        "cookie_secret": COOKIE_SECRET,
        "client_id": "tp",
        "client_secret": CLIENT_SECRET,
        "server_metadata_url": f"{provider}/.well-known/openid-configuration",
        **other,
    }
    return "[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in section.items())


@contextmanager
def providing(log: Path) -> Iterator[str]:
    """A provider that knows PEOPLE; its address."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    for sub, claims in PEOPLE.items():
        command += ["--user-claims", json.dumps({"sub": sub, **claims})]
    with log.open("w", encoding="utf-8") as out, subprocess.Popen(command, stdout=out, stderr=out) as provider:
        try:
            answering(f"http://localhost:{port}/.well-known/openid-configuration", provider, log)
            yield f"http://localhost:{port}"
        finally:
            provider.terminate()


@contextmanager
def signing(made: Path, folder: Path, **environment: str) -> Iterator[Signed]:
    """Serve a copy of a data folder with sign-in, and the provider beside it."""
    data = Path(shutil.copytree(made, folder / "data"))
    (data / "reference").mkdir(exist_ok=True)
    (data / "reference" / "roles.csv").write_text("\n".join(ROLES) + "\n", encoding="utf-8")
    with providing(folder / "provider.log") as provider:
        file = folder / "secrets.toml"
        file.write_text(secrets(provider), encoding="utf-8")
        told = {"TP_LEDGER": f"sqlite:///{folder / 'ledger.db'}", "STREAMLIT_SECRETS_FILES": str(file), **environment}
        with serving(data, folder / "server.log", **told) as desk:
            yield Signed(desk.address, desk.log, desk.process, data)


def alone(page: Page) -> None:
    """Have the provider's form ask nobody else for its looks: there is no network."""
    page.route("**/*", lambda route: route.abort() if "cdn." in route.request.url else route.fallback())


def sign_in(page: Page, address: str, sub: str) -> None:
    """Open a link, and sign in as somebody of PEOPLE."""
    alone(page)
    page.goto(address)
    page.get_by_role("button", name="Sign in").click(timeout=120_000)
    page.get_by_role("button", name=sub, exact=True).click(timeout=60_000)
    page.wait_for_url("http://127.0.0.1:*/**", timeout=60_000)
    settle(page)


def sign_out(page: Page) -> None:
    """Sign out by the frame, through the provider's own page."""
    page.locator(".st-key-signed-in button").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click(timeout=60_000)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=60_000)


def cookies(context: BrowserContext) -> dict[str, str]:
    """The cookies of a browser, by name."""
    return {str(one.get("name")): str(one.get("value")) for one in context.cookies() if "127.0.0.1" in str(one)}
