"""Street crime of data.police.uk, a month of the Metropolitan Police Service as CSV.

Categories are in the words of the API (`police_uk.CATEGORIES`), so that both layouts have one vocabulary. A crime
stands once: the second row of a Crime ID with other details (another outcome, another map point) is set aside.
Anti-social behaviour has no Crime ID, so equal rows of it are different incidents and stay: of the 10,881 different
ones that the API gives for January 2016, 4,538 have the map point of an earlier one.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, silent
from tp_metrics.sources import police_uk as uk
from tp_metrics.sources.police_uk_rows import Check, has_header, parted, repeats, rows_of, together

NAME = "police_uk_street"
TITLE = "data.police.uk street crime (CSV)"

COLUMNS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)


def recognises(head: Head) -> bool:
    """Whether the first line has the columns of street crime."""
    return has_header(head, COLUMNS)


def read(path: Path, places: Lookup, progress: Progress = silent) -> Reading:
    """The crimes of the Met in the file, each in the ward of its map point."""
    progress(0.0, f"reading {path.name}")
    rows, misfits = rows_of(path, COLUMNS)
    met, others = parted(rows, [uk.other_force()])
    sound, unsound = parted(met, _checks())
    monthly, stray = uk.stray_months(sound, uk.first_day())
    kept, again = parted(monthly, _repeats())
    progress(0.5, f"placing {kept.height:,} crimes in wards")
    kept = uk.placed(kept, places)
    return Reading(
        source=NAME,
        tables={"street_crimes": kept.select(_record())},
        coverage=uk.coverage("street_crimes", NAME, kept["first_day"], uk.met_places(places)),
        read=rows.height + misfits.height,
        kept=kept.height,
        set_aside=together([others, again]),
        refused=together([misfits, unsound, stray]),
        notes=uk.unplaced_note(kept, places) + uk.other_force_note(kept, others),
    )


def _checks() -> list[Check]:
    return [
        uk.reporting_force_check(),
        *uk.month_checks(),
        *uk.point_checks(),
        Check.of("Crime type", pl.col("Crime type").is_null(), "expected a category of crime"),
        uk.word_check("Crime type", list(uk.CATEGORIES), "a category of data.police.uk, such as Burglary"),
        uk.word_check("Last outcome category", uk.OUTCOMES, "an outcome of data.police.uk, such as Local resolution"),
    ]


def _repeats() -> list[Check]:
    has_id = pl.col("Crime ID").is_not_null()
    first = pl.col("line").first().over("Crime ID")
    again = repeats(COLUMNS, "Crime ID")
    return [
        Check.of("Crime ID", has_id & again.fails, again.reason),
        Check.of("Crime ID", has_id & (first != pl.col("line")), pl.format("the crime of line {} again", first)),
    ]


def _record() -> list[pl.Expr]:
    return [
        pl.lit(NAME).alias("source"),
        pl.col("first_day"),
        uk.last_day().alias("last_day"),
        pl.col("place"),
        pl.col("Crime ID").alias("crime_id"),
        pl.col("Crime type").replace(uk.CATEGORIES).alias("category"),
        pl.col("Last outcome category").alias("outcome"),
        pl.col("longitude"),
        pl.col("latitude"),
    ]
