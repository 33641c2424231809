"""Equality: groups, gaps and samples are what one reckons from the interviews; suppression and pooling by rule."""

from __future__ import annotations

import importlib
import math
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.made_results import GOOD_JOB, figure
from tests.made_results import result as made
from tp_metrics import periods, review, words
from tp_metrics.measures import catalogue
from tp_metrics.results import Selection, result
from tp_metrics.review.equality import white_bme
from tp_metrics.review.group_gaps import BME, GAPS, GROUPS, NOBODY, compared, withheld
from tp_metrics.review.respondents import bme_residents

TP = Selection(edition="2010-12-31")
CAMDEN, BEXLEY, HAVERING = "E09000007", "E09000004", "E09000016"
COLUMN = {"sex": "sex", "age band": "age_band", "ethnicity": "ethnicity", "disability": "disability"}
QUESTION = {"good_job": "good_job", "satisfaction_overall": "overall"}
GOOD = {
    "good_job": ("excellent", "good"),
    "satisfaction_overall": ("completely satisfied", "very satisfied", "fairly satisfied"),
}
Z = 1.959963984540054


@pytest.fixture(scope="module")
def interviews(edition):
    """Every interview of both surveys, as plain rows, each at its borough."""
    wards = edition.places.frame.filter((pl.col("level") == "ward") & (pl.col("vintage") == 2011))
    borough = dict(wards.select("code", "parent").iter_rows())
    tables = {"good_job": "confidence_survey", "satisfaction_overall": "satisfaction_survey"}
    frames = {name: pl.read_parquet(edition.folder / "cohorts" / f"{table}.parquet") for name, table in tables.items()}
    mine = {name: frame.filter(pl.col("source") == "demonstration") for name, frame in frames.items()}
    return {name: frame.with_columns(pl.col("place").replace(borough)) for name, frame in mine.items()}


def wilson(share, n):
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return tuple((share + Z * Z / (2 * n) + side * half) / (1 + Z * Z / n) for side in (-1, 1))


def newcombe(one, n1, two, n0):
    (l1, u1), (l0, u0) = wilson(one, n1), wilson(two, n0)
    difference = one - two
    return (
        difference,
        difference - math.sqrt((one - l1) ** 2 + (u0 - two) ** 2),
        difference + math.sqrt((u1 - one) ** 2 + (two - l0) ** 2),
    )


def told(rows, good):
    """Share, effective base and number of some interviews."""
    weights = [row["weight"] for row in rows]
    yes = sum(row["weight"] for row in rows if row["answer"] in good)
    return yes / sum(weights), sum(weights) ** 2 / sum(one * one for one in weights), len(rows)


def answers(frame, name, place, window):
    """The interviews of a place and window in which the question was answered."""
    known = set(frame[QUESTION[name]].drop_nulls().unique()) - {"don't know"}
    rows = frame.filter(pl.col("first_day").is_between(window.first, window.last))
    rows = rows if place == "TP" else rows.filter(pl.col("place") == place)
    return [row for row in rows.rename({QUESTION[name]: "answer"}).to_dicts() if row["answer"] in known]


