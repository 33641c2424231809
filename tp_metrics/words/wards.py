"""Wards in words: beside their boroughs, by which survey, with their neighbours, their crime and their team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.periods import parse
from tp_metrics.words.numbers import number
from tp_metrics.words.once import once
from tp_metrics.words.sentences import known, level_words
from tp_metrics.words.tables import NOTE, changes, told, whole
from tp_metrics.words.windows import rows_period, short_against, short_period

if TYPE_CHECKING:
    from tp_metrics.measure import Measure
    from tp_metrics.results import Beside, Result

AGAINST = "Against its borough"
NOT_TOLD = "cannot be told from it"
#: The head of a column of what the wards of a borough come to.
BOROUGHS = "Its borough's wards"
BESIDE_HELP = (
    "Own answers: what the people who were asked in the ward said, where there are enough. Modelled: the ward's "
    "share drawn towards that of its borough, the more the fewer were asked (empirical Bayes). Where the interval of "
    "the estimate holds the borough's figure, the ward cannot be told from its borough, and is never ranked."
)


def beside_tip(row: Mapping[str, Any] | None, measure: Measure) -> str:
    """How a ward stands beside its borough, as short as a map's tip wants it; empty where nothing is to be said."""
    if row is None or row["whole"] is None:
        return ""
    text = number(row["whole"], measure)
    if row["modelled"] is None:
        return f"Cannot be told from its borough ({text})" if row["told_apart"] is False else ""
    apart = "" if row["told_apart"] else f"; cannot be told from its borough ({text})"
    estimate = f"Modelled {number(row['modelled'], measure)} ({_limits(row, measure)})"
    return f"{estimate}, effective base {row['base']:.0f}{apart}"


def beside_words(beside: Beside, code: str, borough: str) -> list[str]:
    """How a ward stands beside its borough, in sentences: base, modelled estimate, and whether it can be told apart."""
    row, measure = beside.ward(code), beside.result.measure
    if row is None or row["whole"] is None:
        return []
    said, held = [], number(row["whole"], measure)
    if row["modelled"] is not None:
        estimate = number(row["modelled"], measure)
        said.append(
            f"**Modelled: {estimate}** (95 % interval {_limits(row, measure)}), effective base {row['base']:.0f}."
        )
    whole = "the mean ward of {}" if _additive(measure) else "the wards of {} together"
    other = f"{whole.format(borough)} ({held})"
    if row["told_apart"] is None:
        return said
    if not row["told_apart"]:
        return [*said, f"It **cannot be told from** {other}."]
    return [*said, f"It is {'higher' if row['difference'] > 0 else 'lower'} than {other}, by more than chance."]


def _limits(row: Mapping[str, Any], measure: Measure) -> str:
    return f"{number(row['modelled_lower'], measure)} to {number(row['modelled_upper'], measure)}"


def _additive(measure: Measure) -> bool:
    return measure.kind in ("count", "stock")


def uncertain_words(beside: Beside) -> str:
    """How many of some wards can be told from their boroughs, or why that cannot be said."""
    judged = beside.rows["told_apart"].count()
    if not judged and not known(beside.result):
        return "No ward here has a figure, so none can be held against its borough."
    if not judged:
        return "These figures have no interval, so it cannot be said which wards differ from their boroughs."
    few, wards = len(beside.uncertain), f"{judged} ward{'s' if judged > 1 else ''}"
    boroughs = "its borough" if judged == 1 else _boroughs(beside)
    by = "the modelled estimate" if beside.modelled else "their intervals"
    if few == judged:
        return f"None of {wards} can be told from {boroughs} by {by}."
    return f"{judged - few} of {wards} can be told from {boroughs} by {by}; {few} cannot."


def certainty_words(beside: Beside) -> str:
    """What a map of certainty is coloured by, and how many of its wards can be told from their boroughs."""
    return f"{'Coloured by the modelled estimate. ' if beside.modelled else ''}{uncertain_words(beside)}"


def _boroughs(beside: Beside) -> str:
    return "their borough" if beside.rows["borough"].n_unique() == 1 else "their boroughs"


def survey_words(wards: Result) -> str:
    """Which survey a measure's wards are of, and over how long its interviews are pooled."""
    window = parse(wards.figures[0].window) if wards.figures else None
    months = round(window.days / 30.4) if window else 12
    if wards.measure.theme == "satisfaction":
        asked = "the User Satisfaction Survey, which asks victims"
    elif wards.figures and wards.figures[0].source.endswith("_sns"):
        asked = "the Safer Neighbourhoods survey; the figure of the borough above them is of another survey"
    else:
        asked = "the Public Attitude Survey, which is drawn for boroughs and not for wards"
    if months > 12:
        over = (
            f"Wards are read over {months} months together, as one year has too few answers in a ward; two such windows"
        )
        return f"{over} a year apart share interviews. Interviews of {asked}."
    return f"Wards are read over one year, which has few answers in a ward. Interviews of {asked}."


def no_signals(result: Result) -> str:
    """Why a map of signals is empty."""
    if result.measure.weighted:
        return "A ward has too few answers in a quarter for a control chart."
    if result.measure.kind == "stock":
        return "A strength moves slowly from month to month: no signal is drawn from it."
    return "There are too few months by ward for control charts, or less than one event a month in each."


