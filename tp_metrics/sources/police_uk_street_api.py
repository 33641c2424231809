"""Street crime from the API of data.police.uk: a zip with one JSON file for each polygon of a ward.

The API answers for a polygon with its boundary, so a crime on a map point that two wards share stands in both files:
2,767 of the 58,941 rows of January 2016. Such a crime is counted once, in the ward whose full boundary holds the
point or, where that is none of those that list it, in the one with the lowest code; the other rows are set aside. A
crime that one ward alone lists stays there. Crimes of the British Transport Police are another force's: set aside.

`crime_id` is the persistent ID, which is the Crime ID of the CSV files. About 4 % of the crimes share one with another
crime of the same month; the API gives them different ids of its own, and by these they are counted.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, SourceRefused, silent
from tp_metrics.sources import police_uk as uk
from tp_metrics.sources.police_uk_rows import Check, parted

NAME = "police_uk_street_api"
TITLE = "data.police.uk street crime by ward (API JSON in a zip)"

#: The records are those of street crime, whichever way they come.
SOURCE = "police_uk_street"

MEMBER = re.compile(r"(?:.*/)?crime_month_(\d{4})_(\d{2})_area_([A-Z]\d{8})_(\d+)\.json")
MOST_MEMBER_BYTES = 64 * 1024 * 1024
MOST_RATIO = 200
MOST_BYTES = 512 * 1024 * 1024
MOST_MEMBERS = 100_000

#: Vintages by whose boundaries a point is placed, the first of which there are any.
VINTAGES = (uk.VINTAGE, 2018)

#: Everything is read as text first, so that what does not fit can be shown as it stands.
JSON: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.String,
    "persistent_id": pl.String,
    "month": pl.String,
    "category": pl.String,
    "location_type": pl.String,
    "location": pl.Struct({"latitude": pl.String, "longitude": pl.String}),
    "outcome_status": pl.Struct({"category": pl.String}),
}


@dataclass(frozen=True)
class Member:
    """One file of the zip: the crimes of one month in one polygon of a ward."""

    name: str
    month: date
    ward: str


def recognises(head: Head) -> bool:
    """Whether the zip holds files named as the API's answers are kept."""
    return head.kind == "zip" and any(MEMBER.fullmatch(name) for name in head.columns)


def read(path: Path, places: Lookup, progress: Progress = silent) -> Reading:
    """The Met's crimes in the zip, each once, in a ward whose file lists it."""
    members = _members(path)
    rows = _rows(path, members, progress)
    met, others = _parted(rows, _other_forces())
    sound, refused = _parted(met, _checks(places))
    progress(0.9, f"placing {sound.height:,} crimes in wards")
    kept, again = _parted(_with_ward(sound, places), _repeats())
    return Reading(
        source=SOURCE,
        tables={"street_crimes": kept.select(_record())},
        coverage=_coverage(members, places),
        read=rows.height,
        kept=kept.height,
        set_aside=pl.concat([others, again]),
        refused=refused,
        notes=_notes(members, places),
    )


