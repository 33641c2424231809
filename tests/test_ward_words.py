"""What is said of wards: beside their boroughs, by which survey, with their neighbours; and their charts."""

from __future__ import annotations

import pytest

import tp_metrics as tp
from tp_metrics import charts, words

EDITION = "2010-12-31"
CAMDEN, BLOOMSBURY = "E09000007", "E05000129"
POOLED, YEAR = "rolling 36 months", "performance year to date"


@pytest.fixture(autouse=True)
def opened(demonstration_folder, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))


def beside(measure, place=CAMDEN, window=YEAR):
    return tp.beside_borough(measure, tp.Selection(place, window=window, edition=EDITION))


def test_a_ward_that_cannot_be_told_from_its_borough_says_so_with_its_model_and_base():
    found = beside("good_job", window=POOLED)
    model, apart = words.beside_words(found, BLOOMSBURY, "Camden")
    row, measure = found.ward(BLOOMSBURY), found.result.measure
    low, high = (words.number(row[f"modelled_{end}"], measure) for end in ("lower", "upper"))
    estimate, whole = words.number(row["modelled"], measure), words.number(row["whole"], measure)
    assert model == f"**Modelled: {estimate}** (95 % interval {low} to {high}), effective base {row['base']:.0f}."
    assert apart == f"It **cannot be told from** the wards of Camden together ({whole})."


def test_a_count_is_held_against_the_mean_ward_and_a_strength_says_nothing():
    (said,) = words.beside_words(beside("total_notifiable_offences"), BLOOMSBURY, "Camden")
    assert said.startswith("It is higher than the mean ward of Camden (1,398), by more than chance.")
    assert words.beside_words(beside("residents", window="performance year"), BLOOMSBURY, "Camden") == []
    assert words.beside_words(beside("robbery"), CAMDEN, "") == []


def test_the_table_of_a_survey_has_own_answers_model_intervals_base_and_borough_together():
    table = words.wards_table(beside("good_job", window=POOLED))
    assert table.columns == [
        *("Place", "Own answers", "95 % from", "95 % to", "Base", "Modelled", "Against its borough"),
        *("Model from", "Model to", "Its borough's wards"),
    ]
    assert table["Place"].to_list() == sorted(table["Place"])  # never ranked
    assert set(table["Against its borough"]) == {"cannot be told from it"}
    one_year = words.wards_table(beside("good_job", window="rolling 12 months"))
    assert "too few to say: base under 30" in one_year["Note"].to_list()


def test_the_order_of_the_rows_is_that_of_the_table():
    for measure, window in (("good_job", POOLED), ("robbery", YEAR)):
        found = beside(measure, window=window)
        names = dict(found.rows.select("code", "place").iter_rows())
        table = words.wards_table(found)
        assert [names[code] for code in words.wards_order(found)] == table["Place"].to_list()
        two = words.compared_table(found, [BLOOMSBURY, "E05000128", "E05999999"])
        assert two["Place"].to_list() == ["Bloomsbury", "Belsize"]


@pytest.mark.parametrize(
    ("measure", "window", "says"),
    [
        ("good_job", POOLED, ["over 36 months together", "Safer Neighbourhoods survey", "share interviews"]),
        ("good_job", "rolling 24 months", ["over 24 months together"]),
        ("good_job", "rolling 12 months", ["over one year, which has few answers"]),
        ("satisfaction_overall", POOLED, ["over 36 months together", "User Satisfaction Survey, which asks victims"]),
    ],
)
def test_it_is_said_which_survey_and_how_many_months(measure, window, says):
    said = words.survey_words(beside(measure, window=window).result)
    assert all(part in said for part in says)


def test_how_many_wards_can_be_told_apart_is_counted():
    assert words.uncertain_words(beside("good_job", window=POOLED)) == (
        "None of 18 wards can be told from their borough by the modelled estimate."
    )
    found = beside("robbery", "TP")
    few = len(found.uncertain)
    assert words.uncertain_words(found) == (
        f"{624 - few} of 624 wards can be told from their boroughs by their intervals; {few} cannot."
    )
    assert words.uncertain_words(beside("residents", window="performance year")).startswith("These figures have no")
    assert words.certainty_words(beside("good_job", window=POOLED)).startswith("Coloured by the modelled estimate. ")


