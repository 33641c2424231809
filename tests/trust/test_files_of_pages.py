"""Files of a page, on the real server: each is for whom a page shows it, in the role in which it was shown."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from websockets.sync.client import ClientConnection

from tests.access.people import EMAILS, OF_HACKNEY, ROLES, write_roles
from tests.browser import wire
from tests.browser.desk import Desk, serving, status
from tests.browser.oidc import COOKIE, COOKIE_SECRET, XSRF, secrets
from tests.packs.made import document
from tp_metrics import audit, packs

pytestmark = pytest.mark.trust

PDF = b"%PDF-1.7 a pack of Hackney"
ELSEWHERE = "http://127.0.0.1:1"  # no provider is asked: the cookies are signed here


@dataclass(frozen=True)
class Served:
    """A served dashboard that people sign in to, and its data folder."""

    desk: Desk
    data: Path

    def known(self, role: str, **claims: object) -> dict[str, str]:
        """The cookie of somebody in a role, who has signed in just now."""
        email = EMAILS[role]
        said = {"iss": "i", "sub": email, "nonce": "n", "email": email, "iat": time.time(), "provider": "default"}
        whole = {**said, "origin": self.desk.address, "is_logged_in": True, **claims}
        return {COOKIE: create_signed_value(COOKIE_SECRET, COOKIE, json.dumps(whole)).decode()}

    def status(self, path: str, known: dict[str, str]) -> int:
        """What is answered to who asks for an address."""
        sent = "; ".join(f"{name}={value}" for name, value in known.items())
        return status(Request(self.desk.address + path, headers={"Cookie": sent} if sent else {}))

    def brought(self, window: str, known: dict[str, str]) -> int:
        """What is answered to who brings a file into a window."""
        form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n--x--\r\n'
        told = {
            "Content-Type": "multipart/form-data; boundary=x",
            "X-Xsrftoken": wire.TOKEN,
            "Cookie": "; ".join(f"{name}={value}" for name, value in {**known, XSRF: wire.TOKEN}.items()),
        }
        address = f"{self.desk.address}/_stcore/upload_file/{window}/a-file"
        return status(Request(address, data=form, method="PUT", headers=told))


@pytest.fixture(scope="module")
def served(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("files")
    data = Path(shutil.copytree(small, folder / "data"))
    write_roles(data)
    packs.keep(document(), {"pdf": PDF}, data, place="of-Hackney", by="Commander", viewer=OF_HACKNEY)
    with serving(data, folder / "server.log", **told(folder)) as desk:
        yield Served(desk, data)


def told(folder: Path) -> dict[str, str]:
    """What the environment says to a server that people sign in to."""
    (folder / "secrets.toml").write_text(secrets(ELSEWHERE), encoding="utf-8")
    return {
        "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
        "TP_LEDGER": f"sqlite:///{folder / 'ledger.db'}",
    }


@pytest.fixture
def visit(served: Served) -> Iterator[Callable[[str], ClientConnection]]:
    """A window of somebody in a role, open until the test ends."""
    with ExitStack() as open_windows:
        yield lambda role: open_windows.enter_context(
            wire.visiting(served.desk.address, cookies=served.known(role), origin=served.desk.address)
        )


def pdf(socket: ClientConnection) -> str:
    """The address of the pack on the page of packs."""
    text = "\n".join(text for message in wire.run(socket, "packs") for text in wire.texts(message))
    found = re.search(r"/media/\w+\.pdf", text)
    assert found, text[:2000]
    return found[0]


def downloaded(socket: ClientConnection, page: str) -> str:
    """The address of the first download of a page, made as a click makes it."""
    drawn = wire.run(socket, page)
    found = [message.delta.new_element for message in drawn]
    buttons = [one.download_button for one in found if one.HasField("download_button")]
    asked = BackMsg()
    asked.backend_operation_request.session_id = window(drawn)
    asked.backend_operation_request.request_id = "one"
    asked.backend_operation_request.deferred_file.file_id = buttons[0].deferred_file_id
    socket.send(asked.SerializeToString())
    while True:
        message = ForwardMsg()
        message.ParseFromString(socket.recv(timeout=60))
        if message.WhichOneof("type") == "backend_operation_response":
            answer = message.backend_operation_response
            assert not answer.error_msg
            return str(answer.deferred_file.url)


def window(drawn: list[ForwardMsg]) -> str:
    """By what a window is known, from what was drawn in it."""
    begun = next(one for one in drawn if one.WhichOneof("type") == "new_session")
    return str(begun.new_session.initialize.session_id)


def test_a_pack_on_a_screen_is_for_whom_it_is_shown_to_and_for_nobody_who_is_told_its_address(served, visit):
    socket, mine = visit("borough"), served.known("borough")
    link = pdf(socket)
    assert served.status(link, mine) == 200
    assert served.status(link, served.known("borough", nonce="signed in again")) == 200
    for role in ("viewer", "area", "DAC", "analyst", "none"):
        assert served.status(link, served.known(role)) == 403, role
    assert served.status(link, served.known("borough", iss="another provider")) == 403
    assert served.status(link, {}) == 403
    wire.run(visit("viewer"), "packs")
    assert served.status(link, served.known("viewer")) == 403
    assert pdf(socket) == link, "the page is drawn anew"
    assert served.status(link, mine) == 200
    assert served.status("/media/0123abcd.pdf", mine) == 403, "a file that nobody was shown"


def test_a_download_is_for_who_asked_for_it(served, visit):
    link = downloaded(visit("borough"), "measures")
    assert served.status(link, served.known("borough")) == 200
    assert served.status(link, served.known("viewer")) == 403
    again = downloaded(visit("viewer"), "measures")
    assert again == link, "the same bytes have one address"
    assert served.status(link, served.known("viewer")) == 200


def test_a_file_that_was_shown_in_a_higher_role_goes_with_it(served, visit):
    link, mine = pdf(visit("borough")), served.known("borough")
    assert served.status(link, mine) == 200
    try:
        write_roles(served.data, ROLES.replace("borough commander,E09000012", "viewer,"))
        assert served.status(link, mine) == 403
    finally:
        write_roles(served.data)
    assert served.status(link, mine) == 200


def test_a_window_that_was_lost_keeps_its_files_for_who_comes_back(served):
    mine = served.known("borough")
    with wire.visiting(served.desk.address, cookies=mine) as socket:
        link = pdf(socket)
    assert served.status(link, mine) == 200
    assert served.status(link, served.known("viewer")) == 403


def test_the_analyst_brings_files_into_windows_of_the_analyst_alone(served, visit):
    windows = {role: window(wire.run(visit(role), "data")) for role in ("analyst", "borough")}
    known = served.known("analyst")
    assert served.brought(windows["analyst"], known) == 204
    assert served.brought(windows["borough"], known) == 403
    assert served.brought("none", known) == 403
    assert served.brought(windows["borough"], served.known("borough")) == 403


def way_in(socket: ClientConnection) -> str:
    """Where the button that signs in leads to."""
    (button,) = (one.delta.new_element.button for one in wire.run(socket) if one.delta.new_element.HasField("button"))
    asked = BackMsg()
    asked.rerun_script.widget_states.widgets.add(id=button.id, trigger_value=True)
    socket.send(asked.SerializeToString())
    while True:
        message = ForwardMsg()
        message.ParseFromString(socket.recv(timeout=60))
        if message.WhichOneof("type") == "auth_redirect":
            return str(message.auth_redirect.url)


def test_a_provider_that_is_down_is_told_in_a_sentence_with_a_way_back(served):
    here = served.desk.address
    with wire.visiting(here) as socket:
        asked = Request(here + way_in(socket), headers={"Referer": f"{here}/wards?ward=%22%3E"})
    with pytest.raises(HTTPError) as refused:
        urlopen(asked, timeout=60)
    said = refused.value.read().decode()
    assert refused.value.code == 503
    assert "does not answer" in said
    assert '<a href="/wards?ward=%22%3E">' in said
    assert "Authentication error" not in said
    assert refused.value.headers["Content-Type"].startswith("text/html")
    assert int(refused.value.headers["Content-Length"]) == len(said.encode())


def test_where_people_sign_in_any_other_server_shows_one_sentence_and_no_figure(small: Path, tmp_path: Path):
    with serving(small, tmp_path / "server.log", script="app.py", **told(tmp_path)) as desk:
        seen = wire.seen(desk.address, "packs", cookies=Served(desk, small).known("analyst"))
    assert "start it with `streamlit run serve.py`" in seen
    assert "Packs: what a meeting takes along" not in seen
    assert audit.FILE not in [file.name for file in small.iterdir()]