def _members(path: Path) -> list[Member]:
    """The files of the zip that hold crimes; raises SourceRefused for a zip that is unsafe or holds none."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceRefused(f"{path.name} is no zip archive that can be read ({error}); fetch it again.") from None
    _refuse_unsafe(path, infos)
    members = []
    for info in infos:
        if match := MEMBER.fullmatch(info.filename):
            if not 1 <= int(match[2]) <= 12 or match[1] == "0000":
                raise SourceRefused(f"{path.name}: {info.filename} is named for a month that does not exist.")
            members.append(Member(info.filename, date(int(match[1]), int(match[2]), 1), match[3]))
    if not members:
        raise SourceRefused(f"{path.name} holds no file named like crime_month_2016_01_area_E05000026_0.json.")
    return members


def _refuse_unsafe(path: Path, infos: Sequence[zipfile.ZipInfo]) -> None:
    """Raise SourceRefused for names that lead out of the folder, for locked files and for zip bombs."""
    if len(infos) > MOST_MEMBERS:
        raise SourceRefused(f"{path.name} holds {len(infos):,} files; more than {MOST_MEMBERS:,} are not read.")
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or re.match(r"[A-Za-z]:", name):
            raise SourceRefused(f"{path.name} holds a file named {name}, which leads out of its folder: unsafe.")
        if name in seen:
            raise SourceRefused(f"{path.name} holds two files named {name}; it cannot be known which one counts.")
        seen.add(name)
        if info.flag_bits & 1:
            raise SourceRefused(f"{path.name} is locked with a password; unlock it first.")
        swollen = info.file_size > MOST_RATIO * max(info.compress_size, 1) and info.file_size > 1024 * 1024
        if swollen or info.file_size > MOST_MEMBER_BYTES:
            raise SourceRefused(
                f"{path.name}: {name} would unpack to {info.file_size:,} bytes, which no month of a ward has: unsafe."
            )
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise SourceRefused(f"{path.name} would unpack to more than {MOST_BYTES >> 20} MB: unsafe.")


def _rows(path: Path, members: Sequence[Member], progress: Progress) -> pl.DataFrame:
    """Every crime of every file, in order, with its file, its `line` (place in that file) and the file's ward."""
    frames = []
    with zipfile.ZipFile(path) as archive:
        for n, member in enumerate(members):
            if n % 20 == 0:
                progress(0.9 * n / len(members), f"reading {n:,} of {len(members):,} files")
            frames.append(_crimes(path, archive, member))
    return pl.concat(frames).with_row_index("row")


def _crimes(path: Path, archive: zipfile.ZipFile, member: Member) -> pl.DataFrame:
    try:
        with archive.open(member.name) as file:
            # A header may understate the size, so reading stops where the limit is.
            content = file.read(MOST_MEMBER_BYTES + 1)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise SourceRefused(f"{path.name}: {member.name} is damaged ({error}); fetch it again.") from None
    if len(content) > MOST_MEMBER_BYTES:
        raise SourceRefused(f"{path.name}: {member.name} unpacks to more than its header says: unsafe.")
    if not content.lstrip().startswith(b"["):
        raise SourceRefused(f"{path.name}: {member.name} is not a JSON list of crimes.")
    try:
        crimes = pl.read_json(content, schema=JSON)
    except pl.exceptions.PolarsError:
        raise SourceRefused(
            f"{path.name}: {member.name} is cut, or not a JSON list of crimes; fetch it again."
        ) from None
    return (
        crimes.with_columns(pl.col(pl.String).replace("", None))
        .unnest("location")
        .with_columns(outcome=pl.col("outcome_status").struct.field("category"))
        .select(
            pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("line"),
            pl.exclude("outcome_status", "latitude", "longitude"),
            pl.col("longitude").alias("Longitude"),
            pl.col("latitude").alias("Latitude"),
            pl.lit(member.name.rpartition("/")[2]).alias("file"),
            pl.lit(member.ward).alias("ward"),
            pl.lit(member.month).alias("first_day"),
        )
    )


