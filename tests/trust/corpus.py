"""Malformed files, made from the layouts without chance: what a broken download, a spreadsheet or an enemy sends."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

Files = Iterator[tuple[str, bytes]]

#: Bytes that neither UTF-8 nor Windows-1252 knows, and that stand for letters in neither.
NO_ENCODING = b"\x81\x8d\x8f\x90\x9d"
BOMB = 100 * 1024 * 1024


def any_file() -> Files:
    """Files that are no layout at all."""
    yield "empty.csv", b""
    yield "blank lines.csv", b"\n\n \n\n"
    yield "one letter.csv", b"x"
    yield "bytes.csv", bytes(range(256)) * 8
    yield "NULs.csv", b"\x00" * 4096
    yield "page.csv", b"<!DOCTYPE html><html><body><h1>503 Service Unavailable</h1></body></html>"
    yield "error.csv", b'{"error": "too many requests"}'
    yield "list.csv", b"[1, 2, 3]"
    yield "unknown layout.csv", b"Ward,Apples\nE05000026,7\n"
    yield "one long line.csv", b"Borough" * 1_500_000
    yield "gzip of nothing.csv.gz", gzip.compress(b"", mtime=0)
    yield "gzip cut.csv.gz", gzip.compress(b"Borough,Major Category,Minor Category,200804\n" * 500, mtime=0)[:60]
    yield "zip cut.zip", zipped({"a.json": b"[]" * 400})[:80]
    yield "zip of nothing.zip", zipped({})
    yield "zip of text.zip", zipped({"readme.txt": b"read me"})
    yield "begins like Parquet.parquet", b"PAR1" + b"\x15\x04\x15" * 50
    yield "begins and ends like Parquet.parquet", b"PAR1" + b"\x15\x04\x15" * 50 + b"\x10\x00\x00\x00PAR1"
    yield "begins like a workbook.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def of_layout(layout: Path) -> Files:
    """One layout's file, broken in every way that its kind can be."""
    content, name = layout.read_bytes(), layout.name
    if layout.suffix in (".parquet", ".xls"):
        yield f"cut {name}", content[: len(content) * 2 // 3]
        yield f"first bytes of {name}", content[:100]
        yield f"without its end {name}", content[:-40]
    elif layout.suffix == ".zip":
        yield f"cut {name}", content[: len(content) * 2 // 3]
        yield f"damaged {name}", content[:200] + b"\xff" * 8 + content[208:]
    else:
        yield from of_text(name.removesuffix(".gz"), gzip.decompress(content) if name.endswith(".gz") else content)


def of_text(name: str, content: bytes) -> Files:
    """A text layout's file, broken."""
    header, rows = content.split(b"\n", 1)
    cells = header.split(b",")
    yield f"cut in a line of {name}", content[: content.rindex(b",", 0, len(content) * 2 // 3)]
    yield f"cut in the header of {name}", content[: len(header) // 2]
    yield f"NULs in {name}", content[: len(content) // 2] + b"\x00\x00" + content[len(content) // 2 :]
    yield f"UTF-16 {name}", content.decode("windows-1252").encode("utf-16")
    yield f"no encoding {name}", content + NO_ENCODING
    yield f"header shifted by one {name}", b",".join([*cells[1:], cells[0]]) + b"\n" + rows
    yield f"semicolons in {name}", content.replace(b",", b";")
    yield f"one line of {name}", content.replace(b"\n", b" ").replace(b"\r", b" ")
    first, others = rows.split(b"\n", 1)
    yield f"a quote left open in {name}", header + b"\n" + first.rstrip() + b'"\n' + others


def of_values(layouts: Path) -> Files:
    """Files with the right form and impossible content."""
    for name, old, new in VALUES:
        layout = layouts / name
        content = layout.read_bytes()
        content = gzip.decompress(content) if name.endswith(".gz") else content
        broken = content.replace(old, new)
        assert broken != content, f"{name} does not hold {old!r}"
        yield f"{old.decode()} is {new.decode()} in {name.removesuffix('.gz')}".replace("/", " or "), broken


#: Layout, what stands in it, what is put there.
VALUES = (
    ("mps_borough_crime_2008.csv", b",11,", b",-11,"),
    ("mps_borough_crime_2008.csv", b",11,", b",eleven,"),
    ("mps_borough_crime_2008.csv", b"Camden", b"Gotham"),
    ("mps_borough_crime_2008.csv", b"Burglary", b"Piracy"),
    ("mps_borough_crime_2008.csv", b"200903", b"190003"),
    ("mps_borough_crime_2008.csv", b"200903", b"210003"),
    ("mps_borough_crime_2008.csv", b"200903", b"200913"),
    ("mps_borough_crime_2008.csv", b"200903", b"200904"),
    ("mps_borough_crime_2010.csv", b"201004", b"190004"),
    ("mps_borough_crime_2010.csv", b"201004", b"210004"),
    ("mps_borough_crime_2010.csv", b",31,", b",-31,"),
    ("mps_borough_crime_2011.csv", b"201104", b"190004"),
    ("mps_borough_crime_2011.csv", b"201104", b"210004"),
    ("mps_borough_crime_2011.csv", b",78,", b",-78,"),
    ("mps_ward_crime_recent.csv", b"E05000026", b"E05999999"),
    ("mps_ward_crime_recent.csv", b"202009", b"190009"),
    ("mps_ward_crime_recent.csv", b"202009", b"210009"),
    ("mps_ward_crime_recent.csv", b",3,", b",-3,"),
    ("ward_atlas.csv", b"E05000644", b"E05999999"),
    ("ward_atlas.csv", b"E05000644", b"E05000026"),  # one ward twice
    ("ward_atlas.csv", b",88,", b",-88,"),
    ("ward_profiles.csv", b"E05000026", b"E05999999"),
    ("police_uk_street.csv", b"2016-01", b"1900-01"),
    ("police_uk_street.csv", b"2016-01", b"2100-01"),
    ("police_uk_street.csv", b"Burglary", b"Piracy"),
    ("police_uk_street.csv", b"51.5395", b"north"),
    ("police_uk_outcomes.csv", b"2019-12", b"1900-12"),
    ("police_uk_outcomes.csv", b"2019-12", b"2100-12"),
    ("police_uk_outcomes.csv", b"Local resolution", b"Hanged"),
    ("police_uk_stops.csv.gz", b"2017-05", b"1900-05"),
    ("police_uk_stops.csv.gz", b"2017-05", b"2100-05"),
    ("moj_proven_reoffending.csv", b"2010-03-31", b"1900-03-31"),
    ("moj_proven_reoffending.csv", b"2010-03-31", b"2100-03-31"),
    ("moj_proven_reoffending.csv", b",0.3625", b",36.25"),
    ("moj_proven_reoffending.csv", b",juvenile,", b",elderly,"),
)


def of_zips() -> Files:
    """Zips of the API's answers that are broken or meant to harm."""
    inside = "london_month_2016_01/crime_month_2016_01_area_E05000026_0.json"
    crime = {"id": 1, "category": "burglary", "month": "2016-01", "location_type": "Force", "persistent_id": ""}
    crime |= {"location": {"latitude": "51.5395", "longitude": "0.078"}, "outcome_status": None}
    made: dict[str, Callable[[], bytes]] = {
        "climbs out": lambda: zipped({"../../crime_month_2016_01_area_E05000026_0.json": b"[]"}),
        "absolute": lambda: zipped({"/etc/crime_month_2016_01_area_E05000026_0.json": b"[]"}),
        "bomb": lambda: zipped({inside: b"[" + b" " * BOMB + b"]"}),
        "bomb beside": lambda: zipped({inside: b"[]", "padding.bin": b"\x00" * BOMB}),
        "unknown ward": lambda: zipped({inside.replace("E05000026", "E05999999"): one(crime)}),
        "of 1900": lambda: zipped({inside.replace("2016_01", "1900_01"): one({**crime, "month": "1900-01"})}),
        "of 2100": lambda: zipped({inside.replace("2016_01", "2100_01"): one({**crime, "month": "2100-01"})}),
        "no JSON": lambda: zipped({inside: b"Service Unavailable"}),
        "cut JSON": lambda: zipped({inside: one(crime)[:-30]}),
        "JSON of something else": lambda: zipped({inside: b'[{"apples": 7}]'}),
        "NaN point": lambda: zipped({inside: one({**crime, "location": {"latitude": "NaN", "longitude": "0"}})}),
    }
    for name, make in made.items():
        yield f"{name}.zip", make()


def one(crime: dict[str, object]) -> bytes:
    """A JSON list of one crime."""
    return json.dumps([crime]).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files, the same bytes every time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
