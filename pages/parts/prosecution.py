"""What the page of prosecution teams needs alone: roll-out, before and after going live, trials, electronic files."""

from __future__ import annotations

from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, pictures
from pages.parts.cards import in_a_row
from pages.parts.careful import careful
from pages.parts.findings import block, called, fitted, head
from pages.parts.frame import chosen
from pages.parts.screen import narrow, tell_width
from pages.parts.taken import along, silent
from pages.parts.ward_map import HATCHED, legend_key
from pages.parts.who import viewer

#: The map's height in pixels, which its first view is fitted to.
HEIGHTS = {"wide": 400, "narrow": 320}
FIRST = "guilty_plea_first_hearing"


def teams() -> Any:
    """The roll-out at the place of the filters, as the edition knows it."""
    return tp.outcomes.prosecution_teams(chosen().edition, chosen().place.code, viewer=viewer())


def around(found: Any) -> Any:
    """The roll-out of all boroughs where one is chosen: a borough alone says nothing of how it goes elsewhere."""
    return tp.outcomes.all_teams(found) if found.place.level == "borough" else found


@block("The answer")
def opening(found: Any) -> None:
    """The first line: how many are live; then what went with it, and what is missing."""
    st.title(tp.words.prosecution_headline(found), anchor=False)
    told = tp.words.prosecution_certainty(found, tp.outcomes.effects(found)) if not found.why else ""
    parts = (f"**{tp.words.PROSECUTION_QUESTION}**", told, tp.words.source_line(found))
    st.caption(" ".join(part for part in parts if part))
    if said := tp.words.prosecution_missing(found):
        st.info(said, icon=":material/info:")


def cards(found: Any) -> None:
    """How many are live, what went with it, and the hours that the boroughs say they saved."""
    in_a_row(tp.words.prosecution_cards(found, tp.outcomes.effects(found), tp.outcomes.hours_saved(found)))


def effects(found: Any) -> None:
    """What went with going live, outcome by outcome."""
    rows = tp.outcomes.effects(found)
    marks = tp.words.effects_marks(rows)
    if found.why or not marks:
        return
    with careful("what went with going live"):
        spec = tp.charts.rungs(
            marks,
            title=tp.words.effects_title(rows),
            unit=tp.words.EFFECTS_UNIT,
            at=0.0,
            at_words=tp.words.EFFECTS_AT,
            source=tp.words.source_line(found),
            theme=pictures.theme(),
        )
        pictures.of_method(spec, tp.words.effects_title(rows), "effects", tp.words.effects_table(rows), found)


def since_live(found: Any) -> None:
    """One outcome, quarter by quarter before and after going live."""
    if found.why or found.last is None:
        return
    key = _outcome("outcome")
    with careful("before and after going live"):
        told = tp.outcomes.study(found, key)
        title, said = tp.words.event_title(told), tp.words.event_words(told)
        events = tp.words.shown_events(told.found.events) if told.found else None
        if events is None or events.is_empty():
            st.header(title, anchor=False)
            st.caption(said)
            return
        spec = tp.charts.event_time(
            events,
            title=title,
            unit="points",
            step=told.step,
            source=tp.words.source_line(found),
            theme=pictures.theme(),
        )
        pictures.of_method(spec, f"{title}. {said}", "since-live", tp.words.events_table(told), found)
        st.caption(said)


def _outcome(key: str) -> str:
    """The outcome that was chosen; the first where a server is sent none of them."""
    options = list(tp.outcomes.OUTCOMES)
    picked = st.selectbox(
        "Outcome",
        options,
        format_func=lambda name: tp.words.outcome_name(name) if name in tp.outcomes.OUTCOMES else str(name),
        key=key,
        help=tp.words.EVENTS_HELP,
    )
    return picked if picked in options else FIRST


