"""Offence counts by place, category and period: what the MPS layouts share once their columns are named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from tp_metrics import periods
from tp_metrics.schema import COVERAGE, LOST
from tp_metrics.schema.reading import ASIDE, MOST_COUNT, Lookup, Progress, Reading, SourceRefused, aside
from tp_metrics.sources.cells import Sheet, counted, wide

Days = tuple[date, date]

CITY = "E09000001"
ANOTHER_FORCE = "another force's: the City of London has its own police"
TOTAL_AREA = "a total of a larger area"

PERIOD = ["place", "first_day", "last_day"]


def month_columns(name: str, columns: Iterable[str]) -> dict[str, Days]:
    """The columns that are months (`200904`), each with its first and last day, in the order of time.

    Raises SourceRefused where there is none, or where six digits are no month.
    """
    days = {column: month(name, column) for column in columns if re.fullmatch(r"\d{6}", column)}
    if not days:
        raise SourceRefused(f"{name}: no column is a month; expected columns such as 200904.")
    return dict(sorted(days.items()))


def month(name: str, text: str) -> Days:
    """The first and last day of a month written `200904`; raises SourceRefused for an impossible one."""
    if not re.fullmatch(r"(199|20[0-5])\d(0[1-9]|1[0-2])", text):
        raise SourceRefused(f"{name}: the column {text} is no month; expected year and month, such as 200904.")
    first = date(int(text[:4]), int(text[4:]), 1)
    return first, periods.month_end(first)


def calendar(columns: Mapping[str, Days]) -> pl.DataFrame:
    """The days of each column as a frame: `column`, `first_day`, `last_day`."""
    rows = [(column, *days) for column, days in columns.items()]
    return pl.DataFrame(rows, schema={"column": pl.String, "first_day": pl.Date, "last_day": pl.Date}, orient="row")


def placed(rows: pl.DataFrame, places: Lookup) -> pl.DataFrame:
    """The rows with `place`, the code of what `borough` names, null where unknown."""
    names = rows["borough"].unique()
    codes = pl.Series([places.borough((name or "").strip()) for name in names], dtype=pl.String)
    known = pl.DataFrame({"borough": names, "place": codes})
    return rows.join(known, on="borough", how="left", nulls_equal=True, maintain_order="left")


def categorised(rows: pl.DataFrame, places: Lookup, layout: str) -> pl.DataFrame:
    """The rows with `offence`, the code of their `major` and `minor` category in `layout`, null where unknown."""
    pairs = rows.select("major", "minor").unique(maintain_order=True)
    bare = [((major or "").strip(), (minor or "").strip() or None) for major, minor in pairs.rows()]
    codes = [places.offence(layout, major, minor) for major, minor in bare]
    known = pairs.with_columns(offence=pl.Series(codes, dtype=pl.String))
    return rows.join(known, on=["major", "minor"], how="left", nulls_equal=True, maintain_order="left")


def judged(rows: pl.DataFrame, keys: Sequence[str], values: Sequence[str]) -> pl.DataFrame:
    """The rows with the reasons `aside` and `refused` (null: none) that hold for the whole row.

    The City is set aside. Refused are an unknown borough and an unknown category. Of two rows with the same keys the
    later is set aside where it repeats the earlier exactly, and refused where it does not.
    """
    place, offence = pl.col("place"), pl.col("offence")
    rows = rows.with_columns(
        aside=pl.when(place == CITY).then(pl.lit(ANOTHER_FORCE)),
        refused=pl.when(place.is_null())
        .then(shown("'{}' is no borough known here; expected one of London's 32", "borough"))
        .when(offence.is_null())
        .then(shown("'{} / {}' is no offence category known in this layout", "major", "minor")),
    )
    if not rows.select(keys).is_duplicated().any():
        return rows
    first = pl.col("line").first().over(keys)
    same = pl.all_horizontal(pl.col(value).eq_missing(pl.col(value).first().over(keys)) for value in values)
    later = place.is_not_null() & (pl.col("line") != first)
    other = pl.format("line {} has the same place, category and month with another figure; expected one line", first)
    return rows.with_columns(
        aside=pl.coalesce("aside", pl.when(later & same).then(pl.format("an exact repeat of line {}", first))),
        refused=pl.coalesce("refused", pl.when(later & ~same).then(other)),
    )


def shown(words: str, *columns: str) -> pl.Expr:
    """A reason that shows what stands in some columns of the row."""
    return pl.format(words, *(pl.col(column).fill_null("") for column in columns))


def summed(cells: pl.DataFrame, source: str) -> pl.DataFrame:
    """Offence records from cells with `place`, `first_day`, `last_day`, `offence` and `count`.

    Categories that are one offence here are added up; a sum of zero needs no record, because the coverage says that
    the source speaks for that place and time.
    """
    counts = cells.filter(pl.col("count") > 0)
    return (
        counts.group_by(*PERIOD, "offence")
        .agg(offences=pl.col("count").sum())
        .sort("first_day", "last_day", "place", "offence")
        .select(pl.lit(source).alias("source"), *PERIOD, "offence", "offences")
    )


def spoken_for(source: str, periods_of_places: pl.DataFrame, lost: pl.DataFrame) -> pl.DataFrame:
    """Coverage by `source` of each `place`, `first_day` and `last_day`, but for those that are `lost`.

    Lost are those with a refused cell: their sum would be too small, and look whole.
    """
    spoken = periods_of_places.unique().join(lost, on=PERIOD, how="anti").sort("first_day", "last_day", "place")
    return spoken.with_columns(table=pl.lit("offences"), source=pl.lit(source)).select(list(COVERAGE))


def lost_offences(source: str, lost: pl.DataFrame) -> pl.DataFrame:
    """Why a source says nothing of some places and periods, in the shape of schema.LOST: the first reason of each."""
    first = (
        lost.filter(pl.col("place").is_not_null()).group_by(PERIOD).agg(pl.col("reason").drop_nulls().sort().first())
    )
    said = first.with_columns(table=pl.lit("offences"), source=pl.lit(source)).sort(PERIOD)
    return said.select([pl.col(name).cast(of) for name, of in LOST.items()])


def monthly(
    sheet: Sheet, rows: pl.DataFrame, ragged_places: pl.DataFrame, source: str, progress: Progress, notes: Sequence[str]
) -> Reading:
    """The reading of a wide monthly sheet whose rows have `place`, `offence`, `aside` and `refused`.

    Each month of each row is a value cell. `ragged_places` are the ragged lines with their `place` as far as known.
    """
    months = month_columns(sheet.name, sheet.names)
    days = calendar(months)
    sound = pl.col("aside").is_null() & pl.col("refused").is_null()
    bad = wide(rows.filter(~sound), list(months), ["place", "aside", "refused"])
    sums, wrong, kept = _sums(rows.filter(sound), list(months))
    unsound = rows.filter(pl.col("aside").is_null(), pl.col("refused").is_not_null())
    cut = ragged_places.select("place", reason=pl.lit("its line has another number of cells than the heading"))
    rows_lost = pl.concat([unsound.select("place", reason="refused"), cut]).join(days, how="cross")
    cells_lost = wrong.join(rows.select("line", "place"), on="line").join(days, on="column")
    lost = pl.concat([rows_lost.select(*PERIOD, "reason"), cells_lost.select(*PERIOD, "reason")])
    set_aside = bad.filter(pl.col("aside").is_not_null())
    refused = pl.concat(
        [_reasons(bad.filter(pl.col("aside").is_null()), "refused"), wrong, sheet.ragged_cells(list(months))]
    )
    sheet.refuse_cut(refused)
    progress(1.0, "Done")
    return Reading(
        source=source,
        tables={"offences": summed(sums.join(days, on="column"), source)},
        coverage=spoken_for(
            source,
            rows.filter(sound).select("place").unique().join(days, how="cross").select(PERIOD),
            lost,
        ),
        lost=lost_offences(source, lost),
        read=(rows.height + sheet.ragged.height) * len(months),
        kept=kept,
        set_aside=_reasons(set_aside, "aside"),
        refused=refused,
        notes=tuple(notes),
    )


def _sums(rows: pl.DataFrame, months: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Counts added up by place, column and offence, the refused cells, and how many cells were counted.

    Lines of plain counts are added up before their months become rows, because a ward file of fourteen years has
    millions of cells; only other lines are looked at cell by cell.
    """
    keys = ["place", "offence"]
    numbers = rows.with_columns(pl.col(months).cast(pl.Int64, strict=False))
    plain = numbers.select(
        pl.all_horizontal(pl.col(months).is_between(0, MOST_COUNT)).fill_null(value=False)
    ).to_series()
    added = numbers.filter(plain).group_by(keys).agg(pl.col(months).sum())
    sums = added.unpivot(on=list(months), index=keys, variable_name="column", value_name="count")
    cells, wrong = counted(wide(rows.filter(~plain), months, keys))
    return (
        pl.concat([sums, cells.select(sums.columns)]),
        wrong,
        int(plain.sum()) * len(months) + cells.height,
    )


