"""Parquet files of others: what is damaged in one is told in a sentence, and nothing beside it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources import parquet

FILES = ("mps_custody_disposals.parquet", "mps_ward_crime_historical.parquet", "template_strength.parquet")


@pytest.mark.parametrize("name", FILES)
def test_a_whole_file_is_read_as_polars_reads_it(layouts: Path, name: str):
    assert_frame_equal(parquet.table_of(layouts / name), pl.read_parquet(layouts / name))


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_says_so_and_writes_nothing_beside(
    tmp_path: Path, layouts: Path, name: str, capfd: pytest.CaptureFixture[str]
):
    content, path, said = (layouts / name).read_bytes(), tmp_path / name, []
    for place in range(4, len(content) - 8, 7):
        spoilt = bytearray(content)
        spoilt[place] ^= 1 << place % 8
        path.write_bytes(spoilt)
        try:
            parquet.table_of(path)
        except SourceRefused as refusal:
            said.append(str(refusal))
    assert f"{name} is Parquet that is cut or damaged; fetch or save it again." in said
    assert capfd.readouterr() == ("", "")


def test_texts_that_are_no_utf8_are_refused(tmp_path: Path):
    path = tmp_path / "bytes.parquet"
    pl.DataFrame({"role": ["officer"] * 3}).write_parquet(path, compression="uncompressed", statistics=False)
    path.write_bytes(path.read_bytes().replace(b"officer", b"off\xffcer"))
    with pytest.raises(SourceRefused, match=r"bytes\.parquet is Parquet that is cut or damaged"):
        parquet.table_of(path)


def test_a_column_that_stands_there_twice_is_refused(tmp_path: Path):
    from pyarrow import array, table
    from pyarrow.parquet import write_table

    write_table(table([array([1]), array([2])], names=["offences", "offences"]), tmp_path / "twice.parquet")
    with pytest.raises(SourceRefused, match="the column 'offences' stands there twice"):
        parquet.columns_of(tmp_path / "twice.parquet")
