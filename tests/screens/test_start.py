"""The start page: what an empty data folder opens, and long work that is done once however many ask."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from pages.parts import importing

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty(tmp_path):
    return tmp_path / "nothing"


@pytest.mark.parametrize("page", [None, "pages/about/start.py"])
def test_an_empty_folder_offers_the_demonstration_and_a_box_for_files(empty, opened, page):
    screen = opened(empty, page)
    assert not screen.exception
    assert screen.title[0].value == "No figures yet"
    assert [button.label for button in screen.button] == ["Build the demonstration"]
    assert screen.file_uploader[0].label == "Drop files here"


def test_it_takes_as_long_as_the_readme_says(empty, opened):
    words = "about a quarter of a minute"
    assert any(words in said.value for said in opened(empty).markdown)
    assert words in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("page", ["pages/about/data.py", "pages/about/measures.py", "pages/about/accessibility.py"])
def test_the_pages_about_the_figures_open_without_any(empty, opened, page):
    screen = opened(empty, page)
    assert not screen.exception
    assert screen.title[0].value in ("Data", "Measures", "Accessibility")


def test_a_file_dropped_on_an_empty_folder_becomes_its_first_edition(empty, opened, layouts):
    screen = opened(empty)
    file = layouts / "mps_borough_crime_2010.csv"
    screen.file_uploader[0].upload(file.name, file.read_bytes()).run()
    for dropped in screen.session_state["dropped"].values():
        dropped.reading.thread.join(60)
    screen.run()
    screen.button("take-start").click().run()
    job = importing.job(importing.importing_job())
    assert job is not None
    assert job.thread is not None
    job.thread.join(120)
    screen.run()
    assert not screen.exception
    assert screen.title[0].value != "No figures yet"


def test_work_of_one_name_is_begun_once_and_watched_by_all():
    let_go, begun = Event(), []

    def work(progress):
        begun.append(1)
        progress(0.5, "half way")
        let_go.wait(10)
        return "made"

    first = importing.begin("one piece of work", "starting", work)
    second = importing.begin("one piece of work", "starting", work)
    assert first is second
    let_go.set()
    assert first.thread is not None
    first.thread.join(10)
    assert (len(begun), first.done, first.outcome, first.error) == (1, True, "made", "")


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (ValueError("x.csv is empty:\n it holds no bytes."), "x.csv is empty: it holds no bytes."),
        (KeyError("secret of the inside"), "This failed for a reason that is in the server's log"),
    ],
)
def test_what_goes_wrong_becomes_one_sentence(failure, said):
    def work(_progress):
        raise failure

    job = importing.begin(f"work that fails with {failure!r}", "trying", work)
    assert job.thread is not None
    job.thread.join(10)
    assert job.done
    assert job.error.startswith(said)
    assert "secret" not in job.error


def test_the_demonstration_under_way_is_watched_and_not_begun_again(empty, opened, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(empty))
    let_go = Event()
    name = importing.demonstration_job()
    job = importing.begin(name, "making the demonstration data", lambda progress: let_go.wait(30))
    job.progress(0.4, "facts of offences")
    screen = opened(empty)
    assert "build-demonstration" not in [button.key for button in screen.button]
    assert screen.get("progress")[0].proto.text == "Facts of offences"
    let_go.set()
    assert job.thread is not None
    job.thread.join(10)
