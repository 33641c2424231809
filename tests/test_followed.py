"""People followed one by one, as known at a day: against a second counting in plain Python, and at the edges."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics.editions import publish
from tp_metrics.editions.followed import MOST, RESTORATIVE, cohort_window, counted, followed, spans
from tp_metrics.records import Store
from tp_metrics.schema import RECORDS

AS_AT = date(2011, 12, 31)
PEOPLE = dict(RECORDS["diamond_people"].create_empty().schema)
OFFENCES = dict(RECORDS["diamond_offences"].create_empty().schema)
NOBODY = {
    **dict.fromkeys(PEOPLE),
    **{"source": "demonstration", "place": "E09000008", "arm": "pilot", "offered": True, "worked_with": True},
    **{"previous_offences": 3, "age": 30, "sex": "male", "risk_score": 50},
}


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def person(name: str, start: date, **changes) -> dict:
    return {**NOBODY, "person": name, "first_day": start, "last_day": start, **changes}


def compared(name: str, start: date, **changes) -> dict:
    return person(name, start, arm="comparison", offered=False, worked_with=False, **changes)


def offence(name: str, day: date, convicted: date | None, number: str = "o1") -> dict:
    told = {"source": "demonstration", "place": "E09000008", "offence": "shoplifting", "person": name}
    return {**told, "first_day": day, "last_day": day, "convicted": convicted, "offence_number": number}


def known(people: list[dict], offences: list[dict], as_at: date = AS_AT) -> dict[str, dict]:
    frame = followed(pl.DataFrame(people, schema=PEOPLE), pl.DataFrame(offences, schema=OFFENCES), as_at)
    return {row["person"]: row for row in frame.to_dicts()}


def naively(people: list[dict], offences: list[dict], as_at: date) -> dict[str, tuple]:
    """Measurable, reoffences and days to the first, counted one by one."""
    started = [one for one in people if one["first_day"] <= as_at]
    ripe = {one["person"]: months_on(one["first_day"], 18) <= as_at for one in started}
    arms = {
        arm: [ripe[one["person"]] for one in started if one["arm"] == arm and (one["worked_with"] or arm != "pilot")]
        for arm in ("pilot", "comparison")
    }
    told = all(any(one["arm"] == arm for one in started) for arm in arms) and all(
        sum(each) >= MOST * len(each) for each in arms.values() if each
    )
    found = {}
    for one in started:
        start, days = one["first_day"], []
        for each in offences:
            done, proven = each["first_day"], each["convicted"]
            if each["person"] != one["person"] or proven is None or max(done, proven) > as_at:
                continue
            if start < done <= months_on(start, 12) and done <= proven <= months_on(start, 18):
                days.append((done - start).days)
        measured = told and ripe[one["person"]]
        first = min(days) if days and measured else None
        found[one["person"]] = (ripe[one["person"]], len(days) if measured else None, first)
    return found


DAYS = st.dates(date(2009, 1, 1), date(2011, 12, 31))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.dates(date(2009, 6, 1), date(2010, 12, 31)), st.sampled_from("pcn")), min_size=1, max_size=9),
    st.lists(st.tuples(st.integers(0, 8), DAYS, st.one_of(st.none(), st.integers(0, 500))), max_size=20),
    st.dates(date(2010, 6, 1), date(2012, 6, 30)),
)
def test_it_counts_as_a_plain_count_does(starts, deeds, as_at):
    makers = {"p": person, "c": compared, "n": lambda name, day: person(name, day, worked_with=False)}
    people = [makers[kind](f"d{at}", day) for at, (day, kind) in enumerate(starts)]
    offences = [
        offence(f"d{who}", day, None if lag is None else day + timedelta(lag), f"o{at}")
        for at, (who, day, lag) in enumerate(deeds)
    ]
    found = known(people, offences, as_at)
    mine = {name: (row["measurable"], row["reoffences"], row["days_to_reoffence"]) for name, row in found.items()}
    assert mine == naively(people, offences, as_at)


START = date(2010, 6, 30)
OTHER = compared("c", date(2010, 1, 1))


@pytest.mark.parametrize(
    ("day", "convicted", "counts"),
    [
        (date(2010, 7, 1), date(2010, 7, 1), 1),  # the day after the start
        (date(2010, 6, 30), date(2010, 9, 1), 0),  # the day itself
        (date(2011, 6, 30), date(2011, 12, 30), 1),  # the last day of either
        (date(2011, 7, 1), date(2011, 8, 1), 0),  # a day too late
        (date(2011, 6, 30), date(2011, 12, 31), 0),  # convicted a day too late
        (date(2011, 1, 1), None, 0),  # never convicted
        (date(2011, 1, 1), date(2012, 1, 5), 0),  # convicted after the edition's day
    ],
)
def test_an_offence_counts_within_a_year_and_its_conviction_within_eighteen_months(day, convicted, counts):
    row = known([person("p", START), OTHER], [offence("p", day, convicted)])["p"]
    assert (row["measurable"], row["reoffences"]) == (True, counts)
    assert row["days_to_reoffence"] == ((day - START).days if counts else None)


def test_what_comes_after_the_day_is_not_known_and_who_starts_after_it_is_not_there():
    later = {"completed": date(2012, 1, 1), "order_ended": date(2012, 2, 1), "order_outcome": "breached"}
    found = known([person("p", START, **later), OTHER, person("q", date(2012, 1, 1))], [])
    assert set(found) == {"p", "c"}
    assert [found["p"][name] for name in later] == [None, None, None]
    then = known([person("p", START, **later), OTHER], [], date(2012, 3, 1))["p"]
    assert {name: then[name] for name in later} == later


def test_a_cohort_of_which_most_are_not_measurable_has_no_rate_for_anybody():
    early, late = date(2009, 3, 1), date(2011, 3, 1)
    mixed = [person("a", early), person("b", late), person("e", late), OTHER]
    found = known(mixed, [offence("a", date(2009, 5, 1), date(2009, 6, 1))])
    assert found["a"]["measurable"]
    assert {row["reoffences"] for row in found.values()} == {None}
    half = known(mixed[:2] + mixed[3:], [offence("a", date(2009, 5, 1), date(2009, 6, 1))])
    assert {name: row["reoffences"] for name, row in half.items()} == {"a": 1, "b": None, "c": 0}


def test_without_a_comparison_there_is_no_rate():
    assert known([person("p", START)], [])["p"]["reoffences"] is None


def test_a_cohort_is_counted_over_the_months_up_to_the_last_that_ended_in_the_borough_of_each_person():
    assert str(cohort_window(AS_AT)) == "36 months to Dec 2011"
    assert str(cohort_window(date(2011, 12, 30))) == "36 months to Nov 2011"
    frame = followed(
        pl.DataFrame([person("p", START, place="E05000153"), OTHER, person("old", date(2008, 1, 1))], schema=PEOPLE),
        pl.DataFrame(schema=OFFENCES),
        AS_AT,
    )
    boroughs = pl.DataFrame({"place": ["E05000153", "E09000008"], "borough": ["E09000008", "E09000008"]})
    rows = counted(frame, boroughs, AS_AT)
    assert set(rows["person"]) == {"p", "c"}
    assert rows.select("place", "first_day", "last_day").unique().rows() == [
        ("E09000008", date(2009, 1, 1), date(2011, 12, 31))
    ]


CASES = dict(RECORDS["restorative_interventions"].create_empty().schema)
LATER = dict(RECORDS["restorative_offences"].create_empty().schema)
CASE = {
    **dict.fromkeys(CASES),
    **{"source": "demonstration", "place": "E09000011", "offered": True, "took_part": True, "level": 1, "age": 30},
}


def case(number: int, name: str, start: date, arm: str | None = "pilot", **changes) -> dict:
    taken = {"offered": arm != "comparison", "took_part": arm != "comparison"}
    own = {"case_number": f"c{number:03d}", "person": name, "first_day": start, "last_day": start, "arm": arm}
    return {**CASE, **taken, **own, **changes}


def known_cases(cases: list[dict], offences: list[dict], as_at: date = AS_AT) -> dict[str, dict]:
    later = [
        {**{k: v for k, v in one.items() if k in LATER}, "reoffence_number": one["offence_number"]} for one in offences
    ]
    frame = followed(pl.DataFrame(cases, schema=CASES), pl.DataFrame(later, schema=LATER), as_at, RESTORATIVE)
    return {row["case_number"]: row for row in frame.to_dicts()}


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), DAYS, st.sampled_from(["pilot", "comparison", None]), st.booleans()), max_size=9
    ),
    st.lists(st.tuples(st.integers(0, 5), DAYS, st.none() | st.integers(0, 700)), max_size=9),
    DAYS,
)
def test_cases_are_followed_from_a_persons_first_in_the_trial_as_a_plain_count_does(starts, deeds, as_at):
    cases = [
        case(number, f"p{who}", day, arm, took_part=took and arm != "comparison")
        for number, (who, day, arm, took) in enumerate(starts)
    ]
    offences = [
        offence(f"p{who}", day, None if lag is None else day + timedelta(days=lag), f"o{number}")
        for number, (who, day, lag) in enumerate(deeds)
    ]
    found = known_cases(cases, offences, as_at)
    started = sorted(
        (one for one in cases if one["first_day"] <= as_at), key=lambda one: (one["first_day"], one["case_number"])
    )
    inside = [one for one in started if one["arm"] == "comparison" or (one["arm"] == "pilot" and one["took_part"])]
    first: dict[str, str] = {}
    for one in inside:
        first.setdefault(one["person"], one["case_number"])
    entered = {one["case_number"] for one in inside if first[one["person"]] == one["case_number"]}
    assert {name for name, row in found.items() if row["entered"]} == entered
    ripe = {one["case_number"]: months_on(one["first_day"], 18) <= as_at for one in started}
    shares = [
        [ripe[one["case_number"]] for one in inside if one["arm"] == arm and one["case_number"] in entered]
        for arm in ("pilot", "comparison")
    ]
    both = {"pilot", "comparison"} <= {one["arm"] for one in started}
    told = both and all(sum(each) >= MOST * len(each) for each in shares if each)
    for one in inside:
        start, days = one["first_day"], []
        for each in offences:
            done, proven = each["first_day"], each["convicted"]
            if each["person"] != one["person"] or proven is None or max(done, proven) > as_at:
                continue
            if start < done <= months_on(start, 12) and done <= proven <= months_on(start, 18):
                days.append(done)
        measured = told and ripe[one["case_number"]] and one["case_number"] in entered
        assert found[one["case_number"]]["reoffences"] == (len(days) if measured else None)


def test_what_is_known_of_a_case_later_is_not_known_yet():
    day = date(2011, 3, 1)
    ended = {"agreement": True, "agreement_ended": date(2011, 6, 1), "agreement_kept": True}
    asked = {"victim_asked": date(2011, 4, 1), "victim_satisfaction": "very satisfied"}
    row = known_cases([case(1, "a", day, **ended, **asked)], [], date(2011, 5, 1))["c001"]
    assert (row["agreement_ended"], row["agreement_kept"], row["agreement"]) == (None, None, True)
    assert (row["victim_asked"], row["victim_satisfaction"]) == (date(2011, 4, 1), "very satisfied")


def test_without_a_pilot_or_without_cases_nobody_has_a_figure():
    assert known_cases([], []) == {}
    row = known_cases([case(1, "a", date(2009, 1, 1), None)], [offence("a", date(2009, 2, 1), date(2009, 3, 1))])[
        "c001"
    ]
    assert (row["entered"], row["measurable"], row["reoffences"]) == (False, True, None)


def test_a_monthly_cohort_is_counted_by_its_days_and_speaks_for_whole_months():
    cases = [case(1, "a", date(2007, 5, 4)), case(2, "b", date(2011, 11, 29)), case(3, "c", date(2011, 12, 31))]
    frame = pl.DataFrame(list(known_cases(cases, []).values()))
    boroughs = pl.DataFrame({"place": ["E09000011"], "borough": ["E09000011"]})
    rows = counted(frame, boroughs, date(2011, 12, 15), monthly=True)
    assert rows["first_day"].to_list() == [date(2007, 5, 4), date(2011, 11, 29)]
    months = spans(rows, monthly=True).sort("first_day")
    assert (months["first_day"][0], months["last_day"][-1], months.height) == (date(2007, 5, 1), date(2011, 11, 30), 55)
    early = rows.with_columns(first_day=pl.lit(date(2011, 11, 20)), last_day=pl.lit(date(2011, 11, 20)))
    assert spans(early, monthly=True).is_empty()
    assert spans(rows).height == 2


def test_a_case_is_known_as_on_the_day_of_the_edition(tmp_path, layouts):
    """What came of a first hearing is told from the day of that hearing on, whatever the store holds by now."""
    store = Store(tmp_path)
    store.ingest(layouts / "template_hearings.csv", max_refused=1)
    told = {}
    for as_at in (date(2010, 10, 26), date(2010, 10, 27)):
        rows = publish(store, as_at).respondents("hearings")
        told[as_at] = {row["case_number"]: row for row in rows.iter_rows(named=True)}
        assert set(told[as_at]) == {"v00001", "v00002", "v00003", "v00004"}
    before, after = (one["v00004"] for one in told.values())
    known = ("first_hearing", "plea", "represented", "failed_to_appear")
    assert [before[name] for name in known] == [None] * 4
    assert [after[name] for name in known] == [datetime(2010, 10, 27, 11, 30), "not guilty", True, False]
    assert before["returned"] == after["returned"] == "capacity"
