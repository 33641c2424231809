"""Value for money: the first line follows place, window and cost, each what-if changes its sentence, links restore."""

from __future__ import annotations

import pytest

import tp_metrics as tp

EDITION = "2010-12-31"
PAGE = "pages/strategic/value_for_money.py"


def said(screen, beginning):
    assert not screen.exception
    assert not screen.error
    return next(one.value for one in screen.markdown if one.value.startswith(beginning))


def test_the_first_line_is_the_cost_of_the_place_and_follows_place_and_window(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    edition = tp.edition(EDITION)
    costs = tp.review.standard_costs(edition)
    seen = []
    for change in (None, ("borough", "Camden"), ("window", "quarter")):
        if change:
            screen.selectbox(change[0]).select(change[1]).run()
        place = "E09000007" if screen.selectbox("borough").value else "TP"
        asked = tp.Selection(edition=EDITION, place=place, window=screen.selectbox("window").value)
        found = tp.review.value(edition, asked, costs)
        assert screen.title[0].value == tp.words.value_headline(found)
        assert said(screen, tp.words.outcomes_words(found)[:20]) == tp.words.outcomes_words(found)
        seen.append((screen.title[0].value, tp.words.outcomes_words(found)))
    assert len({title for title, _ in seen}) == len({outcomes for _, outcomes in seen}) == 3


def test_a_dearer_officer_changes_the_first_line_and_a_link_restores_it(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    before = screen.title[0].value
    screen.number_input("cost-officer").set_value(60_000).run()
    assert screen.title[0].value != before
    again = opened(demonstration_folder, PAGE, edition=EDITION, **{"cost-officer": "60000"})
    assert again.title[0].value == screen.title[0].value


def test_how_many_fewer_officers_changes_the_sentence(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    ten = said(screen, "With 10 % fewer officers")
    screen.number_input("fewer").set_value(30).run()
    thirty = said(screen, "With 30 % fewer officers")
    assert ten.removeprefix("With 10") != thirty.removeprefix("With 30")
    screen.segmented_control("carries").set_value("calls_per_officer").run()
    assert "calls per officer" in said(screen, "With 30 % fewer officers")
    again = opened(demonstration_folder, PAGE, edition=EDITION, fewer="30", carries="Calls per officer")
    assert said(again, "With 30 % fewer officers") == said(screen, "With 30 % fewer officers")


@pytest.mark.parametrize("funding", ["precept", "tfl", "borough"])
def test_who_pays_less_and_how_much_changes_the_sentence(demonstration_folder, opened, funding):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    assert said(screen, "With 10 % less from the government grant")
    screen.segmented_control("funding").set_value(funding).run()
    assert said(screen, f"With 10 % less from {tp.words.FUNDING[funding]}")
    screen.number_input("less").set_value(25).run()
    assert "fewer, £" in said(screen, f"With 25 % less from {tp.words.FUNDING[funding]}")


def test_the_outcome_that_is_chosen_is_drawn_against_cost(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, outcome="Satisfied with the whole experience")
    chart = screen.get("vega_lite_chart")[0]
    assert "Satisfied with the whole experience" in chart.proto.alt
    assert "emonstration" in chart.proto.spec


def test_an_outcome_whose_years_are_not_alike_is_not_drawn_against_cost(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION, outcome="Police do a good job locally")
    assert not screen.get("vega_lite_chart")
    assert any(one.value.startswith("Police do a good job locally: the change on") for one in screen.caption)


def test_costs_are_labelled_as_assumptions_and_no_cause_is_claimed(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    captions = " ".join(one.value for one in screen.caption)
    assert tp.words.COSTS_ASSUMED in captions
    assert tp.words.NO_CAUSE in captions
    assert all("assumed" in one.label for one in screen.number_input if one.key.startswith("cost-"))


def test_the_table_sets_the_three_aims_side_by_side_with_the_place_first(demonstration_folder, opened):
    screen = opened(demonstration_folder, PAGE, edition=EDITION)
    table = next(found.value for found in screen.dataframe if "Cost, £ m a year" in found.value)
    assert table["Place"].iloc[0] == "Territorial Policing"
    assert len(table) == 33
    assert {"Total notifiable offences", "Police do a good job locally, %"} <= set(table.columns)


def test_an_edition_without_strength_says_that_there_is_nothing_to_cost(small, opened):
    screen = opened(small, PAGE)
    assert not screen.exception
    assert "no figures of officers" in screen.title[0].value