def _reasons(cells: pl.DataFrame, reason: str) -> pl.DataFrame:
    picked = cells.select(pl.col("line").cast(pl.Int64), "column", value="text", reason=reason)
    return picked.cast(ASIDE) if picked.height else aside()  # type: ignore[arg-type]


def boroughs(sheet: Sheet, places: Lookup, source: str, progress: Progress) -> Reading:
    """The reading of a monthly sheet by borough, its columns named `borough`, `major` and `minor`."""
    progress(0.1, "Naming boroughs and offences")
    months = list(month_columns(sheet.name, sheet.names))
    rows = categorised(placed(sheet.rows, places), places, source)
    rows = judged(rows, ["place", "major", "minor"], months)
    named = rows.filter(pl.col("place").str.starts_with("E09"), pl.col("place") != CITY)["place"]
    lacking = 32 - named.n_unique()
    notes = [f"Boroughs, of 32, that the file says nothing of: {lacking}."] if lacking > 0 else []
    return monthly(sheet, rows, placed(sheet.ragged, places), source, progress, notes)


def wards(sheet: Sheet, places: Lookup, source: str, progress: Progress, vintage: int) -> Reading:
    """The reading of a monthly sheet by ward, its columns named `ward_code`, `borough`, `major` and `minor`.

    A line whose `borough` is an other place (the airports' police) belongs to that place, not to the ward.
    """
    progress(0.1, "Naming wards and offences")
    months = list(month_columns(sheet.name, sheet.names))
    require_vintage(sheet.name, sheet.rows["ward_code"], places, vintage)
    known = places.wards(vintage).select("ward_code", "borough_code")
    rows = judged(
        categorised(in_wards(sheet.rows, places, known), places, source),
        ["ward_code", "place", "major", "minor"],
        months,
    )
    rows = rows.with_columns(refused=pl.coalesce(_misplaced(vintage), "refused"))
    lacking = known.filter(pl.col("borough_code") != CITY).join(rows, on="ward_code", how="anti").height
    notes = [f"Wards of {vintage} that the file says nothing of: {lacking}."] if lacking else []
    return monthly(sheet, rows, in_wards(sheet.ragged, places, known), source, progress, notes)


