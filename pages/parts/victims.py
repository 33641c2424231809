"""What the page of satisfaction needs alone: every answer that was given, and the stages by group of victims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, pictures
from pages.parts.careful import careful
from pages.parts.frame import chosen

GROUP = "crime group"


def answers(results: Sequence[Any]) -> None:
    """The seven answers to each question, as bars that part at the middle; a note where a source gives no answers."""
    with careful("the answers"):
        found = {one.measure.title: tp.review.answer_shares(chosen().edition, one) for one in results}
        shares = {title: rows for title, rows in found.items() if rows.height}
        if not shares:
            st.caption("This edition holds no answers, only how many were satisfied.")
            return
        known = next(one for one in results if one.measure.title in shares)
        spec = tp.charts.answers(shares, known, theme=pictures.theme())
        pictures.of_method(spec, tp.words.answers_alt(shares), "answers", tp.words.answers_table(shares), known)


def stages_by_group(asked: Any, answer: Any) -> None:
    """Each stage for each group of victims, against all other victims, and who is let down most by which stage."""
    with careful("the stages by group"):
        rows = tp.review.stages_by_group(chosen().edition, asked, GROUP)
        catalogue = tp.measures()
        said = tp.words.let_down_words(tp.review.let_down(rows), catalogue) if rows.height else ""
        downloads.table(
            tp.words.stages_table(rows, catalogue),
            said or "Stages by group of victims",
            "Difference from all other victims in points; in brackets where it cannot be told from none. "
            f"{tp.words.source_line(answer)}",
            key="stages-by-group",
            empty="This edition has no answers by group of victims for this place.",
            demonstration=answer.demonstration,
        )


def gaps(asked: Any, answer: Any) -> None:
    """BME against White victims at the place and at every area command and borough within it."""
    with careful("the gap by place"):
        rows = tp.review.place_gaps(chosen().edition, answer.measure.id, asked)
        if rows.is_empty():
            st.caption("This edition has no answers by ethnicity for this place.")
            return
        st.header(tp.words.place_gaps_title(rows), anchor=False)
        more = st.expander("Place by place", key="gaps", on_change="rerun")
        if not more.open:
            return
        with more:
            spec = tp.charts.rungs(
                tp.words.place_gaps_marks(rows),
                title="BME against White victims, place by place",
                unit="Points, BME less White victims",
                at=0.0,
                at_words="no gap",
                source=tp.words.source_line(answer),
                theme=pictures.theme(),
            )
            alt = f"Gaps with their intervals. {tp.words.place_gaps_title(rows)}."
            pictures.of_method(spec, alt, "gaps-chart", tp.words.place_gaps_table(rows), answer)
            st.caption(tp.words.place_gaps_foot(rows))
