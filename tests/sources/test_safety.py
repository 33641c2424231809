"""Archives that swell."""

from __future__ import annotations

import gzip
import zipfile

import pytest

from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources.recognise import head_of
from tp_metrics.sources.safety import swells

BOMB = b"0" * (80 * 1024 * 1024)


@pytest.mark.parametrize(
    ("packed", "unpacked", "unsafe"),
    [
        (3_328_800, 22_398_679, False),  # the API's zip of January 2016
        (1_000, 1_000_000, False),  # packs a thousandfold, and is small
        (400_000, 400_000_000, True),
        (0, 100_000_000, True),
    ],
)
def test_swells(packed, unpacked, unsafe):
    assert swells(packed, unpacked) == unsafe


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", BOMB)
    with pytest.raises(SourceRefused, match=r"^bomb.zip is unsafe: a.json in it would unpack from"):
        head_of(tmp_path / "bomb.zip")


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(tmp_path):
    lines = b"0" * 63 + b"\n"
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(lines * (len(BOMB) // 64), 9, mtime=0))
    with pytest.raises(SourceRefused, match=r"^bomb.csv.gz is unsafe: it would unpack to more than"):
        head_of(tmp_path / "bomb.csv.gz")
