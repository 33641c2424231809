"""Similar boroughs: position, mean without the borough and changes reckoned twice; groups that are built, by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl
import pytest

from tests.made_results import boroughs as made
from tp_metrics import review, words
from tp_metrics.measures import catalogue
from tp_metrics.results import Selection, result
from tp_metrics.review.peers import _apart
from tp_metrics.schema.reference import read_reference

CAMDEN = "E09000007"
ASKED = Selection(place=CAMDEN, edition="2010-12-31")
Z = 1.959963984540054


def codes_of(edition, code):
    rows = edition.reference("peers").filter(pl.col("code") == code).sort("rank").to_dicts()
    return [row["peer"] for row in rows]


@pytest.mark.parametrize("window", ["performance year to date", "quarter"])
@pytest.mark.parametrize("name", ["robbery", "offences_per_officer", "sanction_detection_ratio"])
def test_the_mean_is_that_of_the_peers_without_the_borough_and_changes_are_theirs(edition, name, window):
    found = review.standing(edition, name, replace(ASKED, window=window))
    rows = {row.code: row for row in found.compared.figures}
    peers = codes_of(edition, CAMDEN)
    assert set(rows) == {CAMDEN, *peers}
    mean = sum(rows[code].numerator for code in peers) / sum(rows[code].denominator for code in peers)
    assert found.peers.value == pytest.approx(found.measure.factor * mean)
    assert found.peers.own == pytest.approx(rows[CAMDEN].value)
    before = result(
        edition, found.measure.id, replace(found.compared.selection, end=found.answer.window.previous().last)
    )
    then = {row.code: row for row in before.figures}
    was = sum(then[code].numerator for code in peers) / sum(then[code].denominator for code in peers)
    own = rows[CAMDEN].value - then[CAMDEN].value
    points = found.measure.unit == "per cent"
    wanted = (own, 100 * (mean - was)) if points else (100 * own / then[CAMDEN].value, 100 * (mean / was - 1))
    assert (found.moves.own, found.moves.theirs) == pytest.approx(wanted)


def test_a_survey_is_held_against_the_answers_of_its_peers_by_effective_base(edition):
    found = review.standing(edition, "good_job", ASKED)
    rows = {row.code: row for row in found.compared.figures}
    peers = codes_of(edition, CAMDEN)
    bases = sum(rows[code].base for code in peers)
    assert found.peers.value == pytest.approx(sum(rows[code].value * rows[code].base for code in peers) / bases)


def test_position_rank_and_words_are_those_of_the_judgement_on_every_other_page(edition):
    found = review.standing(edition, "robbery", ASKED)
    assert found.peers == result(edition, "robbery", ASKED).judgement.peers
    values = sorted((row.value for row in found.compared.figures), reverse=True)
    at = values.index(result(edition, "robbery_rate", ASKED).figure.value)
    ordinal = ["highest", "second highest", "third highest", "fourth highest"][at]
    assert words.placed(found.compared, CAMDEN) == f"{ordinal} of 8"
    assert f"{ordinal} of 8 similar boroughs" in words.peers_headline(found)


def test_changes_apart_by_hand():
    # The borough from 100 to 150 of 1,000, its peers from 1,000 to 1,000 of 10,000: 1.5 times as fast.
    sides = pl.DataFrame(
        {"k": [150.0, 1000.0], "n": [1000.0, 10_000.0], "k0": [100.0, 1000.0], "n0": [1000.0, 10_000.0]}
    )
    found = _apart(catalogue()["robbery_rate"], sides, 1.0)
    assert (found.own, found.theirs, found.apart) == pytest.approx((50, 0, 50))

    def limits(x1, x0):  # Wilson's for the share of the second year, as a ratio, on the log scale
        n, share = x1 + x0, x1 / (x1 + x0)
        half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        ends = [(share + Z * Z / (2 * n) + side * half) / (1 + Z * Z / n) for side in (-1, 1)]
        return [math.log(end / (1 - end)) for end in ends]

    (l1, u1), (l0, u0) = limits(150, 100), limits(1000, 1000)
    d1 = math.log(1.5)
    assert found.lower == pytest.approx(100 * math.expm1(d1 - math.hypot(d1 - l1, u0)))
    assert found.upper == pytest.approx(100 * math.expm1(d1 + math.hypot(u1 - d1, -l0)))
    assert found.word == "up"
    wide = _apart(catalogue()["robbery_rate"], sides, 9.0)
    assert wide.lower < found.lower
    assert wide.word == "alike"


def test_a_change_where_nothing_was_counted_is_apart_from_none():
    # Of 0 and 0 there is no ratio, and so nothing to be apart from.
    sides = pl.DataFrame({"k": [0.0, 10.0], "n": [1000.0, 9000.0], "k0": [0.0, 12.0], "n0": [1000.0, 9000.0]})
    assert _apart(catalogue()["robbery_rate"], sides, 1.0) is None


def test_changes_of_a_survey_are_apart_in_points():
    sides = pl.DataFrame({"k": [60.0, 500.0], "n": [100.0, 1000.0], "k0": [50.0, 500.0], "n0": [100.0, 1000.0]})
    found = _apart(catalogue()["good_job"], sides, 1.0)
    assert (found.own, found.theirs, found.apart) == pytest.approx((10, 0, 10))
    assert found.word == "alike"


def test_three_and_twelve_months_end_with_the_window(edition):
    both = review.both_windows(edition, "robbery", ASKED)
    assert [str(one.answer.window) for one in both] == ["3 months to Dec 2010", "12 months to Dec 2010"]
    for one in both:
        asked = replace(ASKED, window=one.answer.window.kind, end=one.answer.window.last)
        assert one.answer.figure == result(edition, "robbery", asked).figure
    table = words.windows_table(both)
    assert table.columns == ["What", "3 months to December 2010", "12 months to December 2010"]
    assert table.row(0)[0] == "Camden"


@pytest.mark.parametrize(
    ("values", "code", "said"),
    [
        ({"A": 9.0, "B": 8.0, "C": 7.0}, 0, "highest of 3"),
        ({"A": 9.0, "B": 8.0, "C": 7.0}, 2, "lowest of 3"),
        ({"A": 9.0, "B": 8.0, "C": 7.0}, 1, "second highest of 3"),
        ({"A": 9.0, "B": 8.0, "C": 7.0, "D": 6.0, "E": 5.0}, 3, "second lowest of 5"),
        ({"A": 9.0, "B": 9.0, "C": 7.0}, 0, "shared highest of 3"),
        ({"A": 9.0, "B": None, "C": 7.0}, 2, "lowest of 2"),
        ({"A": 9.0, "B": None, "C": 7.0}, 1, ""),
    ],
)
def test_a_position_is_said_in_words_from_the_nearer_end(values, code, said):
    assert words.placed(made({name: (value, None) for name, value in values.items()}), f"E{code:08d}") == said


def test_a_strength_has_no_place_among_boroughs_of_unlike_size(edition):
    found = review.standing(edition, "officers", ASKED)
    assert found.peers is None
    assert "Choose what each officer answers for" in words.no_standing(found)


def test_every_borough_stands_among_its_own_group(edition):
    every = review.every_standing(edition, "robbery", replace(ASKED, place="AREA-SE"))
    assert [one.answer.figure.code for one in every] == edition.places.children("AREA-SE", "borough")
    for one in every:
        assert list(one.codes) == codes_of(edition, one.answer.figure.code)
    worse = sum(one.peers.position == "worse" for one in every)
    assert words.every_title(every).startswith(f"Of {len(every)} boroughs, {worse} worse")


@pytest.mark.parametrize("chosen", [("density", "benefits"), ("bme",), ("residents", "house_price", "centre")])
def test_neighbours_are_the_nearest_by_standard_scores(edition, chosen):
    found = review.similar(edition, chosen, 5)
    rows = {row["code"]: [row[name] for name in chosen] for row in found.values.to_dicts()}
    scores = {code: [] for code in rows}
    for at in range(len(chosen)):
        column = [row[at] for row in rows.values()]
        mean = sum(column) / len(column)
        spread = math.sqrt(sum((one - mean) ** 2 for one in column) / len(column))
        for code, row in rows.items():
            scores[code].append((row[at] - mean) / spread)
    for code, mine in scores.items():
        away = sorted((round(math.dist(mine, theirs), 9), other) for other, theirs in scores.items() if other != code)
        assert list(found.group(code)) == [other for _, other in away[:5]]


def test_a_candidate_is_a_reference_file_that_can_be_put_in_force(edition, tmp_path):
    found = review.similar(edition, tuple(review.indicators(edition)[0]))
    (tmp_path / "peers.csv").write_bytes(found.file)
    accepted = read_reference("peers", tmp_path)
    assert accepted.columns == read_reference("peers").columns
    assert accepted.height == 32 * review.NEAREST
    assert accepted.filter(pl.col("code") == CAMDEN).sort("rank")["peer"].to_list() == list(found.group(CAMDEN))
    assert accepted["status"].unique().to_list() == ["illustrative"]
    assert "not iQuanta" in accepted["source"][0]


@pytest.mark.parametrize(("chosen", "nearest"), [((), 7), (("robbery",), 7), (("density",), 0)])
def test_a_group_of_nothing_or_of_crime_is_refused(edition, chosen, nearest):
    with pytest.raises(ValueError, match="built from indicators"):
        review.similar(edition, chosen, nearest)


def test_no_indicator_is_a_figure_of_policing(edition):
    titles, _ = review.indicators(edition)
    assert not set(titles) & {name for name in catalogue() if name != "residents"}


def test_a_candidate_says_who_stays_comes_and_goes(edition):
    made_of = review.similar(edition, ("density", "benefits"))
    now = review.standing(edition, "robbery", ASKED)
    tried = review.standing(edition, "robbery", ASKED, made_of.group(CAMDEN))
    stay = set(now.codes) & set(made_of.group(CAMDEN))
    names = dict(edition.reference("boroughs").select("code", "name").iter_rows())
    said = words.candidate_words(now, tried, names)
    assert said.startswith(f"Camden would keep {len(stay)} of its 7 peers")
    assert all(names[code] in said for code in set(now.codes) ^ set(made_of.group(CAMDEN)))
    mean = [row for row in tried.compared.figures if row.code != CAMDEN]
    value = 1000 * sum(row.numerator for row in mean) / sum(row.denominator for row in mean)
    assert tried.peers.value == pytest.approx(value)
