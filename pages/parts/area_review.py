"""What the key performance review needs alone: its agenda, the area's summary, a borough's theme, and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, pictures, writing
from pages.parts.careful import careful
from pages.parts.choosing import one_of, over_time
from pages.parts.findings import block, held, tells_steps
from pages.parts.frame import chosen, open_place, selection
from pages.parts.linking import link, link_to
from pages.parts.scorecard import columns
from pages.parts.screen import narrow
from pages.parts.ward_map import ward_map
from pages.parts.who import viewer

MEETING = "KPRM"
COUNTED = ("Concerns", "No case", "Improved", "Actions", "Overdue")
PEERS = (
    "Peers: similar boroughs, of an illustrative group until the force names its own; of a count its rate is compared; "
    "rank from the best, with its 90 % interval."
)
QUARTER = "quarter"
#: A theme → the page that goes further.
FURTHER = {
    "Confidence and satisfaction": "confidence",
    "Victims and offenders": "priority_crime",
    "Priority crime": "priority_crime",
    "Productivity": "productivity",
}


def choosing() -> None:
    """Where no area command is chosen: one button to each that is theirs, with what awaits there."""
    st.title("Key performance review: choose an area command", anchor=False)
    st.caption("Each quarter a Deputy Assistant Commissioner goes through one area command, borough by borough.")
    edition = chosen().edition
    codes = [code for code in edition.places.children("TP", "area") if viewer().may_see((code, "TP"))]
    if not codes:
        st.info(f"Key performance reviews are not for this role ({viewer().name}).", icon=":material/lock:")
    with careful("the area commands"), st.grid(5, min_column_width=200, gap="small"):
        for code in codes:
            with st.container(border=True):
                found = tp.review.board(edition, replace(selection(), place=code))
                st.markdown(f"**{edition.places.place(code).label}**  \n{tp.words.board_counts(found)}")
                st.button("Open", key=f"open-{code}", on_click=open_place, args=(code,), width="stretch")


def steps() -> tuple[Any, ...]:
    """The agenda of the area that is chosen; raises NotForViewer where it is not theirs."""
    tp.access.must_see(viewer(), chosen().edition.places, chosen().place.code, "The cases, actions and wards")
    found: tuple[Any, ...] = tp.review.agenda(chosen().edition, chosen().place.code)
    return found


def is_summary(step: Any) -> bool:
    """Whether a step is the area's summary."""
    return bool(step.theme == tp.review.SUMMARY)


def agenda() -> Any:
    """The step that is open; the box that goes to any, and the buttons and keys that go to the next and the last."""
    every = {tp.words.step_name(step): step for step in steps()}
    names = list(every)
    if (asked := st.query_params.get("step")) and asked not in every:
        st.text(f"No step of this agenda is called “{asked[:80]}”; it begins anew.")  # as typed, and no Markdown
    if st.session_state.get("step") not in every:
        st.session_state.pop("step", None)
    picked = st.selectbox(
        "Agenda", names, key="step", bind="query-params", help="Key N goes to the next step, key P to the one before."
    )
    at = names.index(picked) if picked in every else 0
    tells_steps(names, at)
    with st.container(horizontal=True, gap="xsmall"):
        for label, to, key in (("Back", at - 1, "P"), ("Next", at + 1, "N")):
            within = 0 <= to < len(names)
            st.button(
                label,
                key=f"step-{label}",
                shortcut=None if held() else key,  # in a meeting the keys go from finding to finding
                disabled=not within,
                on_click=_go,
                args=(names[to] if within else "",),
            )
    if chosen().window != QUARTER:
        st.button(
            "Read the quarter", key="quarter", on_click=_read_quarter, type="tertiary", icon=":material/date_range:"
        )
    st.caption(f"Step {at + 1} of {len(names)}")
    st.progress((at + 1) / len(names))
    here = every[names[at]]
    if narrow():  # a phone goes by the box and the buttons, and has the figures on its first screen
        return here
    for place in dict.fromkeys(step.place for step in every.values()):
        first = next(name for name, step in every.items() if step.place == place)
        mark = ":material/arrow_right:" if place == here.place else None
        st.button(place, key=f"to-{first}", type="tertiary", icon=mark, on_click=_go, args=(first,))
    return here


