"""What the layouts of data.police.uk share: their words, their map points, their repeats and their coverage.

Decisions, all tested on the published files:

- Rows of another force (City of London Police, British Transport Police) are set aside, never counted.
- A row that repeats an earlier one in full is set aside, unless nothing in it says which incident it is:
  anti-social behaviour has no Crime ID, and thousands of different incidents share category, month and map point.
- A crime without a map point, or with one outside the wards that the Met polices, is kept and placed at `TP`.
- A file is of the months that most of its rows are of; a stray row of another month is refused, because a figure for
  that month would be a few rows and look like all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from tp_metrics.periods import month_text
from tp_metrics.schema import COVERAGE
from tp_metrics.schema.reading import Lookup
from tp_metrics.sources.police_uk_rows import Check, parted

FORCE = "Metropolitan Police Service"

#: The wards that map points are placed in: those of 2011, the vintage with full boundaries for these years.
VINTAGE = 2011

#: data.police.uk begins in December 2010.
BEGINS = date(2010, 12, 1)
LAST_YEAR = 2059

#: Category in the CSV files → category in the API, which are the words used here.
CATEGORIES = {
    "Anti-social behaviour": "anti-social-behaviour",
    "Bicycle theft": "bicycle-theft",
    "Burglary": "burglary",
    "Criminal damage and arson": "criminal-damage-arson",
    "Drugs": "drugs",
    "Other crime": "other-crime",
    "Other theft": "other-theft",
    "Possession of weapons": "possession-of-weapons",
    "Public disorder and weapons": "public-disorder-weapons",
    "Public order": "public-order",
    "Robbery": "robbery",
    "Shoplifting": "shoplifting",
    "Theft from the person": "theft-from-the-person",
    "Vehicle crime": "vehicle-crime",
    "Violence and sexual offences": "violent-crime",
    "Violent crime": "violent-crime",  # until April 2013
}

#: Outcomes that a court reaches, and those that are reached without one.
COURT_OUTCOMES = (
    "Court case unable to proceed",
    "Court result unavailable",
    "Defendant found not guilty",
    "Defendant sent to Crown Court",
    "Offender deprived of property",
    "Offender fined",
    "Offender given absolute discharge",
    "Offender given community sentence",
    "Offender given conditional discharge",
    "Offender given suspended prison sentence",
    "Offender ordered to pay compensation",
    "Offender otherwise dealt with",
    "Offender sent to prison",
)
OTHER_OUTCOMES = (
    "Action to be taken by another organisation",
    "Awaiting court outcome",
    "Formal action is not in the public interest",
    "Further action is not in the public interest",
    "Further investigation is not in the public interest",
    "Investigation complete; no suspect identified",
    "Local resolution",
    "Offender given a caution",
    "Offender given a drugs possession warning",
    "Offender given penalty notice",
    "Status update unavailable",
    "Suspect charged",
    "Suspect charged as part of another case",
    "Unable to prosecute suspect",
    "Under investigation",
)
OUTCOMES = COURT_OUTCOMES + OTHER_OUTCOMES


def other_force() -> Check:
    """Rows that another force reported."""
    force = pl.col("Reported by")
    another = (force != FORCE) & force.str.contains("Police|Constabulary")
    return Check.of("Reported by", another, pl.format("reported by {}, another force", force))


def month_checks(column: str = "Month") -> list[Check]:
    """Rows without a month written YYYY-MM, or with one in which there was no data.police.uk."""
    day = first_day(column)
    return [
        Check.of(column, day.is_null(), "expected a month written like 2016-01"),
        plausible_check(column, day),
    ]


def plausible_check(column: str, day: pl.Expr) -> Check:
    """Rows of a day on which there was no data.police.uk, or will be none for long."""
    reason = f"expected a day between {month_text(BEGINS)}, when data.police.uk begins, and Dec {LAST_YEAR}"
    return Check.of(column, ~day.is_between(BEGINS, date(LAST_YEAR, 12, 31)), reason)


def first_day(column: str = "Month") -> pl.Expr:
    """The first day of a month written YYYY-MM; null for any other text."""
    text = pl.when(pl.col(column).str.contains(r"^\d{4}-\d{2}$")).then(pl.col(column) + "-01")
    return text.str.to_date("%Y-%m-%d", strict=False)


def point_checks() -> list[Check]:
    """Rows whose coordinates are no numbers, no place on earth, or half there; a blank pair is sound."""
    checks = []
    for column, limit in (("Longitude", 180), ("Latitude", 90)):
        number = pl.col(column).cast(pl.Float64, strict=False)
        impossible = (number.is_null() | ~(number.abs() <= limit)) & pl.col(column).is_not_null()
        reason = f"expected a {column.lower()} in degrees between -{limit} and {limit}"
        checks.append(Check.of(column, impossible, reason))
    half = pl.col("Longitude").is_null() != pl.col("Latitude").is_null()
    return [*checks, Check.of("Longitude", half, "expected both a longitude and a latitude, or neither")]


def word_check(column: str, words: Sequence[str], expected: str) -> Check:
    """Rows whose word is none of those known; a blank is left to others."""
    return Check.of(column, ~pl.col(column).is_in(list(words)), f"unknown; expected {expected}")


def stray_months(rows: pl.DataFrame, day: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of the file's own months, with their `first_day`, and the rows of others, in the shape of ASIDE."""
    rows = rows.with_columns(first_day=day)
    counts = rows.group_by("first_day").len()
    own = counts.filter(pl.col("len") * 10 >= pl.col("len").max())["first_day"]
    words = ", ".join(month_text(month) for month in own.sort())
    stray = Check.of("first_day", ~pl.col("first_day").is_in(own.implode()), f"the file is of {words}")
    return parted(rows, [stray])


