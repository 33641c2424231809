"""Schemas of the record tables: one row as a source gives it, after its names and codes are brought to ours.

Every record says which source it comes from, which days it is about (`first_day` to `last_day`, the same day for an
event), and the smallest place that is known: a ward or borough code, an area command, `TP` when TP is all
that is known, or another place (`MPS`, `HEATHROW`, …).
"""

from __future__ import annotations

from datetime import date, timedelta

import dataframely as dy
import polars as pl

from tp_metrics.schema.reading import MOST_COUNT, MOST_FIGURE

#: No record is from before this day; the oldest published figures begin in 1999.
EARLIEST = date(1990, 1, 1)

#: Offences that exclude each other: together, and with the coarse ones below, they are total notifiable offences.
FINE_OFFENCES = (
    "homicide",
    "violence_with_injury",
    "violence_without_injury",
    "rape",
    "other_sexual",
    "robbery_personal",
    "robbery_business",
    "burglary_residential",
    "burglary_other",
    "theft_of_motor_vehicle",
    "theft_from_motor_vehicle",
    "motor_vehicle_interference",
    "theft_from_person",
    "shoplifting",
    "pedal_cycle_theft",
    "other_theft",
    "criminal_damage",
    "drugs",
    "fraud_forgery",
    "other_notifiable",
)

#: What a source gives that does not split an offence group; a source gives a group either whole or split.
COARSE_OFFENCES = (
    "violence_against_person",
    "sexual_offences",
    "robbery",
    "burglary",
    "theft_and_handling",
    "motor_vehicle_crime",
    "notifiable_offences",
)

#: Counts that overlap the offences and one another, published beside them; never part of a total.
OVERLAPPING = (
    "victim_based",
    "knife_crime",
    "knife_crime_with_injury",
    "gun_crime",
    "gun_crime_discharged",
    "serious_youth_violence",
    "domestic_offences",
    "domestic_violence",
    "racist_religious_hate",
    "faith_hate",
    "homophobic_hate",
    "transgender_hate",
    "disability_hate",
    "gang_violence",
    "dog_attacks",
    "mopac_priority",
)

OFFENCES = FINE_OFFENCES + COARSE_OFFENCES + OVERLAPPING

#: On an event row (one offence) these say which overlapping counts it belongs to; counted rows carry the
#: overlapping count as their offence instead.
FLAGS = (
    "knife_crime",
    "gun_crime",
    "serious_youth_violence",
    "domestic_offences",
    "racist_religious_hate",
    "homophobic_hate",
    "disability_hate",
)

#: How somebody was dealt with, those before the court first.
DISPOSALS = (
    *("charged", "taken into consideration", "caution", "penalty notice", "cannabis warning", "community resolution"),
    "none",
)

ROLES = ("officer", "sergeant", "pcso", "staff", "special")
GRADES = ("I", "S", "E", "R")

SEXES = ("female", "male")
ETHNICITIES = ("White", "Mixed", "Asian", "Black", "Other")
AGE_BANDS = ("15-24", "25-34", "35-44", "45-54", "55-64", "65+")
YES_NO = ("yes", "no")

DONT_KNOW = "don't know"
GOOD_JOB = ("excellent", "good", "fair", "poor", "very poor", DONT_KNOW)
AGREEMENT = (
    "strongly agree",
    "tend to agree",
    "neither agree nor disagree",
    "tend to disagree",
    "strongly disagree",
    DONT_KNOW,
)
WORRY = ("very worried", "fairly worried", "not very worried", "not at all worried", DONT_KNOW)
INFORMED = (
    "very well informed",
    "fairly well informed",
    "not very well informed",
    "not at all informed",
    DONT_KNOW,
)
SATISFACTION = (
    "completely satisfied",
    "very satisfied",
    "fairly satisfied",
    "neither satisfied nor dissatisfied",
    "fairly dissatisfied",
    "very dissatisfied",
    "completely dissatisfied",
    DONT_KNOW,
)
CRIME_GROUPS = ("burglary", "violent crime", "vehicle crime", "road traffic collision", "racist incident")
SURVEYS = ("pas", "safer_neighbourhoods")


class Record(dy.Schema):
    """What every record has: source, days, place."""

    source = dy.String(nullable=False, min_length=1)
    first_day = dy.Date(nullable=False)
    last_day = dy.Date(nullable=False)
    place = dy.String(nullable=False, min_length=2)

    @dy.rule()
    def days_in_order(cls) -> pl.Expr:
        """The last day is not before the first."""
        return pl.col("first_day") <= pl.col("last_day")

    @dy.rule()
    def day_is_plausible(cls) -> pl.Expr:
        """No record is from before 1990 or after 2059."""
        first, last = pl.col("first_day").dt.year(), pl.col("last_day").dt.year()
        return first.is_between(EARLIEST.year, 2059) & last.is_between(EARLIEST.year, 2060)

    @dy.rule()
    def the_days_have_come(cls) -> pl.Expr:
        """The days of a record have come."""
        tomorrow = date.today() + timedelta(days=1)  # it is already, further east
        return pl.col("last_day") <= tomorrow