@pytest.mark.parametrize("place", ["TP", CAMDEN, BEXLEY])
@pytest.mark.parametrize("name", QUESTION)
def test_groups_and_gaps_are_those_of_the_interviews(edition, interviews, name, place):
    found = review.equality(edition, name, replace(TP, place=place))
    assert found.rows.schema == GAPS
    rows = found.rows.filter(pl.col("gap").is_not_null()).to_dicts()
    assert len(rows) >= 12
    for row in rows:
        asked = answers(interviews[name], name, place, periods.parse(row["window"]))
        column = "ethnicity" if row["category"] == BME else COLUMN[row["dimension"]]
        if row["category"] == BME:
            mine = [one for one in asked if one[column] not in (None, "White")]
            if row["note"]:
                mine = [one for one in asked if one[column] != "White"]
        else:
            mine = [one for one in asked if one[column] == row["category"]]
        if row["against"] == "everyone else":
            others = [one for one in asked if one[column] != row["category"]]
        else:
            others = [one for one in asked if one[column] == row["against"]]
        share, n, records = told(mine, GOOD[name])
        rest, base, _ = told(others, GOOD[name])
        assert (row["value"], row["base"]) == pytest.approx((100 * share, n))
        assert (row["rest"], row["rest_base"]) == pytest.approx((100 * rest, base))
        assert (row["lower"], row["upper"]) == pytest.approx(tuple(100 * one for one in wilson(share, n)))
        gap = tuple(100 * one for one in newcombe(share, n, rest, base))
        assert (row["gap"], row["gap_lower"], row["gap_upper"]) == pytest.approx(gap, abs=1e-9)
        together = (share * n + rest * base) / (n + base)
        z = (share - rest) / math.sqrt(together * (1 - together) * (1 / n + 1 / base))
        assert row["p"] == pytest.approx(math.erfc(abs(z) / math.sqrt(2)))
        assert row["records"] in (records, None)


@pytest.mark.parametrize("dimension", GROUPS)
def test_values_are_the_results_that_every_other_page_prints(edition, dimension):
    asked = replace(TP, place=CAMDEN)
    found = review.equality(edition, "informed", asked)
    (one,) = (by for by in found.by if by.selection.by == (dimension,))
    rows = result(edition, "informed", one.selection).rows
    printed = dict(rows.select("category", "value").iter_rows())
    mine = found.rows.filter(pl.col("dimension") == dimension)
    assert dict(mine.select("category", "value").iter_rows()) == pytest.approx(
        {category: printed[category] for category in GROUPS[dimension]}
    )


def test_a_window_is_pooled_only_as_far_as_its_groups_need(edition):
    found = review.equality(edition, "good_job", replace(TP, place=CAMDEN))
    windows = dict(found.rows.select("dimension", "window").iter_rows())
    assert windows["sex"] == windows["disability"] == "2010/11 to Dec"
    assert windows["ethnicity"] == "24 months to Dec 2010"
    shorter = result(
        edition, "good_job", Selection("E09000007", date(2010, 12, 31), "rolling 12 months", ("ethnicity",))
    )
    assert shorter.rows.filter(pl.col("category") != "not known")["base"].min() < 30
    said = words.pooled_words(found)
    assert said == (
        "Pooled, as April to December 2010 alone leaves a group with fewer than 30 effective interviews: ethnicity "
        "over the 24 months to Dec 2010."
    )
    assert words.pooled_words(review.equality(edition, "good_job", TP)) == ""


def cells(bases, numerators=None, measure=GOOD_JOB):
    """A result by ethnicity with these effective bases, in which every interview has weight one."""
    rows = []
    for category, base in bases.items():
        few, k = base < 30, (numerators or {}).get(category, base / 2)
        rows.append(
            replace(
                figure(None if few else 100 * k / base, base=float(base), group=("ethnicity", category)),
                numerator=None if few else float(k),
                denominator=None if few else float(base),
                records=base,
            )
        )
    base = float(sum(bases.values()))
    own = replace(figure(50.0, base=base, numerator=base / 2, denominator=base), records=int(base))
    found = made(own, rows, measure=measure)
    return replace(found, selection=replace(found.selection, by=("ethnicity",)))


def reasons(found):
    return {row["category"]: row["reason"] for row in withheld([found])[0].to_dicts() if row["reason"]}


