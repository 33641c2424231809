"""The Virtual Court as tables and as the marks of its charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.periods import day_text
from tp_metrics.words.diamond import share_of
from tp_metrics.words.diamond_tables import HEADS
from tp_metrics.words.numbers import DASH, MINUS, per_cent
from tp_metrics.words.virtual_court import FIT_NAMES, clock

if TYPE_CHECKING:
    from tp_metrics.outcomes.court_check import Fit
    from tp_metrics.outcomes.court_fit import Cost, WhatIf
    from tp_metrics.outcomes.hearings import VirtualCourt

OUTCOME_NAMES = {
    "no room": "No room on the list",
    "suitability": "Not suitable for the link",
    "heard": "Heard",
    "not reached": "Listed, not reached in time",
    "solicitor": "Back: solicitor",
    "technical": "Back: technical fault",
    "absent": "Failed to appear",
    "not recorded": "Not recorded",
}
AGENCY_NAMES = {
    "mps_upload": "MPS: upload of the file",
    "cps_review": "CPS: review",
    "cps_print": "CPS: print for the court",
    "solicitor": "Defence solicitor",
    "hmcs_result": "HMCS: entering the result",
}
ASKED_NAMES = {
    "represented": "Represented by a solicitor",
    "guilty plea": "Pleaded guilty",
    "failed to appear": "Failed to appear (bail cases)",
}
CASE_NAMES = {"custody": "Custody", "same-day bail": "Same-day bail"}
WEEK_NAMES = {"heard": "Heard", "capacity": "Back for want of room", "other": "Others"}
FIT_CHECKS = {
    "all days": "{} days, calibrated on them",
    "days not used": "{} days, calibrated on {} others",
    "all drawn": "{} days, all drawn",
}


def _between(lower: float | None, upper: float | None) -> str:
    return DASH if lower is None or upper is None else f"{lower:.1f} to {upper:.1f}"


def flow_table(found: VirtualCourt) -> pl.DataFrame:
    """What became of the cases, with the two sums that the parts add up to."""
    if found.flow.is_empty():
        return pl.DataFrame()
    parts = [
        {
            "Step": OUTCOME_NAMES[row["outcome"]],
            "Part of": "Listed" if row["listed"] else "Never listed",
            "Cases": row["k"],
            "Of all, %": row["share"],
            "95 % interval": _between(row["lower"], row["upper"]),
            "Note": row["reason"],
        }
        for row in found.flow.iter_rows(named=True)
    ]
    sums = {"Made available": found.available, "Listed": found.listed}
    told = [
        {"Step": name, "Part of": "Sum", "Cases": size, "Of all, %": None, "95 % interval": DASH, "Note": ""}
        for name, size in sums.items()
    ]
    return pl.DataFrame([told[0], *parts, told[1]], infer_schema_length=None)


def flow_marks(found: VirtualCourt) -> list[dict[str, Any]]:
    """What became of the cases, as `charts.rungs` draws them."""
    return [
        {
            "head": "Listed" if row["listed"] else "Never listed",
            "name": OUTCOME_NAMES[row["outcome"]],
            **{name: row[name] for name in ("lower", "upper")},
            "value": row["share"],
            "shown": "too few" if row["share"] is None else f"{per_cent(row['share'])} ({row['k']:,})",
            "strong": row["outcome"] == "heard",
            "tip": {"Step": OUTCOME_NAMES[row["outcome"]], "Cases": share_of(row)},
        }
        for row in found.flow.iter_rows(named=True)
    ]


def days_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The court's days as they are drawn."""
    return rows.select(
        pl.Series("Day, or week from", [day and day_text(day) for day in rows["day"]], dtype=pl.String),
        pl.col("heard").round(1).alias("Heard a day"),
        pl.Series("Finish", [None if at is None else clock(at) for at in rows["finish"]], dtype=pl.String),
        pl.col("hours").round(1).alias("Hours of sitting"),
        pl.col("cap").alias("Cap"),
    )


