"""What the strategic review needs alone: headline, scorecard, the panel of a measure, the rest of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, numerals, pictures, who, writing
from pages.parts.careful import careful
from pages.parts.choosing import boroughs, over_time, own_borough, switch, unknown
from pages.parts.findings import block, called, held, named, tabled
from pages.parts.frame import chosen, selection
from pages.parts.linking import link, link_to
from pages.parts.meaning import meaning
from pages.parts.screen import narrow, rest, tell_width
from pages.parts.taken import along, silent

#: The last columns of a desk's scorecard: a screen 1,366 pixels wide ends between the two.
LAST = {"Odds of target": 101, "Theme": 176}
#: The least width of a measure's name, that of one letter of it, and of what stands around it.
NAME, LETTER, AROUND = 226, 6, 4
SHOWN = {"all": "All", "exceptions": "Exceptions", "targets": "Missing target"}


@block("The answer")
def opening(lines: Sequence[Any]) -> None:
    """The title, the trust strip and the headline."""
    place = chosen().place.label
    window = tp.words.main_period(lines) if lines else chosen().window
    st.title(f"Strategic performance, {place}, {window}", anchor=False)
    with careful("the trust strip"):
        found = tp.review.complete(chosen().edition, lines, _holder())
        st.caption(tp.words.trust_strip(lines, _screen(), _since(), found))
    for sentence in tp.words.headline_sentences(lines):
        st.markdown(sentence)


def _screen() -> Any:
    return tp.review.screen(chosen().edition, replace(selection(), place=_holder()))


def _holder() -> str:
    """The place whose boroughs are screened: an area command, or all of TP."""
    place = chosen().place
    return place.code if place.level == "area" else "TP"


def _since() -> Any:
    """The difference from the edition before the open one; None for the first."""
    found = tp.editions()
    at = found.index(chosen().edition)
    earlier = next((one for one in found[at + 1 :] if one.as_at < chosen().edition.as_at), None)
    return tp.review.since(chosen().edition, earlier, replace(selection(), place=_holder())) if earlier else None


def table(lines: Sequence[Any]) -> str:
    """The scorecard, filtered as the switch above it says; the id of the measure whose panel is open."""
    kinds = {
        "all": lines,
        "exceptions": tuple(line for line in lines if line.exception),
        "targets": tuple(line for line in lines if line.missing_target),
    }
    with st.container(horizontal=True, vertical_alignment="center"):
        # The label stands in the link, so that it holds no count, which another edition would not know.
        picked = switch("Which measures", SHOWN, "kind")
        counted = (f"{len(kinds[kind])} {word.lower()}" for kind, word in SHOWN.items() if kind != "all")
        themes = ", ".join(theme.lower() for theme in dict.fromkeys(line.theme for line in lines))
        st.caption(f"{len(lines)} measures: {', '.join(counted)}. From the top: {themes}.")
    shown = kinds[picked]
    st.session_state["scorecard rows"] = [line.result.measure.id for line in shown]
    if not shown:
        st.info("No measure is of this kind.", icon=":material/info:")
    else:
        _drawn(shown)
    return _opened(lines)


def columns(lines: Sequence[Any]) -> dict[str, Any]:
    """The columns of a room's or a desk's scorecard; names, with the whole force's mark, have the room they need."""
    longest = max((len(tp.words.titled(line.result)) for line in lines), default=0)
    return {
        "Measure": st.column_config.TextColumn(pinned=True, width=max(NAME, LETTER * longest + AROUND)),
        "36 months": st.column_config.LineChartColumn(width=66),
        **numerals.widths({"Change": 114, "95 % from, to": 116, "Signal": 110, "Year end": 176, **LAST}),
    }


def _desk(columns: Sequence[str], config: dict[str, Any]) -> dict[str, Any]:
    """The same for a desk: the theme, whose rows stand together anyway, is last, where a small screen has no room."""
    return {"column_config": config, "column_order": [*(name for name in columns if name != "Theme"), "Theme"]}


def _phone(columns: Sequence[str]) -> dict[str, Any]:
    """The same for a phone: what a reader asks first fits its width, texts go on in a second line, the rest follows."""
    first = {"Measure": 112, "This year": 62, "Change": 78, "Signal": 78}
    pinned = st.column_config.TextColumn(pinned=True, width=first["Measure"])
    config = {**numerals.widths(first), "Measure": pinned, "36 months": st.column_config.LineChartColumn(width=85)}
    order = [*first, *(name for name in columns if name not in first)]
    return {"column_config": config, "column_order": order, "row_height": numerals.row(2)}


