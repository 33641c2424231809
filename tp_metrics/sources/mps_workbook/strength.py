"""Officers, sergeants, PCSOs, staff and special constables by borough and business group."""

from __future__ import annotations

import polars as pl

from tp_metrics.schema.reading import Lookup
from tp_metrics.sources.mps_workbook.grid import Part, judged, kept

#: Sheet → role and unit. Sergeants are also among the officers.
ROLES = {
    "Officer Strength-Borough": ("officer", "fte"),
    "Sergeant Strength-Borough": ("sergeant", "fte"),
    "Special Strength-Borough": ("special", "headcount"),
    "PCSO Strength-Borough": ("pcso", "fte"),
    "Staff Strength-Borough": ("staff", "fte"),
}
FORCE = "Police-strength"
FORCE_ROLES = {
    "Police Officer": "officer",
    "Police Sergeants": "sergeant",
    "MPS Specials": "special",
    "PCSO": "pcso",
    "Police Staff": "staff",
}
SHEETS = (*ROLES, FORCE)

TOTAL = "Borough Total"
#: Business groups outside Territorial Policing that have no name of their own in the reference data.
OTHER_GROUPS = {"Other": "SPECIALIST"}
#: The published totals are rounded sums of rounded figures: at most 0.05 apart in the December 2015 workbook.
ROUNDING = 0.055


def read(cells: pl.DataFrame, places: Lookup) -> Part:
    """Strength by place, month and role; totals are checked and set aside, the force sheet's repeats too."""
    boroughs = _placed(cells.filter(pl.col("sheet") != FORCE), places)
    boroughs = _total_checked(boroughs)
    force = _force_checked(cells.filter(pl.col("sheet") == FORCE), kept(boroughs))
    roles = pl.concat([kept(boroughs), kept(force).select(boroughs.columns)])
    table = (
        roles.group_by("place", "month", "role", maintain_order=True)
        .agg(strength=pl.col("value").sum())
        .select(
            source=pl.lit("mps_workbook"),
            first_day=pl.col("month"),
            last_day=pl.col("month").dt.month_end(),
            place="place",
            role="role",
            unit=pl.when(pl.col("role") == "special").then(pl.lit("headcount")).otherwise(pl.lit("fte")),
            strength="strength",
        )
    )
    return Part(pl.concat([boroughs, force.select(boroughs.columns)]), {"strength": table}, _uneven(boroughs))


def _placed(cells: pl.DataFrame, places: Lookup) -> pl.DataFrame:
    headings = [heading for heading in cells["heading"].unique() if heading and heading != TOTAL]
    known = {heading: OTHER_GROUPS.get(heading) or places.borough(heading) for heading in headings}
    found = {heading: code for heading, code in known.items() if code}
    placed = cells.with_columns(
        place=pl.col("heading").replace_strict(found, default=None, return_dtype=pl.String),
        role=pl.col("sheet").replace_strict(
            {sheet: role for sheet, (role, _) in ROLES.items()}, default=None, return_dtype=pl.String
        ),
    )
    unknown = pl.col("place").is_null() & (pl.col("heading") != TOTAL)
    return judged(
        placed, refused=pl.when(unknown).then(pl.lit("unknown heading; expected a borough or a business group"))
    )


def _total_checked(cells: pl.DataFrame) -> pl.DataFrame:
    """The Borough Total set aside where the boroughs add up to it, and refused where they do not."""
    borough = pl.col("place").str.starts_with("E09")
    key = ["sheet", "month"]
    sums = kept(cells).filter(borough).group_by(key).agg(sum=pl.col("value").sum())
    cells = cells.join(sums, on=key, how="left", maintain_order="left")
    total = pl.col("heading") == TOTAL
    near = ((pl.col("value") - pl.col("sum").fill_null(0)).abs() <= ROUNDING).fill_null(value=False)
    wrong = pl.format("the boroughs add up to {}; expected the same", pl.col("sum").fill_null(0).round(2))
    return judged(
        cells,
        aside=pl.when(total & near).then(pl.lit("total of the boroughs")),
        refused=pl.when(total & ~near).then(wrong),
    ).drop("sum")


def _force_checked(cells: pl.DataFrame, boroughs: pl.DataFrame) -> pl.DataFrame:
    """The force sheet: set aside where a borough sheet's MPS Total says the same, refused where it says otherwise."""
    force = cells.with_columns(
        place=pl.lit("MPS"),
        role=pl.col("heading").replace_strict(FORCE_ROLES, default=None, return_dtype=pl.String),
    )
    totals = boroughs.filter(pl.col("place") == "MPS").select("role", "month", there="value", where="column")
    both = force.join(totals, on=["role", "month"], how="left", maintain_order="left")
    same = (pl.col("value") - pl.col("there")).abs() < 0.0051
    return judged(
        both,
        aside=pl.when(same).then(pl.format("exact repeat of {}", "where")),
        refused=pl.when(pl.col("role").is_null())
        .then(pl.lit("unknown heading; expected " + ", ".join(FORCE_ROLES)))
        .when(~same)
        .then(pl.format("{} has {}; expected the same", "where", "there")),
    ).drop("there", "where")


def _uneven(cells: pl.DataFrame) -> tuple[str, ...]:
    """Where the parts of the force do not add up to the published MPS Total; both are kept as published."""
    mps = pl.col("place") == "MPS"
    sums = (
        kept(cells)
        .group_by("sheet", "month")
        .agg(apart=(pl.col("value").filter(~mps).sum() - pl.col("value").filter(mps).sum()).abs(), mps=mps.any())
        .filter(pl.col("mps") & (pl.col("apart") > ROUNDING))
        .group_by("sheet")
        .agg(months=pl.len(), apart=pl.col("apart").max())
        .sort("sheet")
    )
    return tuple(
        f"{sheet}: in {months} month(s) boroughs and groups differ from the MPS Total, by {apart:,.2f} at most; both "
        "are kept as published."
        for sheet, months, apart in sums.rows()
    )
