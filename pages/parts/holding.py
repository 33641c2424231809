"""What stands behind the figures, on the screen: editions, sources, completeness, imports, boundaries."""

from __future__ import annotations

from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import choices, downloads, frame, numerals, who
from pages.parts.careful import careful
from pages.parts.findings import block, called, charted
from pages.parts.pictures import theme
from pages.parts.taken import along

DATES = {
    name: st.column_config.DateColumn(format="D MMM YYYY") for name in ("As at", "Data to", "First day", "Last day")
}

SOURCES = numerals.widths(
    {"Source": 200, "Publisher": 125, "Figures of": 165, "Data": 110, "Licence": 120, "Attribution": 245}
)
COUNTS = {
    name: st.column_config.NumberColumn(format="localized")
    for name in ("Read", "Kept", "Set aside", "Refused", "Rows", "First line")
}


def heading() -> None:
    """The page's first lines: what the open edition holds, and what has changed since."""
    st.title("Data")
    found = tp.editions()
    if not found:
        st.markdown("There is no edition yet. Build the demonstration on the first page, or bring files of your own.")
        return
    open_one = frame.chosen().edition
    st.markdown(tp.holdings.summary(open_one))
    if changed := tp.holdings.pending(tp.store(), found[0]):
        st.caption(f"Not in any edition yet: {'; '.join(changed)}. They take effect when the next one is published.")


def editions() -> None:
    """Every edition, the newest first."""
    found = tp.editions()
    downloads.table(
        tp.holdings.editions_table(found),
        f"{len(found)} edition{'s' if len(found) != 1 else ''}; none of them ever changes" if found else "Editions",
        "Source: the manifests of the editions.",
        key="editions",
        columns=DATES,
        empty="No edition is published yet.",
    )


def sources() -> None:
    """The sources of the open edition, with their licences and attributions."""
    if not tp.editions():
        return
    edition = frame.chosen().edition
    rows = tp.holdings.sources_table(edition)
    downloads.table(
        rows,
        "Where the figures come from, and under which licence",
        _as_at(edition),
        key="sources",
        columns={**SOURCES, **DATES},
        lines=4,
        height=580,
        demonstration=edition.demonstration,
    )


@block()
def completeness() -> None:
    """For one measure: which boroughs have figures for which months."""
    if not tp.editions():
        return
    edition = frame.chosen().edition
    held = choices.held(edition)
    name = st.selectbox(
        "Completeness of",
        list(held),
        format_func=lambda one: held[one].title if one in held else str(one),
        key="completeness",
        bind="query-params",
        width=420,
    )
    measure = held.get(name) or next(iter(held.values()))
    rows = tp.holdings.completeness(edition, measure.id, viewer=who.viewer())
    said = tp.holdings.completeness_words(rows)
    finding = f"{measure.title}: {said[:1].lower()}{said[1:]}"
    if rows.is_empty():
        st.caption(finding)
        return
    called(finding)
    spec = tp.charts.completeness(rows, finding, _as_at(edition), theme=theme())
    st.vega_lite_chart(charted(spec), key="grid", alt=finding)
    years = tp.holdings.completeness_years
    along(lambda: tp.packs.charted(spec, years(rows), finding, source=_as_at(edition)))
    twin = st.expander("The same as a table", key="completeness-twin", on_change="rerun")
    if twin.open:
        with twin:
            _completeness_table(rows, finding, edition)


def _completeness_table(rows: Any, finding: str, edition: Any) -> None:
    downloads.table(
        tp.holdings.completeness_table(rows),
        finding,
        f"Counted in each month. {_as_at(edition)}",
        key="completeness-table",
        pinned=True,
        demonstration=edition.demonstration,
    )


def imports() -> None:
    """The imported files with their accounts, and for one of them what was not kept and why."""
    store = tp.store()
    for words in store.damaged() if who.viewer().publishes else ():
        st.error(words, icon=":material/broken_image:")
    rows = tp.holdings.imports_table(store)
    downloads.table(
        rows,
        "What was imported: read = kept + set aside + refused",
        "Rows of a long file, value cells of a wide one. Set aside by rule: repeats, totals, other forces. "
        "Refused: what does not fit.",
        key="imports",
        columns=COUNTS,
        empty="No file has been imported yet.",
    )
    partial = [one for one in reversed(store.imports()) if one.set_aside or one.refused]
    if not partial:
        return
    with careful("what was not kept"):
        _left_out(store, partial)


def _left_out(store: Any, partial: list[Any]) -> None:
    """What one of the files left behind, and why."""
    if not who.viewer().everything:
        st.caption(f"Rows that were left out are not for this role ({who.viewer().name}).")
        return
    names = {one.id: one.file for one in partial}
    chosen = st.selectbox(
        "What was not kept of", list(names), format_func=lambda one: names.get(one, str(one)), key="left-out", width=420
    )
    entry = next((one for one in partial if one.id == chosen), partial[0])
    left = tp.holdings.left_out(store, entry, viewer=who.viewer())
    downloads.table(
        tp.holdings.reasons(left),
        f"{entry.file}: {entry.set_aside:,} set aside and {entry.refused:,} refused, by reason",
        f"Source: {entry.file}, imported {entry.imported_at[:10]}.",
        key="reasons",
        columns={**COUNTS, "Reason": st.column_config.TextColumn(width="large")},
    )
    downloads.download(left, f"{entry.file} not kept", entry.file, key="left-out-rows", label="All of these rows")


def boundaries() -> None:
    """Which shapes the maps draw."""
    rows = tp.holdings.boundaries_table(tp.store())
    downloads.table(
        rows,
        "Boundaries that maps draw",
        "Where no official ones are installed, wards are drawn around published centre points and called indicative.",
        key="boundaries",
        columns=numerals.widths({"Licence": 330}),
        lines=4,
        empty="No official boundaries are installed: maps draw indicative ones. Drop a boundary file to replace them.",
    )


def _as_at(edition: Any) -> str:
    words = frame.demonstration_words(edition)
    return f"Edition as at {tp.periods.day_text(edition.as_at)}{f'; {words}' if words else ''}."
