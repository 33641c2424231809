"""Charts on the page: each with its alternative text and a download of exactly what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import streamlit as st

import tp_metrics as tp
from pages.parts.careful import careful
from pages.parts.downloads import download, twin
from pages.parts.findings import called, charted, finding, head
from pages.parts.taken import along, silent, taking

#: The least height of a line over time on paper, where its marks have words.
PAPER = 230


def theme() -> Literal["light", "dark"]:
    """The theme that the viewer sees; paper is light."""
    return "dark" if not taking() and st.context.theme.type == "dark" else "light"


def _nothing(results: Sequence[Any], title: str, why: str = "") -> bool:
    """Where no result has a figure: say so in the place of the picture; whether that is so."""
    if any(tp.words.known(one) for one in results):
        return False
    with finding(title) as shown:
        if shown:
            said = why or tp.words.missing(results[0]) or "This edition has no figure of it."
            with silent():
                head(title)
                st.caption(said)
            along(lambda: (tp.packs.Words(f"{title}. {said}", "note"),))
    return True


def trend(result: Any, key: str, height: int = 230) -> None:
    """The month line of a result."""
    if _nothing([result], f"{tp.words.subject(result)} over time"):
        return
    with careful("the line over time"):
        high = max(height, PAPER) if taking() else height
        spec = tp.charts.trend(result, theme=theme(), height=high, words_beside=True)
        _picture(spec, tp.words.trend_alt(result), key, tp.words.months_table(result), tp.words.subject(result), result)


def control(result: Any, key: str) -> None:
    """The control chart behind a result's signal; worked out when it is opened."""
    if result.judgement.signal is None:
        return
    more = st.expander("Is it unusual? Its control chart", key=key, on_change="rerun")
    if not more.open:
        return
    with more, careful("the control chart"):
        spec = tp.charts.control(
            result.judgement.chart.rename({"plotted": "drawn"}),
            title=tp.words.signal_words(result),
            unit=tp.words.chart_unit(result),
            source=tp.words.source_line(result),
            order="first_day",
            value="drawn",
            levels=tp.words.target_levels(result),
            theme=theme(),
        )
        rows, title = tp.words.chart_table(result), f"{tp.words.subject(result)} control chart"
        _picture(tp.charts.bare(spec), tp.words.signal_words(result), f"{key}-chart", rows, title, result)
        st.caption(tp.words.SIGNAL_HELP)


def fan(result: Any, key: str) -> None:
    """The year added up from April, last year's, the target, and what the rest of the year may bring."""
    outlook = result.judgement.outlook
    if outlook is None or outlook.drawn.is_empty():
        return
    with careful("the rest of the year"):
        title = f"{tp.words.subject(result)}: the year so far, and where it is heading"
        spec = tp.charts.fan(
            outlook.months,
            outlook.drawn,
            title=title,
            unit=result.measure.unit,
            source=tp.words.source_line(result),
            theme=theme(),
        )
        alt = f"{title}. {tp.words.outlook_words(result)}"
        of_method(spec, alt, key, outlook.months.select("year", "month", "value"), result)


def bars(result: Any, key: str, chosen: str | None = None, peers: Any = None) -> None:
    """The places of a result as sorted bars, the chosen place marked, and its peers' mean in the same unit."""
    if _nothing([result], f"{result.measure.title}, place by place", "This edition has no figures of it here."):
        return
    with careful("the bars by place"):
        mean = peers.value if peers and peers.measure.id == result.measure.id else None
        spec = tp.charts.bars(result, theme=theme(), chosen=chosen, peers=mean, words_beside=True)
        rows, title = tp.words.places_table(result), tp.words.map_title(result)
        _picture(spec, tp.words.bars_alt(result), key, rows, title, result)


def named(rows: Any, code: str | None) -> str | None:
    """The name of a place as the rows have it; None where they have it not."""
    return next((row["place"] for row in rows.iter_rows(named=True) if row["code"] == code), None)


def funnel(result: Any, key: str, size: str, chosen: str | None = None) -> None:
    """The places of a quotient by what it is over (`size`, in words), within the limits of their usual spread."""
    with careful("the funnel"):
        limited = tp.review.funnelled(result)
        if limited is None:
            return
        spec = tp.charts.funnel(
            limited,
            title=tp.words.funnel_title(result, limited),
            unit=result.measure.unit,
            size="denominator",
            size_words="officers, full-time equivalents" if size == "officers" else size,
            chosen=named(limited, chosen),
            source=tp.words.source_line(result),
            theme=theme(),
        )
        alt = tp.words.funnel_alt(result, limited, size)
        of_method(spec, alt, key, tp.words.funnel_table(result, limited, size.capitalize()), result)
        st.caption(tp.words.funnel_words(limited))


def groups(results: Sequence[Any], key: str) -> None:
    """One measure by several groupings."""
    if _nothing(results, f"{results[0].measure.title} by group"):
        return
    with careful("the points by group"):
        spec = tp.charts.groups(tuple(results), theme=theme(), words_beside=True)
        rows, title = tp.words.groups_table(results), f"{results[0].measure.title} by group"
        _picture(spec, tp.words.groups_alt(results), key, rows, title, results[0])


def stages(results: Sequence[Any], key: str) -> None:
    """Several measures of one service, in order."""
    if _nothing(results, "Satisfaction with each stage of the service"):
        return
    with careful("the stages"):
        spec = tp.charts.stages(tuple(results), theme=theme(), words_beside=True)
        rows = tp.words.measures_table(results)
        _picture(spec, tp.words.stages_alt(results), key, rows, "Satisfaction by stage", results[0])


def small_multiples(name: str, asked: Any, key: str, chosen: str | None = None) -> None:
    """A small line to each borough, all on one scale; worked out when it is opened."""
    more = st.expander("Every borough, month by month", key=key, on_change="rerun")
    if not more.open:
        return
    with more, careful("the lines by borough"):
        result = tp.result(name, replace(asked, by=("borough", "month")))
        spec = tp.charts.small_multiples(result, theme=theme(), chosen=chosen)
        alt = tp.words.multiples_alt(result)
        title = f"{result.measure.title} by borough and month"
        if called(title):
            st.vega_lite_chart(charted(spec), key=f"{key}-lines", alt=alt, width="content")
            rows = tp.words.places_months_table(result)
            along(lambda: tp.packs.charted(spec, rows, alt, result), result)
            _download(rows, title, result, key)


def of_method(spec: dict[str, Any], alt: str, key: str, frame: Any, result: Any) -> None:
    """A chart of a method under its title, with the rows that it draws to download."""
    bare = tp.charts.bare(spec)
    _picture(bare, alt, key, frame, bare["usermeta"]["title"], result)


def _picture(spec: dict[str, Any], alt: str, key: str, frame: Any, named: str, result: Any) -> None:
    """A chart under its title; below it what its axis counts and its source, and the download `named` so."""
    beside: dict[str, str] = spec["usermeta"]
    with finding(beside["title"]) as shown:
        if shown:
            head(beside["title"])
            st.vega_lite_chart(charted(spec), key=key, alt=alt)
            along(lambda: tp.packs.charted(spec, frame, alt, result), result)
            _download(frame, named, result, key, beside["foot"])


def _download(frame: Any, title: str, result: Any, key: str, foot: str = "") -> None:
    """What the picture above counts and its source, its table twin, and the button that hands over its figures."""
    source = tp.words.source_line(result)
    with silent(), st.container(horizontal=True, vertical_alignment="top"):
        if foot:
            st.caption(foot, width="stretch")
        twin(frame, title, key=key)
        download(frame, title, source, key=key, label="These figures", demonstration=result.demonstration)