def placed(rows: pl.DataFrame, places: Lookup, vintage: int = VINTAGE) -> pl.DataFrame:
    """The rows with `longitude`, `latitude` and `place`: the ward of their map point, or `TP`.

    A point in the City of London, where the Met is not the force, stands for a crime that the Met recorded: `TP`.
    """
    rows = rows.with_columns(
        longitude=pl.col("Longitude").cast(pl.Float64), latitude=pl.col("Latitude").cast(pl.Float64)
    )
    wards = places.ward_of_points(rows["longitude"], rows["latitude"], vintage).rename("place")
    in_ward = pl.col("place").str.starts_with("E05")
    return rows.with_columns(wards).with_columns(place=pl.when(in_ward).then("place").otherwise(pl.lit("TP")))


def can_place(places: Lookup, vintage: int = VINTAGE) -> bool:
    """Whether there are boundaries to place points by: those in which Charing Cross lies in a ward."""
    longitude, latitude = pl.Series([-0.1276]), pl.Series([51.5073])
    return places.ward_of_points(longitude, latitude, vintage).is_not_null().all()


def unplaced_note(rows: pl.DataFrame, places: Lookup) -> tuple[str, ...]:
    """A sentence on the records that count in TP but in no ward, when there are any."""
    if rows.is_empty():
        return ()
    if not can_place(places):
        return (
            f"No ward boundaries of {VINTAGE} are installed, so no map point was placed: all counts in TP only. To "
            "have it by ward, install the boundaries (command `boundaries`) before importing.",
        )
    without = rows.filter(pl.col("longitude").is_null()).height
    elsewhere = rows.filter(pl.col("place") == "TP").height - without
    if not without + elsewhere:
        return ()
    return (
        f"Counted in TP but in no ward: {without:,} without coordinates and {elsewhere:,} with a map point outside the "
        "wards that the Met polices.",
    )


def met_places(places: Lookup) -> list[str]:
    """Every place that a file of the whole force speaks for: the wards, their boroughs, and TP.

    Without boundaries only TP, since no crime could be placed and a ward without one is not a ward with none.
    """
    if not can_place(places):
        return ["TP"]
    wards = places.wards(VINTAGE).filter(pl.col("ward_code").str.starts_with("E05"))
    return [*wards["ward_code"].sort(), *wards["borough_code"].unique().sort(), "TP"]


def coverage(table: str, source: str, first_days: pl.Series, spoken_for: Sequence[str]) -> pl.DataFrame:
    """Each of these months at each of these places, in the shape of schema.COVERAGE."""
    months = pl.DataFrame({"first_day": first_days.unique().sort()}, schema={"first_day": pl.Date})
    rows = months.join(pl.DataFrame({"place": list(spoken_for)}, schema={"place": pl.String}), how="cross")
    return rows.select(
        table=pl.lit(table), source=pl.lit(source), first_day="first_day", last_day=last_day(), place="place"
    ).cast(dict(COVERAGE))  # type: ignore[arg-type]


def last_day() -> pl.Expr:
    """The last day of the month that `first_day` begins."""
    return pl.col("first_day").dt.month_end()


def reporting_force_check() -> Check:
    """Rows that name no police force as the one that reported them; those of another are set aside before."""
    return Check.of(
        "Reported by", pl.col("Reported by").ne_missing(pl.lit(FORCE)), f"expected a force, such as {FORCE}"
    )


def other_force_note(kept: pl.DataFrame, others: pl.DataFrame) -> tuple[str, ...]:
    """A sentence for a file in which no row is the Met's."""
    if kept.height or others.is_empty():
        return ()
    forces = ", ".join(others["value"].unique().sort())
    return (f"No row is the {FORCE}'s: the file is of {forces}, and all of it is set aside.",)
