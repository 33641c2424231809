"""What goes with confidence, in words; and which points of a survey's line may be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.words.cases import measure_of
from tp_metrics.words.numbers import DASH, in_table, per_cent
from tp_metrics.words.once import once
from tp_metrics.words.review import listed

if TYPE_CHECKING:
    from tp_metrics.outcomes import ConfidenceDrivers

DRIVERS_HELP = (
    "A regression with the survey's weights, among those who answered every question; people are made alike in sex, "
    "age, ethnicity and disability. The standardised effect says how far two answers go together, from −1 to 1, all "
    "other drivers being alike; filled marks have a 95 % interval that leaves out nought. People who think well of one "
    "thing tend to think well of another: it is no proof that a change in one brings about the other."
)


def _titled(name: str) -> str:
    return measure_of(name).title


def clear(row: dict[str, Any]) -> bool:
    """Whether an effect's 95 % interval leaves out nought."""
    return bool(row["lower"] > 0 or row["upper"] < 0)


@once
def confidence_drivers_title(found: ConfidenceDrivers) -> str:
    """Which driver goes furthest with the answer, or why none is named."""
    title = found.answer.measure.title
    if found.rows.is_empty():
        return f"What goes with “{title}”: cannot be said"
    first = found.rows.row(0, named=True)
    if first["needed"] is None and not clear(first):
        return f"No driver can be told to go with “{title}” here"
    fewer = "less of " if found.answer.measure.better == "lower" else ""
    return f"“{_titled(first['driver'])}” goes furthest with {fewer}“{title}”"


@once
def one_more_point_words(found: ConfidenceDrivers) -> str:
    """Where one better point would come from, in one sentence or two; what cannot be told at the end."""
    measure = found.answer.measure
    point = "one point fewer" if measure.better == "lower" else "one more point"
    known = found.rows.filter(pl.col("needed").is_not_null()).to_dicts()
    said = []
    if known:
        first, *others = known
        said.append(
            f"{point.capitalize()} of “{measure.title}” goes with about {first['needed']:.1f} points more of "
            f"“{_titled(first['driver'])}” ({per_cent(first['value'])} now)"
            + "".join(f", or {one['needed']:.1f} of “{_titled(one['driver'])}”" for one in others)
            + ", all else alike."
        )
    if rest := [_titled(name) for name in found.rows.filter(pl.col("needed").is_null())["driver"]]:
        said.append(f"Cannot be told from none: {listed([f'“{one}”' for one in rest])}.")
    return " ".join(said)


@once
def confidence_drivers_base(found: ConfidenceDrivers) -> str:
    """Whom it rests on, and how much of the differences it explains; that a longer window was taken, where it was."""
    if found.rows.is_empty() or found.window is None:
        return found.why
    longer = f" Over the {found.window}, as a shorter window has too few." if found.pooled else ""
    return (
        f"{found.people:,} of {found.asked:,} interviews answered every question; together these explain "
        f"{found.explained:.0f} % of the differences between people.{longer}"
    )


def confidence_drivers_marks(found: ConfidenceDrivers) -> list[dict[str, Any]]:
    """The standardised effects as marks of a chart, the furthest-going first."""
    return [
        {
            "head": "Standardised effect",
            "name": _titled(row["driver"]),
            "value": row["standardised"],
            "lower": row["standardised_lower"],
            "upper": row["standardised_upper"],
            "shown": in_table(row["standardised"], 2, plus=True),
            "strong": clear(row),
            "tip": {"Driver": _titled(row["driver"]), "Now": _now(row), "One more point needs": _needs(row)},
        }
        for row in found.rows.iter_rows(named=True)
    ]


def _now(row: dict[str, Any]) -> str:
    return DASH if row["value"] is None else per_cent(row["value"])


def _needs(row: dict[str, Any]) -> str:
    return "cannot be told" if row["needed"] is None else f"{row['needed']:.1f} points"


@once
def confidence_drivers_alt(found: ConfidenceDrivers) -> str:
    """The chart in words."""
    told = (
        f"{_titled(row['driver'])} {in_table(row['standardised'], 2, plus=True)}"
        for row in found.rows.iter_rows(named=True)
    )
    return f"{confidence_drivers_title(found)}. Standardised effects: {'; '.join(told)}."


@once
def confidence_drivers_table(found: ConfidenceDrivers) -> pl.DataFrame:
    """Each driver: how it stands, how far it goes with the answer, and what one better point would take."""
    titles = {name: _titled(name) for name in found.rows["driver"]}
    better = "one point fewer" if found.answer.measure.better == "lower" else "one more point"
    return found.rows.select(
        pl.col("driver").replace_strict(titles, return_dtype=pl.String).alias("Driver"),
        pl.col("value").alias("Now, %"),
        pl.col("standardised").round(3).alias("Standardised effect"),
        pl.col("standardised_lower").round(3).alias("Effect from"),
        pl.col("standardised_upper").round(3).alias("Effect to"),
        (10 * pl.col("effect")).round(2).alias("Points with ten of it"),
        (10 * pl.col("lower")).round(2).alias("Points from"),
        (10 * pl.col("upper")).round(2).alias("Points to"),
        pl.col("needed").round(1).alias(f"Needed for {better}"),
        pl.col("reached").round(1).alias("It would stand at, %"),
    )


SHARED = (
    "Each is held against a window that shares no interview with it. A rolling year and the next share three quarters "
    "of theirs: their step is a quarter of the change of the latest quarter on the same quarter a year before."
)


def survey_changes_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Each figure, what it is held against, the change with its limits, and whether it can be told from none."""
    clear = (pl.col("lower") > 0) | (pl.col("upper") < 0)
    said = (
        pl.when(pl.col("broken") != "")
        .then(pl.lit("not to be compared: ") + pl.col("broken"))
        .when(pl.col("lower").is_null())
        .then(pl.lit("published without its base"))
        .when(clear)
        .then(pl.lit("clear"))
        .otherwise(pl.lit("can be chance"))
    )
    return rows.select(
        pl.col("window").alias("Window"),
        pl.col("against").alias("Against"),
        pl.col("value").alias("Now, %"),
        pl.col("previous").alias("Before, %"),
        pl.col("change").alias("Change, points"),
        pl.col("lower").alias("Change from"),
        pl.col("upper").alias("Change to"),
        said.alias("What it says"),
    )