def weeks_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Each week with what became of its cases."""
    found: dict[Any, dict[str, Any]] = {}
    for row in rows.iter_rows(named=True):
        line = found.setdefault(row["week"], {"Week from": day_text(row["week"]), "Made available": row["n"]})
        line[WEEK_NAMES[row["outcome"]]] = row["k"]
        line["Note"] = line.get("Note") or row["reason"]
    notes = [{**{k: v for k, v in line.items() if k != "Note"}, "Note": line["Note"]} for line in found.values()]
    return pl.DataFrame(notes, infer_schema_length=None)


def agencies_table(rows: pl.DataFrame) -> pl.DataFrame:
    """How long each agency's step takes."""
    return pl.DataFrame(
        [
            {
                "Step": AGENCY_NAMES[row["agency"]],
                "Cases": row["n"],
                "Median, minutes": row["median"],
                "One in ten longer than, minutes": row["tenth"],
                "Note": row["reason"],
            }
            for row in rows.iter_rows(named=True)
        ],
        infer_schema_length=None,
    )


def agencies_words(rows: pl.DataFrame) -> str:
    """Which step takes longest."""
    known = rows.drop_nulls("median")
    if known.is_empty():
        return "Too few to say how long the agencies take."
    slow = known.sort("median", descending=True).row(0, named=True)
    return (
        f"{AGENCY_NAMES[slow['agency']]} takes longest: {slow['median']:.0f} minutes at the median, and more than "
        f"{slow['tenth']:.0f} for one case in ten."
    )


