"""Damage of any kind gives an accounted reading or one sentence, never a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.sources.sheets import places
from tp_metrics.schema.reading import SourceRefused, silent
from tp_metrics.sources import recognise

SHEETS = (
    "mps_borough_crime_2008.csv",
    "mps_borough_crime_2010.csv",
    "mps_borough_crime_2011.csv",
    "mps_ward_crime_recent.csv",
    "mps_ward_crime_historical.parquet",
    "crime_rates_borough.csv",
    "ward_atlas.csv",
    "ward_profiles.csv",
    "borough_profiles.csv",
)


def outcome(path: Path) -> str:
    """ "read", or the sentence of the refusal."""
    try:
        recognise.recognise(path).read(path, places(), silent)
    except SourceRefused as refusal:
        return str(refusal)
    return "read"


@pytest.mark.parametrize("name", SHEETS)
def test_a_file_cut_anywhere_is_read_with_its_account_or_refused_in_a_sentence(
    tmp_path: Path, layouts: Path, name: str
):
    content = (layouts / name).read_bytes()
    path = tmp_path / name
    for length in range(0, len(content), max(1, len(content) // 40)):
        path.write_bytes(content[:length])
        words = outcome(path)
        assert words
        assert "\n" not in words.strip()


@pytest.mark.parametrize("name", SHEETS)
def test_a_file_with_wrong_bytes_is_read_with_its_account_or_refused_in_a_sentence(
    tmp_path: Path, layouts: Path, name: str
):
    content = (layouts / name).read_bytes()
    chance = random.Random(name)
    path = tmp_path / name
    for _ in range(40):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.choice(b'0129,";-.\n\r AEn/\xa3\xe9')
        path.write_bytes(damaged)
        assert outcome(path)
