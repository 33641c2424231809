from __future__ import annotations

import gzip
import io
import re
import zipfile
from pathlib import Path

import polars as pl
import pytest

from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources.recognise import adapters, head_of, recognise

BOM = b"\xef\xbb\xbf"
WORDS = b"Date,Survey\n31/12/2014,PAS\n"


def parquet() -> bytes:
    held = io.BytesIO()
    pl.DataFrame({"place": ["TP"], "role": ["officer"]}).write_parquet(held)
    return held.getvalue()


def archive(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            dated = zipfile.ZipInfo(name.replace("__", "."))  # always of 1980: the bytes name a test on every worker
            file.writestr(dated, content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def written(folder: Path, content: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "kind", "encoding"),
    [
        (WORDS, "text", "utf-8"),
        (BOM + WORDS, "text", "utf-8"),
        (WORDS + "£1".encode("windows-1252"), "text", "windows-1252"),
        (b"a" * 3_000_000 + "\n£".encode("windows-1252"), "text", "windows-1252"),  # far behind the first block
        (WORDS + "St James’s".encode(), "text", "utf-8"),
        (gzip.compress(WORDS, mtime=0), "text", "utf-8"),
        (gzip.compress(BOM + WORDS, mtime=0), "text", "utf-8"),
        (parquet(), "parquet", "utf-8"),
        (archive(a__json=b"[]"), "zip", "utf-8"),
        (archive(wards__shp=b"x", wards__dbf=b"y"), "geo", "utf-8"),
        (b'{"type": "FeatureCollection", "features": []}', "geo", "utf-8"),
        (b'{"type":"Feature","geometry":null}', "geo", "utf-8"),
        (b'[{"category": "burglary"}]', "text", "utf-8"),
        (b"SQLite format 3\x00" + b"\x01" * 50, "geo", "utf-8"),
        (b"\x00\x00\x27\x0a" + b"\x00" * 96, "geo", "utf-8"),
        (bytes(range(256)) * 4, "binary", "utf-8"),
    ],
)
def test_the_kind_comes_from_the_content(tmp_path: Path, content: bytes, kind: str, encoding: str):
    head = head_of(written(tmp_path, content, "whatever.xls"))
    assert (head.kind, head.encoding) == (kind, encoding)


def test_the_text_is_decoded_without_its_byte_order_mark(tmp_path: Path):
    assert head_of(written(tmp_path, BOM + WORDS)).lines[0] == "Date,Survey"
    pound = "£ St. James’s".encode("windows-1252")
    assert head_of(written(tmp_path, pound)).text == "£ St. James’s"


def test_an_accent_cut_at_the_end_of_the_head_does_not_matter(tmp_path: Path):
    head = head_of(written(tmp_path, b"a" * (64 * 1024 - 1) + "é".encode() + b"\n"))
    assert (head.encoding, len(head.text)) == ("utf-8", 64 * 1024 - 1)


def test_parquet_gives_its_columns_and_a_zip_its_members(tmp_path: Path):
    assert head_of(written(tmp_path, parquet())).columns == ("place", "role")
    assert head_of(written(tmp_path, archive(b__json=b"[]"))).columns == ("b.json",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "nothing in it"),
        (archive(), "nothing in it"),
        (gzip.compress(WORDS * 9999, mtime=0)[:-30], "breaks off"),
        (gzip.compress(bytes(range(256)) * 99, mtime=0)[:90] + b"xxxxxxxxxxxx", "breaks off or is damaged"),
        (archive(a__json=b"[]" * 9999)[:-40], "breaks off"),
        (parquet()[:-20], "cut or damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "spreadsheet"),
        (archive(xl__workbook__xml=b"<a/>").replace(b"xl.workbook", b"xl/workbook"), "spreadsheet"),
        (WORDS.decode().encode("utf-16"), "UTF-16"),
        (WORDS.decode().encode("utf-16-le"), "UTF-16"),
        (b"a,b\n" * 400_000 + b"\x00\n", "NUL bytes"),
        (b"a,b\n\x81\x8d\n", "neither UTF-8 nor Windows-1252"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, content: bytes, sentence: str):
    with pytest.raises(SourceRefused, match=re.escape(sentence)) as caught:
        head_of(written(tmp_path, content))
    assert str(caught.value).startswith("file.csv ")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path):
    with pytest.raises(SourceRefused, match="There is no file"):
        head_of(tmp_path / "nothing.csv")
    with pytest.raises(SourceRefused, match="is a folder"):
        head_of(tmp_path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "is a web page"),
        (b"<?xml version='1.0'?><Workbook/>", "is XML"),
        (b'{"category": 1}', "is JSON"),
        (b"fish,chips\n1,2\n", "is text that begins “fish,chips”"),
        (b"\n\n  \n", "nothing but blank lines"),
        (parquet(), "Parquet file with the columns place, role"),
        (archive(a__txt=b"x"), "zip archive of a.txt"),
        (bytes(range(256)), "neither text, Parquet"),
        (b'{"type": "FeatureCollection", "features": []}', "holds boundaries"),
    ],
)
def test_an_unknown_layout_says_what_the_file_looks_like(tmp_path: Path, content: bytes, sentence: str):
    with pytest.raises(SourceRefused, match=re.escape(sentence)):
        recognise(written(tmp_path, content, "book.xls"))


def test_an_unknown_layout_says_where_the_known_ones_are_listed(tmp_path: Path):
    with pytest.raises(SourceRefused, match=f"none of the {len(adapters())} layouts known here; .* sources"):
        recognise(written(tmp_path, b"fish,chips\n1,2\n", "book.csv"))


def test_a_source_can_be_forced_by_name(tmp_path: Path):
    path = written(tmp_path, WORDS)
    for adapter in adapters():
        assert recognise(path, force=adapter.NAME) is adapter
    with pytest.raises(SourceRefused, match="There is no source 'fish'; there are:"):
        recognise(path, force="fish")


def test_no_two_adapters_share_a_name():
    names = [adapter.NAME for adapter in adapters()]
    assert len(names) == len(set(names))