def can_and_cannot(found: Any) -> None:
    """What an evaluation on the edition's day can say, and what it cannot."""
    if found.why or found.last is None:
        return
    with careful("what can be said"):
        called(tp.words.INTERIM_TITLE)
        electronic = tp.outcomes.electronic(found)
        whole = around(found)
        can, cannot = tp.words.interim_words(found, tp.outcomes.effects(found), tp.outcomes.electronic_effects(found))
        st.header(tp.words.INTERIM_TITLE, anchor=False)
        st.caption(tp.words.standing_words(whole, tp.outcomes.months_live(whole), electronic))
        left, right = st.columns(2, gap="medium")
        for column, top, said in ((left, "It can say", can), (right, "It cannot say", cannot)):
            lines = said or [tp.words.NOTHING_CLEAR]
            column.markdown("\n".join([f"**{top}**", "", *(f"- {line}" for line in lines)]))


@block()
def where(found: Any) -> None:
    """The boroughs on the map, by how far they are."""
    if found.why:
        return
    place, found = found.place, around(found)
    room = "narrow" if narrow() else "wide"
    room, height = fitted(room, HEIGHTS[room])
    title = tp.words.map_states_title(found)
    if not called(title):
        return
    head(title)
    with careful("the map"), st.skeleton(height=height):
        told = (tp.words.map_places(found), tp.words.MAP_STATES)
        mine: dict[str, Any] = {"as_at": found.as_at, "chosen": place.code if place.level == "borough" else None}
        drawn = tp.maps.states(*told, **mine, theme=pictures.theme(), room=room)
        st.html(_legend(drawn))
        st.pydeck_chart(drawn, height=height, key="states", alt=title)
        rows, source = tp.words.teams_table(found), tp.words.source_line(found)
        along(lambda: _on_paper(title, tp.maps.drawn_states(*told, **mine), rows, source))
        downloads.twin(rows, title, key="states")
        with silent():
            st.caption(f"{source} {drawn.credit}")
        tell_width()


def _on_paper(title: str, drawn: Any, rows: Any, source: str) -> Any:
    """The map as a pack draws it, with its table."""
    return (tp.packs.Map(title, drawn.svg, rows, source, title, (drawn.credit,) if drawn.credit else ()),)


def _legend(drawn: Any) -> str:
    """The states with their colours, and how many boroughs are in each."""
    classes = drawn.classes
    keys = [
        legend_key(f"background:{colour}", f"{label} ({count})")
        for colour, label, count in zip(classes.colours, classes.labels, classes.counts, strict=True)
    ]
    if drawn.without:
        keys.append(legend_key(f"background:{HATCHED}", f"nothing recorded ({drawn.without})"))
    return f'<div style="display:flex;flex-wrap:wrap;gap:0.2rem 1rem;font-size:0.86rem">{"".join(keys)}</div>'


def rollout(found: Any) -> None:
    """The boroughs in the order in which they went live, or are to."""
    found = around(found)
    rows = tp.words.timeline_rows(found)
    if found.why or not any(one[day] for one in rows for day in ("since", "further", "planned")):
        return
    with careful("the roll-out"):
        title = tp.words.timeline_title(found)
        spec = tp.charts.timeline(
            rows,
            title=title,
            as_at=found.as_at,
            as_at_words=tp.words.as_at_words(found),
            source=tp.words.source_line(found),
            theme=pictures.theme(),
        )
        pictures.of_method(spec, title, "rollout", tp.words.teams_table(found), found)


def trials(found: Any) -> None:
    """How trials ended, in both courts, this year and last."""
    rows = tp.outcomes.trials(found)
    bars = tp.words.trials_bars(rows)
    if not bars:
        return
    with careful("how trials ended"):
        title = tp.words.trials_title(rows)
        spec = tp.charts.shares(
            bars,
            tp.words.TRIAL_ENDS,
            title=title,
            unit=tp.words.TRIALS_UNIT,
            source=tp.words.source_line(found),
            theme=pictures.theme(),
        )
        pictures.of_method(spec, title, "trials", tp.words.trials_table(rows), found)


