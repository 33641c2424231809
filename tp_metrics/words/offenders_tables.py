"""Offender management as tables and as the marks of its charts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.periods import day_text
from tp_metrics.words.numbers import DASH, in_table
from tp_metrics.words.offenders import OFFENDERS_LISTS as LISTS
from tp_metrics.words.sentences import part_name

if TYPE_CHECKING:
    from tp_metrics.outcomes import AtLarge, Load, Mappa, Offending, Prolific, Tagging, TimeAtLarge

YEARS = {"this": "This year", "last": "Last year"}
PARTS = {
    "start": "Start",
    "new": "+ New",
    "arrested": "− Arrested",
    "withdrawn": "− Withdrawn",
    "end": "= End",
}
CATEGORIES = {
    "1": "1 Registered sexual offenders",
    "2": "2 Violent and other sexual",
    "3": "3 Other dangerous",
    "all": "All categories",
}
LEVELS = {"1": "Level 1", "2": "Level 2", "3": "Level 3", "all": "All levels"}


def _between(lower: float | None, upper: float | None, digits: int = 1) -> str:
    return DASH if lower is None or upper is None else f"{lower:,.{digits}f} to {upper:,.{digits}f}"


def _whole(days: float | None) -> int | None:
    """Days to the day, as curves step."""
    return None if days is None else round(days)


def offenders_balance_table(found: AtLarge) -> pl.DataFrame:
    """Start + new − arrested − withdrawn = end, for each list, this year and last."""
    rows = []
    for (year, category), mine in found.balance.group_by("year", "category", maintain_order=True):
        parts = dict(mine.select("part", "k").iter_rows())
        reasons = [reason for reason in mine["reason"] if reason]
        cells = {PARTS[part]: parts.get(part) for part in PARTS}
        rows.append({"List": LISTS[str(category)], "Year": YEARS[str(year)], **cells, "Note": " ".join(reasons[:1])})
    return pl.DataFrame(rows)


def offenders_stock_table(found: AtLarge) -> pl.DataFrame:
    """Records at each month's end, as they are drawn."""
    return found.months.select(pl.col("month").alias("Month's end"), pl.col("value").alias("Records"))


def offenders_ages_table(found: AtLarge) -> pl.DataFrame:
    """How long ago the records that stand were listed."""
    return pl.DataFrame(
        [
            {
                "List": LISTS[row["category"]],
                "Records": row["records"],
                "Half for over, days": None if row["days"] is None else round(row["days"]),
                "Oldest, years": row["oldest"],
                "Over a year": row["k"],
                "Over a year, %": row["share"],
                "95 % interval": _between(row["lower"], row["upper"]),
                "Note": row["reason"],
            }
            for row in found.ages.iter_rows(named=True)
        ]
    )


def offenders_risks_table(found: AtLarge) -> pl.DataFrame:
    """The records that stand by list and risk band."""
    rows = found.risks.rows(named=True)
    bands = list(dict.fromkeys(row["risk"] for row in rows))
    lists = list(dict.fromkeys(row["category"] for row in rows))
    counts = {(row["category"], row["risk"]): row for row in rows}
    found_rows = []
    for name in lists:
        mine = {band: counts.get((name, band)) for band in bands}
        reasons = [row["reason"] for row in mine.values() if row and row["reason"]]
        cells = {f"{band.capitalize()}": row["k"] if row else 0 for band, row in mine.items()}
        found_rows.append({"List": LISTS[name], **cells, "Note": " ".join(reasons[:1])})
    return pl.DataFrame(found_rows)


def offenders_times_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Days to arrest and to outcome of each list, this year and last."""
    return pl.DataFrame(
        [
            {
                "List": LISTS[row["category"]],
                "Records": row["group"],
                "Number": row["n"],
                "Half arrested by day": _whole(row["days"]),
                "Arrested in 30 days, %": row["soon"],
                "95 % interval": _between(row["lower"], row["upper"]),
                "Half closed by day": _whole(row["outcome_days"]),
                "p, against last year": DASH
                if row["p"] is None
                else "under 0.01"
                if row["p"] < 0.01
                else f"{row['p']:.2f}",
                "Note": row["reason"],
            }
            for row in rows.iter_rows(named=True)
        ]
    )


def offenders_curve_table(told: TimeAtLarge) -> pl.DataFrame:
    """The curves, as they are drawn."""
    return told.curve.select(
        pl.col("group").alias("Records"),
        pl.col("time").cast(pl.Int64).alias("Weeks"),
        pl.col("at_risk").alias("Still followed"),
        pl.col("events").alias("Arrested"),
        *((100 * pl.col(name)).round(1).alias(head) for name, head in
          (("survival", "Not yet arrested, %"), ("lower", "From, %"), ("upper", "To, %"))),
    )  # fmt: skip


def offenders_units_marks(rows: pl.DataFrame, chosen: str | None) -> list[dict[str, Any]]:
    """Records for each 1,000 residents by borough, the highest first, as `charts.rungs` draws them."""
    boroughs = rows.filter(pl.col("code").is_not_null()).sort("rate", descending=True, nulls_last=True)
    return [
        {
            "head": "Records for each 1,000 residents",
            "name": row["name"],
            "value": row["rate"],
            "lower": row["rate_lower"],
            "upper": row["rate_upper"],
            "shown": "too few" if row["rate"] is None else f"{row['rate']:.1f}",
            "strong": chosen is None or row["code"] == chosen,
            "tip": {
                "Borough": row["name"],
                "Records": DASH if row["records"] is None else f"{row['records']:,}",
                "People": DASH if row["people"] is None else f"{row['people']:,}",
            },
        }
        for row in boroughs.iter_rows(named=True)
    ]


def offenders_units_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Boroughs and specialist units: records, people, rate, high risk, and how many are old."""
    return pl.DataFrame(
        [
            {
                "Borough or unit": row["name"],
                "Records": row["records"],
                "People": row["people"],
                "High risk": row["high"],
                "For 1,000 residents": row["rate"],
                "95 % interval": _between(row["rate_lower"], row["rate_upper"]),
                "Over a year, %": row["share"],
                "95 % interval of it": _between(row["lower"], row["upper"]),
                "Note": row["reason"],
            }
            for row in rows.iter_rows(named=True)
        ]
    )


