"""What the page of packs needs: the choice, the work in a thread of its own, the preview, and the packs kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import counting, downloads, importing, who, writing
from pages.parts.careful import careful
from pages.parts.choosing import switch
from pages.parts.findings import aside
from pages.parts.frame import chosen, demonstration_words, selection

#: Why a pack cannot be made yet, by the place that it needs.
NEEDED = {
    "area": "Choose an area command above: this pack is of one.",
    "borough": "Choose a borough above: this pack is of one.",
}
ANY_PAGE = "What any other page shows is taken along by its own button, Take along."


def heading() -> None:
    """The title, and what a pack is of."""
    st.title("Packs: what a meeting takes along", anchor=False)
    edition = chosen().edition
    words = (f"edition as at {tp.periods.day_text(edition.as_at)}", demonstration_words(edition))
    said = "; ".join(word for word in words if word)
    st.caption(f"The figures and words of the pages, as PDF, slides, sheets and tables: {said}.")


def kind() -> Any:
    """The pack that is chosen."""
    kinds = tp.packs.KINDS
    picked = kinds[switch("Which pack", {name: one.title for name, one in kinds.items()}, "pack")]
    st.caption(picked.holds)
    return picked


def making(picked: Any) -> None:
    """The button that makes the pack, and how far it is; the page goes on meanwhile."""
    found = importing.job(_job(picked))
    if found and not found.done:
        importing.watch(found)
        st.caption("It goes on when this page is left, and is made once however many ask for it.")
        return
    if found and found.error:
        st.error(found.error, title="No pack was made")
    place = picked.place(chosen().place)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        writing.ask_author()
        st.button(
            "Make",
            type="primary",
            icon=":material/picture_as_pdf:",
            disabled=place is None,
            on_click=_make,
            args=(picked,),
            key="make-pack",
        )
    if place is None:
        st.info(NEEDED[picked.needs], icon=":material/info:")


def _asked(picked: Any) -> Any:
    """The selection that the pack is made of."""
    return selection(place=picked.place(chosen().place) or chosen().place.code)


def _job(picked: Any) -> str:
    """The name of the work that makes this pack of this selection in the present data folder."""
    return f"pack {tp.store().path} {picked.name} {_asked(picked)} {_measure(picked) or ''}"


def _measure(picked: Any) -> str | None:
    """The measure that the pack is of; None where it has its own."""
    return chosen().measure if picked.name == "view" else None


def _make(picked: Any) -> None:
    """Begin to make the pack, once for everybody who asks for the same and may see the same."""
    if picked.place(chosen().place) is None:
        return
    edition, asked, author = chosen().edition, _asked(picked), writing.author()
    ledger, measure = _ledger(), _measure(picked)
    folder, name = Path(tp.store().path), edition.places.place(asked.place, chosen().vintage).label
    name = f"{name}, {tp.measures()[measure].title}" if measure else name

    def work(progress: importing.Progress) -> Any:
        maker = partial(picked.make, edition, asked, ledger, measure)
        made = tp.packs.make(
            maker, folder, place=name, by=author.name if author else "", viewer=asked.viewer, progress=progress
        )
        counting.PACKS.inc()
        return made

    importing.begin(_job(picked), f"making the {picked.title.lower()}", work)
    st.session_state.pop("kept-pack", None)


def _ledger() -> Any:
    """The ledger; None where it cannot be read, and then the pack has no commentary or actions."""
    return writing.reached()


@aside()
def shown() -> None:
    """The packs that are kept: one of them to look at and to take along, and the list."""
    kept = tp.packs.kept(Path(tp.store().path), viewer=who.viewer())
    if not kept:
        st.caption(f"No pack was made yet. Nothing is made until it is asked for. {ANY_PAGE}")
        return
    names = {one.id: _name(one) for one in kept}
    st.header("Made last", anchor=False)
    st.caption(ANY_PAGE)
    picked = st.selectbox(
        "Which to look at",
        list(names),
        format_func=lambda name: names.get(name, str(name)),
        key="kept-pack",
        width=760,
        help="The newest stand first; the last 20 are kept, each with the edition that it is of.",
    )
    found = next((one for one in kept if one.id == picked), kept[0])
    st.text(f"{found.title}. {found.subtitle}")
    files(found)
    with careful("the preview"):
        whole = found.file("pdf").read_bytes()
        _sent(found)
        st.pdf(whole, height=620, alt=f"The pack as PDF: {names[found.id]}")
    downloads.table(
        tp.packs.kept_table(kept), "The packs that are kept", "Kept in the data folder.", key="kept-packs", height=320
    )


def _sent(found: Any) -> None:
    """Note in the audit, once a session, that a pack is sent whole to the screen, from which it may be saved."""
    noted: set[str] = st.session_state.setdefault("sent-packs", set())
    if found.id not in noted:
        who.exported(f"pack {found.id}, PDF on the screen", bytes)()
        noted.add(found.id)


def _name(one: Any) -> str:
    title = tp.packs.title(one.kind)
    when = one.made_at[:16].replace("T", " ")
    parts = (f"{title}, {one.place}", f"made {when}", f"edition {one.edition}", one.demonstration)
    return " · ".join(part for part in parts if part)


def files(found: Any, key: str = "pack") -> None:
    """A button to each form of a pack; the file is read when it is asked for."""
    with st.container(horizontal=True):
        for form in tp.packs.FILES.values():
            file = found.file(form.name)
            if file.is_file():
                st.download_button(
                    form.title,
                    who.exported(f"pack {found.id}, {form.title}", file.read_bytes),
                    file.name,
                    form.media,
                    key=f"{key}-{form.name}",
                    icon=":material/download:",
                    on_click="ignore",
                )
