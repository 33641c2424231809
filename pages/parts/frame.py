"""The frame around every page: navigation, the shared filters and what was chosen in them.

A choice stands in the address bar under the filter's name, so that a pasted link restores the view. Filters that a page
does not use are drawn all the same, out of sight, so that their values stay in the link.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import choices, moved, taken
from pages.parts.findings import enter
from pages.parts.linked import LEVELS, Asked
from pages.parts.placing import PENDING, noted, open_place, place_filters, read_link
from pages.parts.screen import drawn, narrow
from pages.parts.who import viewer

__all__ = [
    "Chosen",
    "Row",
    "chosen",
    "demonstration_words",
    "filters",
    "navigation",
    "open_place",
    "refused",
    "run",
    "selection",
    "tools",
]

LOG = logging.getLogger("tp_metrics.pages")
START = "pages/about/start.py"
#: What is said of a file that cannot be read to who cannot mend it.
UNREADABLE = (
    "This cannot be shown just now: a part of the figures cannot be read. Try again in a while, or tell whoever keeps "
    "this server; its log says which part it is."
)
#: The menus of the navigation, by the folder of their pages.
SECTIONS = {
    "strategic": "Strategic",
    "area": "Places",
    "public": "Public",
    "operations": "Operations",
    "justice": "Justice",
    "meetings": "Meetings",
    "about": "About",
}
MEETING_HELP = "One finding at a time in large type, with keys, a clock and an agenda"
#: What a page does not use is out of sight, and the way into a meeting stands beside the menus, where there is room.
#: What is chosen of a row of choices or of tabs has the colour of text: the theme's first colour is a ground for white
#: words, too dark for words of its own on a dark page. Words of a card go on in the next line, where large type leaves
#: them no room. A map shows that it is in focus. Who asks for less motion sees none.
STYLE = """<style>.st-key-kept-filters { display: none }
.st-key-page-tools { position: fixed; top: 0.55rem; right: 3.6rem; z-index: 999991; width: auto }
@media (max-width: 900px) { .st-key-page-tools { gap: 0 }
    .st-key-page-tools button { padding-inline: 0.4rem }
    .st-key-page-tools button :is([data-testid="stMarkdownContainer"], p)
        { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) } }
@media (max-width: 640px) { .st-key-page-tools { display: none } }
.stButtonGroup button[data-selected="true"] { color: inherit !important; font-weight: 600 }
[data-testid="stTab"][aria-selected="true"], [data-testid="stTab"][aria-selected="true"] p { color: inherit !important }
[data-testid="stMetric"] :is([data-testid="stMetricLabel"], .stMarkdownEllipsis, .stMarkdownEllipsis *),
[data-testid="stMetric"] :has(> .stMarkdownEllipsis)
    { white-space: normal !important; overflow: visible !important; text-overflow: clip !important }
[data-testid="stMetric"] :has(> [data-testid="stMetricDelta"]) { flex-wrap: wrap }
[data-testid="stDeckGlJsonChart"]:has(:focus-visible) { outline: 2px solid currentColor; outline-offset: 1px }
@media (prefers-reduced-motion: reduce) {
    *, *::before, *::after
        { animation-duration: 0.01ms !important; animation-iteration-count: 1 !important;
          transition-duration: 0.01ms !important; scroll-behavior: auto !important }
}</style>"""
WIDTHS = {"area": 135, "borough": 206, "ward": 155, "measure": 190, "window": 182, "end": 124, "edition": 190}


@dataclass(frozen=True)
class Row:
    """One page of the navigation, the shared filters that it uses, and whether it opens without any edition."""

    path: str
    title: str
    icon: str
    uses: tuple[str, ...]
    help: str
    opens_empty: bool = False

    @property
    def section(self) -> str:
        """The menu that the page stands in, by its folder."""
        return SECTIONS[Path(self.path).parent.name]


@dataclass(frozen=True)
class Chosen:
    """What the filters say, checked: the page's place is the smallest chosen one that the page can show."""

    edition: Any
    newest: bool
    place: Any
    measure: str
    window: str
    end: date | None
    vintage: int | None


def navigation(rows: Sequence[Row], position: Any = "top") -> tuple[Any, tuple[str, ...]]:
    """The page that the address asks for, and the filters that it uses.

    The root shows the first page, which has an address of its own too: a default page of Streamlit's has none, and
    a link to it would break when another page becomes the first. Without an edition the pages that need one open
    the start page under their own address, so that a link still leads to the right page when the data are made.
    Pages stand in the menus of their sections, in the order of the rows.
    """
    pages = _pages(rows)
    sections: dict[str, list[Any]] = {}
    for candidate, row in pages.items():
        sections.setdefault(row.section, []).append(candidate)
    page = st.navigation(sections, position=position)
    st.session_state["pages"] = {candidate.url_path: candidate for candidate in pages}
    uses = next(row.uses for candidate, row in pages.items() if candidate.url_path == page.url_path)
    return page, uses