def require_vintage(name: str, codes: pl.Series, places: Lookup, vintage: int) -> None:
    """Refuse a file whose ward codes are known in another vintage rather than in the one its layout is read on."""
    wanted = codes.str.strip_chars().unique()
    found = places.ward_vintage(wanted)
    if found is None:
        raise SourceRefused(f"{name}: its ward codes are not known here; expected wards of {vintage}.")
    there, here = (wanted.is_in(places.wards(each)["ward_code"].to_list()).sum() for each in (found, vintage))
    if there > here:
        raise SourceRefused(f"{name}: its wards are those of {found}; expected wards of {vintage}.")


def in_wards(rows: pl.DataFrame, places: Lookup, known: pl.DataFrame) -> pl.DataFrame:
    """The rows with `place`: their ward, or the other place that `borough` names; and `ward_borough`, `named`."""
    rows = placed(rows.with_columns(pl.col("ward_code").str.strip_chars()), places).rename({"place": "named"})
    rows = rows.join(known.rename({"borough_code": "ward_borough"}), on="ward_code", how="left", maintain_order="left")
    other = ~pl.col("named").str.starts_with("E09") | (pl.col("named") == CITY)
    ward = pl.when(pl.col("ward_borough").is_not_null()).then(pl.col("ward_code"))
    return rows.with_columns(place=pl.when(other).then(pl.col("named")).otherwise(ward))


def _misplaced(vintage: int) -> pl.Expr:
    """Why a row's ward cannot be right: the code or the borough is unknown, or they do not belong together."""
    elsewhere = pl.col("named").str.starts_with("E09") & (pl.col("named") != pl.col("ward_borough"))
    return (
        pl.when(pl.col("ward_borough").is_null())
        .then(shown(f"'{{}}' is no ward of {vintage} known here", "ward_code"))
        .when(pl.col("named").is_null())
        .then(shown("'{}' is no borough known here; expected one of London's 32", "borough"))
        .when(elsewhere)
        .then(shown("ward {} does not lie in {}; expected its own borough", "ward_code", "borough"))
    )
