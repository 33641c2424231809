"""Stop and search of data.police.uk, a month of the Metropolitan Police Service as CSV, gzipped or not.

Times are in UTC and are brought to London's: a stop at 23:05 UTC on 30 April 2017 is one of 1 May. The file names no
force, so one whose map points mostly lie outside the Met's wards is refused as another's. Rows equal in every column
are set aside (352 of 11,561 in May 2017): the minute, the person, the object and the map point are the same.

`ethnicity` is what the person said (the census groups), which is what residents are counted by; "not stated" is null.
Outcomes are in the words used since 2018.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, SourceRefused, silent
from tp_metrics.sources import police_uk as uk
from tp_metrics.sources.police_uk_rows import Check, has_header, parted, repeats, rows_of, together

NAME = "police_uk_stops"
TITLE = "data.police.uk stop and search (CSV)"

COLUMNS = (
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)

#: Outcome until 2018 → outcome since; "False" is how the first files of 2015 wrote that nothing followed.
OLD_OUTCOMES = {
    "False": "A no further action disposal",
    "Nothing found - no further action": "A no further action disposal",
    "Suspect arrested": "Arrest",
    "Suspect summonsed to court": "Summons / charged by post",
    "Local resolution": "Community resolution",
    "Offender given drugs possession warning": "Khat or Cannabis warning",
    "Offender given penalty notice": "Penalty Notice for Disorder",
    "Offender cautioned": "Caution (simple or conditional)",
}
OUTCOMES = (
    *dict.fromkeys(OLD_OUTCOMES.values()),
    "Article found - Detailed outcome unavailable",
    "Suspected psychoactive substances seized - No further action",
)
SEXES = {"Male": "male", "Female": "female", "Other": "other"}
AGES = ("under 10", "10-17", "18-24", "25-34", "over 34")

#: What a self-defined ethnicity begins with → the group.
ETHNICITIES = {
    "White": "White",
    "Mixed": "Mixed",
    "Asian": "Asian",
    "Black": "Black",
    "Other ethnic group": "Other",
}
NOT_STATED = "Not stated"


def recognises(head: Head) -> bool:
    """Whether the first line has the columns of stop and search."""
    return has_header(head, COLUMNS)


def read(path: Path, places: Lookup, progress: Progress = silent) -> Reading:
    """The stops in the file, each on its day in London and in the ward of its map point."""
    progress(0.0, f"reading {path.name}")
    rows, misfits = rows_of(path, COLUMNS)
    sound, unsound = parted(rows.with_columns(day=london_day()), _checks())
    monthly, stray = uk.stray_months(sound, pl.col("day").dt.month_start())
    kept, again = parted(monthly, [repeats(COLUMNS, "Date")])
    progress(0.5, f"placing {kept.height:,} stops in wards")
    kept = uk.placed(kept, places)
    if uk.can_place(places):
        _refuse_other_force(path, kept)
    return Reading(
        source=NAME,
        tables={"stops": kept.select(_record())},
        coverage=uk.coverage("stops", NAME, kept["first_day"], uk.met_places(places)),
        read=rows.height + misfits.height,
        kept=kept.height,
        set_aside=again,
        refused=together([misfits, unsound, stray]),
        notes=uk.unplaced_note(kept, places),
    )


def london_day() -> pl.Expr:
    """The day in London of a `Date` written with its offset from UTC; null for any other text."""
    time = pl.col("Date").str.to_datetime("%Y-%m-%dT%H:%M:%S%z", time_unit="us", strict=False)
    return time.dt.convert_time_zone("Europe/London").dt.date()


def _refuse_other_force(path: Path, kept: pl.DataFrame) -> None:
    points = kept.filter(pl.col("longitude").is_not_null())
    outside = points.filter(pl.col("place") == "TP").height
    if outside * 2 > points.height:
        raise SourceRefused(
            f"{path.name} is of another force: {outside:,} of its {points.height:,} map points lie outside the wards "
            "that the Met polices."
        )


def _checks() -> list[Check]:
    ethnicity = pl.col("Self-defined ethnicity")
    known = ethnicity.str.contains("^(" + "|".join(ETHNICITIES) + r")\b")
    return [
        Check.of("Date", pl.col("day").is_null(), "expected a time written like 2017-05-01T12:00:00+00:00"),
        uk.plausible_check("Date", pl.col("day")),
        *uk.point_checks(),
        uk.word_check("Gender", list(SEXES), "Male, Female or Other"),
        uk.word_check("Age range", AGES, f"one of {', '.join(AGES)}"),
        Check.of("Self-defined ethnicity", ~known, f"expected a group that begins {', '.join(ETHNICITIES)}"),
        uk.word_check("Outcome", [*OLD_OUTCOMES, *OUTCOMES], "an outcome of data.police.uk, such as Arrest"),
    ]


def _record() -> list[pl.Expr]:
    ethnicity = pl.col("Self-defined ethnicity")
    stated = pl.when(~ethnicity.str.contains(NOT_STATED, literal=True)).then(ethnicity)
    outcome = pl.col("Outcome").replace(OLD_OUTCOMES)
    return [
        pl.lit(NAME).alias("source"),
        pl.col("day").alias("first_day"),
        pl.col("day").alias("last_day"),
        pl.col("place"),
        pl.lit(1, pl.Int64).alias("stops"),
        (outcome == "Arrest").cast(pl.Int64).alias("arrests"),
        pl.col("Object of search").alias("object"),
        outcome.alias("outcome"),
        pl.col("Gender").replace(SEXES).alias("sex"),
        pl.col("Age range").alias("age_band"),
        pl.coalesce(
            pl.when(stated.str.starts_with(start)).then(pl.lit(group)) for start, group in ETHNICITIES.items()
        ).alias("ethnicity"),
    ]