def _pages(rows: Sequence[Row]) -> dict[Any, Row]:
    """The pages of the rows; a session keeps its own, as making them takes some milliseconds of every run."""
    empty = not tp.editions()
    kept = st.session_state.get("pages made")
    if kept is None or kept[0] != empty:
        root = _page(rows[0], empty, url_path="home", default=True, visibility="hidden")
        pages = {root: rows[0]} | {_page(row, empty, url_path=Path(row.path).stem): row for row in rows}
        kept = st.session_state["pages made"] = (empty, pages)
    found: dict[Any, Row] = kept[1]
    return found


def _page(row: Row, empty: bool, **options: Any) -> Any:
    path = START if empty and not row.opens_empty else row.path
    return st.Page(path, title=row.title, icon=row.icon, help=row.help, **options)


def run(page: Any) -> None:
    """Draw a page; what of it is not for this person, or cannot be read, is said in one sentence in its place."""
    try:
        page.run()
    except tp.access.NotForViewer as no:
        st.title(page.title, anchor=False)
        refused(str(no))
    except (tp.FileDamaged, OSError) as error:
        _unreadable(page.title, error)
    finally:
        drawn()


def _unreadable(title: str, error: Exception) -> None:
    """One sentence on what of the data folder cannot be read, in the place of what was to be drawn.

    Which file it is, and what to do, is for who may publish; for others it stands in the server's log.
    """
    LOG.warning("%s: %s", title, error)
    st.title(title, anchor=False)
    if not viewer().publishes:
        st.error(UNREADABLE, icon=":material/error:")
    elif isinstance(error, tp.FileDamaged):
        st.error(str(error), title="A part of the data folder cannot be read", icon=":material/error:")
    else:
        st.error(tp.holdings.unusable(error), title="The data folder cannot be used", icon=":material/error:")


def filters(uses: tuple[str, ...], title: str) -> None:
    """Draw the shared filters and keep what they say for the page.

    A link that names no place ends the run here, and so does a file that cannot be read, in one sentence under the
    page's title.
    """
    st.html(STYLE)
    try:
        _filters(uses, title)
    except (tp.FileDamaged, OSError) as error:
        _unreadable(title, error)
        st.stop()


def _filters(uses: tuple[str, ...], title: str) -> None:
    if tp.editions():  # what the link asks for is looked through before it is said what is damaged
        choices.opened(st.session_state.get("edition") or st.query_params.get("edition"))
    _damage()
    if not tp.editions():
        return
    if "linked" not in st.session_state:
        read_link(WIDTHS)
    else:
        _kept_in_link()
    slots = _slots(uses)
    moved.notice()
    edition = _edition(slots["edition"])
    measure = _measure(slots["measure"], edition)
    window = _window(slots["window"])
    end = _end(slots["end"], edition)
    tree = choices.tree(edition, choices.vintage(edition, measure, window, end))
    asked = place_filters(slots, tree)
    used = Asked(**{level: getattr(asked, level) if level in uses else None for level in LEVELS})
    st.session_state["chosen"] = Chosen(
        edition=edition,
        newest=edition == tp.editions()[0],
        place=edition.places.place(tree.code(used), tree.vintage),
        measure=measure,
        window=window,
        end=end,
        vintage=tree.vintage,
    )
    _place_is_theirs(title)
    _notices(asked, used if set(LEVELS) & set(uses) else asked)
    if uses:
        _edition_bar(edition)


def _damage() -> None:
    """What is said of damaged editions: of the files to who may publish, of the figures that are shown to others."""
    found = tp.damaged_editions()
    for words in found:
        _logged(words)
    for words in found if viewer().publishes else filter(None, (tp.passed_over(),)):
        st.warning(words, icon=":material/broken_image:")


@lru_cache(maxsize=64)
def _logged(words: str) -> None:
    """Say it in the server's log once, and not with every page."""
    LOG.warning("%s", words)


def tools() -> None:
    """What can be done with any page: take it along, hold a meeting on it. It comes last, as nobody waits for it."""
    if not tp.editions() or narrow():  # a phone has no room for them, and a link leads into a meeting
        return
    with st.container(horizontal=True, gap="small", width="content", key="page-tools"):
        st.button(
            "Take along",
            key="take",
            icon=":material/picture_as_pdf:",
            type="tertiary",
            on_click=taken.ask,
            help=taken.HELP,
        )
        st.button(
            "Meeting mode",
            key="meeting-enter",
            icon=":material/co_present:",
            type="tertiary",
            on_click=enter,
            help=MEETING_HELP,
        )


def chosen() -> Chosen:
    """What the shared filters say on this run."""
    found: Chosen = st.session_state["chosen"]
    return found


def selection(
    by: tuple[str, ...] = (),
    *,
    place: str | None = None,
    window: str | None = None,
    periods: int = 45,
    source: str | None = None,
) -> Any:
    """The selection that the filters describe, split by `by`; a place, window or source given here goes before it."""
    now = chosen()
    return tp.Selection(
        place=place or now.place.code,
        end=now.end,
        window=window or now.window,
        by=by,
        periods=periods,
        source=source,
        edition=now.edition.id,
        viewer=viewer(),
    )


