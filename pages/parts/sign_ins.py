"""Who has signed in, for how long that holds, and which sign-ins were ended.

Streamlit keeps a sign-in in a signed cookie of thirty days, and nothing of it on the server: a copy of the cookie
would work on after signing out. So a sign-in ends here after some hours, and one that was signed out of is written
down in the data folder and never taken again, in no other window and by no other server of the same folder.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts.who import NAMED

LOG = logging.getLogger("tp_metrics.pages")

#: Hours for which a sign-in holds where TP_SIGNIN_HOURS says no other number.
HOURS = 12.0
#: Days after which Streamlit's cookie is refused by its age, so that what ended it need not be known any more.
COOKIE_DAYS = 32
#: What tells one sign-in from every other: who vouches, for whom, since when, and the number used once.
MARKS = ("iss", "sub", "iat", "nonce", "sid", "jti")
#: Where a sign-in that ended is remembered if the data folder cannot be written.
_ended_here: set[str] = set()


@dataclass(frozen=True)
class Person:
    """Somebody whom a provider vouches for: the claims of the sign-in."""

    claims: Mapping[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """The name, and the address that tells two people of one name apart; what the provider says of it."""
        said = [str(self.claims.get(one) or "").strip() for one in ("name", "email", "preferred_username", "sub")]
        name, *others = [one for one in said if one] or ["?"]
        address = next(iter(others), "") if said[0] else ""
        return (f"{name} ({address})" if address else name)[:200]

    @property
    def account(self) -> str:
        """The one claim by which the audit names a person."""
        return next((str(self.claims[one]) for one in NAMED if self.claims.get(one)), "?")

    @property
    def key(self) -> str:
        """What this sign-in is known by: a digest that tells nothing of the person."""
        marks = "\n".join(f"{one}={self.claims.get(one)}" for one in MARKS)
        return hashlib.sha256(marks.encode()).hexdigest()


def asked_for() -> bool:
    """Whether people sign in here: `[auth]` stands in the secrets."""
    return "is_logged_in" in st.user


def person() -> Person | None:
    """Who is signed in and holds a sign-in that has neither grown old nor ended; None where nobody does."""
    if not asked_for() or not st.user.is_logged_in:
        return None
    found = Person(st.user.to_dict())
    return None if over(found) else found


def over(one: Person) -> str:
    """Why a sign-in holds no longer, in one sentence; empty while it holds."""
    begun = one.claims.get("iat")
    if not isinstance(begun, int | float) or time.time() - begun > hours() * 3600:
        return f"A sign-in holds for {hours():g} hours: please sign in again."
    if ended(one.key):
        return "You have signed out."
    return ""


def hours() -> float:
    """For how long a sign-in holds, in hours."""
    try:
        asked = float(os.environ.get("TP_SIGNIN_HOURS", HOURS))
    except ValueError:
        return HOURS
    return asked if 0 < asked <= 24 * 30 else HOURS


def ended(key: str) -> bool:
    """Whether a sign-in was signed out of."""
    return key in _ended_here or (_folder() / key).exists()


def end(one: Person) -> bool:
    """Never take this sign-in again; whether it held until now. What ended long ago is forgotten."""
    if ended(one.key):
        return False
    folder = _folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / one.key).touch(exist_ok=True)
        _forget(folder)
    except OSError:
        _ended_here.add(one.key)
        LOG.warning("A sign-out cannot be written to the data folder: it holds until this server stops.")
    return True


def _folder() -> Path:
    return Path(tp.store().path) / "signed_out"


def _forget(folder: Path) -> None:
    before = time.time() - COOKIE_DAYS * 86400
    for file in folder.iterdir():
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
