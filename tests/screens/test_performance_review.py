"""Strategic performance on the screen: the scorecard is the results', a link keeps its kind, and a panel opens."""

from __future__ import annotations

from itertools import pairwise

import pytest

import tp_metrics as tp

PAGE = "pages/strategic/performance_review.py"
EDITION = "2010-12-31"
LINK = {"edition": "31 Dec 2010"}


def fine(page):
    assert not page.exception
    assert not page.error
    return page


def scorecard(page):
    return next(one.value for one in page.dataframe if "36 months" in one.value)


def test_place_and_window_change_the_first_line_and_the_figures_which_are_the_results(demonstration_folder, opened):
    page = fine(opened(demonstration_folder, PAGE, **LINK))
    seen = []
    for change in (None, ("borough", "Camden"), ("window", "quarter")):
        if change:
            fine(page.selectbox(change[0]).select(change[1]).run())
        place = "E09000007" if page.selectbox("borough").value else "TP"
        asked = tp.Selection(edition=EDITION, place=place, window=page.selectbox("window").value)
        lines = tp.review.scorecard(tp.edition(EDITION), asked)
        shown = scorecard(page)
        figures = dict(zip(shown["Measure"], shown["This year"], strict=True))
        for name in ("robbery", "good_job", "offences_per_officer", "officers"):
            answer = tp.result(name, asked)
            assert figures[answer.measure.title] == tp.words.value(answer.figure, answer.measure)
        said = [one.value for one in page.markdown]
        assert all(sentence in said for sentence in tp.words.headline_sentences(lines))
        assert page.title[0].value.startswith("Strategic performance, ")
        seen.append((page.title[0].value, figures))
    for (title, figures), (other, others) in pairwise(seen):
        assert title != other
        assert sum(figures[name] != others.get(name) for name in figures) >= 3


@pytest.mark.parametrize("edition", ["31 Dec 2010", "31 Dec 2011"])
def test_a_link_to_the_exceptions_shows_them_alone_in_any_edition(demonstration_folder, opened, edition):
    page = fine(opened(demonstration_folder, PAGE, edition=edition, kind="Exceptions"))
    chosen = page.selectbox("edition").value
    lines = tp.review.scorecard(tp.edition(chosen), tp.Selection(edition=chosen))
    flagged = [line.result.measure.title for line in lines if line.exception]
    assert scorecard(page)["Measure"].to_list() == flagged
    assert 0 < len(flagged) < len(lines)
    assert any(f"{len(flagged)} exceptions" in one.value for one in page.caption)


def test_a_measure_opens_with_what_drove_its_change_adding_up_to_it(demonstration_folder, opened):
    page = fine(opened(demonstration_folder, PAGE, panel="Robbery", **LINK))
    answer = tp.result("robbery", tp.Selection(edition=EDITION))
    assert tp.words.headline(answer) in [one.value for one in page.subheader]
    parts = next(one.value for one in page.dataframe if "Part" in one.value)
    assert parts["Change"].sum() == answer.figure.change


def test_a_real_edition_without_surveys_or_weeks_opens(small, opened):
    page = fine(opened(small, PAGE))
    assert page.title[0].value.startswith("Strategic performance, ")
