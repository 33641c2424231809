"""Restorative justice as tables and as the marks of its charts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.periods import month_text, months_along
from tp_metrics.words.diamond import PILOT, share_of
from tp_metrics.words.diamond_tables import HEADS, arms_table, between
from tp_metrics.words.numbers import in_table, points
from tp_metrics.words.restorative import ASKED_WORDS
from tp_metrics.words.sentences import category_name, part_name

if TYPE_CHECKING:
    from tp_metrics.outcomes import Planned, Reoffending, Restorative

#: When in-house training began (report of 13 January 2011).
TRAINING = date(2010, 12, 1)
OF_WORDS = {"age": "Age", "offence": "Offence", "borough": "Borough", "ward": "Ward"}
#: What a step of the offer is headed.
STEPS = {"offered": "Offered", "took up": "Took part"}
ASKED = "What came of it"
#: What stands in the rungs: the trained officers have a chart of their own.
RUNGS = ("victim took part", "victim satisfied", "agreement reached", "agreement kept")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _everybody(row: dict[str, Any]) -> str:
    return "All interventions" if row["name"] == "everybody" else _capital(row["name"])


def lines_shown(rows: pl.DataFrame) -> pl.DataFrame:
    """The lines of a chart, their names as it shows them."""
    return rows.with_columns(pl.col("line").str.replace("^l", "L").str.replace("^b", "B"))


def training_mark(rows: pl.DataFrame, first: date | None) -> pl.DataFrame | None:
    """The point of the line at which in-house training began; None where the line does not reach back before it."""
    if first is None or first >= TRAINING:
        return None
    months = (TRAINING.year - first.year) * 12 + TRAINING.month - first.month
    after = rows.drop_nulls("value").filter(pl.col("x") >= months).head(1)
    words = f"in-house training from {month_text(TRAINING)}"
    return after.select("x", "value", words=pl.lit(words), left=pl.lit(value=False)) if after.height else None


def lines_along(found: Restorative) -> dict[int, str]:
    """The months of the lines over time, from that of the first intervention here to the edition's."""
    if found.first is None:
        return {}
    count = (found.as_at.year - found.first.year) * 12 + found.as_at.month - found.first.month + 1
    return months_along(found.first, count)


def over_time_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Interventions a month, as they are drawn."""
    if rows.is_empty():
        return rows
    wide = lines_shown(rows).with_columns(pl.col("value").round(1)).pivot("line", index="x", values="value")
    return wide.rename({"x": "Months since the first"}).sort("Months since the first")


def roll_out_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The share by trained officers, as it is drawn."""
    return pl.DataFrame(
        [
            {
                "Months since the first": row["x"],
                "By trained officers": row["k"],
                "Of": row["n"],
                "Per cent": row["value"],
                "95 % interval": between(row["lower"], row["upper"]),
                "Note": row["reason"],
            }
            for row in rows.iter_rows(named=True)
        ]
    )


