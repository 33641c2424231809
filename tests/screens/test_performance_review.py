"""Strategic performance on the screen: the scorecard is the results', a link keeps its kind, and a panel opens."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import pytest

import tp_metrics as tp
from tp_metrics.ledger import Author, Ledger

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
            assert figures[answer.measure.title] == answer.figure.value
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


def test_the_trust_strip_says_all_that_a_reader_has_to_know_first(demonstration_folder, opened):
    page = fine(opened(demonstration_folder, PAGE, **LINK))
    strip = next(one.value for one in page.caption if one.value.startswith("Edition "))
    assert strip.startswith(
        "Edition 31 December 2010 · data to 31 December 2010 · complete: 32 of 32 boroughs in every month · "
    )
    screen = tp.review.screen(tp.edition(EDITION), tp.Selection(edition=EDITION))
    assert " revised by more than 1 % since the last edition · " in strip
    assert strip.endswith(f"{screen.charts:,} borough series tested, about {screen.expected:.0f} false alarms expected")


def test_a_measure_opens_with_what_drove_its_change_adding_up_to_it(demonstration_folder, opened):
    page = fine(opened(demonstration_folder, PAGE, panel="Robbery", **LINK))
    answer = tp.result("robbery", tp.Selection(edition=EDITION))
    assert tp.words.headline(answer) in [one.value for one in page.header]
    parts = next(one.value for one in page.dataframe if "Part" in one.value)
    assert parts["Change"].sum() == answer.figure.change
    (defined,) = [one.value for one in page.caption if one.value.startswith("**What it is.**")]
    assert tp.definitions.definition("robbery").says in defined
    (link,) = [one.proto for one in page.get("page_link") if one.proto.label == "Its definition"]
    assert (link.page, link.query_string) == ("measures", "definition=Robbery")


def test_the_rest_of_the_year_says_what_each_month_from_now_may_come_to(demonstration_folder, opened):
    page = fine(opened(demonstration_folder, PAGE, **LINK))
    outlook = tp.result("robbery", tp.Selection(edition=EDITION)).judgement.outlook
    assert outlook.needed_each_month == pytest.approx(outlook.needed / 3)  # January to March
    said = next(one.value for one in page.markdown if one.value.startswith("- **"))
    assert f"needs {outlook.needed:,.0f} in the rest of it, {outlook.needed / 3:,.0f} a month, " in said


def test_a_real_edition_without_surveys_or_weeks_opens(small, opened):
    page = fine(opened(small, PAGE))
    assert page.title[0].value.startswith("Strategic performance, ")


def test_the_panel_draws_the_rest_of_the_year_and_the_rates_within_their_usual_spread(demonstration_folder, opened):
    page = fine(opened(demonstration_folder, PAGE, panel="Robbery", **LINK))
    answer = tp.result("robbery", tp.Selection(edition=EDITION))
    told = [chart.proto.alt for chart in page.get("vega_lite_chart")]
    assert any(tp.words.outlook_words(answer) in alt for alt in told)
    rates = tp.result("robbery_rate", tp.Selection(edition=EDITION, by=("borough",)))
    limited = tp.review.funnelled(rates)
    assert any(tp.words.funnel_title(rates, limited) in alt for alt in told)
    values = dict(zip(rates.rows["code"], rates.rows["value"], strict=True))
    for code, value, lower, upper in limited.select("code", "value", "lower_998", "upper_998").iter_rows():
        assert value == pytest.approx(values[code])
        assert lower < limited["pooled"][0] < upper


def test_the_panel_of_a_survey_has_its_funnel_its_target_and_the_mean_of_similar_boroughs(demonstration_folder, opened):
    title = "Satisfied with the whole experience"
    page = fine(opened(demonstration_folder, PAGE, panel=title, borough="Camden", **LINK))
    told = {chart.proto.alt: json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")}
    asked = tp.Selection(edition=EDITION, by=("borough",))
    answer = tp.result("satisfaction_overall", asked)
    limited = tp.review.funnelled(answer)
    # By hand: the pooled share, and in the smallest borough the limits of chance alone, which are never wider.
    rows = [row for row in answer.rows.to_dicts() if row["value"] is not None]
    pooled = sum(row["value"] * row["base"] for row in rows) / sum(row["base"] for row in rows)
    assert limited["pooled"][0] == pytest.approx(pooled)
    small = min(rows, key=lambda row: row["base"])
    chance = 1.959964 * (pooled * (100 - pooled) / small["base"]) ** 0.5
    drawn = next(row for row in limited.to_dicts() if row["code"] == small["code"])
    assert pooled - drawn["lower_95"] >= chance - 1e-6
    assert any(tp.words.funnel_title(answer, limited) in alt for alt in told)
    own = tp.result("satisfaction_overall", tp.Selection(edition=EDITION, place="E09000007"))
    bars = next(spec for alt, spec in told.items() if alt == tp.words.bars_alt(answer))
    assert f"similar boroughs {own.judgement.peers.value:.0f}" in json.dumps(bars)
    page = opened(demonstration_folder, PAGE, panel=title, **LINK)
    page.session_state["panel-control"] = True
    told = {chart.proto.alt: json.loads(chart.proto.spec) for chart in fine(page.run()).get("vega_lite_chart")}
    whole = tp.result("satisfaction_overall", tp.Selection(edition=EDITION))
    assert "target 80" in json.dumps(told[tp.words.signal_words(whole)])


def test_any_earlier_edition_can_be_compared_with_and_what_was_done_since_is_listed(
    demonstration_folder, opened, ledger_address
):
    ana = Author("Ana Kaya")
    with Ledger(ledger_address) as book:
        for done_on in (date(2010, 8, 1), date(2011, 3, 1)):
            one = book.add_action("Do.", "Role", done_on, ana, measure="robbery", place="TP", added=date(2010, 7, 1))
            book.change_action(one.id, 1, ana, status="done", done_on=done_on)
    page = opened(demonstration_folder, PAGE, edition="31 Dec 2011", against="30 Sep 2010")
    page.session_state["since"] = True
    fine(page.run())
    assert page.selectbox("against").value == "2010-09-30"
    now, then = tp.edition("2011-12-31"), tp.edition("2010-09-30")
    found = tp.review.since(now, then, tp.Selection(edition=now.id))
    said = "\n".join(one.value for one in (*page.markdown, *page.header))
    assert f"New: {found.new.height} exceptions" in said
    assert "Actions done: 1" in said  # the other was done before the earlier edition
    ways = found.new["way"].to_list()
    assert ways == sorted(ways, key=("concern", "improvement", "neutral").index)  # what a meeting asks for, on top
    page.selectbox("against").select("2010-12-31").run()
    assert f"New: {found.new.height} exceptions" not in "\n".join(one.value for one in fine(page).header)


def test_the_scorecard_says_how_sure_a_change_is_and_whether_the_verdicts_agree(demonstration_folder, opened):
    page = fine(opened(demonstration_folder, PAGE, **LINK))
    rows = scorecard(page).to_dict("records")
    robbery = next(row for row in rows if row["Measure"] == "Robbery")
    sure = tp.result("robbery", tp.Selection(edition=EDITION)).judgement.change
    assert robbery["95 % from, to"] == f"−{-sure.lower:,.0f} to +{sure.upper:,.0f}"
    differing = {
        line.result.measure.title
        for line in tp.review.scorecard(tp.edition(EDITION), tp.Selection(edition=EDITION))
        if line.result.judgement.disagreement
    }
    assert {row["Measure"] for row in rows if row["Verdicts"] == "≠ differ"} == differing
