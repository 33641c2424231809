"""Integrated prosecution teams as tables and as the marks of their charts and map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.periods import day_text, month_text
from tp_metrics.words.numbers import DASH, in_table
from tp_metrics.words.prosecution import COURT_NAMES, boroughs_are, effect_text, outcome_name, shown_events

if TYPE_CHECKING:
    from tp_metrics.outcomes import Study, Teams

#: The states of the map, the furthest last.
PLANNED, LIVE, ELECTRONIC = "planned", "live", "live, electronic file"
MAP_STATES = (PLANNED, LIVE, ELECTRONIC)
#: How a trial ends, as the bars name it, the best first.
TRIAL_ENDS = {"effective": "Went ahead", "cracked": "Cracked", "ineffective": "Ineffective"}
TRIALS_UNIT = "Per cent of trials listed, twelve months each"
EFFECTS_UNIT = "Points after going live, beside boroughs not live yet"
EFFECTS_AT = "no change"
DECISION_WORDS = ("interim evaluation", "final evaluation")
ELECTRONIC_TITLE = "What went with an electronic file, beside boroughs without one"
NO_ELECTRONIC = "No borough has an electronic file yet."
NOT_SHOWN = "Boroughs with an electronic file are few, and their figures are for who may see every borough."
SERIES = {
    "charging_on_cms": ("Charging decisions on CMS", "per cent of charging decisions"),
    "requests": ("Requests for further evidence", "requests for each 100 charging decisions"),
    "days": ("Days to answer a request", "days, mean"),
}


def no_electronic(found: Teams) -> str:
    """Why nothing is told of electronic files."""
    return NO_ELECTRONIC if found.viewer.may_see(("TP",)) else NOT_SHOWN


def _state(row: dict[str, Any]) -> str | None:
    if row["e_state"] == "live":
        return ELECTRONIC
    if row["since"]:
        return LIVE
    return PLANNED if "planned" in (row["state"], row["e_state"]) else None


def _said(row: dict[str, Any]) -> str:
    """The state of a borough in words: "live since 2 Jun 2008"."""
    if row["since"]:
        further = ""
        if row["e_state"] == "live":
            further = f", electronic file since {day_text(row['e_live_from'])}"
        elif row["e_state"] == "planned":
            further = ", electronic file planned" + (
                f" for {day_text(row['e_live_from'])}" if row["e_live_from"] else ""
            )
        return f"live since {day_text(row['since'])}{further}"
    if row["state"] == "planned":
        day = f" for {day_text(row['live_from'])}" if row["live_from"] else ", on no day yet"
        return f"planned{day}" + (f", subject to {row['subject_to']}" if row["subject_to"] else "")
    return "stopped" if row["state"] == "stopped" else "nothing recorded"


def map_places(found: Teams) -> dict[str, tuple[str | None, str]]:
    """Each borough's state and the words of its tip, by code."""
    return {row["code"]: (_state(row), _said(row)) for row in found.boroughs.iter_rows(named=True)}


def map_states_title(found: Teams) -> str:
    """The title of the map."""
    planned = f", {found.planned} planned" if found.planned else ""
    electronic = f", {found.electronic} of them with an electronic file" if found.electronic else ""
    return f"{boroughs_are(found.live)} live{electronic}{planned}"


def timeline_rows(found: Teams) -> list[dict[str, Any]]:
    """The boroughs in the order in which they went live or are to, as `charts.timeline` draws them."""
    made = []
    for row in found.boroughs.iter_rows(named=True):
        planned = row["live_from"] if not row["since"] and row["state"] == "planned" else None
        if row["since"] and row["e_state"] == "planned":
            planned = row["e_live_from"]
        shown = month_text(row["since"]) if row["since"] else month_text(planned) if planned else DASH
        further = row["e_live_from"] if row["e_state"] == "live" else None
        tip = {"Borough": row["name"], "State": _said(row)}
        place = {"name": row["name"], "since": row["since"], "further": further, "planned": planned}
        made.append({**place, "shown": shown, "tip": tip})
    late = found.as_at.replace(year=found.as_at.year + 100)
    return sorted(made, key=lambda one: (one["since"] or late, one["planned"] or late, one["name"]))


def timeline_title(found: Teams) -> str:
    """The title of the roll-out."""
    live = found.boroughs.drop_nulls("since").sort("since")
    if live.is_empty():
        return "No borough is live yet"
    first, last = live.row(0, named=True), live.row(-1, named=True)
    if live.height == 1:
        return f"{first['name']} went live on {day_text(first['since'])}"
    return (
        f"From {first['name']} in {month_text(first['since'])} to {last['name']} in {month_text(last['since'])}: "
        f"{live.height} boroughs"
    )