@once
def wards_table(beside: Beside) -> pl.DataFrame:
    """Wards with all that is known of each: own figure, interval, base, model, their borough; highest first.

    Shares, which are never ranked, go by name.
    """
    measure, result = beside.result.measure, beside.result
    rows = result.rows.drop("value", "lower", "upper", "base", "note").join(
        beside.rows.drop("place"), on="code", how="left", maintain_order="left"
    )
    if beside.modelled:
        rows = rows.sort("place")
        return told(rows.select(pl.col("place").alias("Place"), *_shares(measure), NOTE))
    rows = rows.sort("value", "place", descending=[True, False], nulls_last=True)
    columns = [
        pl.col("place").alias("Place"),
        whole("value", measure).alias(short_period(result.figure)),
        _against(),
        whole("previous", measure).alias(short_against(result.figure)),
        *changes(measure),
        whole("lower", measure).alias("95 % from"),
        whole("upper", measure).alias("95 % to"),
    ]
    return told(rows.select(*columns, NOTE))


def compared_table(beside: Beside, codes: Sequence[str]) -> pl.DataFrame:
    """Some wards in the order in which they are named, with all that `wards_table` says of each."""
    order = pl.DataFrame(
        {"at": [wards_order(beside).index(code) for code in codes if code in set(beside.rows["code"])]}
    )
    table = wards_table(beside)
    return told(table[order["at"].to_list()]) if order.height else table.clear()


def across_words(beside: Beside, codes: Sequence[str]) -> str:
    """That modelled estimates of several boroughs are not to be compared; empty where they are of one."""
    boroughs = beside.rows.filter(pl.col("code").is_in(list(codes)))["borough"].n_unique()
    if not beside.modelled or boroughs < 2:
        return ""
    return (
        "These wards are of different boroughs, and each model draws its ward towards its own: hold own answers "
        "against one another, with their intervals, and not the modelled estimates."
    )


def lines_table(results: Sequence[Result]) -> pl.DataFrame:
    """Several places month by month, a column to each: what a chart of their lines draws."""
    table = pl.DataFrame({"Window": [figure.window for figure in results[0].figures]})
    for one in results:
        column = pl.DataFrame(
            {"Window": [f.window for f in one.figures], one.figure.place: [f.value for f in one.figures]}
        )
        table = table.join(column, on="Window", how="left", maintain_order="left")
    return table


def _shares(measure: Measure) -> list[pl.Expr]:
    names = {
        "value": "Own answers" if measure.weighted else "Own figure",
        "lower": "95 % from",
        "upper": "95 % to",
        "base": "Base",
        "modelled": "Modelled",
        "modelled_lower": "Model from",
        "modelled_upper": "Model to",
        "whole": BOROUGHS,
    }
    base = pl.col("base").round(0).cast(pl.Int64, strict=False).alias("Base")
    columns = {head: base if name == "base" else pl.col(name).alias(head) for name, head in names.items()}
    return [*list(columns.values())[:5], _against(), *list(columns.values())[5:]]


def _against() -> pl.Expr:
    way = pl.when(pl.col("difference") > 0).then(pl.lit("higher")).otherwise(pl.lit("lower"))
    said = pl.when("told_apart").then(way).when(~pl.col("told_apart")).then(pl.lit(NOT_TOLD))
    return said.alias(AGAINST)


def wards_order(beside: Beside) -> list[str]:
    """The codes of the wards in the order of `wards_table`."""
    if beside.modelled:
        return beside.rows.sort("place")["code"].to_list()
    return beside.rows.sort("value", "place", descending=[True, False], nulls_last=True)["code"].to_list()


def wards_table_title(result: Result) -> str:
    """The title of the table of wards."""
    return f"{result.measure.title} by {level_words(result).removesuffix('s')}, {rows_period(result)}"


def wards_chart_title(beside: Beside) -> str:
    """The finding of the chart of wards: how many can be told from their boroughs, and which way."""
    rows, measure = beside.rows, beside.result.measure
    judged = rows.filter(pl.col("told_apart").is_not_null())
    if judged.is_empty():
        return f"{measure.title} by ward"
    apart = judged.filter("told_apart")
    high = apart.filter(pl.col("difference") > 0).height
    boroughs = _boroughs(beside)
    if not apart.height:
        return f"{measure.title}: none of {judged.height} wards can be told from {boroughs}"
    return f"{measure.title}: {high} of {judged.height} wards above {boroughs}, {apart.height - high} below"


@once
def strip_rows(beside: Beside, places: Any) -> pl.DataFrame:
    """The wards as the chart of all London takes them: the estimate that is best known, and the borough's name."""
    names = {code: places.place(code).label for code in beside.rows["borough"].drop_nulls().unique()}
    rows = beside.rows.filter(pl.col("borough").is_not_null()).select(
        "code",
        "place",
        pl.col("borough").replace_strict(names, default=None, return_dtype=pl.String),
        pl.coalesce("modelled", "value").alias("shown"),
        "told_apart",
    )
    said = [number(value, beside.result.measure) for value in rows["shown"]]
    return rows.with_columns(said=pl.Series(said, dtype=pl.String))


@once
def estimates_rows(beside: Beside) -> pl.DataFrame:
    """The wards as the chart of estimates takes them, in the measure's unit."""
    names = {"value": "direct", "lower": "direct_lower", "upper": "direct_upper", "modelled": "estimate"}
    names |= {"modelled_lower": "lower", "modelled_upper": "upper"}
    return beside.rows.rename(names)