def quality_marks(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """What came of interventions, as `charts.rungs` draws it."""
    return [
        {
            "head": ASKED_WORDS[row["asked"]],
            "name": _everybody(row),
            "value": row["share"],
            "lower": row["lower"],
            "upper": row["upper"],
            "shown": share_of(row),
            "strong": row["of"] == "everybody",
            "tip": {"Group": _everybody(row), ASKED: ASKED_WORDS[row["asked"]], "Per cent": share_of(row)},
        }
        for row in rows.iter_rows(named=True)
        if row["asked"] in RUNGS
    ]


def quality_table(rows: pl.DataFrame) -> pl.DataFrame:
    """What came of interventions: a row to a question and a group."""
    return pl.DataFrame(
        [
            {
                ASKED: ASKED_WORDS[row["asked"]],
                "Group": _everybody(row),
                "Yes": row["k"],
                "Of": row["n"],
                "Per cent": row["share"],
                "95 % interval": between(row["lower"], row["upper"]),
                "Note": row["reason"],
            }
            for row in rows.iter_rows(named=True)
        ]
    )


def use_table(rows: pl.DataFrame) -> pl.DataFrame:
    """How many interventions by age, offence and place: a column to a level."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    levels = rows["level"].unique().sort().to_list()
    for row in rows.iter_rows(named=True):
        name = _capital(part_name(row["name"]))
        empty = {**{_capital(level): 0 for level in levels}, "Note": ""}
        cells = found.setdefault((row["of"], name), {"By": OF_WORDS[row["of"]], "Group": name, **empty})
        cells[_capital(row["level"])] = row["k"]
        cells["Note"] = cells["Note"] or row["reason"]
    return pl.DataFrame(list(found.values()), infer_schema_length=None)


def offered_marks(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Who is offered it, as `charts.rungs` draws it."""
    return [
        {
            "head": HEADS[row["dimension"]],
            "name": category_name(row["dimension"], row["category"]),
            "value": row["share"],
            "lower": row["lower"],
            "upper": row["upper"],
            "shown": share_of(row),
            "strong": row["from"] is not None and (row["from"] > 0 or row["to"] < 0),
            "tip": {"Group": category_name(row["dimension"], row["category"]), "Offered": share_of(row)},
        }
        for row in rows.iter_rows(named=True)
        if row["step"] == "offered" and row["dimension"] != "everybody"
    ]


def offered_level(rows: pl.DataFrame) -> float | None:
    """The share of everybody who is offered it."""
    told = rows.filter((pl.col("dimension") == "everybody") & (pl.col("step") == "offered"))
    return told["share"][0] if told.height else None


def offered_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Who is offered it and who takes part: a row to a group, a share with its interval to a step."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows.iter_rows(named=True):
        key = (row["dimension"], row["category"])
        name = "Everybody" if row["dimension"] == "everybody" else category_name(*key)
        cells = found.setdefault(key, {"By": HEADS[row["dimension"]], "Group": name})
        head = STEPS[row["step"]]
        cells[f"{head}, %"], cells[f"{head}: interval"] = row["share"], between(row["lower"], row["upper"])
        cells[f"{head}: of"] = row["n"]
        if row["step"] == "offered":
            gap = row["difference"]
            cells["Against the others"] = "" if gap is None else points(gap)
            cells["Difference: interval"] = (
                "" if gap is None else f"{in_table(row['from'], 1, plus=True)} to {in_table(row['to'], 1, plus=True)}"
            )
        cells["Note"] = cells.pop("Note", "") or row["reason"]
    return pl.DataFrame(list(found.values()), infer_schema_length=None)


def plan_marks(plan: Planned) -> pl.DataFrame:
    """The points to call out: what the planned months could show, and the months that the fall takes."""
    rows = []
    if plan.relative is not None and plan.curve.height and plan.months >= plan.curve["x"].min():  # type: ignore[operator]
        words = f"{plan.months} months: {100 * plan.relative:.0f} %"
        rows.append({"x": float(plan.months), "value": 100 * plan.relative, "words": words, "left": False})
    if plan.plan is not None and plan.curve.height and plan.plan.recruitment <= plan.curve["x"].max():  # type: ignore[operator]
        value = plan.curve.filter(pl.col("x") == plan.plan.recruitment)["value"].to_list()
        words = f"{plan.plan.recruitment} months: {100 * plan.fall:.0f} %"
        rows += [{"x": float(plan.plan.recruitment), "value": one, "words": words, "left": True} for one in value]
    return pl.DataFrame(rows, schema={"x": pl.Float64, "value": pl.Float64, "words": pl.String, "left": pl.Boolean})


def plan_table(plan: Planned) -> pl.DataFrame:
    """The curve, as it is drawn."""
    return plan.curve.select(
        pl.col("x").cast(pl.Int64).alias("Months of recruitment"),
        pl.col("value").round(1).alias("Smallest fall, per cent"),
        (pl.col("value") * plan.base).round(1).alias("The same in points"),
    )


def terms_table(rows: pl.DataFrame) -> pl.DataFrame:
    """What the page assumes and what was published elsewhere, with where each is from."""
    return rows.select(
        (pl.col("value").cast(pl.String).str.strip_suffix(".0") + " " + pl.col("unit")).alias("What"),
        pl.col("status").alias("How sure"),
        pl.col("source").alias("From"),
    )


def trial_table(trial: Reoffending) -> pl.DataFrame:
    """The pilot and its comparison, prevalence and frequency in columns of their own."""
    table = arms_table(trial)
    if table.is_empty():
        return table
    return table.with_columns(pl.Series("Group", map(_group, table["Group"]), dtype=pl.String))


def trial_bars(trial: Reoffending) -> list[tuple[float, str]]:
    """The bars of maturity: the share of each group that can be measured, and the words on it."""
    bars = []
    for row in trial.arms.drop_nulls("people").iter_rows(named=True):
        number = "fewer than 5" if row["measurable"] is None else f"{row['measurable']:,}"
        said = f"{_group(row['group'])}: {number} of {row['people']:,} followed for 18 months"
        bars.append(((row["measurable"] or 0) / row["people"], said))
    return bars


def _group(name: str) -> str:
    return "Restorative justice" if name == PILOT else name