def _place_is_theirs(title: str) -> None:
    """End the run here where the figures of the place that is chosen are not for this person."""
    now, places = chosen(), chosen().edition.places
    chain = (now.place.code, *places.parents(now.place.code))
    if not viewer().may_read(chain, now.place.level):
        st.title(title, anchor=False)
        refused(f"The figures of {now.place.label} are not for this role ({viewer().name}).")
        st.stop()


def refused(words: str) -> None:
    """A sentence on what is not for this person, and a button to each place that is theirs."""
    st.info(words, icon=":material/lock:")
    if not tp.editions():
        return
    places = chosen().edition.places
    with st.container(horizontal=True):
        for code in sorted(viewer().places or ()):
            label = places.place(code).label
            st.button(f"Open {label}", key=f"own-{code}", on_click=open_place, args=(code,))


def demonstration_words(edition: Any) -> str:
    """What stands beside the edition where all of it is made up, or a part; empty otherwise."""
    words: str = tp.holdings.kind_words(edition)
    return words


def _kept_in_link() -> None:
    """Have the link say again what filters say, where Streamlit has taken it out.

    On the way from a page with choices of its own it drops the parameters of filters that the browser did not touch,
    while their values stay (1.67, 2026-11); a value that is set anew is told to the browser.
    """
    state, edition = st.session_state, choices.opened(st.session_state.get("edition"))
    first = {
        "edition": tp.editions()[0].id,
        "window": tp.periods.KINDS[0],
        "measure": next(iter(choices.held(edition))),
    }
    for name in WIDTHS:
        if state.get(name) not in (None, first.get(name)) and name not in st.query_params:
            state[name] = state[name]


def _slots(uses: tuple[str, ...]) -> dict[str, Any]:
    """A place for each filter: in the row if the page uses it, else out of sight, or none where it says nothing."""
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="filters")
    shown = {name: row.container(width=width) for name, width in WIDTHS.items() if name in uses}
    kept = row.container(key="kept-filters", width=1)
    moved.carried(kept)
    said = {name for name in WIDTHS if name in st.query_params or st.session_state.get(name) is not None}
    if st.session_state.get(PENDING):
        said.update(LEVELS)
    return {name: shown.get(name, kept if name in said else None) for name in WIDTHS}


def _edition(slot: Any) -> Any:
    if slot is None:
        return choices.opened(None)
    names = choices.edition_names()
    words = demonstration_words(choices.opened(st.session_state.get("edition")))
    asked = slot.selectbox(
        f"Edition · {words}" if words else "Edition",
        list(names),
        format_func=lambda name: names.get(name, str(name)),
        key="edition",
        bind="query-params",
        on_change=noted,
        help=tp.words.term("edition"),
    )
    return choices.opened(asked)


def _measure(slot: Any, edition: Any) -> str:
    held = choices.held(edition)
    kept = st.session_state.get("measure")
    if kept is not None and kept not in held:
        title = tp.measures()[kept].title if kept in tp.measures() else kept
        st.session_state["notices"] = [f"This edition has no figures of “{title}”; another measure is shown."]
    if slot is None:
        return next(iter(held))
    asked = slot.selectbox(
        "Measure",
        list(held),
        format_func=lambda name: held[name].title if name in held else str(name),
        key="measure",
        bind="query-params",
        on_change=noted,
    )
    return asked if asked in held else next(iter(held))


def _window(slot: Any) -> str:
    if slot is None:
        return str(tp.periods.KINDS[0])
    asked = slot.selectbox(
        "Window",
        tp.periods.KINDS,
        format_func=choices.sentence_case,
        key="window",
        bind="query-params",
        on_change=noted,
        help="Each figure is held against the same window of the year before. "
        "A survey that is read over twelve months keeps its own window, and says so.",
    )
    return asked if asked in tp.periods.KINDS else tp.periods.KINDS[0]


def _end(slot: Any, edition: Any) -> date | None:
    if slot is None:
        return None
    ends = choices.ends(edition)
    asked = slot.selectbox(
        "To the end of",
        list(ends),
        index=None,
        placeholder="latest",
        key="end",
        bind="query-params",
        on_change=noted,
    )
    return ends.get(asked)


def _notices(asked: Asked, used: Asked) -> None:
    for notice in st.session_state.get("notices", []):
        st.warning(notice)
    if asked.lowest != used.lowest and asked.lowest is not None:
        shown = used.lowest[1] if used.lowest else "all of TP"
        st.caption(f"This page goes no lower: it shows {shown}, which holds {asked.lowest[1]}.")


def _edition_bar(edition: Any) -> None:
    newest = tp.editions()[0]
    if edition == newest:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="old-edition"):
        was, now = tp.periods.day_text(edition.as_at), tp.periods.day_text(newest.as_at)
        st.caption(
            f":material/history: An old edition is open: what was known on {was}. The newest is as at {now}.",
            width="content",
        )
        st.button("Open the newest", key="newest", type="tertiary", on_click=_newest, args=(newest.id,))


def _newest(name: str) -> None:
    st.session_state["edition"] = name