def offenders_overlap_table(rows: pl.DataFrame) -> pl.DataFrame:
    """People by the lists that they stand on: a mark under each list of the combination."""
    names = [name for name in LISTS if name != "all"]
    return pl.DataFrame(
        [
            {
                **{LISTS[name]: "●" if name in row["lists"].split(" + ") else "" for name in names},
                "People": row["people"],
                "Records": row["records"],
                "Note": row["reason"],
            }
            for row in rows.iter_rows(named=True)
        ]
    )


def offenders_kinds_table(told: Offending) -> pl.DataFrame:
    """What they did while they were wanted, the most frequent first."""
    return pl.DataFrame(
        [
            {
                "Offence": part_name(row["offence"]).capitalize(),
                "Offences in the year": row["k"],
                "Note": row["reason"],
            }
            for row in told.kinds.iter_rows(named=True)
        ]
    )


def offenders_weeks_table(tags: Tagging) -> pl.DataFrame:
    """The weeks, as they are drawn."""
    wide = tags.weeks.pivot("line", index="x", values="value")
    named = wide.rename({"x": "Week to", **{name: name.capitalize() for name in wide.columns[1:]}})
    return named.with_columns(pl.col("Week to").replace_strict(offenders_weeks_along(tags), return_dtype=pl.String))


def offenders_weeks_along(tags: Tagging) -> dict[int, str]:
    """The Sundays of the weeks that lie so many weeks from the last one."""
    sunday = tags.week[1]
    return {at: day_text(sunday + timedelta(weeks=at)) for at in tags.weeks["x"].unique().sort()}


def offenders_bands_table(tags: Tagging) -> pl.DataFrame:
    """People by how many reports they caused over 13 weeks."""
    return tags.bands.select(
        pl.col("band").alias("Reports in 13 weeks"),
        pl.col("people").alias("People"),
        pl.col("reports").alias("Their reports"),
        pl.col("reason").alias("Note"),
    )


def offenders_load_table(now: Load, then: Load, hours: float) -> pl.DataFrame:
    """A week now and in the scenario, step by step, with what is assumed."""
    rows = (
        ("People tagged", now.tagged, then.tagged, "counted; grows as chosen"),
        ("People who breach in a week", now.people, then.people, "the same share of those tagged, assumed"),
        ("Breach reports a week", now.reports, then.reports, "as many each, assumed"),
        ("Breach reports a year", now.yearly, then.yearly, "52 such weeks"),
        ("Officer hours a week", now.hours, then.hours, f"{hours:g} hours a report, assumed"),
    )
    return pl.DataFrame([{"Step": name, "Now": round(a), "Then": round(b), "How": how} for name, a, b, how in rows])


def offenders_mappa_table(under: Mappa) -> pl.DataFrame:
    """People under MAPPA by category and level, or by each alone."""
    return pl.DataFrame(
        [
            {
                "Category": CATEGORIES[row["category"]],
                "Level": LEVELS[row["level"]],
                "People": row["k"],
                "Note": row["reason"],
            }
            for row in under.cells.iter_rows(named=True)
        ]
    )


def offenders_reviews_table(under: Mappa) -> pl.DataFrame:
    """Reviews by level and by when they are due."""
    return pl.DataFrame(
        [
            {
                "Level": LEVELS[row["level"]],
                "Review": row["due"].capitalize(),
                "People": row["k"],
                "Of": row["n"],
                "Per cent": row["share"],
                "95 % interval": _between(row["lower"], row["upper"]),
                "Note": row["reason"],
            }
            for row in under.reviews.iter_rows(named=True)
        ]
    )


def offenders_scheme_table(scheme: Prolific) -> pl.DataFrame:
    """Who came on the scheme and left it in the year."""
    parts = {"start": "Start of the year", "new": "+ Joined", "ended": "− Left", "end": "= Now"}
    rows = {row["part"]: row for row in scheme.flow.iter_rows(named=True)}
    return pl.DataFrame(
        [
            {"Prolific offenders": head, "People": rows[part]["k"], "Note": rows[part]["reason"]}
            for part, head in parts.items()
        ]
    )


def offenders_managed_table(rows: pl.DataFrame) -> pl.DataFrame:
    """People under MAPPA and prolific offenders by borough; a dash is withheld."""
    return pl.DataFrame(
        [
            {
                "Borough": row["name"],
                "Under MAPPA": row["mappa"],
                "Reviews overdue": row["overdue"],
                "Prolific offenders": row["prolific"],
                "Their offences in the year": row["offences"],
                "A person and year": in_table(row["rate"], 2),
                "95 % interval": _between(row["rate_lower"], row["rate_upper"], 2),
            }
            for row in rows.iter_rows(named=True)
        ]
    )
