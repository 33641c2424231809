"""Whose each file of a page is: to whose windows it was shown, and in which role.

Streamlit answers the address of a file to anybody. It knows which window shows which file, but forgets it while a page
is drawn anew, and never says it of a download, which is made when it is asked for; so it is noted here as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Lock
from typing import Any

import streamlit.runtime.runtime as streamlit_runtime
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.parts import sign_ins, who


@dataclass(frozen=True)
class Sight:
    """Who was shown a file, and what that person might see then."""

    whose: str
    scope: Any


#: By file and window: who was shown it.
_shown: dict[str, dict[str, Sight]] = {}
_lock = Lock()


class Owned(MediaFileManager):
    """Streamlit's files of pages, which note whose each is until the file or its window is gone."""

    #: By this a page knows that its server guards files, even where a change on the disk has loaded modules anew.
    guarded = True

    def add(self, *words: Any, **named: Any) -> str:
        """Keep a file that a page shows; its address."""
        address = super().add(*words, **named)
        _note_present(named_in(address))
        return address

    def add_deferred(self, *words: Any, **named: Any) -> str:
        """Keep what makes a download; the name by which it is asked for."""
        name = super().add_deferred(*words, **named)
        _note_present(name)
        return name

    def execute_deferred(self, file_id: str) -> str:
        """Make a download: it is of whom its button was shown to, whoever asks. The address; raises as Streamlit's."""
        with _lock:
            sights = dict(_shown.get(file_id, {}))
        address = super().execute_deferred(file_id)
        for window, sight in sights.items():
            note(named_in(address), window, sight)
        return address

    def clear_session_refs(self, session_id: str | None = None) -> None:
        """Let go of a window's files: for good where it is named and has ended, else while it is drawn anew."""
        super().clear_session_refs(session_id)
        if session_id is not None:
            _forget_window(session_id)

    def _delete_file(self, file_id: str) -> None:
        super()._delete_file(file_id)
        _forget_file(file_id)

    def _drop_deferred_id(self, file_id: str) -> None:
        super()._drop_deferred_id(file_id)
        _forget_file(file_id)


def keep() -> None:
    """Have the server that is about to be made keep its files as Owned."""
    streamlit_runtime.MediaFileManager = Owned  # type: ignore[attr-defined]


def guarded() -> bool:
    """Whether the server that runs guards its files: it is that of serve.py."""
    return Runtime.exists() and getattr(Runtime.instance().media_file_mgr, "guarded", False) is True


def whose(claims: Mapping[str, Any]) -> str:
    """What a person is known by in every sign-in with the same provider; the sign-in alone where no number is given."""
    if not claims.get("sub"):
        return sign_ins.Person(claims).key
    return hashlib.sha256(f"{claims.get('iss')}\n{claims['sub']}".encode()).hexdigest()


def note(file: str, window: str, sight: Sight) -> None:
    """A window shows a file."""
    with _lock:
        _shown.setdefault(file, {})[window] = sight


def is_shown(file: str, person: str, scope: Any) -> bool:
    """Whether a window of a person has shown a file, and what the person may see now covers what was shown."""
    with _lock:
        sights = list(_shown.get(file, {}).values())
    return any(one.whose == person and scope.covers(one.scope) for one in sights)


def whose_window(window: str) -> str:
    """Who has signed in to a window that is open; empty where nobody has, or it cannot be told."""
    session = Runtime.instance().get_app_session(window) if Runtime.exists() else None
    claims = getattr(session, "_user_info", None)
    return whose(claims) if isinstance(claims, Mapping) and claims.get("is_logged_in") is True else ""


def named_in(address: str) -> str:
    """The name of a file in its address, as Streamlit looks it up.

    >>> named_in("/media/0123abcd.pdf"), named_in("/media/0123abcd")
    ('0123abcd', '0123abcd')
    """
    return PurePosixPath(address).stem


def _note_present(file: str) -> None:
    run = get_script_run_ctx()
    if run is not None and (claims := who.claims()):
        note(file, run.session_id, Sight(whose(claims), who.scope_of(claims)))


def _forget_file(file: str) -> None:
    with _lock:
        _shown.pop(file, None)


def _forget_window(window: str) -> None:
    with _lock:
        for file in [file for file, windows in _shown.items() if windows.pop(window, None) and not windows]:
            del _shown[file]
