"""What every answer of the server tells a browser: what it may load, who may frame it, and how cookies are kept.

The policy is the tightest that the pages work under; tests/browser/test_policy.py opens every one of them in a browser
and fails where it is broken. docs/sign-in.md says why each exception stands.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from starlette.datastructures import Headers, MutableHeaders

from pages.parts import shell

#: The page that is sent first has two inline scripts; they are allowed by their hashes, and no other is.
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
#: The cookie that Streamlit's own script has to read, to send it back beside a request.
READ_BY_SCRIPT = "_streamlit_xsrf"
YEAR = 365 * 24 * 3600


def hashes(html: str) -> list[str]:
    """The sources that allow the inline scripts of an HTML page, each by the digest of its text.

    >>> hashes("<script>1</script>")
    ["'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"]
    """
    found = (hashlib.sha256(script.encode()).digest() for script in INLINE.findall(html))
    return [f"'sha256-{base64.b64encode(one).decode()}'" for one in found]


def policy(page: str) -> str:
    """The content security policy of every answer: nothing from elsewhere, no `eval`, in no frame of another site."""
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", "blob:", "'wasm-unsafe-eval'", *hashes(page)],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "frame-ancestors": ["'self'"],  # Community Cloud shows an app in a frame of the app's own address
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in rules.items())


FIXED = {
    "Content-Security-Policy": policy(shell.page(early=True)),
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    # The page that somebody comes from is told to this server alone, which leads back to it after signing in.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guarded:
    """ASGI middleware that sets these headers on every answer over HTTP, and the rules of every cookie in it."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on, and set the headers of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        secure = encrypted(scope)

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                told.update(FIXED)
                if secure:
                    told["Strict-Transport-Security"] = f"max-age={YEAR}"
                message["headers"] = [
                    (name, kept(value.decode("latin-1"), secure).encode("latin-1") if name == b"set-cookie" else value)
                    for name, value in message["headers"]
                ]
            await send(message)

        await self.app(scope, receive, sent)


def encrypted(scope: Any) -> bool:
    """Whether a request came by https, or says that it did: who lies about that binds nothing but the own cookies."""
    said = Headers(scope=scope).get("x-forwarded-proto", "")
    return scope.get("scheme") == "https" or said.split(",")[0].strip().lower() == "https"


def kept(cookie: str, secure: bool) -> str:
    """A cookie with the rules that it lacks: for no script, from no other site, and over https alone where there is.

    >>> kept("a=1; Path=/", secure=True)
    'a=1; Path=/; HttpOnly; SameSite=Lax; Secure'
    """
    name = cookie.partition("=")[0].strip()
    rules = [part.strip().lower() for part in cookie.split(";")[1:]]
    if "httponly" not in rules and name != READ_BY_SCRIPT:
        cookie += "; HttpOnly"
    if not any(rule.startswith("samesite") for rule in rules):
        cookie += "; SameSite=Lax"
    if secure and "secure" not in rules:
        cookie += "; Secure"
    return cookie
