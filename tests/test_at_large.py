"""Offenders as known at a day: nothing later is known, each month's account adds up, and counts are those of days."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics.editions.at_large import account, offences_known, until_known, wanted_known
from tp_metrics.outcomes.listed import changed, last_week, rated, years_between
from tp_metrics.schema import RECORDS
from tp_metrics.schema.offenders import CATEGORIES

AS_AT = date(2010, 12, 31)
SCHEMAS = {name: dict(RECORDS[name].create_empty().schema) for name in RECORDS}
NOBODY = pl.DataFrame(schema=SCHEMAS["prolific"])


def record(number: str, day: date, person: str = "p", place: str = "E09000022", **more) -> dict:
    """A record of somebody wanted; `arrested` or `withdrawn` ends it."""
    arrested, withdrawn = more.get("arrested"), more.get("withdrawn")
    closed = more.get("closed", withdrawn)
    return {
        **{"source": "demonstration", "first_day": day, "last_day": day, "place": place, "person": person},
        **{"wanted_number": number, "category": more.get("category", "named_suspect"), "unit": None, "risk": "high"},
        **{"arrested": arrested, "outcome_day": closed},
        "outcome": None if closed is None else "withdrawn" if arrested is None else "charged",
    }


def offence(number: str, day: date, person: str = "p") -> dict:
    told = {"source": "demonstration", "place": "E09000008", "person": person, "offence": "drugs"}
    return {**told, "first_day": day, "last_day": day, "crime_number": number}


def known(rows: list[dict], as_at: date = AS_AT) -> pl.DataFrame:
    return wanted_known(pl.DataFrame(rows, schema=SCHEMAS["wanted"]), as_at)


def test_an_arrest_after_the_day_is_not_known_and_the_person_is_still_wanted():
    rows = [
        record("a", date(2010, 1, 1), arrested=date(2011, 1, 1), closed=date(2011, 2, 1)),
        record("b", date(2010, 1, 1), arrested=date(2010, 12, 31), closed=date(2011, 1, 1)),
        record("c", date(2010, 1, 1), withdrawn=date(2011, 1, 1)),
        record("d", date(2011, 1, 1)),
    ]
    found = known(rows).select("wanted_number", "arrested", "outcome", "ended").rows()
    assert found == [("a", None, None, None), ("b", AS_AT, None, AS_AT), ("c", None, None, None)]
    later = known(rows, date(2011, 3, 1)).select("wanted_number", "ended").rows()
    assert later[0] == ("a", date(2011, 1, 1))
    assert later[2:] == [("c", date(2011, 1, 1)), ("d", None)]


def test_a_review_after_the_day_is_not_known_nor_what_is_due_after_it():
    base = {"source": "demonstration", "place": "E09000022", "category": "1", "level": "1", "until": None}
    base |= {"first_day": date(2009, 1, 1), "last_day": date(2009, 1, 1)}
    rows = [
        {**base, "person": "a", "reviewed": date(2010, 5, 1), "review_due": date(2011, 5, 1)},
        {**base, "person": "b", "reviewed": date(2011, 2, 1), "review_due": date(2012, 2, 1)},
        {**base, "person": "c", "reviewed": None, "review_due": date(2010, 2, 1), "until": date(2011, 1, 1)},
    ]
    found = until_known(pl.DataFrame(rows, schema=SCHEMAS["mappa"]), AS_AT)
    assert found.select("reviewed", "review_due", "until").rows() == [
        (date(2010, 5, 1), date(2011, 5, 1), None),
        (None, None, None),
        (None, date(2010, 2, 1), None),
    ]


@pytest.mark.parametrize(
    ("day", "wanted", "prolific"),
    [
        (date(2010, 3, 1), False, True),  # the day on which the record was listed; the first on the scheme
        (date(2010, 3, 2), True, True),
        (date(2010, 3, 20), True, False),  # the day of the arrest; the first off the scheme
        (date(2010, 3, 21), False, False),
    ],
)
def test_an_offence_counts_after_the_listing_up_to_the_arrest(day, wanted, prolific):
    rows = known([record("a", date(2010, 3, 1), arrested=date(2010, 3, 20))])
    scheme = {"source": "demonstration", "place": "E09000022", "person": "p", "until": date(2010, 3, 20)}
    scheme |= {"first_day": date(2010, 3, 1), "last_day": date(2010, 3, 1)}
    done = pl.DataFrame([offence("o", day)], schema=SCHEMAS["offender_offences"])
    found = offences_known(done, rows, pl.DataFrame([scheme], schema=SCHEMAS["prolific"]), AS_AT)
    assert found.select("while_wanted", "while_prolific").row(0) == (wanted, prolific)


DAYS = st.dates(date(2009, 11, 1), date(2011, 3, 31))
LAGS = st.one_of(st.none(), st.integers(0, 300))
PLACES = st.sampled_from(["E09000022", "E09000008"])


def drawn_records(drawn: list[tuple]) -> list[dict]:
    rows = []
    for at, (day, lag, arrest, category, place, who) in enumerate(drawn):
        end = None if lag is None else day + timedelta(lag)
        how = {"arrested": end, "closed": end} if arrest else {"withdrawn": end}
        rows.append(record(f"w{at}", day, f"p{who}", place, category=category, **how))
    return rows


@settings(max_examples=60)
@given(
    st.lists(st.tuples(DAYS, LAGS, st.booleans(), st.sampled_from(CATEGORIES), PLACES, st.integers(0, 4)), max_size=15),
    st.lists(st.tuples(st.integers(0, 4), DAYS), max_size=10),
    st.dates(date(2010, 1, 1), date(2011, 2, 28)),
)
def test_each_months_account_is_that_of_a_plain_count_and_adds_up(drawn, deeds, as_at):
    rows = drawn_records(drawn)
    known_rows = known(rows, as_at)
    done = pl.DataFrame([offence(f"o{at}", day, f"p{who}") for at, (who, day) in enumerate(deeds)],
                        schema=SCHEMAS["offender_offences"])  # fmt: skip
    offences = offences_known(done, known_rows, NOBODY, as_at)
    tagged = pl.DataFrame(schema=SCHEMAS["tagged"])
    told = account(known_rows, offences, tagged, as_at)
    assert told["last_day"].max() is None or told["last_day"].max() <= as_at
    sums: Counter = Counter()
    for row in told.iter_rows(named=True):
        sums[row["entry"], row["first_day"]] += row["number"]
    ends = [one["arrested"] or (one["outcome_day"] if one["outcome"] == "withdrawn" else None) for one in rows]
    spans = [
        (one["first_day"], end if end and end <= as_at else None, one) for one, end in zip(rows, ends, strict=True)
    ]
    spans = [span for span in spans if span[0] <= as_at]
    for first in sorted(told["first_day"].unique()):
        last = (first + timedelta(31)).replace(day=1) - timedelta(1)
        inside = lambda day, first=first, last=last: day is not None and first <= day <= last  # noqa: E731
        standing = sum(begin <= last and (end is None or end > last) for begin, end, _ in spans)
        before = sum(begin < first and (end is None or end >= first) for begin, end, _ in spans)
        listed = sum(inside(begin) for begin, _, _ in spans)
        arrested = sum(inside(end) and one["arrested"] is not None for _, end, one in spans)
        withdrawn = sum(inside(end) and one["arrested"] is None for _, end, one in spans)
        offended = {
            f"o{at}"
            for at, (who, day) in enumerate(deeds)
            if inside(day) and day <= as_at
            and any(one["person"] == f"p{who}" and begin < day and (end is None or day <= end)
                    for begin, end, one in spans)
        }  # fmt: skip
        counted = [sums[entry, first] for entry in ("standing", "listed", "arrested", "withdrawn", "offence")]
        assert counted == [standing, listed, arrested, withdrawn, len(offended)]
        assert before + listed - arrested - withdrawn == standing


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), DAYS, LAGS), min_size=1, max_size=10))
def test_years_at_large_count_a_day_once_however_many_records_a_person_has(drawn):
    since, last = date(2009, 12, 31), AS_AT
    rows = [
        {"person": f"p{who}", "first_day": day, "until": None if lag is None else day + timedelta(lag)}
        for who, day, lag in drawn
    ]
    schema = {"person": pl.String, "first_day": pl.Date, "until": pl.Date}
    days = {
        (row["person"], day)
        for row in rows
        for day in (since + timedelta(n) for n in range((last - since).days))
        if row["first_day"] <= day and (row["until"] is None or day < row["until"])
    }
    found = years_between(pl.DataFrame(rows, schema=schema), "until", since, last)
    assert found == pytest.approx(len(days) / 365.25)


def test_where_no_record_has_ended_only_the_last_month_is_told():
    told = account(known([record("a", date(2009, 1, 1))]), pl.DataFrame(schema={**SCHEMAS["offender_offences"],
                   "while_wanted": pl.Boolean}), pl.DataFrame(schema=SCHEMAS["tagged"]), AS_AT)  # fmt: skip
    assert told.select("first_day", "entry", "number").rows() == [(date(2010, 12, 1), "standing", 1)]


@pytest.mark.parametrize(
    ("as_at", "week"),
    [
        (date(2010, 12, 31), (date(2010, 12, 20), date(2010, 12, 26))),  # a Friday
        (date(2010, 12, 26), (date(2010, 12, 20), date(2010, 12, 26))),  # a Sunday
        (date(2010, 12, 27), (date(2010, 12, 20), date(2010, 12, 26))),  # a Monday
    ],
)
def test_the_last_whole_week_ends_on_a_sunday(as_at, week):
    assert last_week(as_at) == week


def test_rates_and_changes_are_those_of_their_events_and_exposures():
    rate, lower, upper = rated(50, 20.0)
    assert (rate, round(lower, 2), round(upper, 2)) == (2.5, 1.86, 3.30)
    assert rated(5, 0.0) is None
    change, low, high = changed((60, 1.0), (40, 1.0))
    assert (round(change, 1), round(low, 1), round(high, 1)) == (50.0, 0.8, 123.2)
    assert changed((60, 1.0), (0, 1.0)) is None