def _read_quarter() -> None:
    """Read the last quarter, which the meeting is about, in place of the year to date."""
    st.session_state["window"] = QUARTER


def _go(name: str) -> None:
    """Open a step of the agenda."""
    if name:
        st.session_state["step"] = name


def _board(ledger: Any) -> Any:
    """The exceptions of the area's boroughs, with their cases."""
    return tp.review.board(chosen().edition, selection(), "borough", writing.cases(ledger))


def _codes() -> list[str]:
    place = chosen().place.code
    return [place, *chosen().edition.places.children(place, "borough")]


def _labels() -> dict[str, str]:
    places = chosen().edition.places
    return {code: places.place(code).label for code in _codes()}


def _window(lines: Sequence[Any]) -> str:
    return str(tp.words.period(lines[0].result.figure)) if lines else str(chosen().window)


def summary(ledger: Any) -> Sequence[Any]:
    """The area at a glance: its boroughs side by side, its scorecard, and what has changed since the last meeting."""
    edition = chosen().edition
    lines = tp.review.scorecard(edition, selection())
    board = _board(ledger)
    rows = tp.review.boroughs_beside(edition, selection(), board, ledger.actions() if ledger else (), writing.today())
    with block("The answer"):
        st.title(tp.words.area_title(chosen().place.label, _window(lines), rows), anchor=False)
        st.markdown(tp.words.area_sentence(rows))
        for sentence in tp.words.headline_sentences(lines)[:2]:
            st.markdown(sentence)
    with careful("the boroughs"):
        measures = {
            name: tp.measures()[name] for name in tp.review.BESIDE if rows[f"{name}_value"].null_count() < rows.height
        }
        downloads.table(
            tp.words.boroughs_table(rows, measures),
            f"The {rows.height} boroughs of {chosen().place.label}",
            f"All of London was screened: {tp.words.board_strip(board)}. Figures with their change on the year before.",
            key="area-boroughs",
            columns={
                "Borough": st.column_config.TextColumn(pinned=True, width=110),
                **{name: st.column_config.NumberColumn(width=76) for name in COUNTED},
            },
            demonstration=edition.demonstration,
        )
    with careful("the scorecard of the area"):
        downloads.table(
            tp.words.scorecard_table(lines).drop("Theme"),
            f"Scorecard, {chosen().place.label}",
            f"{tp.words.SIGNAL_KEY} {tp.words.sources_line([line.result for line in lines]) if lines else ''}",
            key="area-scorecard",
            height=320,
            columns=columns(lines),
            numbers=tp.words.scorecard_numbers(lines),
            empty="This edition has no figure for the area.",
            demonstration=edition.demonstration,
        )
        missing = [title for theme in tp.review.SCORECARD for title in tp.review.lacking(theme, lines)]
        if lines and (said := tp.words.not_held(missing)):
            st.caption(said)
    _boroughs_beside_last(ledger)
    _since(ledger, _codes())
    return lines


def borough(ledger: Any, step: Any) -> Sequence[Any]:
    """A borough's theme: its scorecard with its peers, its exceptions and what is done, and a picture."""
    board = _board(ledger)
    rows = [row for row in board.rows.iter_rows(named=True) if _of_step(row, step)]
    found = [row["measure"] for row in rows if row["way"]]
    lines = tp.review.step_lines(chosen().edition, selection(), step, found)
    titles = {name: one.title for name, one in tp.measures().items()}
    window = _window(lines or tp.review.scorecard(chosen().edition, replace(selection(), place=step.code)))
    with block("The answer"):
        st.title(tp.words.step_title(step, rows, titles, window, lines), anchor=False)
    with careful("the scorecard of the borough"):
        downloads.table(
            tp.words.scorecard_table(lines).drop("Theme"),
            f"{step.theme}, {step.place}",
            f"{tp.words.SIGNAL_KEY} {tp.words.sources_line([line.result for line in lines]) if lines else ''}",
            key="step-scorecard",
            columns=columns(lines),
            numbers=tp.words.scorecard_numbers(lines),
            height="content",
            empty="This edition has no figure of this theme for the borough.",
            demonstration=chosen().edition.demonstration,
        )
        if lines and (said := tp.words.not_held(tp.review.lacking(step.theme, lines))):
            st.caption(said)
    _exceptions(ledger, board, rows)
    _beside_last(ledger, step)
    _standing(lines, step)
    _pictures(step, {line.result.measure.id for line in lines})
    _since(ledger, [step.code])
    return lines


