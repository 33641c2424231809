"""The Diamond Initiative as tables and as the marks of its charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.words.diamond import COMPARISON, COVARIATES, NEED_NAMES, PILOT, share_of, signed_points
from tp_metrics.words.numbers import DASH, in_table, per_cent, points
from tp_metrics.words.sentences import category_name

if TYPE_CHECKING:
    from tp_metrics.outcomes import Alike, Reoffending, TimeToReoffence

#: A step of the help, as its column is headed.
STEPS = {"offered": "Offered help", "took up": "Took it up", "completed": "Completed it"}
HEADS = {
    "everybody": "Everybody",
    "sex": "Sex",
    "age band": "Age",
    "ethnicity": "Ethnicity",
    "disability": "Disability",
}
ENDS = {"completed": "Completed", "breached": "Breached", "running": "Still running"}


def arms_table(found: Reoffending) -> pl.DataFrame:
    """Both groups: how many, how many of them measured, and what they did."""
    return pl.DataFrame(
        [
            {
                "Group": row["group"],
                "People": row["people"],
                "Followed for 18 months": row["measurable"],
                "Reoffended within a year": row["k"],
                "Of": row["n"],
                "Per cent": row["share"],
                "95 % interval": between(row["lower"], row["upper"]),
                "Reoffences for 100 people": row["frequency"],
                "Note": row["reason"],
            }
            for row in found.arms.iter_rows(named=True)
        ]
    )


def between(lower: float | None, upper: float | None) -> str:
    """Two limits of a share, in per cent: "36.2 to 47.1"."""
    return DASH if lower is None or upper is None else f"{lower:.1f} to {upper:.1f}"


def balance_table(found: Alike) -> pl.DataFrame:
    """The standardised differences before and after pairing."""
    return pl.DataFrame(
        [
            {
                "What is known": COVARIATES[row["covariate"]],
                "Everybody": in_table(row["before"], 2, plus=True),
                "Pairs": in_table(row["after"], 2, plus=True),
                "Pairs alike": "yes" if row["balanced"] else "no",
            }
            for row in found.rows.iter_rows(named=True)
        ]
    )


def ratios_table(found: TimeToReoffence) -> pl.DataFrame:
    """How much faster people reoffend who differ by one in each, all else alike."""
    return pl.DataFrame(
        [
            {
                "For one more": COVARIATES[row["covariate"]],
                "Times as fast": row["hazard_ratio"],
                "95 % interval": f"{row['lower']:.2f} to {row['upper']:.2f}",
                "Clear": "yes" if row["lower"] > 1 or row["upper"] < 1 else "no",
            }
            for row in found.ratios.iter_rows(named=True)
        ]
    )


def curve_table(found: TimeToReoffence) -> pl.DataFrame:
    """The curves, as they are drawn."""
    return found.curve.select(
        pl.col("group").alias("Group"),
        pl.col("time").cast(pl.Int64).alias("Months"),
        pl.col("at_risk").alias("Still at risk"),
        pl.col("events").alias("Reoffended"),
        *((100 * pl.col(name)).round(1).alias(head) for name, head in
          (("survival", "Not yet reoffended, %"), ("lower", "From, %"), ("upper", "To, %"))),
    )  # fmt: skip


def _name(row: dict[str, Any]) -> str:
    return NEED_NAMES[row["name"]] if row["of"] == "need" else str(row["name"])


def parts_marks(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """How the groups differ by borough and need, as `charts.rungs` draws them."""
    heads = {"borough": "By borough", "need": "By need"}
    return [
        {
            "head": heads[row["of"]],
            "name": _name(row),
            **{name: row[name] for name in ("lower", "upper")},
            "value": row["difference"],
            "shown": "too few" if row["difference"] is None else points(row["difference"]).removesuffix(" points"),
            "strong": row["lower"] is not None and (row["lower"] > 0 or row["upper"] < 0),
            "tip": {"Group": _name(row), PILOT: share_of(row, "pilot_"), COMPARISON: share_of(row, "comparison_")},
        }
        for row in rows.iter_rows(named=True)
    ]


def parts_title(rows: pl.DataFrame) -> str:
    """The title of the differences by borough and need."""
    known = rows.filter(pl.col("difference").is_not_null())
    clear = known.filter((pl.col("lower") > 0) | (pl.col("upper") < 0)).height
    if known.is_empty():
        return "By borough and need: too few to say"
    of = [named for named in ("borough", "need") if named in known["of"].to_list()]
    if not clear:
        return (
            " and ".join(f"no {named}" for named in of).capitalize()
            + " shows a clear difference"
            + ("" if len(of) > 1 else f"; by {'need' if of == ['borough'] else 'borough'} too few to say")
        )
    return f"{clear} of {known.height} boroughs and needs show a clear difference; one in 20 would by chance"


def parts_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Both groups by borough and by need."""
    return pl.DataFrame(
        [
            {
                "By": "Borough" if row["of"] == "borough" else "Need",
                "Name": _name(row),
                "Worked with, %": row["pilot_share"],
                "Worked with, people": row["pilot_n"],
                "Comparison, %": row["comparison_share"],
                "Comparison, people": row["comparison_n"],
                "Difference, points": row["difference"],
                "95 % interval": DASH
                if row["difference"] is None
                else f"{signed_points(row['lower'])} to {signed_points(row['upper'])}",
                "Note": row["reason"],
            }
            for row in rows.iter_rows(named=True)
        ]
    )