def first_hearings_marks(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """What came of first hearings, by the link and at the home court, as `charts.rungs` draws them."""
    return [
        {
            "head": ASKED_NAMES[row["asked"]],
            "name": row["where"],
            **{name: row[name] for name in ("lower", "upper")},
            "value": row["share"],
            "shown": "too few" if row["share"] is None else per_cent(row["share"]),
            "strong": row["where"] == "Virtual Court",
            "tip": {"Asked": ASKED_NAMES[row["asked"]], "Where": row["where"], "Cases": share_of(row)},
        }
        for row in rows.iter_rows(named=True)
    ]


def first_hearings_title(rows: pl.DataFrame) -> str:
    """The title: how many are represented in either court."""
    told = {row["where"]: row["share"] for row in rows.filter(pl.col("asked") == "represented").iter_rows(named=True)}
    if any(told.get(where) is None for where in ("Virtual Court", "Home court")):
        return "What comes of first hearings, by the link and at the home court"
    link, home = told["Virtual Court"], told["Home court"]
    return f"{per_cent(link)} have a solicitor at the Virtual Court; {per_cent(home)} of those who went back, at home"


def first_hearings_table(rows: pl.DataFrame) -> pl.DataFrame:
    """What came of first hearings."""
    return pl.DataFrame(
        [
            {
                "Asked": ASKED_NAMES[row["asked"]],
                "Where": row["where"],
                "Cases": row["k"],
                "Of": row["n"],
                "Per cent": row["share"],
                "95 % interval": _between(row["lower"], row["upper"]),
                "Note": row["reason"],
            }
            for row in rows.iter_rows(named=True)
        ],
        infer_schema_length=None,
    )


def waits_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Hours from charge to first hearing."""
    return pl.DataFrame(
        [
            {
                "First hearing": row["where"],
                "Case": CASE_NAMES[row["case_type"]],
                "Cases": row["n"],
                "Median, hours": row["median"],
                "95 % interval": _between(row["lower"], row["upper"]),
                "Note": row["reason"],
            }
            for row in rows.iter_rows(named=True)
        ],
        infer_schema_length=None,
    )


def proportionality_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Whose cases are heard, and who is represented, a line to each group."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows.iter_rows(named=True):
        line = found.setdefault(
            (row["dimension"], row["category"]), {"By": HEADS[row["dimension"]], "Group": row["category"].capitalize()}
        )
        head = {"heard": "Heard", "represented": "Represented when heard"}[row["asked"]]
        line[head] = share_of(row)
        line[f"{head}, 95 % interval"] = _between(row["lower"], row["upper"])
    return pl.DataFrame(list(found.values()), infer_schema_length=None)


def proportionality_words(rows: pl.DataFrame) -> str:
    """Which groups' shares are clear of everybody's."""
    told = {row["asked"]: row for row in rows.filter(pl.col("dimension") == "everybody").iter_rows(named=True)}
    if not told or any(row["share"] is None for row in told.values()):
        return "Too few to say whose cases are heard."
    apart = [
        f"{row['category']} ({row['asked']})"
        for row in rows.filter(pl.col("dimension") != "everybody").drop_nulls("share").iter_rows(named=True)
        if row["lower"] > told[row["asked"]]["upper"] or row["upper"] < told[row["asked"]]["lower"]
    ]
    first = f"{share_of(told['heard'])} of the cases are heard."
    if not apart:
        return f"{first} No group is clearly more or less often heard or represented than everybody."
    return f"{first} Clearly apart from everybody: {', '.join(apart)}."


def fit_table(found: Fit) -> pl.DataFrame:
    """What the days came to, and what the simulator makes of them."""
    return pl.DataFrame(
        [
            {
                "Days": FIT_CHECKS[row["check"]].format(row["days"], row["of"]),
                "What": FIT_NAMES[row["name"]],
                "Actual": _fitted(row["name"], row["actual"]),
                "Simulated": _fitted(row["name"], row["value"]),
                "Nine in ten between": f"{_fitted(row['name'], row['lower'])} and {_fitted(row['name'], row['upper'])}",
                "Band": f"± {100 * row['half_width']:.0f} %",
                "Reproduced": _reproduced(row),
            }
            for row in found.rows.iter_rows(named=True)
        ]
    )


def _fitted(name: str, value: float) -> str:
    return clock(600 + value) if name in ("finish", "latest") else f"{value:,.0f}"


def _reproduced(row: dict[str, Any]) -> str:
    """Whether a figure is, and in what kind of band."""
    if row["good"]:
        return "yes" if row["inside"] else "yes, within 2 %"
    return "yes, in a wide band" if row["inside"] else "no"


def cost_table(found: Cost) -> pl.DataFrame:
    """What the cost rests on, with where each figure is from."""
    minus = "" if found.variable >= 0 else MINUS
    rows = [
        ("Extra cost of a case at the evaluation's pace", "£247", "published (Ministry of Justice, December 2010)"),
        ("Cases heard a year at that pace", f"{found.throughput:,.0f}", "from these rows, January to April 2010"),
        ("Fixed cost of the link a year", f"£{found.fixed:,.0f}", "assumed; change it above"),
        ("Each case adds", f"{minus}£{abs(found.variable):,.0f}", "follows from the others"),
    ]
    return pl.DataFrame([{"What": what, "Value": value, "Where from": source} for what, value, source in rows])


def cost_marks(found: Cost) -> pl.DataFrame:
    """The published point, and the one asked for."""
    points = [
        {"x": found.throughput, "value": 247.0, "words": "published: £247", "left": False},
        {
            "x": found.cases,
            "value": found.extra,
            "words": f"£{found.extra:,.0f}".replace("£-", f"{MINUS}£"),
            "left": False,
        },
    ]
    return pl.DataFrame(points)


def cost_curve_table(found: Cost) -> pl.DataFrame:
    """The extra cost of a case by throughput, as it is drawn."""
    return found.curve.select(
        pl.col("x").round(0).cast(pl.Int64).alias("Cases a year"), pl.col("value").round(0).alias("£ more a case")
    )


def by_cap_table(found: WhatIf) -> pl.DataFrame:
    """Cases heard and sent back a day by cap, as they are drawn."""
    wide = found.by_cap.pivot("line", index="x", values="value")
    return wide.rename({"x": "Cap", **{name: name.capitalize() for name in wide.columns[1:]}})