def test_neighbours_are_named_those_of_other_boroughs_with_theirs():
    here = tp.edition(EDITION).places
    places = [here.place("E05000128"), here.place("E05000649")]
    names = {"E09000033": "Westminster"}
    said = words.neighbours_words(places, "indicative", CAMDEN, names)
    assert said.startswith("Neighbouring wards: Belsize, West End (Westminster). By indicative boundaries")
    assert words.neighbours_words(places, "official", CAMDEN, names).endswith("West End (Westminster).")
    assert words.neighbours_words([], "official", CAMDEN, names) == ""


def test_a_chart_of_all_wards_has_a_point_to_each_and_marks_the_chosen_one():
    found = beside("robbery", "TP")
    rows = words.strip_rows(found, tp.edition(EDITION).places)
    said = {"title": "T", "unit": "offences", "measure": "Robbery", "source": "S"}
    spec = charts.strip(rows, **said, chosen=BLOOMSBURY)
    points = spec["layer"][0]
    assert len(points["data"]["values"]) == 624
    (params,) = spec["params"]
    assert (params["name"], params["select"]) == (charts.PICKED, {"type": "point", "fields": ["code"]})
    assert params["views"] == [points["name"]]
    assert [row["place"] for row in spec["layer"][1]["data"]["values"]] == ["Bloomsbury"]
    assert len(charts.strip(rows, **said)["layer"]) == 1
    assert "pale where it cannot be told" in " ".join(points["encoding"]["x"]["axis"]["title"])


def test_lines_that_are_compared_have_their_names_and_dashes():
    lines = tuple(tp.trend("robbery", tp.Selection(code, edition=EDITION)) for code in (BLOOMSBURY, "E05000128"))
    spec = charts.compared(lines)
    ends = spec["layer"][2]["data"]["values"]
    assert {row["place"] for row in ends} == {"Bloomsbury", "Belsize"}
    assert abs(ends[0]["at"] - ends[1]["at"]) > 0
    assert {"strokeDash", "color"} <= set(spec["layer"][0]["encoding"])
    table = words.lines_table(lines)
    assert table.columns == ["Window", "Bloomsbury", "Belsize"]
    assert table["Bloomsbury"].to_list() == [row.value for row in lines[0].figures]


def test_a_click_on_a_bar_or_an_estimate_gives_the_wards_code():
    found = beside("good_job", window=POOLED)
    rows = words.estimates_rows(found)
    spec = charts.estimates(rows, title="T", unit="per cent", ward="place", scale=1.0, chosen="Bloomsbury", picks=True)
    assert charts.PICKED in str(spec)
    assert BLOOMSBURY in {row.get("code") for layer in spec["layer"] for row in layer.get("data", {}).get("values", [])}
    bars = charts.bars(beside("robbery").result, chosen=BLOOMSBURY, picks=True)
    assert charts.PICKED in str(bars)
    assert charts.PICKED not in str(charts.bars(beside("robbery").result, chosen=BLOOMSBURY))


@pytest.mark.parametrize(
    ("measure", "says"),
    [("good_job", "too few answers in a quarter"), ("residents", "moves slowly"), ("rape", "too few months by ward")],
)
def test_an_empty_map_of_signals_says_why(measure, says):
    assert says in words.no_signals(beside(measure).result)


def test_estimates_of_two_boroughs_are_not_to_be_held_against_one_another():
    found = beside("good_job", "TP", POOLED)
    assert "towards its own" in words.across_words(found, [BLOOMSBURY, "E05000649"])
    assert words.across_words(found, [BLOOMSBURY, "E05000128"]) == ""
    assert words.across_words(beside("robbery", "TP"), [BLOOMSBURY, "E05000649"]) == ""


def test_the_legend_of_changes_says_where_there_is_a_figure_and_no_change():
    pooled = beside("good_job", window=POOLED).result  # 36 months a year before began before the survey's first
    assert words.without_words(pooled, "change") == "no change can be given"
    assert words.without_words(pooled) == "no figure"
    assert words.without_words(beside("robbery").result, "change") == "no figure"


def test_the_legend_of_signals_says_that_a_chart_is_lacking_and_not_a_figure():
    assert words.without_words(beside("robbery").result, "signal") == "no chart signal"