@pytest.mark.parametrize(
    ("bases", "hidden"),
    [
        ({"White": 300, "Mixed": 40, "Asian": 60}, set()),
        ({"White": 300, "Mixed": 20, "Asian": 60}, {"Mixed", "Asian"}),  # alone it would be what is left of the total
        ({"White": 300, "Mixed": 20, "Asian": 60, "not known": 9}, {"Mixed", "not known"}),  # two cells are left
        ({"White": 300, "Mixed": 20, "Asian": 60, "not known": 35}, {"Mixed", "not known"}),  # that cell is the next
        ({"White": 300, "Mixed": 20, "Other": 25, "Asian": 60}, {"Mixed", "Other"}),
        ({"White": 300, "Mixed": 40, "Asian": 60, "not known": 9}, {"not known"}),
    ],
)
def test_a_group_under_the_smallest_base_is_withheld_and_none_is_left_over(bases, hidden):
    found = reasons(cells(bases))
    assert set(found) - {"not known"} == hidden - {"not known"}
    assert all(bases[name] >= 30 or found[name].startswith("too few") for name in found)


def test_what_is_withheld_of_several_at_once_is_what_is_withheld_of_each():
    several = [
        cells({"White": 300, "Mixed": 40, "Asian": 60}),  # nobody
        cells({"White": 300, "Mixed": 20, "Asian": 60}),
        cells({"White": 300, "Mixed": 40, "Asian": 60, "not known": 9}),  # those who did not say alone
        cells({"White": 25, "Mixed": 20, "Asian": 60, "not known": 3}),
        cells({"White": 300, "Mixed": 20, "Asian": 60}, measure=replace(GOOD_JOB, smallest_base=70)),
    ]
    together = withheld(several)
    for one, found in zip(several, together, strict=True):
        assert_frame_equal(found, withheld([one])[0], check_exact=True)
    assert [sorted(found.filter(pl.col("reason") != "")["category"]) for found in together] == [
        [],
        ["Asian", "Mixed"],
        ["not known"],
        ["Mixed", "White", "not known"],
        ["Asian", "Mixed"],
    ]


def test_the_gaps_of_several_places_at_once_are_those_of_each(edition):
    places = ["TP", CAMDEN, "E09000002", "E09000009", "E09000033"]
    answers = [result(edition, "good_job", replace(TP, place=place, window="month")) for place in places]
    together = white_bme(answers)
    assert len({rows["window"][0] for rows in together}) > 1, "some need a longer window"
    for answer, rows in zip(answers, together, strict=True):
        (alone,) = white_bme([answer])
        assert_frame_equal(rows, alone, rel_tol=1e-12)


def test_a_withheld_group_has_a_reason_and_no_number():
    rows = compared(cells({"White": 300, "Mixed": 20, "Asian": 60, "not known": 9})).to_dicts()
    mixed = next(row for row in rows if row["category"] == "Mixed")
    assert mixed["reason"] == "too few to say: base under 30"
    assert {mixed[name] for name in ("value", "lower", "upper", "gap", "gap_lower", "p", "rest")} == {None}
    nobody = next(row for row in rows if row["category"] == "Black")
    assert (nobody["reason"], nobody["records"]) == (NOBODY, 0)


def test_the_gap_by_hand():
    # 60 of 100 White and 20 of 50 Asian agree, 5 of 10 did not say: everyone else but Asian people is 65 of 110.
    found = cells({"White": 100, "Asian": 50, "not known": 10}, {"White": 60, "Asian": 20})
    own = replace(found.figure, numerator=85.0)
    row = compared(replace(found, figure=own)).filter(pl.col("category") == "Asian").row(0, named=True)
    assert (row["value"], row["rest"]) == pytest.approx((40.0, 100 * 65 / 110))
    assert row["gap"] == pytest.approx(40 - 100 * 65 / 110)
    expected = newcombe(0.4, 50, 65 / 110, 110)
    assert (row["gap_lower"], row["gap_upper"]) == pytest.approx(tuple(100 * one for one in expected[1:]))


def test_what_stands_over_all_questions_is_benjamini_and_hochbergs(edition):
    every = tuple(review.equality(edition, name, TP) for name in review.ASKED_OF_ALL)
    found = review.together(every)
    assert len(found.found) == 13
    p = sorted(found.gaps["p"])
    passing = [at for at, one in enumerate(p, 1) if one <= 0.1 * at / len(p)]
    assert found.gaps.filter("stands").height == max(passing)
    assert found.gaps.height == 13 * 13  # thirteen pairs to a question, each once
    assert f"{max(passing)} stand" in words.overview_words(found)
    table = words.overview_table(found)
    marked = sum(cell.endswith(("●", "◆")) for row in table.rows() for cell in row[1:])
    assert marked == max(passing)


