"""A malformed boundary file ends in one clear sentence, and what is installed stays as it was."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest

from tests.trust import shapes
from tests.trust.stores import bytes_of, not_a_sentence
from tp_metrics import arrivals
from tp_metrics.geography.boundaries import install_boundaries

pytestmark = pytest.mark.trust


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    return shapes.boroughs()


def test_the_boroughs_that_the_corpus_is_made_of_are_taken(frame, tmp_path):
    (tmp_path / "sound.geojson").write_bytes(shapes._geojson(frame))
    assert install_boundaries(tmp_path / "sound.geojson", tmp_path / "home").places >= 32


def test_malformed_boundaries_are_refused_in_a_sentence_and_change_nothing(frame, tmp_path, monkeypatch):
    data = tmp_path / "data"
    monkeypatch.setenv("TP_DATA", str(data))
    (tmp_path / "sound.geojson").write_bytes(shapes._geojson(frame))
    arrivals.install(tmp_path / "sound.geojson")
    before = bytes_of(data)
    found, seen = [], set()
    for name, content in shapes.of_shapes(frame):
        file = tmp_path / name
        file.write_bytes(content)
        seen.add(name)
        if wrong := fault(file):
            found.append(wrong)
        if bytes_of(data) != before or list(data.rglob(".new-*")):
            found.append(f"{name}: what is installed has changed")
            before = bytes_of(data)
        file.unlink()
    assert found == []
    assert len(seen) >= 65
    assert not (tmp_path / "b.shp").exists(), "nothing climbed out of a zip"


def fault(file: Path) -> str | None:
    """What is wrong with how a boundary file is taken; None where it is refused in a sentence."""
    try:
        arrivals.install(file)
    except ValueError as refused:
        return not_a_sentence(file.name, str(refused))
    except Exception as error:  # any other is what this test is there to find
        return f"{file.name}: {type(error).__name__}: {error}"
    return f"{file.name}: installed"