def _drawn(lines: Sequence[Any]) -> None:
    with careful("the scorecard"):
        rows, numbers = tp.words.scorecard_table(lines), tp.words.scorecard_numbers(lines)
        # Numbers sort as numbers, but only texts go on in a second line, as a phone needs them to.
        small, wide = narrow(), columns(lines)
        how = {"height": numerals.height(rows, 460), **(_phone(rows.columns) if small else _desk(rows.columns, wide))}
        if held():  # a room asks first what a phone's reader does
            how["column_order"] = _phone(rows.columns)["column_order"]
        named("The scorecard")
        st.dataframe(
            rows.to_arrow() if small else numerals.sorting(rows, numbers, wide),
            hide_index=True,
            key="scorecard",
            alt="The scorecard: each measure this year against last, its target, signal and projection",
            on_select=_open_row,
            selection_mode="single-row",
            placeholder=tp.words.DASH,
            **tabled(rows.height, how),
        )
        if not held():
            rest()
        source = tp.words.sources_line([line.result for line in lines])
        along(lambda: tp.packs.tabled("The scorecard", rows, source, numbers=numbers, notes=(tp.words.SIGNAL_KEY,)))
        tell_width()
        with silent(), st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{tp.words.SIGNAL_KEY} {source}", width="stretch")
            flat = rows.drop("36 months")
            demonstration = lines[0].result.demonstration
            downloads.download(flat, "Scorecard", source, key="scorecard-rows", demonstration=demonstration)


def _open_row() -> None:
    """Open the panel of the row that was chosen."""
    rows = st.session_state["scorecard"].selection.rows
    names = st.session_state.get("scorecard rows", [])
    if rows and rows[0] < len(names):
        st.session_state["panel"] = names[rows[0]]


def _opened(lines: Sequence[Any]) -> str:
    """The measure of the panel, as the row or the box beside the table says."""
    titles = {line.result.measure.id: line.result.measure.title for line in lines}
    preferred = next((line.result.measure.id for line in lines if line.exception), next(iter(titles), ""))
    unknown("panel", titles.values())
    if st.session_state.get("panel") not in titles:
        st.session_state.pop("panel", None)
    # The preferred one leads, for Streamlit warns of a first choice by index where a row has set another.
    picked = st.selectbox(
        "Open a measure",
        sorted(titles, key=lambda name: name != preferred),
        format_func=lambda name: titles.get(name, str(name)),
        key="panel",
        bind="query-params",
        width=420,
    )
    return picked if picked in titles else preferred


def panel(name: str) -> None:
    """A measure in full: what it means, its line, its control chart, its boroughs, and why it changed."""
    if not name:
        return
    result = tp.result(name, tp.spoken(name, selection()))
    with block(tp.words.headline(result)):
        st.header(tp.words.headline(result), anchor=False)
        meaning(result)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        pictures.trend(over_time(name, tp.spoken(name, selection())), "panel-trend")
        pictures.control(result, "panel-control")
        pictures.fan(result, "panel-fan")
        why(name, result)
        _definition(result.measure)
    with right:
        peers = tp.result(name, selection(place=own_borough())).judgement.peers if own_borough() else None
        pictures.bars(tp.result(name, boroughs()), "panel-boroughs", own_borough(), peers)
        if own_borough() and (said := tp.words.peers_words(tp.result(name, selection(place=own_borough())))):
            st.caption(f"Similar boroughs. {said}")
        _funnel(name)


def _definition(measure: Any) -> None:
    """What is counted and why it matters, and the way to the whole definition."""
    st.caption(f"**What it is.** {tp.definitions.definition(measure.id).says} {measure.why}")
    link(link_to("measures", definition=measure.title), "Its definition", ":material/menu_book:")


def _funnel(name: str) -> None:
    """The boroughs within limits of chance and their usual spread: rates of counts, quotients, shares of answers."""
    if tp.measures()[name].kind == "proportion":
        pictures.funnel(tp.result(name, boroughs()), "panel-funnel", tp.words.ANSWERS, own_borough())
        return
    rate = name if tp.measures()[name].of else f"{name}_rate"
    if rate in tp.measures():
        size = tp.measures()[tp.measures()[rate].of[1]].title.lower()
        pictures.funnel(tp.result(rate, boroughs()), "panel-funnel", size, own_borough())


