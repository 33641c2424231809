"""A person at the dashboard without a browser: the messages that a browser and Streamlit's server send each other.

A `Visitor` opens pages and changes choices as the browser of Streamlit 1.67 does: it sends back what its widgets hold,
the query of its address, and which large messages it has kept; and it waits until the script has run to its end.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

ENDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
#: A select box, and a row of buttons of which one is chosen.
CHOICES = ("selectbox", "button_group")
#: The largest message that is read, in bytes; the map of all London has half a megabyte.
LARGEST = 64 * 2**20


class WentWrong(Exception):
    """The server showed an error, found no page, closed the connection or did not answer in time."""


@dataclass(frozen=True)
class Choice:
    """A select box or a row of buttons as the page shows it: its options in words and the one that is chosen."""

    id: str
    kind: str
    name: str
    options: tuple[str, ...]
    chosen: tuple[str, ...]
    of_the_frame: bool
    many: bool = False

    def state(self, picked: tuple[str, ...]) -> WidgetState:
        """What a browser sends when these options are picked."""
        state = WidgetState(id=self.id)
        if self.kind == "button_group":
            state.string_array_value.data.extend(picked)
        elif picked:
            state.string_value = picked[0]
        return state


@dataclass
class Visitor:
    """One session. `choices` are those on the page as it stands, by the name that they bear in the address."""

    connection: ClientConnection
    address: str
    seconds: float = 60.0
    page: str = ""
    query: str = ""
    choices: dict[str, Choice] = field(default_factory=dict)
    bytes_read: int = 0
    _hash: str = ""
    _main: str = ""
    _pages: dict[str, str] = field(default_factory=dict)
    _held: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _kept: dict[str, tuple[int, ForwardMsg]] = field(default_factory=dict)
    _runs: int = 0
    _oldest: int = 2

    @classmethod
    async def at(cls, address: str, page: str, query: str = "", *, seconds: float = 60.0) -> Visitor:
        """A visitor who has typed the address of a page, and sees it whole."""
        stream = address.replace("http", "ws", 1) + "/_stcore/stream"
        connection = await connect(stream, subprotocols=["streamlit"], max_size=LARGEST, compression=None)  # type: ignore[list-item]
        visitor = cls(connection, address, seconds)
        visitor.page, visitor.query = page, query
        try:
            await visitor._run(name=page)
        except BaseException:
            await visitor.leave()
            raise
        return visitor

    async def open(self, page: str) -> None:
        """Follow the menu to another page; what the frame's own choices say goes along."""
        kept = {one.name for one in self.choices.values() if one.of_the_frame}
        self.query = urlencode([(name, value) for name, value in parse_qsl(self.query) if name in kept])
        self.page, self._hash = page, self._pages[page]
        await self._run()

    async def choose(self, name: str, picked: str) -> None:
        """Pick an option of a select box or a row of buttons; where many may be chosen, one more or one less."""
        choice = self.choices[name]
        held = self._held[choice.id]
        now = tuple(one for one in choice.options if (one in held) != (one == picked)) if choice.many else (picked,)
        said = [(other, value) for other, value in parse_qsl(self.query) if other != name]
        self.query = urlencode([*said, *((name, one) for one in now)])
        self._held[choice.id] = now
        await self._run()

    async def leave(self) -> None:
        """Close the window."""
        await self.connection.close()

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages of the menus, by their address."""
        return tuple(self._pages)

    async def _run(self, *, name: str = "") -> None:
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string, state.page_name, state.page_script_hash = self.query, name, self._hash
        state.cached_message_hashes.extend(self._kept)
        state.context_info.url, state.context_info.timezone = f"{self.address}/{self.page}", "Europe/London"
        state.context_info.locale, state.context_info.color_scheme = "en-GB", "light"
        state.widget_states.widgets.extend(one.state(self._held[one.id]) for one in self.choices.values())
        try:
            async with asyncio.timeout(self.seconds):
                await self.connection.send(asked.SerializeToString())
                await self._until_it_has_run()
        except TimeoutError:
            raise WentWrong(f"{self.page} was not there after {self.seconds:.0f} seconds") from None
        except OSError as error:
            raise WentWrong(f"the server closed the connection: {error}") from error

    async def _until_it_has_run(self) -> None:
        shown: dict[str, Choice] = {}
        async for payload in self.connection:
            assert isinstance(payload, bytes)
            self.bytes_read += len(payload)
            message = self._whole(ForwardMsg.FromString(payload))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                shown = {}
                self._begun(message)
            elif kind == "navigation":
                self._pages = {one.url_pathname: one.page_script_hash for one in message.navigation.app_pages}
                self._hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "page_not_found":
                raise WentWrong(f"there is no page {self.page}")
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._seen(message, shown)
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise WentWrong(f"{self.page} could not be compiled")
            elif kind == "script_finished" and message.script_finished in ENDED:
                self._ended(shown)
                return
        raise WentWrong("the server closed the connection")

    def _begun(self, message: ForwardMsg) -> None:
        self._main, self._hash = message.new_session.main_script_hash, message.new_session.page_script_hash
        self._oldest = message.new_session.config.max_cached_message_age or self._oldest

    def _ended(self, shown: dict[str, Choice]) -> None:
        """A run has ended: what was kept grows older, and what is too old is forgotten, as a browser does."""
        self.choices = {name: replace(one, chosen=self._held[one.id]) for name, one in shown.items()}
        self._held = {one.id: one.chosen for one in self.choices.values()}
        self._runs += 1
        young = self._runs - self._oldest
        self._kept = {name: (run, kept) for name, (run, kept) in self._kept.items() if run >= young}

    def _whole(self, message: ForwardMsg) -> ForwardMsg:
        """A message, or the kept one that it names; large ones are kept."""
        if message.WhichOneof("type") == "ref_hash":
            if message.ref_hash not in self._kept:
                raise WentWrong("the server left out a message that was not kept")
            _, kept = self._kept[message.ref_hash]
            self._kept[message.ref_hash] = (self._runs, kept)
            return kept
        if message.metadata.cacheable and message.hash:
            self._kept[message.hash] = (self._runs, message)
        return message

    def _seen(self, message: ForwardMsg, shown: dict[str, Choice]) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise WentWrong(f"{self.page} shows an error: {element.exception.type} {element.exception.message}")
        if kind in CHOICES:
            found, told = _choice(element, message.metadata.active_script_hash == self._main)
            shown[found.name] = found
            if told or found.id not in self._held:
                self._held[found.id] = found.chosen


def _choice(element: Element, of_the_frame: bool) -> tuple[Choice, bool]:
    """What an element lets be chosen, under the name that it bears in the address, else under its identity.

    And whether the server says what is chosen; else a browser that holds a value already keeps it.
    """
    if element.WhichOneof("type") == "selectbox":
        box = element.selectbox
        options = tuple(box.options)
        if box.set_value:
            chosen = (box.raw_value,) if box.HasField("raw_value") else ()
        else:
            chosen = options[box.default : box.default + 1] if box.HasField("default") else ()
        name = box.query_param_key or box.id
        return Choice(box.id, "selectbox", name, options, chosen, of_the_frame), box.set_value
    group = element.button_group
    options = tuple(option.content for option in group.options)
    chosen = tuple(group.raw_values) if group.set_value else tuple(options[at] for at in group.default)
    name, many = group.query_param_key or group.id, group.click_mode == ButtonGroup.MULTI_SELECT
    return Choice(group.id, "button_group", name, options, chosen, of_the_frame, many), group.set_value
