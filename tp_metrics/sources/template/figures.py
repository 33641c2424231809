"""Ready made figures against the measures that they are values of: an id that is known, a value that can be."""

from __future__ import annotations

from difflib import get_close_matches
from math import inf

import polars as pl

from tp_metrics.schema.reading import ASIDE

#: What a value may be, by the kind of its measure: the least, the most, whether it is whole, and that in words. Of
#: offences detected in a period some were recorded before it, so a ratio may be over 1.
POSSIBLE = {
    "proportion": (0.0, 1.0, False, "a share from 0 to 1, such as 0.56 for 56 %"),
    "published": (0.0, 1.0, False, "a share from 0 to 1, such as 0.56 for 56 %"),
    "ratio": (0.0, inf, False, "a share of 0 or more, such as 0.25 for 25 %"),
    "quotient": (0.0, inf, False, "a number of 0 or more"),
    "stock": (0.0, inf, False, "a number of 0 or more"),
    "count": (0.0, inf, True, "a whole number of 0 or more"),
}
#: Posts less people in post, which are below 0 where there are more people than posts.
BELOW_ZERO = "_vacancies"


def measured(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows whose value the measure that they name can have, and the others in the shape of ASIDE."""
    marked = rows.join(_bounds(), on="measure", how="left", maintain_order="left")
    known, value = pl.col("least").is_not_null(), pl.col("value")
    whole = ~pl.col("whole") | (value == value.round())
    fits = known & value.is_between("least", "most") & whole
    wrong = marked.filter(~fits.fill_null(value=False))
    lost = {name: _unknown(name) for name in wrong.filter(~known)["measure"].unique().to_list()}
    refused = wrong.select(
        pl.col("line").cast(pl.Int64),
        column=pl.when(known).then(pl.lit("value")).otherwise(pl.lit("measure")),
        value=pl.when(known).then(value.cast(pl.String)).otherwise("measure"),
        reason=pl.when(known)
        .then(pl.format("expected {}", "words"))
        .otherwise(pl.col("measure").replace_strict(lost, default=None, return_dtype=pl.String)),
    )
    return marked.filter(fits).select(rows.columns), refused.select(list(ASIDE))


def _bounds() -> pl.DataFrame:
    from tp_metrics.measures import catalogue  # a module to each measure, needed for this one table alone

    bounds = [
        (name, -inf, *POSSIBLE[one.kind][1:3], "a number") if name.endswith(BELOW_ZERO) else (name, *POSSIBLE[one.kind])
        for name, one in catalogue().items()
    ]
    return pl.DataFrame(bounds, schema=["measure", "least", "most", "whole", "words"], orient="row")


def _unknown(name: str) -> str:
    from tp_metrics.measures import catalogue

    near = get_close_matches(name, catalogue(), n=1)
    meant = f"{near[0]} comes nearest, and " if near else ""
    return f"no measure has this id; {meant}`python -m tp_metrics measures` lists them"
