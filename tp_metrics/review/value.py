"""Value for money: what boroughs cost at standard costs, beside crime and confidence; and what fewer would mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import Result, Selection, result
from tp_metrics.review.kept import kept

#: Whose strength is paid for: the measure, and the role of the reference files.
ROLES = {"officers": "officer", "pcsos": "pcso", "staff": "staff"}
#: What the money is for: crime and anti-social behaviour, confidence and satisfaction.
OUTCOMES = ("total_notifiable_offences", "asb_calls", "good_job", "satisfaction_overall")


@dataclass(frozen=True)
class Costs:
    """What one full-time person of each role costs in a year, in pounds."""

    officer: float
    pcso: float
    staff: float

    def of(self, role: str) -> float:
        """The cost of one role of the reference files."""
        return float(getattr(self, role))


@dataclass(frozen=True)
class Value:
    """Cost and outcomes, side by side.

    Attributes:
        rows: one to a borough, the place itself first: code, place, the mean strength of each role of ROLES, cost and
            cost_before (pounds a year), cost_change (per cent), and of each of OUTCOMES its value under its own name
            and its change under `NAME_change` (points for per cent, else per cent; null where the two years are not
            alike).
        results: the outcomes' own results of the place.
        strengths: the results of the roles, officers first.
    """

    rows: pl.DataFrame
    results: tuple[Result, ...]
    strengths: tuple[Result, ...]

    @property
    def whole(self) -> dict[str, Any]:
        """The row of the place itself."""
        return self.rows.row(0, named=True)

    @property
    def boroughs(self) -> pl.DataFrame:
        """The rows of its boroughs."""
        return self.rows.slice(1)


@kept
def standard_costs(edition: Edition) -> Costs:
    """The standard costs of the reference file, which are assumptions."""
    found = dict(edition.reference("standard_costs").select("role", "pounds").iter_rows())
    return Costs(**{role: float(found.get(role, 0.0)) for role in ROLES.values()})


@kept
def value(edition: Edition, selection: Selection, costs: Costs) -> Value:
    """Cost, crime and confidence of a place and of its boroughs, with their changes on a year before.

    The cost is that of the mean strength of the window, for a year, at `costs`; a role that an edition has no figures
    of counts for nothing, and of a place without officers there is no cost.
    """
    asked = replace(selection, edition=edition.id)
    frames = [_beside(edition, replace(asked, by=by), costs) for by in ((), ("borough",))]
    parts = frames[1].filter(~pl.col("code").is_in(frames[0]["code"].implode()))
    own = replace(asked, by=())
    return Value(
        rows=pl.concat([frames[0], parts]),
        results=tuple(result(edition, name, own) for name in OUTCOMES),
        strengths=tuple(result(edition, name, own) for name in ROLES),
    )


def _beside(edition: Edition, selection: Selection, costs: Costs) -> pl.DataFrame:
    strengths = {name: result(edition, name, selection).rows for name in ROLES}
    table = strengths["officers"].select("code", "place")
    for name, rows in strengths.items():
        table = table.join(rows.select("code", pl.col("value").alias(name), _then(name)), on="code", how="left")
    table = table.with_columns(cost=_cost("{}", costs), cost_before=_cost("{}_before", costs))
    table = table.with_columns(cost_change=100 * (pl.col("cost") / pl.col("cost_before") - 1))
    for name in OUTCOMES:
        answer = result(edition, name, selection)
        moved = "change" if answer.measure.unit == "per cent" else "change_percent"
        changed = pl.when(answer.alike).then(moved).alias(f"{name}_change")
        rows = answer.rows.select("code", pl.col("value").alias(name), changed)
        table = table.join(rows, on="code", how="left", maintain_order="left")
    return table.drop(f"{name}_before" for name in ROLES)


def _then(name: str) -> pl.Expr:
    return pl.col("previous").alias(f"{name}_before")


def _cost(pattern: str, costs: Costs) -> pl.Expr:
    """Pounds a year of a strength; null without officers."""
    parts = [pl.col(pattern.format(name)).fill_null(0.0) * costs.of(role) for name, role in ROLES.items()]
    return pl.when(pl.col(pattern.format("officers")).is_not_null()).then(pl.sum_horizontal(parts))


@dataclass(frozen=True)
class Fewer:
    """What so many per cent fewer officers everywhere would do to the demand on each.

    Attributes:
        percent: how many per cent fewer.
        load: the quotient by borough that is asked about.
        highest, highest_value: the borough that carries most for each officer today, and how much.
        over: the boroughs that would then carry more than that, the most first: place, now, then.
    """

    percent: float
    load: Result
    highest: str
    highest_value: float
    over: pl.DataFrame


@kept
def fewer(edition: Edition, measure: str, selection: Selection, percent: float) -> Fewer | None:
    """Which boroughs would carry more for each officer than today's highest, with `percent` % fewer officers in each.

    Demand is taken to stay as it is. None where no borough has a figure. ValueError for less than 0 or for 100 or more.
    """
    if not 0 <= percent < 100:
        raise ValueError(f"{percent} % fewer is no share of the officers that leaves any")
    load = result(edition, measure, replace(selection, edition=edition.id, by=("borough",)))
    known = load.rows.filter(pl.col("value").is_not_null()).sort("value", descending=True)
    if known.is_empty():
        return None
    highest, most = known.select("place", "value").row(0)
    then = known.select("place", now="value", then=pl.col("value") / (1 - percent / 100))
    return Fewer(percent, load, highest, most, then.filter(pl.col("then") > most * (1 + 1e-9)))


def funded(edition: Edition, found: Value, costs: Costs) -> pl.DataFrame:
    """Who pays for the people of a place: columns role, funding, percent, people (full-time equivalents), pounds."""
    whole = found.whole
    people = {role: whole[name] for name, role in ROLES.items()}
    pounds = {role: costs.of(role) for role in people}
    number = pl.col("role").replace_strict(people, default=None, return_dtype=pl.Float64) * pl.col("percent") / 100
    price = pl.col("role").replace_strict(pounds, default=None, return_dtype=pl.Float64)
    shares = edition.reference("funding").select("role", "funding", "percent")
    return shares.with_columns(people=number).with_columns(pounds=pl.col("people") * price)


def less_funding(paid: pl.DataFrame, funding: str, percent: float) -> pl.DataFrame:
    """How many people of each role, and pounds a year, `percent` % less of one kind of funding would take away.

    Columns role, people, pounds; each post is taken to be paid in proportion. ValueError for a share outside 0 to 100.
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} % is no share of what is paid")
    mine = paid.filter((pl.col("funding") == funding) & (pl.col("percent") > 0))
    return mine.select("role", pl.col("people", "pounds") * percent / 100)