def needs_marks(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """The share with each need, and of these the share helped, as `charts.rungs` draws them."""
    marks = []
    for of, head in (("", "Have the need"), ("helped_", "Helped, of those")):
        marks += [
            {
                "head": head,
                "name": NEED_NAMES[row["need"]],
                **{
                    name: row[f"{of}{source}"]
                    for name, source in (("value", "share"), ("lower", "lower"), ("upper", "upper"))
                },
                "shown": "too few" if row[f"{of}share"] is None else per_cent(row[f"{of}share"]),
                "strong": not of,
                "tip": {"Need": NEED_NAMES[row["need"]], "Share": share_of(row, of)},
            }
            for row in rows.iter_rows(named=True)
        ]
    return marks


def needs_title(rows: pl.DataFrame) -> str:
    """The title of needs and help: the commonest need, and the one that is met least."""
    told = rows.drop_nulls(["share", "helped_share"])
    if told.is_empty():
        return "Needs and help: too few to say"
    most = told.row(0, named=True)
    least = told.sort("helped_share").row(0, named=True)
    return (
        f"{NEED_NAMES[most['need']]} is the commonest need ({per_cent(most['share'])}), "
        f"the one met least: {NEED_NAMES[least['need']].lower()} ({per_cent(least['helped_share'])} helped)"
    )


def needs_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Needs and help."""
    return pl.DataFrame(
        [
            {
                "Need": NEED_NAMES[row["need"]],
                "Have it": row["k"],
                "Per cent": row["share"],
                "95 % interval": between(row["lower"], row["upper"]),
                "Helped with it": row["helped_k"],
                "Per cent helped": row["helped_share"],
                "95 % interval, helped": between(row["helped_lower"], row["helped_upper"]),
                "Note": row["reason"] or row["helped_reason"],
            }
            for row in rows.iter_rows(named=True)
        ]
    )


def reach_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Who is offered help, takes it up and completes it: a row to a group, a share with its interval to a step."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows.iter_rows(named=True):
        key = (row["dimension"], row["category"])
        name = "Everybody" if row["dimension"] == "everybody" else category_name(*key)
        cells = found.setdefault(key, {"By": HEADS[row["dimension"]], "Group": name})
        head = STEPS[row["step"]]
        cells[f"{head}, %"], cells[f"{head}: interval"] = row["share"], between(row["lower"], row["upper"])
        cells[f"{head}: of"] = row["n"]
        cells["Note"] = cells.get("Note") or row["reason"]
    notes = [
        {**{name: value for name, value in row.items() if name != "Note"}, "Note": row["Note"]}
        for row in found.values()
    ]
    return pl.DataFrame(notes)


def reach_words(rows: pl.DataFrame) -> str:
    """What became of everybody who could have been offered help."""
    told = {row["step"]: row for row in rows.filter(pl.col("dimension") == "everybody").iter_rows(named=True)}
    if not told or any(row["share"] is None for row in told.values()):
        return "Too few to say who is offered help and who completes it."
    return (
        f"{share_of(told['offered'])} were offered help, {per_cent(told['took up']['share'])} of these took it up, and "
        f"{per_cent(told['completed']['share'])} of those who started a year ago or earlier have completed it."
        if "completed" in told
        else f"{share_of(told['offered'])} were offered help, {per_cent(told['took up']['share'])} of these took it up."
    )


def orders_table(rows: pl.DataFrame) -> pl.DataFrame:
    """How community orders stand, in both groups."""
    return pl.DataFrame(
        [
            {
                "Group": row["group"],
                "Order": ENDS[row["end"]],
                "Orders": row["k"],
                "Of": row["n"],
                "Per cent": row["share"],
                "95 % interval": between(row["lower"], row["upper"]),
                "Note": row["reason"],
            }
            for row in rows.iter_rows(named=True)
        ]
    )


def orders_title(rows: pl.DataFrame) -> str:
    """The title: the share of those worked with who completed their order."""
    if rows.is_empty():
        return "Nobody here is under a community order"
    told = {row["group"]: row["share"] for row in rows.filter(pl.col("end") == "completed").iter_rows(named=True)}
    if any(told.get(group) is None for group in (PILOT, COMPARISON)):
        return "Community orders: too few to say"
    return (
        f"{per_cent(told[PILOT])} of those worked with have completed their community order; "
        f"{per_cent(told[COMPARISON])} of the comparison group"
    )