def _standing(lines: Sequence[Any], step: Any) -> None:
    """The borough among those like it."""
    with careful("the borough among its peers"):
        found = tp.words.standing_table(lines)
        if found.is_empty():
            if lines:
                st.caption("No figure of this theme has a base, so none can be held against similar boroughs.")
        else:
            downloads.table(
                found,
                f"{step.place} among similar boroughs",
                PEERS,
                key="step-peers",
                columns={"Measure": st.column_config.TextColumn(pinned=True, width=200)},
                height="content",
                demonstration=chosen().edition.demonstration,
            )


def _last() -> Any:
    """The edition of the last review; None where there is none before."""
    return tp.review.earlier_edition(tp.editions(), chosen().edition)


def _beside_last(ledger: Any, step: Any) -> None:
    """The theme in this review beside the last one: figures, exceptions and promises, then and now."""
    with careful("this review beside the last"):
        if (earlier := _last()) is None:
            st.caption("There is no earlier edition to set this review beside.")
            return
        edition = chosen().edition
        found = tp.review.exceptions_then_and_now(edition, earlier, selection())
        rows = tp.review.beside_last(edition, earlier, selection(), step, found)
        downloads.table(
            tp.words.then_and_now_table(rows, _promised_then(ledger, [step.code], earlier), writing.today()),
            tp.words.then_and_now_title(step, rows, earlier.as_at),
            tp.words.windows_then_and_now(rows, earlier.as_at, edition.as_at),
            key="step-then-and-now",
            columns={
                "Measure": st.column_config.TextColumn(pinned=True, width=200),
                "Promised": st.column_config.TextColumn(width=260),
            },
            height="content",
            empty="Neither edition has a figure of this theme for the borough.",
            demonstration=edition.demonstration,
        )


def _boroughs_beside_last(ledger: Any) -> None:
    """The boroughs of the area in this review beside the last one."""
    with careful("the boroughs beside the last review"):
        if (earlier := _last()) is None:
            st.caption("There is no earlier edition to set this review beside.")
            return
        edition, codes = chosen().edition, _codes()[1:]
        found = tp.review.exceptions_then_and_now(edition, earlier, selection())
        rows = tp.review.boroughs_then_and_now(found, codes)
        downloads.table(
            tp.words.boroughs_then_and_now_table(rows, _labels(), _promised_then(ledger, codes, earlier)),
            tp.words.boroughs_then_and_now_title(rows, earlier.as_at),
            "Exceptions of each edition at its own latest window; actions promised before this one, and those done.",
            key="area-then-and-now",
            pinned=True,
            height="content",
            demonstration=edition.demonstration,
        )


def _left(ledger: Any, codes: Sequence[str], earlier: Any) -> Any:
    """What the last review left at some places."""
    return tp.review.promised(ledger.actions(), ledger.decisions(), codes, earlier, chosen().edition)


def _promised_then(ledger: Any, codes: Sequence[str], earlier: Any) -> Any:
    """The actions that were promised by now at some places; None where the ledger cannot be read."""
    return _left(ledger, codes, earlier).actions if ledger else None


def _of_step(row: Any, step: Any) -> bool:
    """Whether an exception is the step's: at its place, in its theme."""
    return bool(row["code"] == step.code and tp.review.theme_of(row["measure"]) == step.theme)


