"""A visit without a browser, which says of itself whatever a test likes: headers, cookies, where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from socket import create_connection
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.browser.oidc import XSRF

#: A token of Streamlit's against forged requests, which a forger makes up: in the cookie and beside the request.
TOKEN = "2|00000000|000102030405060708090a0b0c0d0e0f|1700000000"


@contextmanager
def visiting(
    address: str,
    *,
    headers: Mapping[str, str] | None = None,
    cookies: Mapping[str, str] | None = None,
    origin: str | None = None,
    host: str = "",
) -> Iterator[ClientConnection]:
    """A WebSocket of the dashboard at an address, which calls it by another host where one is given."""
    there = urlsplit(address)
    kept = {**(cookies or {}), XSRF: TOKEN}
    told = {**(headers or {}), "Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())}
    with connect(
        f"ws://{host or there.netloc}/_stcore/stream",
        sock=create_connection((there.hostname, there.port)),
        additional_headers=told,
        origin=Origin(origin or address),
        subprotocols=[Subprotocol("streamlit"), Subprotocol(TOKEN)],
        max_size=None,
    ) as socket:
        yield socket


def run(socket: ClientConnection, page: str = "", query: str = "") -> list[ForwardMsg]:
    """Ask for a page; everything that the server sends until the script has run."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = page
    socket.send(asked.SerializeToString())
    found = []
    while True:
        message = ForwardMsg()
        message.ParseFromString(socket.recv(timeout=120))
        found.append(message)
        over = message.WhichOneof("type") == "script_finished"
        if over and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return found


def seen(address: str, page: str = "", query: str = "", **visit: object) -> str:
    """Every text of a page as a visit gets it, a line to a text."""
    with visiting(address, **visit) as socket:
        return "\n".join(text for message in run(socket, page, query) for text in texts(message.delta))


def texts(message: Any) -> Iterator[str]:
    """Every text in a message, however deep it stands."""
    for field, value in message.ListFields():
        parts = value.values() if hasattr(value, "values") else value if field.is_repeated else [value]
        for part in parts:
            if hasattr(part, "ListFields"):
                yield from texts(part)
            elif isinstance(part, str) and part:
                yield part
