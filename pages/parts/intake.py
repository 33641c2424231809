"""How data come in by the screen: the demonstration, and files that are dropped, previewed, imported and published."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, importing
from pages.parts.holding import COUNTS
from pages.parts.who import may_publish, viewer

KINDS = (
    "Published files: MPS crime by borough or ward, the ward atlas, the MPS figures workbook, the Public Attitude "
    "Survey, data.police.uk, profiles. Your own: the templates of “python -m tp_metrics template TABLE”. Boundaries: "
    "GeoJSON, GeoPackage, or a zipped shapefile. Each is known by its content."
)


def demonstration() -> None:
    """The button that makes the demonstration, and its progress; when it is ready the page opens."""
    if not may_publish("To make the demonstration"):
        return
    if importing.watch(importing.job(importing.demonstration_job())):
        st.caption("It goes on when this page is closed, and is made once however many ask for it.")
        return
    if mixed := tp.holdings.mixing(tp.store(), ["demonstration"]):
        st.caption(mixed)
    st.button(
        "Build the demonstration",
        type="primary",
        icon=":material/play_arrow:",
        on_click=importing.make_demonstration,
        key="build-demonstration",
    )


def dropping(key: str) -> None:
    """The box for files, the preview of each with its account, and the button that imports and publishes them."""
    if not may_publish("To bring files"):
        return
    under_way = importing.job(importing.importing_job())
    if importing.watch(under_way):
        return
    if under_way is not None and under_way.outcome:
        st.success("  \n".join(under_way.outcome), title="Done")
    uploaded = st.file_uploader(
        "Drop files here", accept_multiple_files=True, key=f"files-{key}", help=KINDS, max_upload_size=500
    )
    files = importing.dropped(uploaded)
    if not files:
        st.caption(KINDS)
        return
    waiting = [importing.watch(file.reading) for file in files if not file.reading.done]
    if any(waiting):
        return
    _refusals(files)
    new = [(file, file.reading.outcome) for file in files if not file.reading.error and not _known(file)]
    if new:
        _preview(new, key)
        _confirm(new, key)


def publishing(key: str) -> None:
    """Publish an edition of what is in the store, when something has changed since the newest."""
    if not viewer().publishes:
        return
    store, found = tp.store(), tp.editions()
    changed = tp.holdings.pending(store, found[0]) if found else []
    if not store.imports() or (found and not changed):
        return
    with st.container(border=True):
        if changed:
            st.markdown(f"**Not in any edition yet:** {'; '.join(changed)}.")
        else:
            st.markdown("**Files are imported, and no edition is published yet.**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            as_at = _as_at(found[0].as_at if found else date.today(), f"publish-{key}")
            st.button("Publish", on_click=importing.publish, args=(as_at,), key=f"publish-now-{key}")


def _refusals(files: list[Any]) -> None:
    for file in files:
        if file.reading.error:
            st.error(file.reading.error, title=f"{file.name} is not imported")
        elif known := _known(file):
            st.info(
                f"Imported already on {known.imported_at[:10]}; doing it again would change nothing.", title=file.name
            )


def _known(file: Any) -> Any:
    return tp.store().imported(file.digest)


def _preview(new: list[tuple[Any, Any]], key: str) -> None:
    readings = [(file.name, found) for file, found in new if found is not None]
    for file, found in new:
        if found is None:
            st.info("Boundaries: they take the place of the shapes that maps draw now.", title=file.name)
    if not readings:
        return
    titles = tp.holdings.source_titles(tp.store())
    downloads.table(
        tp.holdings.preview_table(readings, titles),
        "What these files would bring",
        "Read = kept + set aside + refused: rows of a long file, value cells of a wide one. Nothing is imported yet.",
        key=f"preview-{key}",
        columns=COUNTS,
    )
    if mixed := tp.holdings.mixing(tp.store(), [found.source for _, found in readings]):
        st.warning(mixed)
    for name, found in readings:
        for note in found.notes:
            st.caption(f"{name}: {note}")
        rows = tp.holdings.account(found.set_aside, found.refused)
        if not rows.is_empty():
            downloads.table(
                tp.holdings.reasons(rows), f"{name}: what is not kept, and why", name, key=f"reasons-{key}-{name}"
            )
            downloads.download(rows, f"{name} not kept", name, key=f"rows-{key}-{name}", label="All of these rows")


def _confirm(new: list[tuple[Any, Any]], key: str) -> None:
    records = [found for _, found in new if found is not None]
    if not records:
        st.button("Install", type="primary", on_click=importing.take_in, args=(new, None), key=f"install-{key}")
        return
    newest = [one.as_at for one in tp.editions()[:1]]
    end = tp.holdings.reading_end(records)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        as_at = _as_at(max([*newest, *([end] if end else [])], default=date.today()), f"as-at-{key}")
        st.button(
            "Import and publish", type="primary", on_click=importing.take_in, args=(new, as_at), key=f"take-{key}"
        )
        st.button("Import only", on_click=importing.take_in, args=(new, None), key=f"import-{key}")


def _as_at(default: date, key: str) -> date:
    chosen = st.date_input(
        "Edition as at",
        min(default, date.today()),
        min_value=date(1995, 1, 1),
        max_value=date.today(),
        format="DD/MM/YYYY",
        key=key,
        width=150,
        help="The edition holds what ends on or before this day.",
    )
    return chosen if isinstance(chosen, date) else default
