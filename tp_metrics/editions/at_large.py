"""Offenders as known at an edition's day: who is still wanted, tagged or managed, and what each month brought."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl

from tp_metrics.periods import add_months, is_month_end, month_end
from tp_metrics.schema.offenders import AT_LARGE, CATEGORIES, ENTRIES, WITHDRAWN

#: Reads the records of a table.
Scan = Callable[[str], pl.LazyFrame]
#: Who a record belongs to.
PERSON = ["source", "person"]
#: Breach reports are kept for so many weeks up to an edition's day: a year of whole weeks.
WEEKS = 53
#: The account of each month, which measures count; the other tables stand by record.
ACCOUNT = "offender_account"


def wanted_known(rows: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """The records listed by a day, as known on it: an arrest or outcome that came later is null, and so is `ended`.

    `ended` is the day of the arrest, or of the withdrawal of a record without one.
    """
    arrested, closed = pl.col("arrested") <= as_at, pl.col("outcome_day") <= as_at
    known = rows.filter(pl.col("first_day") <= as_at).with_columns(
        arrested=pl.when(arrested).then("arrested"),
        outcome_day=pl.when(closed).then("outcome_day"),
        outcome=pl.when(closed).then("outcome"),
    )
    withdrawn = pl.when(pl.col("outcome") == WITHDRAWN).then("outcome_day")
    return known.with_columns(ended=pl.coalesce("arrested", withdrawn)).select(list(AT_LARGE["wanted"].columns()))


def until_known(rows: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """The records that had begun by a day; an end, a review and what is due after it are null where not yet known."""
    known = rows.filter(pl.col("first_day") <= as_at)
    known = known.with_columns(until=pl.when(pl.col("until") <= as_at).then("until"))
    if "reviewed" not in rows.columns:
        return known
    told = pl.col("reviewed").is_null() | (pl.col("reviewed") <= as_at)
    return known.with_columns(pl.when(told).then(pl.col(name)).alias(name) for name in ("reviewed", "review_due"))


def offences_known(offences: pl.DataFrame, wanted: pl.DataFrame, prolific: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """The offences up to a day, and whether the person was wanted, or prolific, on the day of each.

    While wanted is after the day on which a record was listed, up to and with the day on which it ended; while
    prolific is from the first day on, before the day on which it no longer stood.
    """
    known = offences.filter(pl.col("first_day") <= as_at)
    day, began = pl.col("first_day"), pl.col("began")
    at_large = (day > began) & (pl.col("ended").is_null() | (day <= pl.col("ended")))
    listed = (day >= began) & (pl.col("ended").is_null() | (day < pl.col("ended")))
    key = ["source", "crime_number"]

    def during(spans: pl.DataFrame, inside: pl.Expr) -> pl.DataFrame:
        return known.select(*key, "person", "first_day").join(spans, on=PERSON).filter(inside).select(key).unique()

    wanted_then = during(wanted.select(*PERSON, "ended", began="first_day"), at_large)
    prolific_then = during(prolific.select(*PERSON, ended="until", began="first_day"), listed)
    both = known.join(wanted_then.with_columns(while_wanted=True), on=key, how="left")
    both = both.join(prolific_then.with_columns(while_prolific=True), on=key, how="left")
    filled = pl.col("while_wanted", "while_prolific").fill_null(value=False)
    return both.with_columns(filled).select(list(AT_LARGE["offender_offences"].columns()))


def account(wanted: pl.DataFrame, offences: pl.DataFrame, tagged: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """How many records stood at each month's end, were listed, ended by arrest or withdrawn, and what was offended.

    It begins with the month after the first in which a record ended: before that a list holds only those who are
    still on it. Where none has ended it is the last month alone. Each list is of one source; the last month is the
    last that is over by the day.
    """
    end = as_at if is_month_end(as_at) else month_end(add_months(as_at, -1))
    month = pl.col("first_day").dt.truncate("1mo")
    parts = [pl.DataFrame(schema=dict(AT_LARGE[ACCOUNT].create_empty().schema))]
    for (source,), mine in wanted.group_by("source"):
        first = _complete(mine["ended"], end)
        flows = {
            "listed": mine.select("place", "category", day="first_day"),
            "arrested": mine.select("place", "category", day="arrested"),
            "withdrawn": mine.filter(pl.col("arrested").is_null()).select("place", "category", day="ended"),
        }
        ended = pl.concat([flows["arrested"], flows["withdrawn"]])
        rows = [_flow(days, entry, first, end) for entry, days in flows.items()]
        done = offences.filter((pl.col("source") == source) & pl.col("while_wanted"))
        done = done.select("place", category=pl.lit(None, pl.Enum(CATEGORIES)), day="first_day")
        rows += [_standing(flows["listed"], ended, "standing", first, end), _flow(done, "offence", first, end)]
        parts += [_rows(frame, str(source)) for frame in rows]
    for (source,), mine in tagged.group_by("source"):
        nothing = pl.lit(None, pl.Enum(CATEGORIES))
        began = mine.select("place", category=nothing, day="first_day")
        ended = mine.select("place", category=nothing, day="until")
        first = _complete(mine["until"], end)
        parts.append(_rows(_standing(began, ended, "tagged", first, end), str(source)))
    return pl.concat(parts).sort("source", month, "place", "entry", "category")


def _complete(ended: pl.Series, end: date) -> date:
    """The first day of the first month of which a list tells the whole."""
    last = end.replace(day=1)
    known: list[date] = ended.drop_nulls().sort().head(1).to_list()
    return min(add_months(known[0], 1), last) if known else last


def _flow(days: pl.DataFrame, entry: str, first: date, end: date) -> pl.DataFrame:
    """How many days of a list lie in each month, by place and category."""
    inside = days.filter(pl.col("day").is_between(first, end))
    counted = inside.group_by("place", "category", first_day=pl.col("day").dt.truncate("1mo"))
    return counted.agg(number=pl.len().cast(pl.Int64)).with_columns(entry=pl.lit(entry))


def _standing(began: pl.DataFrame, ended: pl.DataFrame, entry: str, first: date, end: date) -> pl.DataFrame:
    """How many had begun by each month's end, less those that had ended by it."""
    steps = pl.concat([began.with_columns(step=1), ended.with_columns(step=-1)]).filter(pl.col("day") <= end)
    month = pl.max_horizontal(pl.col("day").dt.truncate("1mo"), pl.lit(first))
    moved = steps.group_by("place", "category", first_day=month).agg(step=pl.col("step").sum().cast(pl.Int64))
    calendar = pl.select(first_day=pl.date_range(first, end, "1mo"))
    whole = moved.select("place", "category").unique().join(calendar, how="cross")
    filled = whole.join(moved, on=["place", "category", "first_day"], how="left", nulls_equal=True)
    number = pl.col("step").fill_null(0).cum_sum().over("place", "category", order_by="first_day")
    return filled.select("place", "category", "first_day", number=number, entry=pl.lit(entry))


