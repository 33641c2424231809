"""What a page shows, taken along: the button, the choice of what goes into the pack, the work, and the files."""

from __future__ import annotations

import pickle
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import counting, frame, importing, packs, taken, taken_sections, writing
from pages.parts.findings import held

#: What was taken, until the dialog has it.
TOOK = "taken"
#: The filters that say which place is chosen.
PLACES = ("area", "borough", "ward")
#: Seconds between two looks at how far the work is.
LOOK = 0.3


@dataclass(frozen=True)
class View:
    """What a page showed when it was taken along: its title, parts and choices, and what it was of."""

    title: str
    sections: tuple[Any, ...]
    results: tuple[Any, ...]
    choices: dict[str, str]
    edition: Any
    asked: Any
    uses: tuple[str, ...]

    @cached_property
    def mark(self) -> str:
        """What tells a view from any other: all that it holds, so that a pack of it is never one of older words."""
        return sha256(pickle.dumps((self.title, self.asked, self.uses, self.choices, self.sections))).hexdigest()

    def document(self, kept: Sequence[int]) -> Any:
        """The pack of the findings that are kept, by their numbers."""
        parts = tp.packs.of_findings(self.sections, kept)
        return tp.packs.page(
            self.edition, self.asked, self.title, parts, self.results, uses=self.uses, choices=self.choices
        )


def begin(page: Any, uses: tuple[str, ...]) -> None:
    """Where it was asked for, take what the page shows and run once more, as it is seen; else do nothing."""
    if not taken.asked() or held() or not tp.editions():
        return
    now = frame.chosen()
    found = taken.taken(partial(frame.run, page))
    st.session_state[TOOK] = View(
        page.title,
        taken_sections.sections(found, page.title),
        tuple(found.results),
        {**_measure(now, uses), **taken_sections.choices(found)},
        now.edition,
        frame.selection(),
        (*(("place",) if set(uses) & set(PLACES) else ()), *uses),
    )
    st.rerun()


def _measure(now: Any, uses: tuple[str, ...]) -> dict[str, str]:
    """The measure of the shared filter, where the page uses it."""
    return {"Measure": tp.measures()[now.measure].title} if "measure" in uses else {}


def offer() -> None:
    """Ask what of a page that was just taken goes into the pack."""
    if view := st.session_state.pop(TOOK, None):
        _asked(view)


@st.dialog("Take this page along", width="medium", icon=":material/picture_as_pdf:")
def _asked(view: View) -> None:
    names = tp.packs.findings(view.sections)
    picked: Sequence[int] = range(len(names))
    if len(names) > 1:
        picked = st.multiselect(
            "Charts, tables and maps that go into the pack",
            list(picked),
            default=list(picked),
            format_func=lambda number: names[number] if number in range(len(names)) else str(number),
            key="take-findings",
            help="Words and figures go with the part of the page that they stand in.",
        )
    kept = sorted(number for number in picked if number in range(len(names)))
    if names and not kept:
        st.caption("Nothing of these is chosen: the pack will hold the words and figures alone.")
    st.button("Make the pack", type="primary", key="take-make", on_click=_make, args=(view, kept))
    found = importing.job(_job(view, kept))
    if found is None:
        return
    bar = st.empty()
    while not found.done:
        bar.progress(found.share, text=f"{found.words[:1].upper()}{found.words[1:]}")
        time.sleep(LOOK)
    bar.empty()
    if found.error:
        st.error(found.error, title="No pack was made")
        return
    if found.outcome.file("pdf").is_file():  # a pack gives way to newer ones
        st.markdown(f"**{view.title}** is made, and kept on the page Packs.")
        packs.files(found.outcome, "taken")


def _job(view: View, kept: Sequence[int]) -> str:
    """The name of the work: whoever asks for the same of the same, and may see the same, has the same pack."""
    return f"page {tp.store().path} {view.mark} {kept}"


def _make(view: View, kept: Sequence[int]) -> None:
    """Begin to make the pack."""
    folder, author = Path(tp.store().path), writing.author()
    place = view.edition.places.place(view.asked.place).label

    def work(progress: importing.Progress) -> Any:
        made = tp.packs.make(
            partial(view.document, kept),
            folder,
            place=f"{view.title}, {place}",
            by=author.name if author else "",
            viewer=view.asked.viewer,
            progress=progress,
        )
        counting.PACKS.inc()
        return made

    importing.begin(_job(view, kept), "making the pack", work)