def why(name: str, result: Any) -> None:
    """Why a count changed: who contributed, adding up to the change."""
    place = chosen().place
    splits = ["ward"] if place.level == "borough" else ["borough", "ward"] if place.level in ("tp", "area") else []
    splits += list(result.measure.groups)[:1]
    with careful("why it changed"):
        for by in splits:
            found = tp.review.drivers(chosen().edition, name, selection(), by)
            if found is None:
                if by == "ward" and result.measure.kind == "count":
                    _wards_elsewhere(name, result)
                continue
            downloads.table(
                tp.words.drivers_table(found),
                tp.words.drivers_words(found, result),
                f"Contributions to the change, adding up to it. {tp.words.source_line(result)}",
                key=f"drivers-{by}",
                demonstration=result.demonstration,
                height=220,
            )


def _wards_elsewhere(name: str, result: Any) -> None:
    """Where wards have figures of another window only: which, and the way to them."""
    if said := tp.words.other_window(result, tp.by_ward(name, selection())):
        st.caption(f":material/history: {said}")
        edition = tp.periods.day_text(chosen().edition.as_at)
        link(link_to("wards", measure=result.measure.title, edition=edition), "Its wards", ":material/map:")


@block()
def rest_of_year(lines: Sequence[Any]) -> None:
    """The measures whose target is hardest to reach, worst first."""
    found = tp.words.shortfalls(lines)
    if found:
        called("The rest of the year")
        st.header("The rest of the year", anchor=False)
        st.markdown("\n".join(f"- **{title}.** {said}" for title, said in found))


def emerging() -> None:
    """The last 7 and 28 days, for the weekly meeting; worked out when it is opened."""
    more = st.expander("Emerging: the last 7 and 28 days", key="emerging", on_change="rerun")
    if not more.open:
        return
    with more, careful("the last days"):
        rows = tp.review.emerging(chosen().edition, selection())
        downloads.table(
            tp.words.emerging_table(rows),
            tp.words.emerging_words(rows),
            "Against the same days of last year and the usual range of the year before them.",
            key="emerging-rows",
            empty="This edition has no figures by week.",
            demonstration=chosen().edition.demonstration,
        )


def since_last_time() -> None:
    """What is new, continuing or cleared since the edition before; worked out when it is opened."""
    more = st.expander("Since the last meeting", key="since", on_change="rerun")
    if not more.open:
        return
    with more, careful("what has changed since"):
        earlier = _compared()
        if earlier is None:
            st.caption("There is no earlier edition to compare with.")
            return
        found = tp.review.since(chosen().edition, earlier, replace(selection(), place=_holder()))
        for title, rows in (("New", found.new), ("Continuing", found.continuing), ("Cleared", found.cleared)):
            downloads.table(
                tp.words.exceptions_table(rows),
                f"{title}: {rows.height} exceptions",
                "Borough exceptions of each edition at its own latest window.",
                key=f"since-{title}",
                height=220,
                empty="None.",
                demonstration=chosen().edition.demonstration,
            )
        downloads.table(
            tp.words.revised_table(found.revised),
            f"Revised: {found.revised.height} figures moved by more than 1 %",
            "Figures of the earlier edition's own windows, then and now.",
            key="since-revised",
            numbers=tp.words.revised_numbers(found.revised),
            height=220,
            empty="None.",
            demonstration=chosen().edition.demonstration,
        )
        _done(earlier)


def _compared() -> Any:
    """The earlier edition that is chosen to compare with, at first the one before; None where there is none."""
    before = [one for one in tp.editions() if one.as_at < chosen().edition.as_at]
    if not before:
        return None
    names = {one.id: tp.periods.day_text(one.as_at) for one in before}
    picked = st.selectbox(
        "Against the edition of",
        list(names),
        format_func=lambda name: names.get(name, str(name)),
        key="against",
        bind="query-params",
        width=220,
    )
    return next((one for one in before if one.id == picked), before[0])


def _done(earlier: Any) -> None:
    """The actions that were done between the two editions."""
    if not who.sees_ledger():
        st.caption(f"What was done is not for this role ({who.viewer().name}).")
        return
    ledger = writing.reached()
    if ledger is None:
        st.caption("The ledger cannot be reached just now: what was done is not known.")
        return
    edition = chosen().edition
    kept = tp.review.done_between(ledger.actions(status="done"), earlier, edition)
    places = {one.place: edition.places.place(one.place).label for one in kept}
    downloads.table(
        tp.words.actions_table(kept, edition.as_at, places, writing.meeting_names()),
        f"Actions done: {len(kept)}",
        f"Done from {tp.periods.day_text(earlier.as_at)} to {tp.periods.day_text(edition.as_at)}, across "
        f"{'all cases' if who.viewer().everything else 'the cases of your own places'}.",
        key="since-done",
        height=220,
        empty="None.",
        demonstration=edition.demonstration,
    )
