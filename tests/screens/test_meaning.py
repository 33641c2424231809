"""What a figure means, on the screen: the planted series are named with their rule, and pages say what results say."""

from __future__ import annotations

import pytest

import tp_metrics as tp

PRIORITY_CRIME = "pages/operations/priority_crime.py"
DECEMBER_2010, DECEMBER_2011 = "2010-12-31", "2011-12-31"
#: What each planted series is called: page's measure, borough, its code and the edition; the mark and the words.
PLANTED = {
    "trend": (
        ("domestic_offences", "Croydon", "E09000008", DECEMBER_2011),
        ":orange[**◆ ▲ concern**]",
        ("outside its control limits", "Over the whole chart it grows by about 0.9 % a month."),
    ),
    "trend, a year before": (
        ("domestic_offences", "Croydon", "E09000008", DECEMBER_2010),
        ":orange[**◆ ▲ concern**]",
        ("outside its control limits", "Over the whole chart it grows by about 0.9 % a month."),
    ),
    "shift": (
        ("knife_crime", "Lambeth", "E09000022", DECEMBER_2011),
        ":orange[**◆ ▲ concern**]",
        ("Unusually high", "seven in a row on one side of the mean", "It looks like a step up of 41 % in August 2010."),
    ),
    "shift, five months after": (
        ("knife_crime", "Lambeth", "E09000022", DECEMBER_2010),
        ":gray[**○ usual**]",
        (
            "Last unusual in October 2010: two of three close to a limit or beyond it.",
            "It looks like a step up of 46 % in August 2010.",
        ),
    ),
    "outlier": (
        ("racist_religious_hate", "Tower Hamlets", "E09000030", DECEMBER_2010),
        ":gray[**○ usual**]",
        (
            "Within its usual variation. Last unusual in September 2010: outside its control limits.",
            "One month stands alone: September 2010, 122 % above the others.",
        ),
    ),
}


def said(screen):
    """The paragraph of what the figure means: the one whose help explains the chart's signal."""
    assert not screen.exception
    assert not screen.error
    found = [each for each in screen.markdown if each.proto.element_type and each.proto.help == tp.words.SIGNAL_HELP]
    assert len(found) == 1
    return found[0].value.split("  \n")


def crime(opened, folder, measure, borough, edition):
    title = tp.measures()[measure].title
    return opened(folder, PRIORITY_CRIME, edition=edition, measure=title, borough=borough)


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_series_is_named_with_the_rule_that_was_hit(demonstration_folder, opened, planted):
    (measure, borough, code, edition), mark, sentences = PLANTED[planted]
    lines = said(crime(opened, demonstration_folder, measure, borough, edition))
    answer = tp.result(measure, tp.Selection(code, edition=edition))
    assert lines[0] == f"{mark} · {tp.words.signal_words(answer)}"
    for sentence in sentences:
        assert sentence in lines[0]
    assert lines[1:] == [
        tp.words.change_words(answer),
        tp.words.peers_words(answer),
        tp.words.outlook_words(answer),
    ]


@pytest.mark.parametrize("edition", [DECEMBER_2010, DECEMBER_2011])
def test_the_stable_series_is_within_its_usual_variation_and_has_no_shape(demonstration_folder, opened, edition):
    lines = said(crime(opened, demonstration_folder, "domestic_offences", "Ealing", edition))
    assert lines[0] == ":gray[**○ usual**] · Within its usual variation."
    assert lines[1].endswith(": within its own scatter from year to year.")


def test_the_help_says_all_four_rules_and_what_the_marks_mean():
    for words in (
        "outside the limits",
        "seven in a row move the same way",
        "two of three lie close to a limit",
        "seven in a row lie on one side of the mean",
        "Diamond: concern; circle: improvement; square: neither way is good; ring: within usual variation",
    ):
        assert words in tp.words.SIGNAL_HELP


def expected(answer):
    """What the page should say of a result, line by line."""
    found, words = answer.judgement, tp.words
    signal = words.signal_words(answer)
    if found.signal:
        signal = f":{words.signal_colour(answer)}[**{words.signal_mark(answer)}**] · {signal}"
    target = words.target_words(answer)
    if target and found.target.rag:
        target = f":{words.RAG[found.target.rag][2]}[**{words.rag_mark(answer)}**] · {target}"
    lines = [signal, target, words.change_words(answer), words.peers_words(answer), words.outlook_words(answer)]
    return [line for line in lines if line]


@pytest.mark.parametrize(
    ("page", "measure", "place"),
    [
        ("pages/public/confidence.py", "good_job", {}),
        ("pages/public/confidence.py", "good_job", {"borough": "Camden"}),
        ("pages/public/satisfaction.py", "satisfaction_overall", {}),
        ("pages/public/satisfaction.py", "satisfaction_overall", {"borough": "Camden"}),
        ("pages/operations/productivity.py", "offences_per_officer", {}),
        ("pages/operations/productivity.py", "offences_per_officer", {"borough": "Camden"}),
        (PRIORITY_CRIME, "robbery", {"measure": "Robbery"}),
    ],
)
def test_each_page_says_what_its_result_says(demonstration_folder, opened, page, measure, place):
    screen = opened(demonstration_folder, page, edition=DECEMBER_2010, **place)
    code = "E09000007" if "borough" in place else "TP"
    answer = tp.result(measure, tp.Selection(code, edition=DECEMBER_2010))
    lines = said(screen)
    assert lines == expected(answer)
    assert tp.words.signal_words(answer) in lines[0]
    assert tp.words.change_words(answer) in lines


def test_a_missed_target_is_red_by_shape_letter_and_word(demonstration_folder, opened):
    lines = said(opened(demonstration_folder, "pages/public/satisfaction.py", edition=DECEMBER_2010))
    assert lines[0].startswith(":orange[**◆ ▼ concern**] · Unusually low since July 2010")
    assert lines[1].startswith(":red[**■ R**] · Target: 80 % (assumed). Red: off target, and worse than the same time")
    assert "consistently misses the target" in lines[1]


def test_where_neither_way_is_better_a_signal_is_neutral(demonstration_folder, opened):
    screen = opened(demonstration_folder, "pages/operations/productivity.py", edition=DECEMBER_2010, borough="Camden")
    assert said(screen)[0].startswith(":gray[**■ ▼ neutral**] · Unusually low since")


def test_cards_bear_the_signals_under_their_key(demonstration_folder, opened):
    screen = opened(demonstration_folder, PRIORITY_CRIME, edition=DECEMBER_2010, measure="Robbery")
    assert any(tp.words.SIGNAL_KEY in caption.value for caption in screen.caption)
    card = next(card for card in screen.metric if card.label == "Robbery")
    answer = tp.result("robbery", tp.Selection(edition=DECEMBER_2010))
    assert tp.words.signal_short(answer) in card.proto.delta_description
    for told in (tp.words.change_words, tp.words.signal_words, tp.words.target_words):
        assert told(answer) in card.proto.help


def test_nothing_is_said_of_a_figure_that_is_not_known(small, opened):
    screen = opened(small, "pages/public/confidence.py")
    assert not [each for each in screen.markdown if each.proto.help == tp.words.SIGNAL_HELP]
