import polars as pl
import pytest

from tp_metrics.demo import event_records
from tp_metrics.schema import FLAGS, RECORDS


def test_it_writes_so_many_events_that_fit_their_schema(tmp_path):
    seen = []
    event_records(tmp_path / "events.parquet", 30_000, 5, lambda part, words: seen.append((part, words)))
    rows = pl.read_parquet(tmp_path / "events.parquet")
    _, failures = RECORDS["offences"].filter(rows, cast=True)
    assert (rows.height, len(failures)) == (30_000, 0)
    assert (rows["first_day"] == rows["last_day"]).all()
    assert rows["place"].n_unique() == 624
    assert 0.18 < rows["sanction_detections"].mean() < 0.30
    assert all(rows[flag].sum() for flag in FLAGS)
    assert seen[-1] == (1.0, "records of Dec 2011")


def test_the_same_seed_writes_the_same_events(tmp_path):
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        event_records(tmp_path / name, 2_000, seed)
    one, two, three = (pl.read_parquet(tmp_path / name) for name in ("one", "two", "three"))
    assert one.equals(two)
    assert not one.equals(three)


def test_none_can_be_asked_for_and_fewer_than_none_cannot(tmp_path):
    event_records(tmp_path / "none", 0)
    assert pl.read_parquet(tmp_path / "none").is_empty()
    with pytest.raises(ValueError, match="no number of records"):
        event_records(tmp_path / "less", -1)
