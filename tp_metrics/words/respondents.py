"""Who was asked, in words: which groups are missing from a sample, as far as it can be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.words.equality import everyone_of, head
from tp_metrics.words.numbers import per_cent, points
from tp_metrics.words.once import once
from tp_metrics.words.sentences import category_name

if TYPE_CHECKING:
    from tp_metrics.review import Sample

#: How many women and men, and people of each age, there are is in no reference file of boroughs.
NO_YARDSTICK = (
    "No reference file of this dashboard says how many women and men, people of each age or disabled people live in a "
    "place, so whether they are missing from the sample cannot be said; only BME and White residents are known, from "
    "the census of 2011, children among them."
)
NO_VICTIMS = (
    "These are interviews with victims of crime. Who all the victims were is not published, and residents are no "
    "yardstick for them: whether a group is missing from this sample cannot be said."
)
NOT_SEEN = (
    "The shares are of those who answered the question. Who refused to be interviewed, or could not be reached, is in "
    "no figure here; nor are religion, sexual orientation and the other characteristics of the Equality Act 2010."
)


@once
def sample_words(asked_of: Sample) -> str:
    """Who is missing from the sample, as far as it can be said."""
    rows = asked_of.rows
    if rows.is_empty():
        return "No interviews by group are known."
    bme = rows.filter((pl.col("category") == "BME") & pl.col("residents").is_not_null()).to_dicts()
    said = []
    for row in bme:
        short = round(row["share"] - row["residents"], 1)
        in_it = row["lower"] <= row["residents"] <= row["upper"]
        amount = f"{points(abs(short)).removeprefix('+')} {'fewer' if short < 0 else 'more'} than among residents"
        told = "as many as among residents" if in_it else amount
        after = "" if row["weighted"] is None else f", {per_cent(row['weighted'])} after weighting"
        said.append(
            f"BME people gave {per_cent(row['share'])} of the interviews{after}; they are {per_cent(row['residents'])} "
            f"of residents (census of 2011): {told}."
        )
    silent = rows.filter(pl.col("category") == "not known")
    told = everyone_of(
        [f"{head(row['dimension']).lower()} {per_cent(row['share'])}" for row in silent.iter_rows(named=True)]
    )
    said.append(f"Of all who answered, these gave no answer to the characteristic: {told}.")
    nobody = rows.filter((pl.col("records") == 0) & (pl.col("category") != "not known"))
    if nobody.height:
        names = [category_name(row["dimension"], row["category"]) for row in nobody.iter_rows(named=True)]
        said.append(f"Nobody at all was asked among: {everyone_of(names)}.")
    said.append(NO_YARDSTICK if asked_of.found.measure.theme == "confidence" else NO_VICTIMS)
    return " ".join(said)


@once
def sample_table(asked_of: Sample) -> pl.DataFrame:
    """Each group's share of the interviews, before and after weighting, beside its share of residents."""
    rows = asked_of.rows
    named_rows = rows.to_dicts()
    names = [
        "Gave no answer" if row["category"] == "not known" else category_name(row["dimension"], row["category"])
        for row in named_rows
    ]
    table = rows.select(
        pl.Series("Group", names, dtype=pl.String),
        pl.Series("By", [head(row["dimension"]) for row in named_rows], dtype=pl.String),
        pl.col("records").alias("Interviews"),
        pl.col("share").alias("Share of interviews, %"),
        pl.col("lower").alias("95 % from"),
        pl.col("upper").alias("95 % to"),
        pl.col("weighted").alias("After weighting, %"),
        pl.col("residents").alias("Share of residents, %"),
        pl.col("window").alias("Window"),
    )
    return table.drop(
        name for name in ("Share of residents, %",) if table.height and table[name].null_count() == table.height
    )