def test_years_share_no_interview_and_their_move_has_an_interval(edition, interviews):
    found = review.equality(edition, "satisfaction_overall", TP)
    years = review.gap_years(edition, found, "white / BME")
    assert years.rows["window"].to_list() == ["12 months to Dec 2008", "12 months to Dec 2009", "12 months to Dec 2010"]
    gaps = []
    for window in years.rows["window"]:
        asked = answers(interviews["satisfaction_overall"], "satisfaction_overall", "TP", periods.parse(window))
        one, n, _ = told(
            [row for row in asked if row["ethnicity"] not in (None, "White")], GOOD["satisfaction_overall"]
        )
        two, m, _ = told([row for row in asked if row["ethnicity"] == "White"], GOOD["satisfaction_overall"])
        gaps.append(tuple(100 * part for part in newcombe(one, n, two, m)))
    assert years.rows["gap"].to_list() == pytest.approx([gap[0] for gap in gaps])
    (g0, l0, u0), (g1, l1, u1) = gaps[0], gaps[-1]
    moved = years.moved.row(0, named=True)
    assert moved["moved"] == pytest.approx(g1 - g0)
    assert moved["moved_lower"] == pytest.approx(g1 - g0 - math.hypot(g1 - l1, u0 - g0))
    assert moved["moved_upper"] == pytest.approx(g1 - g0 + math.hypot(u1 - g1, g0 - l0))


def test_who_was_asked_is_counted_from_the_interviews(edition, interviews):
    found = review.equality(edition, "good_job", TP)
    rows = {(row["dimension"], row["category"]): row for row in review.sample(edition, found).rows.to_dicts()}
    asked = answers(interviews["good_job"], "good_job", "TP", periods.parse("2010/11 to Dec"))
    said = [row for row in asked if row["ethnicity"] is not None]
    bme = [row for row in said if row["ethnicity"] != "White"]
    mine = rows["white / BME", BME]
    assert (mine["records"], mine["share"]) == (len(bme), pytest.approx(100 * len(bme) / len(said)))
    weighed = sum(row["weight"] for row in bme) / sum(row["weight"] for row in said)
    assert mine["weighted"] == pytest.approx(100 * weighed)
    silent = rows["ethnicity", "not known"]
    assert silent["share"] == pytest.approx(100 * (len(asked) - len(said)) / len(asked))
    boroughs = edition.reference("boroughs").to_dicts()
    residents = sum(row["bame_percent_2011"] * row["census_2011"] for row in boroughs)
    assert mine["residents"] == pytest.approx(residents / sum(row["census_2011"] for row in boroughs))
    assert rows["ethnicity", "White"]["residents"] == pytest.approx(100 - mine["residents"])
    assert rows["sex", "female"]["residents"] is None


def test_residents_are_no_yardstick_for_victims(edition):
    found = review.sample(edition, review.equality(edition, "satisfaction_overall", TP))
    assert found.rows["residents"].null_count() == found.rows.height
    assert "Share of residents, %" not in words.sample_table(found).columns
    assert "no yardstick" in words.sample_words(found)


def test_the_bme_share_of_a_borough_is_the_printed_one(edition):
    assert bme_residents(edition, CAMDEN) == pytest.approx(33.7)  # GLA ward profiles
    assert bme_residents(edition, "MPS") == bme_residents(edition, "TP")