class Offences(Record):
    """Recorded offences: an event (`offences` = 1, with flags) or a count by place, period and offence.

    `offences` is null on a row that carries sanction detections alone.
    """

    offence = dy.Enum(OFFENCES, nullable=False)
    offences = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    sanction_detections = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    knife_crime = dy.Bool(nullable=True)
    gun_crime = dy.Bool(nullable=True)
    serious_youth_violence = dy.Bool(nullable=True)
    domestic_offences = dy.Bool(nullable=True)
    racist_religious_hate = dy.Bool(nullable=True)
    homophobic_hate = dy.Bool(nullable=True)
    disability_hate = dy.Bool(nullable=True)

    @dy.rule()
    def something_is_counted(cls) -> pl.Expr:
        """A row counts offences, sanction detections or both."""
        return pl.col("offences").is_not_null() | pl.col("sanction_detections").is_not_null()

    @dy.rule()
    def one_offence_is_detected_once(cls) -> pl.Expr:
        """A row of one day with one offence is that offence, which is detected once at most."""
        # A weekly source's part-week of a single day is no event.
        event = (pl.col("first_day") == pl.col("last_day")) & ~pl.col("source").str.ends_with("_weekly")
        return (pl.col("sanction_detections") <= 1) | (pl.col("offences") != 1) | ~event


class Strength(Record):
    """Strength of a place in one role at one month: full-time equivalents, or headcount for specials."""

    role = dy.Enum(ROLES, nullable=False)
    unit = dy.Enum(("fte", "headcount"), nullable=False)
    strength = dy.Float64(nullable=False, min=0, max=MOST_COUNT)


class WardTeams(Record):
    """A Safer Neighbourhoods team in one month: people in post and posts, in full-time equivalents."""

    team = dy.String(nullable=False)
    sergeants = dy.Float64(nullable=False, min=0, max=MOST_COUNT)
    constables = dy.Float64(nullable=False, min=0, max=MOST_COUNT)
    pcsos = dy.Float64(nullable=False, min=0, max=MOST_COUNT)
    sergeant_posts = dy.Float64(nullable=False, min=0, max=MOST_COUNT)
    constable_posts = dy.Float64(nullable=False, min=0, max=MOST_COUNT)
    pcso_posts = dy.Float64(nullable=False, min=0, max=MOST_COUNT)


class Incidents(Record):
    """Calls and incidents (CAD): an event or a count. `timed` have a known response time, of which `in_time` met it.

    `minutes` is the sum of the response times of the timed ones.
    """

    kind = dy.Enum(("crime", "asb", "other"), nullable=False)
    category = dy.String(nullable=False)
    grade = dy.Enum(GRADES, nullable=True)
    incidents = dy.Int64(nullable=False, min=0, max=MOST_COUNT)
    timed = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    in_time = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    minutes = dy.Float64(nullable=True, min=0, max=MOST_FIGURE)

    @dy.rule()
    def timed_are_incidents(cls) -> pl.Expr:
        """No more are timed than there are incidents."""
        return pl.col("timed").is_null() | (pl.col("timed") <= pl.col("incidents"))

    @dy.rule()
    def in_time_are_timed(cls) -> pl.Expr:
        """No more are in time than are timed."""
        return pl.col("in_time").is_null() | (pl.col("in_time") <= pl.col("timed"))


class Stops(Record):
    """Stop and search: an event or a count, with the arrests that followed."""

    stops = dy.Int64(nullable=False, min=0, max=MOST_COUNT)
    arrests = dy.Int64(nullable=True, min=0, max=MOST_COUNT)
    object = dy.String(nullable=True)
    outcome = dy.String(nullable=True)
    sex = dy.String(nullable=True)
    age_band = dy.String(nullable=True)
    ethnicity = dy.String(nullable=True)

    @dy.rule()
    def arrests_are_stops(cls) -> pl.Expr:
        """No more arrests than stops."""
        return pl.col("arrests").is_null() | (pl.col("arrests") <= pl.col("stops"))


class Arrests(Record):
    """Arrests: an event or a count, by the offence group that they were for and by who was arrested."""

    arrests = dy.Int64(nullable=False, min=0, max=MOST_COUNT)
    offence_group = dy.String(nullable=True)
    sex = dy.String(nullable=True)
    age_band = dy.String(nullable=True)
    ethnicity = dy.String(nullable=True)


