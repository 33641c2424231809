"""Records become sums that add up, zeros where a source speaks, and nothing where it does not."""

from datetime import date

import polars as pl
import pytest

from tp_metrics.facts import TOTAL, covered, facts, in_part_weeks, named, with_zeros
from tp_metrics.geography import Places
from tp_metrics.measures import catalogue
from tp_metrics.schema import RECORDS

APRIL = (date(2010, 4, 1), date(2010, 4, 30))
ABBEY, ALIBON, BARKING = "E05000026", "E05000027", "E09000002"


@pytest.fixture(scope="module")
def rollup():
    return named(Places.read().rollup(2011, date(2011, 12, 31)))


def offences(*rows):
    columns = ("first_day", "last_day", "place", "offence", "offences", "sanction_detections")
    frame = pl.DataFrame([dict(zip(columns, row, strict=True)) for row in rows])
    missing = [pl.lit(None).alias(name) for name in RECORDS["offences"].columns() if name not in frame.columns]
    schema = RECORDS["offences"].create_empty().schema
    ours = frame.with_columns(missing).with_columns(source=pl.lit("force_extract"))
    return ours.select(list(schema)).cast(dict(schema)).lazy()


def total(found, measure, place, first=APRIL[0]):
    rows = found.filter(
        (pl.col("measure") == measure)
        & (pl.col("place") == place)
        & (pl.col("dimension") == TOTAL)
        & (pl.col("first_day") == first)
    )
    return rows.select("records", "denominator", "numerator").rows()


def test_wards_and_what_is_known_of_a_borough_only_add_up_to_borough_area_and_tp(rollup):
    records = offences(
        (*APRIL, ABBEY, "robbery_personal", 3, None),
        (*APRIL, ALIBON, "robbery_business", 2, None),
        (*APRIL, BARKING, "robbery_personal", 1, None),
        (*APRIL, "HEATHROW", "robbery_personal", 9, None),
    )
    found = facts(records, [catalogue()["robbery"]], rollup)
    sums = {place: total(found, "robbery", place)[0][2] for place in (ABBEY, BARKING, "AREA-NE", "TP", "HEATHROW")}
    assert sums == {ABBEY: 3.0, BARKING: 6.0, "AREA-NE": 6.0, "TP": 6.0, "HEATHROW": 9.0}


def test_a_group_has_rows_of_its_own_that_add_up_to_the_total(rollup):
    records = offences((*APRIL, ABBEY, "robbery_personal", 3, None), (*APRIL, ABBEY, "robbery_business", 2, None))
    found = facts(records, [catalogue()["robbery"]], rollup)
    grouped = found.filter((pl.col("dimension") == "offence") & (pl.col("place") == "TP"))
    assert dict(grouped.select("category", "numerator").rows()) == {"robbery_personal": 3.0, "robbery_business": 2.0}


def test_a_detection_in_a_month_without_an_offence_counts(rollup):
    records = offences((*APRIL, ABBEY, "robbery_personal", 0, 2), (*APRIL, ALIBON, "robbery_personal", 10, 1))
    found = facts(records, [catalogue()["robbery_detection_ratio"]], rollup)
    assert total(found, "robbery_detection_ratio", "TP")[0][1:] == (10.0, 3.0)


def test_events_go_to_their_month_and_part_weeks_add_up_to_it(rollup):
    days = [date(2010, 4, day) for day in (1, 4, 5, 17, 30)]
    records = offences(*((day, day, ABBEY, "robbery_personal", 1, None) for day in days))
    found = facts(records, [catalogue()["robbery"]], rollup, weekly=True)
    months = found.filter((pl.col("last_day") == APRIL[1]) & (pl.col("first_day") == APRIL[0]))
    weeks = found.join(months, on=["first_day", "last_day"], how="anti")
    tp = pl.col("place") == "TP"
    assert months.filter(tp & (pl.col("dimension") == TOTAL))["numerator"].to_list() == [5.0]
    assert weeks.filter(tp)["numerator"].sum() == 5.0
    assert set(weeks["level"].cast(pl.String)) == {"borough", "area", "tp"}


def spoken(places):
    rows = {"source": "force_extract", "first_day": APRIL[0], "last_day": APRIL[1]}
    return named(pl.DataFrame([{**rows, "place": place} for place in places]))


def test_a_larger_place_is_covered_only_when_all_of_its_parts_are(rollup):
    wards = Places.read().children(BARKING, "ward", 2011)
    most = set(covered(spoken(wards[1:]), rollup)["place"].cast(pl.String))
    every = set(covered(spoken(wards), rollup)["place"].cast(pl.String))
    assert BARKING not in most
    assert BARKING in every
    assert not {"AREA-NE", "TP"} & every


def test_all_boroughs_cover_tp(rollup):
    boroughs = Places.read().children("TP", "borough")
    assert "TP" in set(covered(spoken(boroughs), rollup)["place"].cast(pl.String))
    assert "TP" not in set(covered(spoken(boroughs[1:]), rollup)["place"].cast(pl.String))


def test_zeros_stand_where_a_source_speaks_and_nothing_where_it_does_not(rollup):
    robbery = catalogue()["robbery"]
    found = facts(
        offences((*APRIL, ABBEY, "robbery_personal", 3, None), (*APRIL, "E05000455", "robbery_personal", 4, None)),
        [robbery],
        rollup,
    )
    filled = with_zeros(found, robbery, covered(spoken([ABBEY, ALIBON]), rollup))
    sums = dict(filled.filter(pl.col("dimension") == TOTAL).select("place", "numerator").rows())
    assert sums == {ABBEY: 3.0, ALIBON: 0.0}


def test_covered_months_cover_their_part_weeks(rollup):
    weeks = in_part_weeks(covered(spoken([BARKING]), rollup))
    assert (weeks["last_day"] - weeks["first_day"]).dt.total_days().sum() + weeks.height == 30


def test_a_month_without_an_answer_is_no_gap_in_a_share_where_others_were_asked(rollup):
    searched = catalogue()["stop_arrest_rate"]
    rows = [{"source": "force_extract", "first_day": APRIL[0], "last_day": APRIL[1], "place": ABBEY}]
    shape = dict.fromkeys(("ethnicity", "sex", "age_band"), pl.String)
    stops = pl.DataFrame(rows).with_columns(
        stops=10, arrests=1, **{name: pl.lit(None, of) for name, of in shape.items()}
    )
    found = facts(stops.lazy(), [searched], rollup)
    filled = with_zeros(found, searched, covered(spoken([ABBEY, ALIBON]), rollup))
    sums = dict(
        filled.filter(pl.col("dimension") == TOTAL, pl.col("level") == "ward").select("place", "records").rows()
    )
    assert sums == {ABBEY: 10, ALIBON: 0}
    unasked = with_zeros(found.clear(), searched, covered(spoken([ABBEY, ALIBON]), rollup))
    assert unasked.is_empty(), "a question that nobody was asked has no figures"