def _rows(counted: pl.DataFrame, source: str) -> pl.DataFrame:
    return counted.with_columns(
        source=pl.lit(source), last_day=pl.col("first_day").dt.month_end(), entry=pl.col("entry").cast(pl.Enum(ENTRIES))
    ).select(list(AT_LARGE[ACCOUNT].columns()))


def _wanted(scan: Scan, as_at: date) -> pl.DataFrame:
    return wanted_known(scan("wanted").collect(), as_at)


def _until(table: str) -> Callable[[Scan, date], pl.DataFrame]:
    return lambda scan, as_at: until_known(scan(table).collect(), as_at)


def _offences(scan: Scan, as_at: date) -> pl.DataFrame:
    return _done(scan, _wanted(scan, as_at), as_at)


def _done(scan: Scan, wanted: pl.DataFrame, as_at: date) -> pl.DataFrame:
    prolific = until_known(scan("prolific").collect(), as_at)
    return offences_known(scan("offender_offences").collect(), wanted, prolific, as_at)


def _reports(scan: Scan, as_at: date) -> pl.DataFrame:
    since = as_at - timedelta(weeks=WEEKS)
    return scan("tag_breaches").filter(pl.col("first_day").is_between(since, as_at)).collect()


def _account(scan: Scan, as_at: date) -> pl.DataFrame:
    tagged = until_known(scan("tagged").collect(), as_at)
    wanted = _wanted(scan, as_at)
    return account(wanted, _done(scan, wanted, as_at), tagged, as_at)


#: How the rows of each of these tables are made for an edition's day, from the record tables of a store.
MADE_AT_LARGE: dict[str, Callable[[Scan, date], pl.DataFrame]] = {
    "wanted": _wanted,
    "offender_offences": _offences,
    "tagged": _until("tagged"),
    "breach_reports": _reports,
    "mappa": _until("mappa"),
    "prolific": _until("prolific"),
    ACCOUNT: _account,
}