class StreetCrimes(Record):
    """A crime or anti-social behaviour incident of data.police.uk, placed in a ward by its map point."""

    crime_id = dy.String(nullable=True)
    category = dy.String(nullable=False)
    outcome = dy.String(nullable=True)
    longitude = dy.Float64(nullable=True, min=-180, max=180)
    latitude = dy.Float64(nullable=True, min=-90, max=90)


class Outcomes(Record):
    """An outcome of a crime from data.police.uk."""

    crime_id = dy.String(nullable=True)
    outcome = dy.String(nullable=False)
    longitude = dy.Float64(nullable=True, min=-180, max=180)
    latitude = dy.Float64(nullable=True, min=-90, max=90)


class CrimeOutcomes(Record):
    """Outcomes of crimes as a count by offence: recorded in these days, whenever the crimes were.

    `disposal` says how somebody was dealt with; `none` where nobody was.
    """

    outcomes = dy.Int64(nullable=False, min=0, max=MOST_COUNT)
    disposal = dy.Enum(DISPOSALS, nullable=False)
    outcome = dy.String(nullable=True)
    offence_group = dy.String(nullable=True)
    offence_description = dy.String(nullable=True)


class Respondent(Record):
    """Whom a survey asked: pseudonym, weight and characteristics. No row of it reaches a screen."""

    respondent = dy.String(nullable=False)
    weight = dy.Float64(nullable=False, min=0, max=MOST_COUNT)
    sex = dy.Enum(SEXES, nullable=True)
    age_band = dy.Enum(AGE_BANDS, nullable=True)
    ethnicity = dy.Enum(ETHNICITIES, nullable=True)
    disability = dy.Enum(YES_NO, nullable=True)


class ConfidenceSurvey(Respondent):
    """An interview of the Public Attitude Survey (`pas`) or the Safer Neighbourhoods survey."""

    survey = dy.Enum(SURVEYS, nullable=False)
    good_job = dy.Enum(GOOD_JOB, nullable=True)
    police_council = dy.Enum(AGREEMENT, nullable=True)
    community_priorities = dy.Enum(AGREEMENT, nullable=True)
    worried = dy.Enum(WORRY, nullable=True)
    informed = dy.Enum(INFORMED, nullable=True)
    effectiveness = dy.Enum(AGREEMENT, nullable=True)
    engagement = dy.Enum(AGREEMENT, nullable=True)
    fair_treatment = dy.Enum(AGREEMENT, nullable=True)
    local_asb = dy.Enum(AGREEMENT, nullable=True)


class SatisfactionSurvey(Respondent):
    """An interview of the User Satisfaction Survey with a victim of one of five crime groups."""

    crime_group = dy.Enum(CRIME_GROUPS, nullable=False)
    ease_of_contact = dy.Enum(SATISFACTION, nullable=True)
    action = dy.Enum(SATISFACTION, nullable=True)
    follow_up = dy.Enum(SATISFACTION, nullable=True)
    treatment = dy.Enum(SATISFACTION, nullable=True)
    overall = dy.Enum(SATISFACTION, nullable=True)


class Published(Record):
    """A figure that a source gives ready made: `measure` is the id of the measure it is a value of.

    `value` is in the measure's own terms before the unit is applied: a share of 0 to 1 for per cent, a rate per
    resident (not per 1,000) for a measure whose id ends in `_rate`.
    """

    measure = dy.String(nullable=False)
    value = dy.Float64(nullable=False, min=-MOST_FIGURE, max=MOST_FIGURE)


class Indicators(Record):
    """A fact about a place that describes rather than measures it: population, deprivation, households."""

    indicator = dy.String(nullable=False)
    value = dy.Float64(nullable=False, min=-MOST_FIGURE, max=MOST_FIGURE)

    @dy.rule()
    def the_days_have_come(cls) -> pl.Expr:
        """A fact may be of days that have not come, since populations are projected."""
        return pl.lit(value=True)


#: The record tables by name; those of people stand in `people`.
RECORDS: dict[str, type[Record]] = {
    "offences": Offences,
    "strength": Strength,
    "ward_teams": WardTeams,
    "incidents": Incidents,
    "stops": Stops,
    "arrests": Arrests,
    "street_crimes": StreetCrimes,
    "outcomes": Outcomes,
    "confidence_survey": ConfidenceSurvey,
    "satisfaction_survey": SatisfactionSurvey,
    "published": Published,
    "indicators": Indicators,
    "crime_outcomes": CrimeOutcomes,
}
