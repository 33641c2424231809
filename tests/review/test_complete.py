"""How complete a scorecard is: a month without a borough is found and said, and a whole edition is called whole."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tp_metrics import periods, results, review, words
from tp_metrics.editions import Edition, edition, publish
from tp_metrics.geography import Places
from tp_metrics.records import Store
from tp_metrics.review import Complete, Gap

AS_AT = date(2010, 12, 31)
MAY, JUNE = (periods.ending("month", date(2010, *end)) for end in ((5, 31), (6, 30)))


def asked(one: Edition) -> results.Selection:
    return results.Selection(edition=one.id)


def found(one: Edition, place: str = "TP") -> Complete:
    return review.complete(one, review.scorecard(one, asked(one)), place)


@pytest.fixture(scope="module", params=["in a file of all", "in a file of its own"])
def lacking(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An edition of robberies by borough and month, of which Camden sent none for May 2010.

    A file that names other boroughs' May counts as zero what it does not say of Camden's; Camden's own file does not
    name it, and there is no fact.
    """
    boroughs = Places.read().frame.filter(pl.col("level") == "borough")["name"].to_list()
    rows = [
        {"place": name, "offence": "robbery_personal", "first_day": str(one.first), "last_day": str(one.last)}
        for one in periods.months(date(2008, 4, 1), AS_AT)
        for name in boroughs
        if (name, one) != ("Camden", MAY)
    ]
    folder = tmp_path_factory.mktemp("lacking")
    whole = pl.DataFrame(rows).with_columns(offences=pl.lit("7"))
    own = pl.col("place") == "Camden"
    store = Store(folder / "data")
    for number, file in enumerate([whole] if "all" in request.param else [whole.filter(~own), whole.filter(own)]):
        file.write_csv(folder / f"{number}.csv")
        store.ingest(folder / f"{number}.csv")
    publish(store, AS_AT)
    return edition(store)


def test_a_month_that_a_borough_lacks_is_found_in_every_theme_that_sums_it(lacking):
    told = found(lacking)
    robbery = results.result(lacking, "robbery", asked(lacking))
    # Nothing else would say that the sum lacks a borough, or why it ends in April.
    assert robbery.figure.value == {date(2010, 12, 31): 7 * (9 * 32 - 1), date(2010, 4, 30): 7 * 32}[robbery.cut]
    assert told.boroughs == 32
    assert {(gap.first, gap.last, gap.boroughs) for gap in told.gaps} == {(MAY.first, MAY.last, ("Camden",))}
    assert "Priority crime" in {gap.theme for gap in told.gaps}
    said = words.complete_words(told)
    assert said.startswith("incomplete: 32 of 32 boroughs in every month but May 2010 (")
    assert "priority crime without Camden" in said


def test_an_area_command_without_that_borough_is_complete(lacking):
    places = lacking.places
    camden = places.find("Camden").code
    areas = places.frame.filter(pl.col("level") == "area")["code"].to_list()
    gaps = {area: bool(found(lacking, area).gaps) for area in areas}
    assert {area for area, gap in gaps.items() if gap} == {next(iter(places.parents(camden)))}
    assert found(lacking, areas[0]).boroughs == len(places.children(areas[0], "borough"))


def test_the_demonstration_is_complete(edition):
    told = found(edition)
    assert (told.boroughs, told.gaps, told.by_borough) == (32, (), told.lines)
    assert words.complete_words(told) == "complete: 32 of 32 boroughs in every month"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (Complete(32, 36, 36, 0, ()), "complete: 32 of 32 boroughs in every month"),
        (
            Complete(32, 31, 17, 5, ()),
            "complete: 32 of 32 boroughs in every month; 14 of 31 measures not by borough; 5 measures without a figure",
        ),
        (Complete(32, 3, 0, 33, ()), "no figures by borough"),
        (
            Complete(7, 36, 36, 0, (Gap(MAY.first, JUNE.last, "Productivity", ("Brent", "Camden")),)),
            "incomplete: 7 of 7 boroughs in every month but 1 May 2010 to 30 Jun 2010 "
            "(productivity without Brent and Camden)",
        ),
        (
            Complete(
                32,
                36,
                36,
                1,
                (
                    Gap(MAY.first, MAY.last, "Priority crime", ("Camden",)),
                    Gap(MAY.first, MAY.last, "Productivity", ("Brent",)),
                    Gap(JUNE.first, JUNE.last, "Priority crime", ("Brent",)),
                ),
            ),
            "incomplete: 32 of 32 boroughs in every month but May 2010 and June 2010 "
            "(priority crime without Brent and Camden; productivity without Brent); 1 measure without a figure",
        ),
    ],
)
def test_completeness_is_said_in_a_few_words(told, said):
    assert words.complete_words(told) == said
