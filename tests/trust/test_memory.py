"""Files that are meant to fill the memory are refused within a bound, each in a process of its own."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trust import archives
from tests.trust.stores import not_a_sentence

pytestmark = pytest.mark.trust

LAYOUTS = Path(__file__).parents[1] / "layouts"
ROOT = Path(__file__).parents[2]
#: Megabytes of memory that refusing any file may take at most, the libraries (some 250) included.
MOST = 600
#: Seconds of the processor that it may take, of which loading the libraries takes some 2.
SECONDS = 25
GIGABYTE = 1024**3

#: Refuses a file as the screen does, and says the sentence, the most memory in kB, and the seconds of the processor.
ASK = """
import json, resource, sys
from pathlib import Path
from tp_metrics import arrivals
said = ""
try:
    if arrivals.preview(Path(sys.argv[1])) is None:
        arrivals.install(Path(sys.argv[1]))
except ValueError as refused:
    said = str(refused)
most = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([said, int(most.split()[1]), used.ru_utime + used.ru_stime]))
"""


def line(start: bytes, fill: bytes, blocks: int = 1024) -> Callable[[Path], None]:
    """A gigabyte (or so many MB) of one line after a beginning; sparse where the filling is nothing."""

    def make(file: Path) -> None:
        with file.open("wb") as out:
            out.write(start)
            if fill == b"\x00":
                out.truncate(GIGABYTE)
                return
            block = fill * (1024 * 1024 // len(fill))
            for _ in range(blocks):
                out.write(block)

    return make


def gzipped(file: Path) -> None:
    with gzip.open(file, "wb", 1) as out:
        for _ in range(128):
            out.write(b"Camden,Burglary,Burglary in a Dwelling,11,12,13\n" * 21_845)


def of_rows(name: str, megabytes: int) -> Callable[[Path], None]:
    """A layout's heading over so many MB of its rows, in blocks that pack some fiftyfold: no more than a table does."""

    def make(file: Path) -> None:
        content = (LAYOUTS / name).read_bytes()
        header, first = (gzip.decompress(content) if name.endswith(".gz") else content).splitlines()[:2]
        numbered = b"\n".join(first.replace(b"1", b"%d" % (line * line)) for line in range(2_000)) + b"\n"
        block = numbered * (1024 * 1024 // len(numbered))
        with gzip.open(file, "wb", 1) if file.suffix == ".gz" else file.open("wb") as out:
            out.write(header + b"\n")
            for _ in range(megabytes):
                out.write(block)
        assert file.suffix != ".gz" or file.stat().st_size * 150 > len(block) * megabytes, "its ratio would tell of it"

    return make


def zipped(name: str) -> Callable[[Path], None]:
    def make(file: Path) -> None:
        with (
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(name, "w") as out,
        ):
            for _ in range(256):
                out.write(bytes(1024 * 1024))

    return make


def workbook(file: Path) -> None:
    """A workbook whose sheet holds a gigabyte of blanks."""
    sound = archives._book({"Crime": [["Borough", "2010"]]})
    with zipfile.ZipFile(io.BytesIO(sound)) as read, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name in read.namelist():
            out.writestr(name, read.read(name) if "sheet1" not in name else b"<worksheet>" + b" " * 300_000_000)


HEADER = (LAYOUTS / "mps_borough_crime_2008.csv").read_bytes().split(b"\n")[0] + b"\n"
HARMFUL: dict[str, Callable[[Path], None]] = {
    "no table.csv": line(b"", b"x"),
    "a header and no end.csv": line(HEADER, b"Camden,"),
    "a quote and no end.csv": line(HEADER + b'"', b"Camden\t"),
    "no end of JSON.geojson": line(b'{"type": "FeatureCollection", "features": [', b" ", 256),
    "NULs.csv": line(HEADER, b"\x00"),
    "gzip bomb.csv.gz": gzipped,
    "stops without end.csv.gz": of_rows("police_uk_stops.csv.gz", 1500),
    "stops without end.csv": of_rows("police_uk_stops.csv.gz", 1000),
    "arrests without end.csv.gz": of_rows("ho_arrests.csv", 600),
    "a borough without end.csv": of_rows("mps_borough_crime_2010.csv", 600),
    "an extract without end.csv.gz": of_rows("template_offences.csv", 600),
    "zip bomb.zip": zipped(archives.ANSWER),
    "shapes bomb.zip": zipped("wards.geojson"),
    "workbook bomb.xlsx": workbook,
    "corner to corner.xlsx": lambda file: file.write_bytes(archives.corner(LAYOUTS)),
    "rows without end.parquet": lambda file: file.write_bytes(archives.rows_without_end(LAYOUTS)),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_what_would_fill_the_memory_is_refused_within_bounds(tmp_path, monkeypatch, name):
    monkeypatch.setenv("TP_DATA", str(tmp_path / "data"))
    file = tmp_path / name
    HARMFUL[name](file)
    ran = subprocess.run([sys.executable, "-c", ASK, str(file)], check=False, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]
    said, kilobytes, seconds = json.loads(ran.stdout)
    assert said
    assert not_a_sentence(name, said) is None
    assert kilobytes / 1024 < MOST, f"{kilobytes / 1024:.0f} MB"
    assert seconds < SECONDS
    assert not list((tmp_path / "data").rglob("*.parquet"))
    print(f"{name}: {kilobytes / 1024:.0f} MB, {seconds:.1f} s: {said}")