def _exceptions(ledger: Any, board: Any, rows: Sequence[Any]) -> None:
    """The theme's exceptions at the borough, each with its reason and the actions that are open."""
    with careful("the exceptions of the borough"):
        cases = {row["measure"]: found for row in rows if (found := board.case(row["measure"], row["code"]))}
        standing = ledger.actions(status="open", place=rows[0]["code"]) if rows and ledger else ()
        downloads.table(
            tp.words.step_exceptions_table(
                rows, cases if ledger else None, standing if ledger else None, writing.today()
            ),
            f"Exceptions: {len(rows)}",
            f"As at {tp.periods.day_text(chosen().edition.as_at)}. {tp.words.SIGNAL_KEY}",
            key="step-exceptions",
            columns={
                "Measure": st.column_config.TextColumn(pinned=True, width=225),
                "Found by": st.column_config.TextColumn(width=260),
                "Reason": st.column_config.TextColumn(width=200),
            },
            empty="No exception in this theme.",
            demonstration=chosen().edition.demonstration,
        )
        if rows:
            link(_exceptions_of(rows[0]), "Their figures and cases", ":material/flag:")


def _exceptions_of(row: Any) -> str:
    """The link to the exceptions of a row's borough, with the row's own opened."""
    place = chosen().edition.places.place(row["code"])
    return link_to(
        "exceptions",
        borough=place.name,
        way="All",
        exception=tp.words.exception_name(row),
        edition=tp.periods.day_text(chosen().edition.as_at),
    )


def _pictures(step: Any, known: set[str]) -> None:
    """One measure of the theme: its months, the boroughs of the area beside each other; of a survey its wards too."""
    names = [name for name in tp.review.PICTURED[step.theme] if name in known]
    if not names:
        return
    name = one_of("step-measure", names, "Measure of the pictures")
    asked = replace(selection(), place=step.code)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        pictures.trend(over_time(name, asked), "step-trend")
    with right:
        pictures.bars(tp.result(name, selection(("borough",))), "step-boroughs", step.code)
    if step.theme == "Confidence and satisfaction":
        pooled = replace(asked, window=tp.review.POOLED[0])
        wards = tp.by_ward(name, pooled)
        if not tp.words.known(wards):
            st.caption(tp.words.no_places(wards))
        else:
            ward_map(tp.result(name, pooled), wards, tells=False, shade="certainty", method="quantile")
    place = chosen().edition.places.place(step.code)
    link(
        link_to(FURTHER[step.theme], borough=place.name, edition=tp.periods.day_text(chosen().edition.as_at)),
        f"More of {place.label}",
        ":material/arrow_forward:",
    )


def _since(ledger: Any, codes: Sequence[str]) -> None:
    """Exceptions at the last meeting and now, and what was promised then; worked out when it is opened."""
    more = st.expander("Since the last review", key="since-review", on_change="rerun", icon=":material/history:")
    if not more.open:
        return
    with more, careful("what has changed since the last review"):
        if (earlier := _last()) is None:
            st.caption("There is no earlier edition to compare with.")
        else:
            found = tp.review.since(chosen().edition, earlier, selection())
            said = tp.periods.day_text(earlier.as_at)
            for title, rows in (("New", found.new), ("Continuing", found.continuing), ("Cleared", found.cleared)):
                here = rows.filter(rows["code"].is_in(codes))
                downloads.table(
                    tp.words.exceptions_table(here),
                    f"{title} since {said}: {here.height} exceptions",
                    "Each edition at its own latest window.",
                    key=f"review-{title}",
                    height="content",
                    empty="None.",
                    demonstration=chosen().edition.demonstration,
                )
        if ledger:
            _promises(ledger, codes, earlier)


def _promises(ledger: Any, codes: Sequence[str], earlier: Any) -> None:
    left = _left(ledger, codes, earlier)
    edition = chosen().edition
    downloads.table(
        tp.words.decisions_table(left.decisions, _labels()),
        f"Decided then: {len(left.decisions)}",
        "Decisions on the earlier edition.",
        key="review-decided",
        empty="No decision was written down.",
        demonstration=edition.demonstration,
    )
    downloads.table(
        tp.words.actions_table(left.actions, writing.today(), _labels(), writing.meeting_names()),
        f"Promised since: {len(left.actions)} actions",
        f"Entered before {tp.periods.day_text(edition.as_at)}, with what became of them.",
        key="review-promised",
        empty="No action was entered before this edition.",
        demonstration=edition.demonstration,
    )