def teams_table(found: Teams) -> pl.DataFrame:
    """The roll-out, a row to a borough."""
    return pl.DataFrame(
        [
            {
                "Borough": row["name"],
                "Team": _said(row),
                "Live from": day_text(row["since"]) if row["since"] else None,
                "Day": row["dated"] if row["live_from"] else None,
            }
            for row in found.boroughs.iter_rows(named=True)
        ],
        schema={"Borough": pl.String, "Team": pl.String, "Live from": pl.String, "Day": pl.String},
    )


def effects_marks(effects: pl.DataFrame) -> list[dict[str, Any]]:
    """What went with going live, as `charts.rungs` draws it."""
    made = []
    for row in effects.drop_nulls("lower").iter_rows(named=True):
        court = row["key"].partition("/")[2]
        head = COURT_NAMES[court] if court else "before the trial"
        name = outcome_name(row["key"]).partition(",")[0]
        between = f"{in_table(row['lower'], 1, plus=True)} to {in_table(row['upper'], 1, plus=True)}"
        tip = {"Outcome": outcome_name(row["key"]), "Change": effect_text(row["key"], row["effect"])}
        made.append(
            {
                "head": f"{head[0].upper()}{head[1:]}",
                "name": name,
                **{of: row[at] for of, at in (("value", "effect"), ("lower", "lower"), ("upper", "upper"))},
                "shown": in_table(row["effect"], 1, plus=True),
                "strong": row["clear"],
                "tip": {**tip, "95 % interval": between},
            }
        )
    order = {head: at for at, head in enumerate(("Before the trial", "Magistrates' courts", "Crown Court"))}
    return sorted(made, key=lambda one: order[one["head"]])


def effects_title(effects: pl.DataFrame) -> str:
    """The title of what went with going live."""
    told = effects.drop_nulls("lower")
    clear = told.filter("clear").height
    return (
        f"{clear} of {told.height} outcomes changed clearly after going live"
        if clear
        else (f"No evidence of a change in any of {told.height} outcomes after going live")
    )


def effects_table(effects: pl.DataFrame) -> pl.DataFrame:
    """The same in figures, with what could have been found, or why nothing can be said."""
    return pl.DataFrame(
        [
            {
                "Outcome": outcome_name(row["key"]),
                "Change": None if row["effect"] is None else effect_text(row["key"], row["effect"]),
                "95 % interval": _between(row["lower"], row["upper"]),
                "Verdict": _verdict(row),
                "Could be found": None if row["detectable"] is None else in_table(row["detectable"], 1),
                "Note": row["why"] or None,
            }
            for row in effects.iter_rows(named=True)
        ]
    )


def _verdict(row: dict[str, Any]) -> str:
    if row["clear"] is None or row["lower"] is None:
        return "cannot be said"
    if not row["clear"]:
        return "no evidence of a change"
    return "rise" if row["effect"] > 0 else "fall"


def _between(lower: float | None, upper: float | None) -> str | None:
    return (
        None
        if lower is None or upper is None
        else f"{in_table(lower, 1, plus=True)} to {in_table(upper, 1, plus=True)}"
    )


def events_table(found: Study) -> pl.DataFrame:
    """The effects by period since going live, as they are drawn."""
    if found.found is None:
        return pl.DataFrame()
    rows = shown_events(found.found.events)
    return rows.select(
        pl.col("event").alias(f"{found.step.capitalize()}s since going live"),
        pl.col("effect").round(1).alias("Change"),
        pl.col("lower").round(1).alias("From"),
        pl.col("upper").round(1).alias("To"),
        pl.col("treated").alias("Boroughs"),
        pl.col("comparison").alias("Fewest to compare with"),
    )


def by_borough_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Each borough now and before it went live."""
    return pl.DataFrame(
        [
            {
                "Borough": row["name"],
                "Live from": day_text(row["live_from"]) if row["live_from"] else None,
                "Now, %": row["now"],
                "Cases": row["now_n"],
                "Months": row["now_months"],
                "Before, %": row["before"],
                "Cases before": row["before_n"] or None,
                "Change, points": row["change"],
                "95 % interval": _between(row["lower"], row["upper"]),
            }
            for row in rows.iter_rows(named=True)
        ],
        infer_schema_length=None,
    )


def by_borough_title(rows: pl.DataFrame, key: str) -> str:
    """The title of that table: how many boroughs are clearly higher or lower than before."""
    told = rows.drop_nulls("lower")
    higher, lower = told.filter(pl.col("lower") > 0).height, told.filter(pl.col("upper") < 0).height
    name = outcome_name(key)
    if told.is_empty():
        return f"{name}, by borough"
    return f"{name}: higher than before going live in {higher} and lower in {lower} of {told.height} boroughs"


def borough_months_title(rows: pl.DataFrame, name: str, key: str) -> str:
    """The title of a borough's months: the last that can be told, beside all boroughs."""
    known = rows.drop_nulls("value").filter(pl.col("line") == name)
    if known.is_empty():
        return f"{outcome_name(key)} in {name}: too few cases a month to say"
    last = known.row(-1, named=True)
    return f"{outcome_name(key)} in {name}: {in_table(last['value'], 1)} % in {month_text(last['month'])}"