def _parted(rows: pl.DataFrame, checks: Sequence[Check]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """As `police_uk.parted`; the reasons say in which file of the zip the line is."""
    file = pl.col("file")
    return parted(
        rows, [Check(check.column, check.fails, pl.format("{} ({})", check.reason, file)) for check in checks]
    )


def _other_forces() -> list[Check]:
    return [
        Check.of(
            "location_type", pl.col("location_type") == "BTP", "reported by British Transport Police, another force"
        ),
        Check.of("ward", pl.col("ward") == "E09000001", "in the City of London, which has another force"),
    ]


def _checks(places: Lookup) -> list[Check]:
    wards = places.wards(uk.VINTAGE)["ward_code"].to_list()
    month = pl.col("first_day").dt.strftime("%Y-%m")
    of_month = pl.format("expected {}, the month that the file is named for", month)
    return [
        Check.of("id", pl.col("id").is_null() | ~pl.col("id").str.contains(r"^\d+$"), "expected a crime's number"),
        *uk.month_checks("month"),
        Check.of("month", pl.col("month") != month, of_month),
        Check.of("location_type", ~pl.col("location_type").eq_missing(pl.lit("Force")), "expected Force or BTP"),
        Check.of("category", pl.col("category").is_null(), "expected a category of crime"),
        uk.word_check("category", list(uk.CATEGORIES.values()), "a category of the API, such as burglary"),
        uk.word_check("outcome", uk.OUTCOMES, "an outcome of data.police.uk, such as Local resolution"),
        *uk.point_checks(),
        Check.of("ward", ~pl.col("ward").is_in(wards), f"expected the code of a ward of {uk.VINTAGE}"),
    ]


def _with_ward(rows: pl.DataFrame, places: Lookup) -> pl.DataFrame:
    """The rows with the `place` that their crime is counted in, the same on every row of a crime."""
    # Codes that two vintages share are the same ground in both, so either's boundaries will do.
    vintage = next((year for year in VINTAGES if uk.can_place(places, year)), uk.VINTAGE)
    rows = uk.placed(rows, places, vintage).rename({"place": "point_ward"})
    listed = (pl.col("ward") == pl.col("point_ward")).any().over("id")
    lowest = pl.col("ward").min().over("id")
    return rows.with_columns(place=pl.when(listed).then("point_ward").otherwise(lowest))


def _repeats() -> list[Check]:
    """Rows of a crime other than the first one in the ward where it is counted."""
    counted = pl.when(pl.col("ward") == pl.col("place")).then("row").min().over("id")
    reason = pl.format("the crime stands on a boundary and is counted in {}", pl.col("place"))
    return [Check.of("id", counted != pl.col("row"), reason)]


def _coverage(members: Sequence[Member], places: Lookup) -> pl.DataFrame:
    """The wards that have a file, and the boroughs whose wards all have one."""
    wards = places.wards(uk.VINTAGE).filter(pl.col("ward_code").str.starts_with("E05"))
    listed = pl.DataFrame({"ward_code": [m.ward for m in members], "first_day": [m.month for m in members]}).unique()
    listed = listed.join(wards, on="ward_code").with_columns(of_borough=pl.len().over("borough_code", "first_day"))
    sizes = wards.group_by("borough_code").agg(wards=pl.len())
    whole = listed.join(sizes, on="borough_code").filter(pl.col("of_borough") == pl.col("wards"))
    place = pl.concat(
        [
            listed.select("first_day", place="ward_code"),
            whole.select("first_day", place="borough_code").unique(),
        ]
    ).sort("first_day", "place")
    return place.select(
        pl.lit("street_crimes").alias("table"),
        pl.lit(SOURCE).alias("source"),
        "first_day",
        uk.last_day().alias("last_day"),
        "place",
    )


def _notes(members: Sequence[Member], places: Lookup) -> tuple[str, ...]:
    of_met = places.wards(uk.VINTAGE).filter(pl.col("ward_code").str.starts_with("E05"))
    listed = of_met.filter(pl.col("ward_code").is_in({member.ward for member in members})).height
    if listed == of_met.height:
        return ()
    return (
        f"The zip has files for {listed:,} of the {of_met.height:,} wards of {uk.VINTAGE}; the others, their boroughs "
        "and London as a whole are not known from it.",
    )


def _record() -> list[pl.Expr]:
    return [
        pl.lit(SOURCE).alias("source"),
        pl.col("first_day"),
        uk.last_day().alias("last_day"),
        pl.col("place"),
        pl.col("persistent_id").alias("crime_id"),
        pl.col("category"),
        pl.col("outcome"),
        pl.col("longitude"),
        pl.col("latitude"),
    ]
