"""Outcomes of crimes from data.police.uk, a month of the Metropolitan Police Service as CSV.

A crime may have several outcomes in a month, one for each defendant, and these rows are all kept: the table counts
outcomes, not crimes. A row equal to another in every column cannot be told from one sent twice and is set aside: 185
of 2,238 in January 2012, 136 of 3,254 in February 2012, 418 of 7,005 in December 2019. Two defendants of one crime
with one outcome count once therefore; the publisher gives nothing to tell them from a row sent twice.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, silent
from tp_metrics.sources import police_uk as uk
from tp_metrics.sources.police_uk_rows import Check, has_header, parted, repeats, rows_of, together

NAME = "police_uk_outcomes"
TITLE = "data.police.uk outcomes (CSV)"

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
    "Outcome type",
)


def recognises(head: Head) -> bool:
    """Whether the first line has the columns of outcomes."""
    return has_header(head, COLUMNS)


def read(path: Path, places: Lookup, progress: Progress = silent) -> Reading:
    """The outcomes of the Met's crimes in the file, each in the ward of its crime's map point."""
    progress(0.0, f"reading {path.name}")
    rows, misfits = rows_of(path, COLUMNS)
    met, others = parted(rows, [uk.other_force()])
    sound, unsound = parted(met, _checks())
    monthly, stray = uk.stray_months(sound, uk.first_day())
    kept, again = parted(monthly, [repeats(COLUMNS, "Crime ID")])
    progress(0.5, f"placing {kept.height:,} outcomes in wards")
    kept = uk.placed(kept, places)
    return Reading(
        source=NAME,
        tables={"outcomes": kept.select(_record())},
        coverage=uk.coverage("outcomes", NAME, kept["first_day"], uk.met_places(places)),
        read=rows.height + misfits.height,
        kept=kept.height,
        set_aside=together([others, again]),
        refused=together([misfits, unsound, stray]),
        notes=uk.unplaced_note(kept, places) + uk.other_force_note(kept, others) + _court_note(kept),
    )


def _checks() -> list[Check]:
    return [
        uk.reporting_force_check(),
        *uk.month_checks(),
        *uk.point_checks(),
        Check.of("Crime ID", pl.col("Crime ID").is_null(), "expected the ID of the crime"),
        Check.of("Outcome type", pl.col("Outcome type").is_null(), "expected an outcome"),
        uk.word_check("Outcome type", uk.OUTCOMES, "an outcome of data.police.uk, such as Local resolution"),
    ]


def _court_note(kept: pl.DataFrame) -> tuple[str, ...]:
    """A warning where the file has only one of the two kinds of outcome: a break in recording, not in justice."""
    court = kept.filter(pl.col("Outcome type").is_in(list(uk.COURT_OUTCOMES))).height
    if kept.height and court == kept.height:
        return ("Every outcome here is a court's: cautions, charges and local resolutions were not yet published.",)
    if kept.height and not court:
        return ("No outcome here is a court's: the force had stopped sending court results. Do not read it as none.",)
    return ()


def _record() -> list[pl.Expr]:
    return [
        pl.lit(NAME).alias("source"),
        pl.col("first_day"),
        uk.last_day().alias("last_day"),
        pl.col("place"),
        pl.col("Crime ID").alias("crime_id"),
        pl.col("Outcome type").alias("outcome"),
        pl.col("longitude"),
        pl.col("latitude"),
    ]