def borough_months_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The months of a borough and of all boroughs, the last first; a share of fewer than 30 is left out."""
    return rows.sort("month", "line", descending=[True, False]).select(
        pl.col("month").dt.strftime("%b %Y").alias("Month"),
        pl.col("line").alias("Boroughs"),
        pl.col("value").round(1).alias("Per cent"),
        pl.col("k").alias("Cases so"),
        pl.col("n").alias("Of"),
    )


def live_mark(found: Teams, code: str) -> list[dict[str, Any]]:
    """The day on which a borough went live, as a mark of its months; none where it is not live."""
    rows = found.boroughs.filter(pl.col("code") == code).drop_nulls("since")
    return [{"day": row["since"], "words": f"live, {day_text(row['since'])}"} for row in rows.iter_rows(named=True)]


def trials_bars(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """How trials ended, a bar to a court and year, as `charts.shares` draws them."""
    made: dict[tuple[str, Any], dict[str, Any]] = {}
    for row in rows.iter_rows(named=True):
        court = "Magistrates" if row["court"] == "magistrates" else "Crown Court"
        key = (row["court"], row["last"])
        made.setdefault(key, {"name": f"{court}, to {month_text(row['last'])}"})[row["end"]] = row["share"]
    return list(made.values())


def trials_title(rows: pl.DataFrame) -> str:
    """The title of those bars."""
    if rows.is_empty():
        return "How trials ended: too few to say"
    newest = rows.filter((pl.col("end") == "effective") & (pl.col("last") == rows["last"].max()))
    told = dict(newest.select("court", "share").iter_rows())
    said = [f"{told[court]:.0f} % in {words}" for court, words in COURT_NAMES.items() if court in told]
    return f"Trials that went ahead: {' and '.join(said)}".replace("in Crown", "in the Crown")


def trials_table(rows: pl.DataFrame) -> pl.DataFrame:
    """How trials ended, in figures."""
    return rows.select(
        pl.col("court")
        .replace_strict({name: words.capitalize() for name, words in COURT_NAMES.items()})
        .alias("Court"),
        pl.col("last").dt.strftime("%b %Y").alias("Twelve months to"),
        pl.col("end").replace_strict(TRIAL_ENDS).alias("How they ended"),
        pl.col("trials").alias("Trials"),
        pl.col("listed").alias("Listed"),
        pl.col("share").round(1).alias("Per cent"),
    )


def series_title(name: str, electronic: Any) -> str:
    """The title of a month line of the boroughs with an electronic file, with both last values."""
    title, unit = SERIES[name]
    last = electronic.months.filter(pl.col("month") == electronic.months["month"].max())
    told = dict(last.select("line", name).iter_rows())
    known = [f"{in_table(value, 1)} in {line[0].lower()}{line[1:]}" for line, value in reversed(told.items()) if value]
    sign = " %" if unit.startswith("per cent") else ""
    said = ", ".join(part.replace(" in ", f"{sign} in ", 1) for part in known)
    return f"{title}: {said}" if said else title


def series_table(electronic: Any) -> pl.DataFrame:
    """The month lines, as they are drawn."""
    months: pl.DataFrame = electronic.months
    return months.select(
        pl.col("line").alias("Boroughs"),
        pl.col("month").dt.strftime("%b %Y").alias("Month"),
        *(pl.col(name).round(1).alias(title) for name, (title, _) in SERIES.items()),
    )


def series_lines(name: str, electronic: Any) -> pl.DataFrame:
    """One of the month lines, as `charts.dated` draws it."""
    months: pl.DataFrame = electronic.months
    return months.select("line", "month", value=name)


def decision_marks(days: Sequence[date]) -> list[dict[str, Any]]:
    """The days by which it is to be decided whether the electronic file goes further."""
    return [
        {"day": day, "words": f"{words}, {month_text(day)}"} for day, words in zip(days, DECISION_WORDS, strict=True)
    ]


def as_at_words(found: Teams) -> str:
    """What stands at the line of the edition's day."""
    return day_text(found.as_at)
