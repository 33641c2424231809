"""What a file is, from its content alone, and which adapter reads it."""

from __future__ import annotations

import codecs
import gzip
import json
import pkgutil
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import cast

import tp_metrics.sources as package
from tp_metrics.schema.reading import Adapter, Head, SourceRefused, in_short
from tp_metrics.sources.excel import OLE, excel
from tp_metrics.sources.parquet import columns_of
from tp_metrics.sources.safety import MOST_TEXT, refuse_bomb, refuse_long, swells

HEAD_BYTES = 64 * 1024
BLOCK = 1024 * 1024
#: No line of a table is longer, in bytes; the longest header of a published file has 30,000.
MOST_LINE = 4 * BLOCK

GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"
EMPTY_ZIP = b"PK\x05\x06"
SQLITE, SHAPEFILE = b"SQLite format 3\x00", b"\x00\x00\x27\x0a"
UTF16, UTF32 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE), (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
SHAPES = (".shp", ".gpkg", ".geojson")


def head_of(path: Path) -> Head:
    """The beginning of a file and what kind it is, judged by its bytes and never by its name.

    Compressed and archived content is read to its end once, so that a download that broke off is found before
    anything is imported. Raises SourceRefused, with one sentence, for a file that is missing, empty, cut or
    unreadable, and for UTF-16.
    """
    if not path.is_file():
        raise SourceRefused(f"{path.name} is a folder, not a file." if path.is_dir() else f"There is no file {path}.")
    with path.open("rb") as file:
        start = file.read(16)
    if not start:
        raise SourceRefused(f"{path.name} is empty: it holds no bytes at all.")
    if start.startswith((ZIP, EMPTY_ZIP)):
        return _archive(path)
    if start.startswith(OLE):
        return Head(path, "xls", columns=tuple(excel(path).sheet_names))
    if start.startswith(PARQUET):
        return Head(path, "parquet", columns=columns_of(path))
    if start.startswith((SQLITE, SHAPEFILE)):
        return Head(path, "geo")
    return _text(path)


def unpacked(path: Path) -> Iterator[bytes]:
    """The bytes of a file in blocks, gunzipped when they are gzipped.

    Raises SourceRefused when the compressed stream is cut or damaged, or unpacks to more than is ever published.
    """
    with path.open("rb") as file:
        zipped = file.read(2) == GZIP
    size = 0
    try:
        with gzip.open(path) if zipped else path.open("rb") as file:
            while block := file.read(BLOCK):
                size += len(block)
                if zipped and swells(path.stat().st_size, size):
                    raise SourceRefused(f"{path.name} is unsafe: it would unpack to more than {size:,} bytes.")
                if zipped:
                    refuse_long(path.name, size, MOST_TEXT)
                yield block
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceRefused(
            f"{path.name} is a gzip file that breaks off or is damaged ({error}); fetch it again."
        ) from None


@cache
def adapters() -> tuple[Adapter, ...]:
    """Every adapter, by name: the modules of this package that have NAME, TITLE, recognises and read."""
    found = []
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        candidate = import_module(module.name)
        if all(hasattr(candidate, part) for part in ("NAME", "TITLE", "recognises", "read")):
            found.append(cast("Adapter", candidate))
    return tuple(sorted(found, key=lambda adapter: adapter.NAME))


def recognise(path: Path, force: str | None = None) -> Adapter:
    """The one adapter whose layout a file has, or the one that `force` names.

    Raises SourceRefused, with one sentence that says what the file looks like, where no adapter or more than one
    knows it.
    """
    head = head_of(path)
    if force is not None:
        return _named(force)
    known = [adapter for adapter in adapters() if adapter.recognises(head)]
    if len(known) == 1:
        return known[0]
    if known:
        names = " and ".join(f"“{adapter.TITLE}” ({adapter.NAME})" for adapter in known)
        raise SourceRefused(f"{path.name} has the layout of {names}; say which it is with --source.")
    raise SourceRefused(f"{path.name} {_looks(head)}.")


def _named(name: str) -> Adapter:
    known = {adapter.NAME: adapter for adapter in adapters()}
    if name not in known:
        raise SourceRefused(f"There is no source '{name}'; there are: {', '.join(known)}.")
    return known[name]


def _looks(head: Head) -> str:
    """What an unknown file looks like, to follow its name in a sentence."""
    unknown = "which is no layout known here"
    layouts = f"which is none of the {len(adapters())} layouts known here; `python -m tp_metrics sources` lists them"
    shapes = {
        "geo": "holds boundaries, not records; install it with the command `boundaries`",
        "binary": "is neither text, Parquet, a spreadsheet nor a zip archive, so no layout known here",
        "xls": f"is a workbook with the sheets {_list(head.columns)}, {layouts}",
        "zip": f"is a zip archive of {_list(head.columns)}, {unknown}; unpack it and try its files",
        "parquet": f"is a Parquet file with the columns {_list(head.columns)}, {layouts}",
    }
    return shapes.get(head.kind) or _text_looks(head, unknown, layouts)


def _text_looks(head: Head, unknown: str, layouts: str) -> str:
    start = head.text.lstrip()[:200].lower()
    if start.startswith(("<!doctype html", "<html", "<table", "<head", "<meta", "<body")):
        return "is a web page, whatever its name says; open it in a spreadsheet and save it as CSV"
    if start.startswith("<"):
        return f"is XML, {unknown}; open it in a spreadsheet and save it as CSV"
    if start.startswith(("{", "[")):
        return f"is JSON, {layouts}"
    first = next((line for line in head.lines if line.strip()), "")
    return f"is text that begins “{in_short(first)}”, {layouts}" if first else "holds nothing but blank lines"


def _list(names: tuple[str, ...]) -> str:
    shown = ", ".join(name.strip() for name in names[:6])
    return f"{shown} and {len(names) - 6} more" if len(names) > 6 else shown or "nothing"


def _archive(path: Path) -> Head:
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(path, archive.infolist())
            names = tuple(info.filename for info in archive.infolist() if not info.is_dir())
            broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceRefused(
            f"{path.name} is a zip archive that breaks off, is damaged or locked ({error}); fetch it again."
        ) from None
    if broken is not None:
        raise SourceRefused(f"{path.name} is a zip archive whose member {broken} is damaged; fetch it again.")
    if not names:
        raise SourceRefused(f"{path.name} is a zip archive with nothing in it.")
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return Head(path, "xls", columns=tuple(excel(path).sheet_names))
    if any(name.lower().endswith(SHAPES) for name in names):
        return Head(path, "geo", columns=names)
    return Head(path, "zip", columns=names)


def _text(path: Path) -> Head:
    """The head of a file that is text, or of kind "binary" where it is not."""
    blocks = unpacked(path)
    head = next(blocks, b"")
    if not head:
        raise SourceRefused(f"{path.name} is a gzip file with nothing in it.")
    _refuse_wide_characters(path, head)
    if b"\x00" in head:
        return Head(path, "binary")
    encoding = _encoding(path, head, blocks)
    text = head[:HEAD_BYTES].decode(encoding, errors="ignore").removeprefix("\ufeff")
    return Head(path, "geo" if _is_geojson(text) else "text", text=text, encoding=encoding)


def _refuse_wide_characters(path: Path, head: bytes) -> None:
    sample = head[:HEAD_BYTES]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    half = len(sample) // 4
    if sample.startswith(UTF16 + UTF32) or (len(sample) >= 8 and max(odd, even) > half and min(odd, even) == 0):
        raise SourceRefused(f"{path.name} is text in UTF-16, which is not read here; save it as CSV in UTF-8.")


def _encoding(path: Path, head: bytes, rest: Iterator[bytes]) -> str:
    """The encoding of the whole text: UTF-8, or else Windows-1252 (older spreadsheets).

    The whole, since an accent or a pound sign may stand in the last line only.
    """
    decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "windows-1252")}
    line, begun = 0, 0  # of a table, as JSON and pages are read by nobody here
    table = head.lstrip()[:1] not in (b"{", b"[", b"<")
    for block in _chain(head, rest):
        line, begun = _longest(path, block, line, begun) if table else (0, 0)
        if b"\x00" in block:
            raise SourceRefused(f"{path.name} is text with NUL bytes in it, so it is damaged; fetch it again.")
        for name in list(decoders):
            try:
                decoders[name].decode(block)
            except UnicodeDecodeError:
                del decoders[name]
    if "utf-8" in decoders and not decoders["utf-8"].getstate()[0]:
        return "utf-8"
    if "windows-1252" in decoders:
        return "windows-1252"
    raise SourceRefused(f"{path.name} is in an encoding that is neither UTF-8 nor Windows-1252; save it as UTF-8.")


def _longest(path: Path, block: bytes, line: int, begun: int) -> tuple[int, int]:
    """Lines that have ended, and bytes of the next, after a block; raises SourceRefused where one is too long."""
    first = block.find(b"\n") if b"\n" in block else block.find(b"\r")
    if begun + (len(block) if first < 0 else first) > MOST_LINE:
        raise SourceRefused(
            f"{path.name}: line {line + 1:,} is longer than {MOST_LINE:,} bytes, which no table's is; the file is "
            "damaged, or no table."
        )
    end = b"\n" if b"\n" in block else b"\r"
    return line + block.count(end), len(block) - block.rfind(end) - 1 if first >= 0 else begun + len(block)


def _chain(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _is_geojson(text: str) -> bool:
    start = text.lstrip()
    if not start.startswith("{"):
        return False
    if '"FeatureCollection"' in start[:2000] and '"features"' in start:
        return True
    try:
        return json.loads(start).get("type") in ("Feature", "FeatureCollection", "Topology")
    except (ValueError, AttributeError):
        return False