def test_the_first_line_names_the_widest_clear_gap_and_says_where_there_is_none(edition):
    found = review.equality(edition, "good_job", TP)
    row = found.clear.row(0, named=True)
    assert words.equality_headline(found) == (
        f"Police do a good job locally: {found.answer.figure.value:.0f} % of all, April to December 2010; people aged "
        f"{row['category']} are {row['gap']:.1f} points above everyone else ({row['value']:.0f} % against "
        f"{row['rest']:.0f} %), the widest of {found.clear.height} clear gaps"
    )
    quiet = review.Equality(found.answer, found.by, found.rows.filter(pl.col("category") == "15-24"))
    assert "none of 1 gaps is more than chance" in words.equality_headline(quiet)
    nothing = review.Equality(found.answer, found.by, found.rows.clear())
    assert "no figures by sex, age, ethnicity or disability" in words.equality_headline(nothing)


def test_no_question_of_either_survey_is_forgotten():
    themes = ("confidence", "satisfaction")
    asked = {name for name, one in catalogue().items() if one.theme in themes and set(GROUPS) <= set(one.groups)}
    assert set(review.ASKED_OF_ALL) == asked


def test_every_group_of_a_borough_stands_in_the_table_once(edition):
    table = words.equality_table(review.equality(edition, "good_job", replace(TP, place=HAVERING)))
    assert table.height == sum(map(len, GROUPS.values())) + 1
    assert table.filter(pl.col("Group") == BME)["Note"].item() == "with those who did not say"
    withheld_rows = table.filter(pl.col("Value, %").is_null())
    assert withheld_rows["Note"].null_count() == 0


def test_the_gap_of_a_group_of_which_nobody_was_asked_is_drawn_as_not_known(edition):
    found = review.equality(edition, "good_job", TP)
    asked = pl.col("category") != "65+"
    blank = ("against", "gap", "gap_lower", "gap_upper", "value", "base")
    rows = found.rows.with_columns(pl.when(asked).then(pl.col(*blank))).with_columns(
        reason=pl.when(asked).then("reason").otherwise(pl.lit(NOBODY))
    )
    (mark,) = (one for one in words.gap_marks(replace(found, rows=rows)) if one["name"] == "65+")
    assert (mark["shown"], mark["tip"]["Group"], mark["tip"]["Note"]) == ("too few", "65+", NOBODY)


def test_a_line_on_the_screen_says_the_numbers_of_the_table(edition):
    found = review.equality(edition, "good_job", TP)
    table, lines = words.equality_table(found), words.equality_lines(found)
    assert lines.select("Group", "Value, %", "Theirs, %", "Interviews").equals(
        table.select("Group", "Value, %", "Theirs, %", "Interviews")
    )
    row, line = (one.filter(pl.col("Group") == "65+").row(0, named=True) for one in (table, lines))
    low, high = row["Gap, 95 % from"], row["Gap, 95 % to"]
    assert (line["Gap"], line["Gap, 95 % interval"]) == (
        f"+{row['Gap, points']:.1f} points",
        f"+{low:.1f} to +{high:.1f} points",
    )
    assert line["95 % interval"] == f"{row['Value, 95 % from']:.0f} to {row['Value, 95 % to']:.0f} %"


@pytest.mark.parametrize("place", [CAMDEN, "TP"])
def test_questions_that_are_read_together_say_what_each_says_alone(edition, place):
    def forgotten() -> None:
        answer._kept.cache_clear()
        groups._kept.clear()
        equality._kept.clear()
        group_gaps.comparisons.clear()

    kept = ("results.answer", "results.groups", "review.equality", "review.group_gaps")
    answer, groups, equality, group_gaps = (importlib.import_module(f"tp_metrics.{name}") for name in kept)
    asked, names = replace(TP, place=place, window="quarter"), ("good_job", "satisfaction_overall")
    alone = []
    for name in names:
        forgotten()
        alone.append(review.equality(edition, name, asked))
    forgotten()
    together = review.equalities(edition, names, asked)
    assert place == "TP" or any(one.rows["pooled"].any() for one in alone), "a longer window is read too"
    for one, other in zip(together, alone, strict=True):
        assert one.rows.rows() == other.rows.rows()
        assert [found.rows.rows() for found in one.by] == [found.rows.rows() for found in other.by]