def by_borough(found: Any) -> None:
    """Each borough now and before it went live; drawn when it is opened."""
    if found.why or found.last is None:
        return
    more = st.expander("Each borough, now and before it went live", key="boroughs", on_change="rerun")
    if not more.open:
        return
    with more, careful("the boroughs"):
        key = _outcome("borough-outcome")
        rows = tp.outcomes.by_borough(found, key)
        title = tp.words.by_borough_title(rows, key)
        downloads.of_outcome(
            tp.words.by_borough_table(rows), title, "by-borough", found, tp.words.BY_BOROUGH_HELP, pinned=True
        )
        _months(found, key)


def _months(found: Any, key: str) -> None:
    """One borough's outcome month by month, beside all boroughs."""
    names = dict(found.boroughs.select("code", "name").iter_rows())
    picked = st.selectbox(
        "Month by month in", list(names), format_func=lambda code: names.get(code, str(code)), key="months-borough"
    )
    code = picked if picked in names else next(iter(names))
    rows = tp.outcomes.borough_months(found, code, key)
    title = tp.words.borough_months_title(rows, names[code], key)
    if rows["value"].count() == 0:
        st.markdown(f"**{title}**")
        return
    spec = tp.charts.dated(
        rows.select("line", "month", "value"),
        title=title,
        unit="per cent",
        marks=tp.words.live_mark(found, code),
        chosen=names[code],
        source=tp.words.source_line(found),
        theme=pictures.theme(),
    )
    table = tp.words.borough_months_table(rows)
    pictures.of_method(spec, f"{title}. Two lines by month: the borough and all boroughs.", "months", table, found)


def electronic(found: Any) -> None:
    """Boroughs with an electronic file beside the others, with the days of decision; drawn when it is opened."""
    if found.why or found.last is None:
        return
    more = st.expander("Electronic files (E-IPT): charging decisions and requests for evidence", key="electronic",
                       on_change="rerun")  # fmt: skip
    if not more.open:
        return
    with more, careful("electronic files"):
        told = tp.outcomes.electronic(found)
        if told.months.is_empty():
            st.caption(tp.words.no_electronic(found))
            return
        columns = st.columns(3, gap="medium")
        for column, name in zip(columns, tp.words.SERIES, strict=True):
            with column:
                _series(found, told, name)
        rows = tp.words.effects_table(tp.outcomes.electronic_effects(found))
        downloads.of_outcome(rows, tp.words.ELECTRONIC_TITLE, "electronic-effects", found)


def _series(found: Any, told: Any, name: str) -> None:
    title, lines = tp.words.series_title(name, told), tp.words.series_lines(name, told)
    spec = tp.charts.dated(
        lines,
        title=title,
        unit=tp.words.SERIES[name][1],
        marks=tp.words.decision_marks(tp.outcomes.DECISIONS),
        chosen=tp.outcomes.WITH,
        source=tp.words.source_line(found),
        theme=pictures.theme(),
    )
    pictures.of_method(spec, title, f"series-{name}", tp.words.series_table(told), found)


def figures(found: Any) -> None:
    """All outcomes before and after in figures, with what could be found; drawn when it is opened."""
    if found.why or found.last is None:
        return
    more = st.expander("All outcomes in figures, with what could be found", key="figures", on_change="rerun")
    if not more.open:
        return
    with more, careful("the outcomes in figures"):
        rows = tp.outcomes.effects(found)
        downloads.of_outcome(
            tp.words.effects_table(rows), tp.words.effects_title(rows), "effects-table", found, pinned=True
        )


def detail(found: Any) -> None:
    """How the figures are made; drawn when it is opened."""
    more = st.expander("How these figures are made", key="detail", on_change="rerun")
    if more.open:
        more.markdown("\n".join(f"- {said}" for said in tp.words.prosecution_method(found)))
