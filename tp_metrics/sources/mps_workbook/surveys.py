"""Worry about crime by borough, and victim satisfaction and confidence of the whole force: rolling 12 months."""

from __future__ import annotations

import polars as pl

from tp_metrics.schema.reading import Lookup
from tp_metrics.sources.mps_workbook.grid import Part, judged, kept, share_reason

WORRY, CONFIDENCE = "Fear of Crime-Borough", "Confidence in Police"
SHEETS = (WORRY, CONFIDENCE)

#: Heading → measure.
QUESTIONS = {
    "% Total victims ease of contacting police": "satisfaction_contact",
    "% Total victims satisfied with action taken": "satisfaction_action",
    "% Total victims feel well informed": "satisfaction_follow_up",
    "% Total victims feel treated fairly by police": "satisfaction_treatment",
    "% Total victim satisfaction": "satisfaction_overall",
    "Confidence in the Police": "good_job",
}


def read(cells: pl.DataFrame, places: Lookup) -> Part:
    """Published shares for the 12 months to the end of each quarter."""
    worry = pl.col("sheet") == WORRY
    headings = [heading for heading in cells.filter(worry)["heading"].unique() if heading]
    boroughs = {heading: code for heading in headings if (code := places.borough(heading))}
    there = cells.with_columns(
        place=pl.when(worry)
        .then(pl.col("heading").replace_strict(boroughs, default=None, return_dtype=pl.String))
        .otherwise(pl.lit("MPS")),
        measure=pl.when(worry)
        .then(pl.lit("worried_about_crime"))
        .otherwise(pl.col("heading").replace_strict(QUESTIONS, default=None, return_dtype=pl.String)),
    )
    there = judged(
        there,
        refused=pl.when(pl.col("place").is_null())
        .then(pl.lit("unknown heading; expected a borough or MPS"))
        .when(pl.col("measure").is_null())
        .then(pl.lit("unknown heading; expected one of " + ", ".join(QUESTIONS)))
        .otherwise(share_reason()),
    )
    table = kept(there).select(
        source=pl.lit("mps_workbook"),
        first_day=pl.col("month").dt.offset_by("-11mo"),
        last_day=pl.col("month").dt.month_end(),
        place="place",
        measure="measure",
        value="value",
    )
    return Part(there, {"published": table})
