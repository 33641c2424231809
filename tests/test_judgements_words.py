"""What judgements say, sentence by sentence, of results and judgements that are made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tests.made_results import GOOD_JOB, OFFICERS, ROBBERY, figure, judged, result
from tp_metrics import words
from tp_metrics.measures import catalogue
from tp_metrics.results.judging import Change, Judgement, Peers, RestOfYear, Run, Target
from tp_metrics.stats import Pattern

SURVEY = replace(GOOD_JOB, weighted=True)
NEITHER = replace(ROBBERY, better="neither")
JULY, NOVEMBER, DECEMBER = date(2010, 7, 1), date(2010, 11, 1), date(2010, 12, 1)


def said_of(judgement=None, own=None, measure=ROBBERY):
    return judged(result(own or figure(25957.0, 24370.0), measure=measure), judgement or Judgement())


def run(rule="shift", direction="rise", since=JULY, until=date(2010, 12, 31), segment=1):
    return Run(rule, direction, "concern" if direction == "rise" else "improvement", since, until, segment)


def flagged(*runs, **more):
    last = runs[-1]
    return Judgement(signal=last.signal, rule=last.rule, direction=last.direction, runs=runs, **more)


@pytest.mark.parametrize(
    ("own", "measure", "sure", "word"),
    [
        (figure(110.0, 100.0), ROBBERY, Change(1, 19, 1, 19, 1.0), "worse"),
        (figure(90.0, 100.0), ROBBERY, Change(-19, -1, -19, -1, 1.0), "better"),
        (figure(110.0, 100.0), GOOD_JOB, Change(1, 19, None, None, None), "better"),
        (figure(90.0, 100.0), GOOD_JOB, None, "unknown"),  # published without a base: it may be chance
        (figure(110.0, 100.0), ROBBERY, Change(-9, 29, -9, 29, 2.0), "level"),
        (figure(110.0, 100.0), ROBBERY, Change(0, 20, 0, 20, 2.0), "level"),  # a limit on nought is not clear of it
        (figure(100.0, 100.0), ROBBERY, None, "level"),
        (figure(110.0, 100.0), NEITHER, None, "higher"),
        (figure(90.0, 100.0), NEITHER, None, "lower"),
        (figure(110.0), ROBBERY, None, "unknown"),
    ],
)
def test_a_verdict_needs_a_clear_change(own, measure, sure, word):
    assert words.verdict(said_of(Judgement(change=sure), own, measure)) == word


@pytest.mark.parametrize(
    ("judgement", "mark", "short", "colour"),
    [
        (flagged(run()), "◆ ▲ concern", "◆ ▲", "orange"),
        (flagged(run(direction="fall")), "● ▼ improvement", "● ▼", "blue"),
        (Judgement(signal="neutral", rule="shift", direction="rise"), "■ ▲ neutral", "■ ▲", "gray"),
        (Judgement(signal="usual"), "○ usual", "○", "gray"),
        (Judgement(), "–", "", "gray"),
    ],
)
def test_a_signal_has_shape_arrow_word_and_colour(judgement, mark, short, colour):
    answer = said_of(judgement)
    assert words.signal_mark(answer) == mark
    assert words.signal_short(answer) == short
    assert words.signal_colour(answer) == colour


TREND = Pattern("trend", size=0.92)
STEP = Pattern("step", 31, 45.6)
OUTLIER = Pattern("outlier", 32, 121.7)


@pytest.mark.parametrize(
    ("judgement", "sentence"),
    [
        (Judgement(no_chart="A strength moves slowly."), "A strength moves slowly."),
        (Judgement(signal="usual"), "Within its usual variation."),
        (
            Judgement(signal="usual", trial=True),
            "Within its usual variation. The limits are on trial: they rest on fewer than 13 points.",
        ),
        (
            Judgement(signal="usual", runs=(run(until=date(2010, 10, 31)),)),  # flagged once, of no shape now
            "Within its usual variation.",
        ),
        (
            Judgement(signal="usual", pattern=STEP, pattern_day=JULY),  # nothing was flagged: no shape is told
            "Within its usual variation.",
        ),
        (
            Judgement(
                signal="usual",
                runs=(run("outside", since=date(2010, 9, 1), until=date(2010, 9, 30)),),
                pattern=OUTLIER,
                pattern_day=date(2010, 9, 1),
            ),
            "Within its usual variation. Last unusual in September 2010: outside its control limits. One month stands "
            "alone: September 2010, 122 % above the others.",
        ),
        (flagged(run()), "Unusually high since July 2010: seven in a row on one side of the mean."),
        (flagged(run(direction="fall")), "Unusually low since July 2010: seven in a row on one side of the mean."),
        (flagged(run("outside")), "Unusually high since July 2010: outside its control limits."),
        (
            flagged(run("two of three")),
            "Unusually high since July 2010: two of three close to a limit or beyond it.",
        ),
        (flagged(run("trend")), "Rising since July 2010: seven in a row each moving the same way."),
        (flagged(run("trend", "fall")), "Falling since July 2010: seven in a row each moving the same way."),
        (
            flagged(run(until=date(2010, 10, 31)), run("outside", since=NOVEMBER)),  # one stretch, the last rule
            "Unusually high since July 2010: outside its control limits.",
        ),
        (
            flagged(run(until=date(2010, 10, 31)), run("outside", since=DECEMBER)),  # November was usual
            "Unusually high since December 2010: outside its control limits.",
        ),
        (
            flagged(run(direction="fall", until=date(2010, 10, 31)), run(since=NOVEMBER)),
            "Unusually high since November 2010: seven in a row on one side of the mean.",
        ),
        (
            flagged(run(), pattern=TREND),
            "Unusually high since July 2010: seven in a row on one side of the mean. Over the whole chart it grows by "
            "about 0.9 % a month.",
        ),
        (
            flagged(run(), pattern=Pattern("trend", size=-1.25), trial=True),
            "Unusually high since July 2010: seven in a row on one side of the mean. Over the whole chart it falls by "
            "about 1.2 % a month. The limits are on trial: they rest on fewer than 13 points.",
        ),
        (
            flagged(run(), pattern=STEP, pattern_day=JULY),
            "Unusually high since July 2010: seven in a row on one side of the mean. It looks like a step up of 46 % "
            "in July 2010.",
        ),
        (
            flagged(run(direction="fall"), pattern=Pattern("step", 3, -30.0), pattern_day=JULY),
            "Unusually low since July 2010: seven in a row on one side of the mean. It looks like a step down of 30 % "
            "in July 2010.",
        ),
        (
            flagged(run(direction="fall"), pattern=Pattern("outlier", 3, -60.0), pattern_day=JULY),
            "Unusually low since July 2010: seven in a row on one side of the mean. One month stands alone: July 2010, "
            "60 % below the others.",
        ),
        (
            flagged(run(), pattern=Pattern("step", 3, None), pattern_day=JULY),  # from nought: no per cent of it
            "Unusually high since July 2010: seven in a row on one side of the mean.",
        ),
    ],
)
def test_a_signal_is_said_with_its_rule_its_month_and_its_shape(judgement, sentence):
    assert words.signal_words(said_of(judgement)) == sentence


@pytest.mark.parametrize(
    ("shape", "day", "amount", "sentence"),
    [
        (Pattern("trend", size=-0.3), None, -0.23, "Over the whole chart it falls by about 0.2 points a quarter."),
        (Pattern("step", 9, 8.0), JULY, 5.1, "It looks like a step up of 5.1 points in the quarter from July 2010."),
        (
            Pattern("outlier", 9, -8.0),
            JULY,
            -5.1,
            "One quarter stands alone: the quarter from July 2010, 5.1 points below the others.",
        ),
    ],
)
def test_a_survey_moves_in_points_and_by_quarters(shape, day, amount, sentence):
    judgement = flagged(run(), pattern=shape, pattern_day=day, pattern_amount=amount)
    assert words.signal_words(said_of(judgement, figure(63.0), SURVEY)).endswith(f" {sentence}")


def aim(asked=-2.0, kind="change_percent", level=23882.6, rag="red"):
    return Target(asked, kind, level, rag, "assumed", "a plan")


@pytest.mark.parametrize(
    ("judgement", "measure", "mark", "sentence"),
    [
        (Judgement(), ROBBERY, "–", ""),
        (Judgement(target=aim(level=None, rag=None)), ROBBERY, "–", ""),  # no year before to take a per cent of
        (
            Judgement(target=aim()),
            ROBBERY,
            "■ R",
            "Target: −2.0 % on the same months, 23,883 (assumed). Red: off target, and worse than the same time last "
            "year.",
        ),
        (
            Judgement(target=aim(5.0, level=25588.5, rag="amber")),
            ROBBERY,
            "▲ A",
            "Target: +5.0 % on the same months, 25,588 (assumed). Amber: off target, but no worse than the same time "
            "last year.",
        ),
        (
            Judgement(target=aim(60.0, "level", 60.0, "green")),
            GOOD_JOB,
            "● G",
            "Target: 60 % (assumed). Green: on or better than target.",
        ),
        (Judgement(target=aim(30.0, "level", 30.0, None)), OFFICERS, "–", "Target: 30.0 (assumed)."),
        (
            Judgement(target=aim(80.0, "level", 80.0), assurance="consistently misses"),
            GOOD_JOB,
            "■ R",
            "Target: 80 % (assumed). Red: off target, and worse than the same time last year. As it works now it "
            "consistently misses the target.",
        ),
        (
            Judgement(target=aim(60.0, "level", 60.0, "green"), assurance="consistently meets"),
            GOOD_JOB,
            "● G",
            "Target: 60 % (assumed). Green: on or better than target. As it works now it consistently meets the "
            "target.",
        ),
        (
            Judgement(
                target=aim(80.0, "level", 80.0, "green"),
                assurance="hit and miss",
                disagreement="Green, but a real deterioration has begun",
            ),
            GOOD_JOB,
            "● G",
            "Target: 80 % (assumed). Green: on or better than target. As it works now it meets the target now and "
            "then, by chance. Green, but a real deterioration has begun.",
        ),
    ],
)
def test_a_target_is_said_with_its_colour_in_words(judgement, measure, mark, sentence):
    answer = said_of(judgement, measure=measure)
    assert words.rag_mark(answer) == mark
    assert words.target_words(answer) == sentence


@pytest.mark.parametrize(
    ("own", "measure", "sure", "sentence"),
    [
        (figure(25957.0, 24370.0), ROBBERY, None, ""),
        (figure(25957.0), ROBBERY, Change(1, 2, 1, 2, 1.0), ""),
        (
            figure(25957.0, 24370.0),
            ROBBERY,
            Change(-420.4, 3594.2, -1.7, 14.8, 9.0),
            "Change on a year before +1,587 (+6.5 %), 95 % interval −420 to +3,594: within its own scatter from year "
            "to year.",
        ),
        (
            figure(25957.0, 24370.0),
            ROBBERY,
            Change(900.0, 2274.0, 3.7, 9.4, 9.0),
            "Change on a year before +1,587 (+6.5 %), 95 % interval +900 to +2,274: a clear change.",
        ),
        (
            figure(7.0, 7.0),
            ROBBERY,
            Change(-9.4, 0.3, -80.0, 5.0, 1.0),
            "No change on a year before, 95 % interval −9 to 0: within its own scatter from year to year.",
        ),
        (
            figure(63.4, 60.2),
            SURVEY,
            Change(2.1, 4.3, None, None, None),
            "Change on a year before +3.2 points, 95 % interval +2.1 points to +4.3 points: a clear change.",
        ),
        (
            figure(61.0, 60.2),
            SURVEY,
            Change(-0.3, 1.9, None, None, None),
            "Change on a year before +0.8 points, 95 % interval −0.3 points to +1.9 points: no more than chance in who "
            "was asked.",
        ),
        (
            figure(29.9, 30.9),
            catalogue()["offences_per_officer"],
            Change(-2.66, 0.7, -8.6, 2.3, 4.0),
            "Change on a year before −1.0 (−3.2 %), 95 % interval −2.7 to +0.7: within its own scatter from year to "
            "year.",
        ),
    ],
)
def test_a_change_is_said_with_its_interval_and_what_it_means(own, measure, sure, sentence):
    assert words.change_words(said_of(Judgement(change=sure), own, measure)) == sentence


def among(position="worse", rank=8, measure="robbery_rate"):
    ranks = (rank, 6, 8, 8) if rank else (None,) * 4
    return Peers(1.49, 2.5, catalogue()[measure], position, *ranks, ("E09000013",) * 7, "illustrative")


@pytest.mark.parametrize(
    ("peers", "sentence"),
    [
        (None, ""),
        (
            among(),
            "Robbery per 1,000 residents: 2.50; 7 similar boroughs together 1.49, worse than they are; rank 8 (6 to 8) "
            "of 8, 1 is best (illustrative group).",
        ),
        (
            among("better", 1),
            "Robbery per 1,000 residents: 2.50; 7 similar boroughs together 1.49, better than they are; rank 1 (6 to "
            "8) of 8, 1 is best (illustrative group).",
        ),
        (
            among("in line", None),
            "Robbery per 1,000 residents: 2.50; 7 similar boroughs together 1.49, in line with them (illustrative "
            "group).",
        ),
        (
            among(None, None, "offences_per_officer"),
            "Offences per officer: 2.50; 7 similar boroughs together 1.49 (illustrative group).",
        ),
    ],
)
def test_peers_are_said_with_position_and_rank(peers, sentence):
    assert words.peers_words(said_of(Judgement(peers=peers))) == sentence


def year(projected=35121.9, limits=(34262.5, 36012.6), coverage=0.68, needed=(None, None), chances=("", ""), note=""):
    """The rest of a year: `chances` are the probability and the plausibility of the target."""
    return RestOfYear(projected, *limits, coverage, "same part of last years", *needed, *chances, note)


@pytest.mark.parametrize(
    ("outlook", "sentence", "cell"),
    [
        (None, "", ""),
        (
            year(None, (None, None), None, note="too early in the year"),
            "The rest of the year: too early in the year.",
            "",
        ),
        (
            year(),
            "Heading for 35,122 (34,262 to 36,013) in the whole year; such limits held 68 % of past years.",
            "35,122 (34,262 to 36,013)",
        ),
        (
            year(limits=(None, None), coverage=None, note="too little history"),
            "Heading for 35,122 in the whole year; too little history.",
            "35,122",
        ),
        (
            year(needed=(7087.1, -22.2), chances=("less than 5 %", "has been done in 1 of 3 past years")),
            "Heading for 35,122 (34,262 to 36,013) in the whole year; such limits held 68 % of past years. The target "
            "needs 7,087 in the rest of it, −22 % on last year's rest: has been done in 1 of 3 past years; probability "
            "less than 5 %.",
            "35,122 (34,262 to 36,013)",
        ),
        (
            year(coverage=None, needed=(9500.0, 4.3)),
            "Heading for 35,122 (34,262 to 36,013) in the whole year. The target needs 9,500 in the rest of it, +4.3 % "
            "on last year's rest.",
            "35,122 (34,262 to 36,013)",
        ),
        (
            year(coverage=None, needed=(9500.0, None), chances=("37 %", "never done")),  # nothing in last year's rest
            "Heading for 35,122 (34,262 to 36,013) in the whole year.",
            "35,122 (34,262 to 36,013)",
        ),
        (
            year(coverage=None, needed=(-120.0, -101.0), chances=("less than 5 %", "out of reach: already passed")),
            "Heading for 35,122 (34,262 to 36,013) in the whole year. The target is out of reach: already passed.",
            "35,122 (34,262 to 36,013)",
        ),
        (
            year(coverage=None, needed=(-120.0, -101.0), chances=("more than 95 %", "already reached")),
            "Heading for 35,122 (34,262 to 36,013) in the whole year. The target is already reached.",
            "35,122 (34,262 to 36,013)",
        ),
    ],
)
def test_the_rest_of_the_year_is_said_with_what_the_target_needs(outlook, sentence, cell):
    answer = said_of(Judgement(outlook=outlook))
    assert words.outlook_words(answer) == sentence
    assert words.projected(answer) == cell


@pytest.mark.parametrize(
    ("measure", "unit"),
    [
        (SURVEY, "per cent, each quarter"),
        (GOOD_JOB, "per cent, each month"),
        (ROBBERY, "offences, each month made an average one and freed of the season"),
    ],
)
def test_the_axis_of_the_control_chart_says_what_it_counts(measure, unit):
    assert words.chart_unit(said_of(measure=measure)) == unit


def test_the_control_chart_stands_as_a_table_too():
    point = (JULY, date(2010, 7, 31), 70.0, 68.5, 60.0, 52.1, 67.9, "outside", "concern")
    names = ("first_day", "last_day", "value", "plotted", "mean", "lower", "upper", "rule", "signal")
    heads = ["First day", "Last day", "Figure", "Plotted", "Mean", "Lower limit", "Upper limit", "Rule", "Signal"]
    table = words.chart_table(said_of(Judgement(chart=pl.DataFrame([point], names, orient="row"))))
    assert table.columns == heads
    assert table.row(0) == point


def test_the_key_and_the_help_name_every_mark_and_every_rule():
    assert words.SIGNAL_KEY == "Chart signal: ◆ concern, ● improvement, ■ neutral, ○ within usual variation."
    for rule in ("outside the limits", "seven in a row move the same way", "two of three", "one side of the mean"):
        assert rule in words.SIGNAL_HELP
    assert {letter for _, letter, _ in words.RAG.values()} == {"R", "A", "G"}
    assert len({mark for mark, _, _ in words.RAG.values()}) == 3


def test_a_result_that_was_made_by_hand_is_judged_of_nothing():
    assert result(figure(7.0)).judgement == Judgement()
