"""The Data page: what there is, and files that are dropped, previewed, imported and published."""

from __future__ import annotations

from datetime import date

import pytest

import tp_metrics as tp
from pages.parts import importing

PAGE = "pages/about/data.py"


def read(screen):
    """Wait until the dropped files are read, and draw the page again."""
    for file in screen.session_state["dropped"].values():
        file.reading.thread.join(60)
    return screen.run()


def brought(screen, *files):
    """The page's second part, with files dropped and read."""
    screen.session_state["data-tab"] = "Bring files"
    screen.run()
    for name, content in files:
        screen.file_uploader[0].upload(name, content)
    return read(screen.run())


def test_it_says_what_the_edition_holds_and_shows_its_parts_with_their_sources(small, opened):
    screen = opened(small, PAGE)
    assert not screen.exception
    said = [one.value for one in screen.markdown]
    assert said[0] == tp.holdings.summary(tp.editions()[0])
    assert said[0].startswith("The edition as at 31 December 2016 holds figures of ")
    assert "2 editions; none of them ever changes" in [one.value for one in screen.header]
    assert len(screen.dataframe) >= 4
    editions = screen.dataframe[0].value
    assert editions["Data"].to_list() == ["real", "real"]


def test_completeness_follows_its_measure(small, opened):
    screen = opened(small, PAGE)
    before = screen.get("vega_lite_chart")[0].proto.alt
    screen.selectbox("completeness").select("robbery").run()
    after = screen.get("vega_lite_chart")[0].proto.alt
    assert before != after
    assert after.startswith("Robbery: ")
    assert after.removeprefix("Robbery: ")[0] in "0123456789an"  # no capital after the colon


def test_without_an_edition_none_is_said_to_change(opened, tmp_path):
    screen = opened(tmp_path / "nothing", PAGE)
    said = [one.value for one in screen.header]
    assert "Editions" in said
    assert not any("0 editions" in words for words in said)


def test_an_edition_is_as_at_a_day_that_has_come(own, opened, layouts):
    screen = opened(own, PAGE)
    file = layouts / "mps_borough_crime_2010.csv"
    brought(screen, (file.name, file.read_bytes()))
    assert screen.date_input[0].max == date.today()


def test_completeness_opens_as_a_table(small, opened):
    screen = opened(small, PAGE)
    shut = len(screen.dataframe)
    screen.session_state["completeness-twin"] = True
    screen.run()
    assert len(screen.dataframe) == shut + 1


def test_rows_left_out_are_counted_by_reason(small, opened):
    screen = opened(small, PAGE)
    entry = next(one for one in tp.store().imports() if one.set_aside)
    reasons = next(one.value for one in screen.dataframe if "First line" in one.value.columns)
    assert int(reasons["Rows"].sum()) == entry.set_aside + entry.refused


def test_a_dropped_file_is_recognised_previewed_imported_and_published(own, opened, layouts):
    screen = opened(own, PAGE)
    file = layouts / "mps_borough_crime_2010.csv"
    brought(screen, (file.name, file.read_bytes()))
    preview = screen.dataframe[0].value.iloc[0]
    assert "localized" in screen.dataframe[0].proto.columns  # thousands are told apart
    assert preview["Recognised as"] == "MPS crime by borough, 2010 to 2022"
    assert preview["Read"] == preview["Kept"] + preview["Set aside"] + preview["Refused"] == 24
    assert len(tp.store().imports()) == 2

    screen.button("take-data").click().run()
    job = importing.job(importing.importing_job())
    assert job is not None
    assert job.thread is not None
    job.thread.join(120)
    screen.run()
    assert screen.success[0].value.splitlines() == [
        "mps_borough_crime_2010.csv: 24 kept, 0 set aside, 0 refused.  ",
        "Edition as at 31 Dec 2016 is published.",
    ]
    assert [one.source for one in tp.store().imports()][-1] == "mps_borough_crime_2010"
    assert len(tp.editions()) == 3
    assert [one.kind for one in tp.audit.entries(own)][-2:] == ["import", "publish"]
    assert screen.session_state["dropped"] == {}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("notes.csv", b"hello,there\n1,2\n", "is text that begins “hello,there”"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00", "is neither text, Parquet"),
        ("wide.csv", "Borough,2010".encode("utf-16"), "UTF-16"),
        ("..", b"hello,there\n1,2\n", "is text that begins “hello,there”"),
        ("../../up.csv\0", b"hello,there\n1,2\n", "is text that begins “hello,there”"),
        (f"{'é' * 300}.csv", b"hello,there\n1,2\n", "is text that begins “hello,there”"),
    ],
)
def test_a_wrong_file_gives_one_sentence_and_changes_nothing(own, opened, name, content, words):
    screen = opened(own, PAGE)
    brought(screen, (name, content))
    assert not screen.exception
    assert words in screen.error[0].value
    assert "take-data" not in [button.key for button in screen.button]
    assert len(tp.store().imports()) == 2


def test_a_file_that_was_imported_before_is_known_again(own, opened, layouts):
    screen = opened(own, PAGE)
    file = layouts / "ward_atlas.csv"
    brought(screen, ("another name.csv", file.read_bytes()))
    assert screen.info[0].value.startswith("Imported already on ")
    assert not screen.error


def test_a_file_taken_out_of_the_box_is_let_go(own, opened, layouts):
    screen = opened(own, PAGE)
    file = layouts / "mps_borough_crime_2010.csv"
    brought(screen, (file.name, file.read_bytes()))
    path = next(iter(screen.session_state["dropped"].values())).path
    assert path.is_file()
    screen.file_uploader[0].clear().run()
    assert screen.session_state["dropped"] == {}
