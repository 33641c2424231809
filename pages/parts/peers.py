"""What the page of similar boroughs needs alone: the borough, its group in bars and windows, and the builder."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, pictures
from pages.parts.careful import careful
from pages.parts.choosing import own_borough, unknown
from pages.parts.findings import block
from pages.parts.frame import chosen, selection
from pages.parts.who import exported


def names() -> dict[str, str]:
    """The names of the boroughs by code."""
    boroughs = chosen().edition.reference("boroughs")
    return dict(boroughs.select("code", "name").iter_rows())


def borough() -> str:
    """The borough that is chosen; where none is, the first by name of the area or of TP."""
    place = chosen().place
    within = chosen().edition.places.children(place.code, "borough") if place.level in ("tp", "area") else []
    called = names()
    return own_borough() or min(within or called, key=lambda code: called.get(code, code))


def standing(code: str, **changes: Any) -> Any:
    """A borough among its peers, in the measure and window of the filters."""
    return tp.review.standing(chosen().edition, chosen().measure, selection(place=code), **changes)


@block("The answer")
def opening(found: Any) -> None:
    """The first line: position, both figures and the verdict; then rank, change and source."""
    st.title(tp.words.peers_headline(found), anchor=False)
    st.caption(
        f"**Where does the borough stand among those that resemble it?** {tp.words.source_line(found.answer)}",
    )
    if own_borough() is None:
        place = found.answer.figure.place
        st.info(f"No borough is chosen: {place} is shown, the first by name. Choose one above.", icon=":material/info:")
    said = tp.words.missing(found.answer) or tp.words.no_standing(found)
    if said:
        st.info(said, icon=":material/info:")
    lines = (tp.words.rank_words(found), tp.words.moves_words(found))
    if any(lines):
        st.markdown("  \n".join(line for line in lines if line), help=tp.words.RANK_HELP)


def bars(found: Any) -> None:
    """The borough and its peers, sorted, with the borough marked and the peers' mean without it."""
    if not tp.words.known(found.compared):
        return
    with careful("the bars of the group"):
        spec = tp.charts.peer_bars(
            found.compared,
            title=tp.words.peers_title(found),
            mean=found.peers.value if found.peers else None,
            mean_words=tp.words.mean_words(found),
            chosen=found.answer.figure.code,
            theme=pictures.theme(),
        )
        table = tp.words.places_table(found.compared)
        pictures.of_method(spec, tp.words.peers_alt(found), "peers", table, found.compared)


def windows(found: Any) -> None:
    """The standing in the window of the filters, and over the last 3 and the last 12 months, side by side."""
    if found.answer.figure.value is None:
        return
    with careful("the windows side by side"):
        both = tp.review.both_windows(chosen().edition, chosen().measure, selection(place=found.answer.figure.code))
        frame = tp.words.windows_table(
            [*both, *(() if found.answer.window in [b.answer.window for b in both] else (found,))]
        )
        foot = " ".join(part for part in (tp.words.no_short(both), tp.words.source_line(found.compared)) if part)
        downloads.table(
            frame,
            tp.words.windows_title(both),
            foot,
            key="windows",
            columns={"What": st.column_config.TextColumn("", pinned=True, width=190)},
            demonstration=found.compared.demonstration,
        )


def group(found: Any) -> None:
    """Who the peers are, and what kind of group that is."""
    said = tp.words.group_words(found, names())
    if said:
        st.markdown(said)
    st.caption(tp.words.ILLUSTRATIVE if found.status in ("illustrative", "") else f"The group is {found.status}.")


def every(found: Any) -> None:
    """Each borough of the area, or of TP, among its own group; worked out when it is opened."""
    more = st.expander("Every borough among its own group", key="every", on_change="rerun")
    if not more.open:
        return
    with more, careful("every borough among its own group"):
        place = chosen().place
        asked = selection(place=place.code if place.level == "area" else "TP")
        shown = tp.review.every_standing(chosen().edition, chosen().measure, asked)
        frame = tp.words.every_table(shown)
        downloads.table(
            frame,
            tp.words.every_title(shown),
            tp.words.source_line(found.compared),
            key="each",
            pinned=True,
            height=420,
            demonstration=found.compared.demonstration,
        )


def builder(found: Any) -> None:
    """Groups of one's own: nearest neighbours on the indicators that are chosen, to be saved as a candidate file."""
    st.header("Build another group", anchor=False)
    edition, code = chosen().edition, found.answer.figure.code
    titles, _ = tp.review.indicators(edition)
    unknown("alike", titles.values())
    picked = st.pills(
        "Indicators that make boroughs alike",
        list(titles),
        default=list(titles),
        format_func=lambda name: titles.get(name, str(name)),
        selection_mode="multi",
        key="alike",
        bind="query-params",
        help=tp.words.BUILDER_HELP,
    )
    number = st.number_input(
        "Peers of each borough",
        min_value=1,
        max_value=15,
        value=tp.review.NEAREST,
        key="nearest",
        bind="query-params",
        width=190,
    )
    kept = [name for name in titles if name in (picked or [])]
    if not kept:
        st.info("Choose at least one indicator: without any, all boroughs are alike.", icon=":material/info:")
        return
    with careful("the groups that are being built"):
        made = tp.review.similar(edition, tuple(kept), int(number or tp.review.NEAREST))
        tried = standing(code, tried=made.group(code))
        st.markdown(tp.words.candidate_words(found, tried, names()))
        frame = tp.words.neighbours_table(made, code, found.codes)
        called = found.answer.figure.place
        downloads.table(
            frame,
            f"{called} and the {len(tried.codes)} boroughs nearest to it",
            "Source: reference files of boroughs, populations and indicators (ONS, GLA); distances are computed here.",
            key="nearest-boroughs",
            pinned=True,
        )
        save(made)


def save(made: Any) -> None:
    """The candidate file, in the form of the reference file, and where it goes."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Candidate groups of all boroughs (peers.csv)",
            exported("peers.csv", partial(getattr, made, "file")),
            "peers.csv",
            "text/csv",
            key="download-candidate",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption(tp.words.WHERE_TO, width="stretch")
