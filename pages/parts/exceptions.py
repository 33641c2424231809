"""What the page of exceptions needs alone: its first lines, the ranked table, and the figures of the one opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, pictures, writing
from pages.parts.careful import careful
from pages.parts.choosing import over_time, switch, unknown
from pages.parts.findings import block
from pages.parts.frame import chosen, selection
from pages.parts.linking import link_to
from pages.parts.who import viewer

LEVELS = {"borough": "Boroughs", "area": "Area commands", "tp": "TP"}
WAYS = {
    "concern": "Concern",
    "improvement": "Improvement",
    "neutral": "Neutral",
    "all": "All",
}
#: And what is no exception now, but has a case.
EVERY_WAY = (*(one for one in WAYS if one != "all"), None)


def switches() -> tuple[str, str]:
    """Which places are looked at, and which kind of exceptions is listed."""
    with st.container(horizontal=True, gap="medium"):
        return switch("Places", LEVELS, "level"), switch("Which exceptions", WAYS, "way")


def board(ledger: Any, level: str) -> Any:
    """The exceptions of a level, with the cases of the ledger where it can be read."""
    return tp.review.board(chosen().edition, selection(), level, writing.cases(ledger))


@block("The answer")
def opening(found: Any) -> None:
    """The title, and under it how many series were tested and how many false alarms are to be expected."""
    st.title(tp.words.board_title(found, _place(found)), anchor=False)
    st.caption(f"{tp.words.board_strip(found)}. Ranked by the size of the effect, in events or answers.")


def _place(found: Any) -> str:
    place = chosen().place
    if found.level == "tp" or place.level == "tp":
        return {"borough": "32 boroughs", "area": "five area commands"}.get(found.level, "Territorial Policing")
    return str(place.label)


def table(found: Any, way: str) -> dict[str, Any] | None:
    """The exceptions of the kind that is chosen, ranked; the row that is open."""
    ways = (way,) if way != "all" else EVERY_WAY
    rows = tp.words.shown_rows(found, ways)
    st.session_state["exception rows"] = [_key(row) for row in rows]
    with careful("the exceptions"):
        downloads.table(
            tp.words.board_table(found, ways),
            f"{WAYS[way]}: {len(rows)}",
            f"As at {tp.periods.day_text(chosen().edition.as_at)}. {tp.words.SIGNAL_KEY} Effect: so many events or "
            "answers more or fewer than a year before.",
            key="exceptions",
            height=280,
            columns={
                "Measure": st.column_config.TextColumn(pinned=True, width=200),
                "Effect": st.column_config.NumberColumn(format="%,d"),
                "Place": st.column_config.TextColumn(width=165),
                "Found by": st.column_config.TextColumn(width=225),
            },
            empty="Nothing of this kind.",
            demonstration=chosen().edition.demonstration,
            on_select=_open_row,
        )
    return _opened(found, rows)


def _key(row: Mapping[str, Any]) -> str:
    return f"{row['measure']}|{row['code']}"


def _open_row() -> None:
    rows = st.session_state["exceptions"].selection.rows
    names = st.session_state.get("exception rows", [])
    if rows and rows[0] < len(names):
        st.session_state["exception"] = names[rows[0]]


def _opened(found: Any, first: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The row of the box beside the table: those of the kind that is chosen, then all others."""
    rows = {_key(row): row for row in (*first, *tp.words.shown_rows(found, EVERY_WAY))}
    kept = st.session_state.get("exception")
    if kept is not None and kept not in rows:
        st.session_state["exception"] = None
    unknown("exception", map(tp.words.exception_name, rows.values()))
    picked = st.selectbox(
        "Open an exception",
        list(rows),
        index=None,
        format_func=lambda key: tp.words.exception_name(rows[key]) if key in rows else str(key),
        key="exception",
        bind="query-params",
        width=460,
        placeholder="a row of the table, or type to find one",
    )
    if picked in rows:
        return rows[picked]
    return first[0] if first else None


def panel(row: Mapping[str, Any]) -> Any:
    """The figures of an exception: what it is, since when, whether everyone moved, its line, and what drove it."""
    asked = here(row)
    result = tp.result(row["measure"], asked)
    with block(tp.words.headline(result)):
        st.header(tp.words.headline(result), anchor=False)
        mark = f":{tp.words.way_colour(row)}[**{tp.words.way_mark(row)}**]"
        st.markdown("  \n".join((f"{mark} · {_found(row)}", *_beside(row, asked))), help=tp.words.SIGNAL_HELP)
    pictures.trend(over_time(row["measure"], asked), "exception-trend")
    pictures.control(result, "exception-control")
    _why(row, result, asked)
    return result


def cases_shown(found: Any, row: Mapping[str, Any]) -> bool:
    """Whether the cases of an exception's place are for this person; where not, it is said."""
    if not found.sees(row["code"]):
        st.caption(f"The cases of {row['place']} are not for this role ({viewer().name}).")
        return False
    return True


def here(row: Mapping[str, Any]) -> Any:
    """The selection of an exception's place."""
    return replace(selection(), place=row["code"])


def _found(row: Mapping[str, Any]) -> str:
    """How it was found, and since when."""
    clear = None if row["rule"] else tp.review.clear_since(chosen().edition, row["measure"], here(row))
    said = tp.words.found_by(row)
    return f"{said[:1].upper()}{said[1:]}. {tp.words.seen_since(row, clear)}"


def _beside(row: Mapping[str, Any], asked: Any) -> tuple[str, ...]:
    """Did everyone move the same way?"""
    counts = tp.review.moved(chosen().edition, row["measure"], asked)
    said = tp.words.moved_words(row, counts)
    return (said,) if said else ()


def _why(row: Mapping[str, Any], result: Any, asked: Any) -> None:
    """What each part contributed to the change, adding up to it."""
    with careful("what drove the change"):
        for by in tp.review.splits(chosen().edition, row["measure"], row["level"]):
            found = tp.review.drivers(chosen().edition, row["measure"], asked, by)
            if found is None:
                continue
            rows = tp.words.drivers_table(found)
            downloads.table(
                rows,
                tp.words.drivers_words(found, result),
                f"Contributions to the change, adding up to it. {tp.words.source_line(result)}",
                key=f"exception-drivers-{by}",
                demonstration=result.demonstration,
                height=210,
            )


def links_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The links that a case begins with: to its exception, and to its measure on the scorecard."""
    level = LEVELS.get({"tp": "tp", "area": "area"}.get(row["level"], "borough"))
    edition = tp.periods.day_text(chosen().edition.as_at)
    name = tp.words.exception_name(row)
    title = tp.measures()[row["measure"]].title
    return (
        link_to("exceptions", level=level, exception=name, edition=edition),
        link_to("performance_review", panel=title, edition=edition),
    )
