"""The newest edition or an import is damaged: the last whole one opens, and whoever looks is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from pages.parts import frame, routes
from tests.access.people import write_roles
from tests.screens.conftest import Opened, ledger_address, opened
from tests.screens.roles import signed_in
from tp_metrics import desk
from tp_metrics.cli import app
from tp_metrics.cli.app import errors
from tp_metrics.editions import Edition, damaged_editions, edition, editions, publish
from tp_metrics.records import Store
from tp_metrics.schema.wholeness import ADDED, OTHER_BYTES, FileDamaged

__all__ = ["ledger_address", "opened"]

pytestmark = [pytest.mark.trust, pytest.mark.xdist_group("screens")]

NEWEST, BEFORE = "2016-12-31", "2015-03-31"
FACTS = "facts/residents.parquet"


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def nothing(file: Path) -> None:
    file.write_bytes(b"")


def zeros(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def changed(file: Path) -> None:
    """Other bytes in the middle; its length and its end stay."""
    content = bytearray(file.read_bytes())
    content[4:60] = bytes(56)
    file.write_bytes(content)


def one_bit(file: Path) -> None:
    """One bit in the middle is the other way round; a reader may not notice, and tell other figures."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def another_code(file: Path) -> None:
    """A borough has the code of its neighbour, which has the same length."""
    content = file.read_bytes()
    file.write_bytes(content.replace(b"E09000012", b"E09000013", 1))
    assert file.read_bytes() != content


def no_json(file: Path) -> None:
    file.write_text("{")


def no_measures(file: Path) -> None:
    said = json.loads(file.read_text())
    file.write_text(json.dumps({name: value for name, value in said.items() if name != "measures"}))


def of_another_day(file: Path) -> None:
    said = json.loads(file.read_text())
    file.write_text(json.dumps({**said, "as_at": "someday"}))


def of_the_day_before(file: Path) -> None:
    file.write_text(file.read_text().replace('"as_at": "2016-12-31"', '"as_at": "2016-12-30"'))


def of_other_words(file: Path) -> None:
    file.write_text(file.read_text().replace('"residents"', '"resident "'))


def added(file: Path) -> None:
    """A file that nobody published, which a newer program might read."""
    shutil.copy(next(file.parent.glob(f"*{file.suffix}")), file)


DAMAGE: list[tuple[str, Callable[[Path], None], str]] = [
    (FACTS, cut, "bytes where"),
    (FACTS, nothing, "holds 0 bytes where"),
    (FACTS, zeros, "is cut short or damaged"),
    (FACTS, Path.unlink, "is missing"),
    ("coverage.parquet", Path.unlink, "is missing"),
    ("reference/sources.csv", cut, "bytes where"),
    ("reference/boroughs.csv", Path.unlink, "is missing"),
    (FACTS, changed, OTHER_BYTES),
    (FACTS, one_bit, OTHER_BYTES),
    ("coverage.parquet", one_bit, OTHER_BYTES),
    ("reference/boroughs.csv", another_code, OTHER_BYTES),
    ("manifest.json", Path.unlink, "is missing"),
    ("manifest.json", cut, "cannot be read"),
    ("manifest.json", nothing, "cannot be read"),
    ("manifest.json", no_json, "cannot be read"),
    ("manifest.json", no_measures, "does not say its measures"),
    ("manifest.json", of_another_day, "cannot be read"),
    ("manifest.json", of_the_day_before, "is of an edition as at 2016-12-30"),
    ("manifest.json", of_other_words, OTHER_BYTES),
    ("facts/made_up.parquet", added, ADDED),
    ("reference/made_up.csv", added, ADDED),
]


@pytest.fixture
def own(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small data folder, with two editions, in a copy that a test may damage."""
    folder = shutil.copytree(small, tmp_path / "own")
    monkeypatch.setenv("TP_DATA", str(folder))
    monkeypatch.setattr(desk, "LOOKED_UP", 1e-9)
    return folder


def without_list(folder: Path) -> None:
    """Its manifest as those of older programs, which list no files."""
    manifest = folder / "manifest.json"
    said = json.loads(manifest.read_text())
    del said["files"]
    manifest.write_text(json.dumps(said))
    manifest.with_name("manifest.sha256").unlink()


#: Manifests of older programs do not say what files were: what is cut is known by its end, other bytes are not known.
OLDER = [
    (name, damage, "is cut short" if "bytes where" in says else says)
    for name, damage, says in DAMAGE
    if name != "reference/sources.csv" and says != OTHER_BYTES and damage is not added
]


@pytest.mark.parametrize(
    ("name", "damage", "says", "listed"),
    [(*one, True) for one in DAMAGE] + [(*one, False) for one in OLDER],
)
def test_a_damaged_edition_is_passed_over_and_named(own, name, damage, says, listed):
    newest = own / "editions" / NEWEST
    if not listed:
        without_list(newest)
    damage(newest / name)
    store = Store(own)
    assert [one.id for one in editions(store)] == [BEFORE]
    assert edition(store).id == BEFORE
    [(named, wrong)] = damaged_editions(store).items()
    assert named == NEWEST
    assert name in wrong
    assert says in wrong
    with pytest.raises(FileDamaged, match=f"Edition {NEWEST} is damaged and is not opened: {name}"):
        edition(store, NEWEST)
    assert publish(store, date(2016, 12, 31)).id == f"{NEWEST}.2"
    assert [one.id for one in editions(store)] == [f"{NEWEST}.2", BEFORE]


def test_the_command_line_says_so_on_the_error_stream_and_doctor_names_it(own, monkeypatch, capsys):
    cut(own / "editions" / NEWEST / FACTS)
    monkeypatch.setattr(errors, "file", None)
    shown = CliRunner().invoke(app, ["editions"])
    assert shown.exit_code == 0
    assert BEFORE in shown.output
    told = capsys.readouterr().err + shown.stderr
    assert f"Edition {NEWEST} is damaged and is not opened: {FACTS} holds" in told
    assert "The newest whole edition is that as at 31 Mar 2015." in told
    looked = CliRunner().invoke(app, ["doctor"])
    assert looked.exit_code == 1
    assert any(line.startswith(f"broken   Edition {NEWEST} is damaged") for line in looked.output.splitlines())


def test_what_only_its_bytes_tell_is_found_by_doctor(own, monkeypatch):
    changed(own / "editions" / BEFORE / FACTS)
    monkeypatch.setattr(errors, "file", None)
    looked = CliRunner().invoke(app, ["doctor"])
    assert looked.exit_code == 1
    assert f"Edition {BEFORE} is damaged and is not opened: {FACTS} {OTHER_BYTES}" in looked.output


def test_an_older_edition_is_held_to_its_sums_when_it_is_asked_for(own):
    one_bit(own / "editions" / BEFORE / FACTS)
    assert [one.id for one in desk.editions()] == [NEWEST, BEFORE]
    with pytest.raises(FileDamaged, match=f"Edition {BEFORE} is damaged and is not opened: {FACTS} {OTHER_BYTES}"):
        desk.edition(BEFORE)
    assert [one.id for one in desk.editions()] == [NEWEST]
    assert len(desk.damaged_editions()) == 1


READS: list[tuple[str, Callable[[Path], None], Callable[[Edition], object]]] = [
    (FACTS, one_bit, lambda one: one.facts("residents")),
    (FACTS, Path.unlink, lambda one: one.larger_totals(["residents"])),
    ("coverage.parquet", one_bit, lambda one: one.coverage()),
    ("lost.parquet", one_bit, lambda one: one.lost),
    ("cohorts/confidence_survey.parquet", one_bit, lambda one: one.respondents("confidence_survey")),
    ("reference/boroughs.csv", another_code, lambda one: one.places),
    ("reference/sources.csv", one_bit, lambda one: one.sources),
    ("reference/targets.csv", one_bit, lambda one: one.reference("targets")),
]


@pytest.mark.parametrize(("name", "damage", "read"), READS)
def test_what_is_damaged_after_the_look_is_not_read_and_the_next_look_knows_it(own, monkeypatch, name, damage, read):
    monkeypatch.setattr(desk, "LOOKED_UP", 1e9)
    newest = desk.editions()[0]
    kept = (newest.folder / name).read_bytes()
    damage(newest.folder / name)
    with pytest.raises(FileDamaged, match=f"Edition {NEWEST} is damaged and is not opened: {name}"):
        read(newest)
    if (newest.folder / name).exists():
        assert [one.id for one in desk.editions()] == [BEFORE]
    (newest.folder / name).write_bytes(kept)
    monkeypatch.setattr(desk, "LOOKED_UP", 1e-9)
    assert desk.edition().id == NEWEST, "a file that is put back is looked at again"
    read(desk.edition())


def test_files_of_an_edition_without_sums_are_known_by_who_reads_them(own):
    without_list(own / "editions" / NEWEST)
    changed(own / "editions" / NEWEST / FACTS)
    store = Store(own)
    assert edition(store).id == NEWEST, "its length and its end are as they were"
    with pytest.raises(FileDamaged, match=f"{FACTS} cannot be read"):
        edition(store).facts("residents")
    assert edition(store).id == BEFORE


PAGES = [
    "pages/strategic/performance_review.py",
    "pages/area/wards.py",
    "pages/about/data.py",
    "pages/meetings/packs.py",
]


BROKEN = [
    *((page, FACTS, nothing) for page in PAGES),
    (PAGES[0], FACTS, changed),
    (PAGES[0], FACTS, one_bit),
    (PAGES[0], "reference/boroughs.csv", another_code),
    (PAGES[1], "reference/boroughs.csv", another_code),
]


@pytest.mark.parametrize(("page", "name", "damage"), BROKEN)
def test_pages_open_on_the_last_whole_edition_and_say_so(own: Path, opened: Opened, page: str, name: str, damage):
    damage(own / "editions" / NEWEST / name)
    screen = opened(own, page)
    assert not screen.exception
    assert screen.session_state["chosen"].edition.id == BEFORE
    assert any(
        f"Edition {NEWEST} is damaged and is not opened" in one.value and "that as at 31 Mar 2015" in one.value
        for one in screen.warning
    )
    assert routes_say() == BEFORE


@pytest.mark.parametrize("person", ["viewer", "borough"])
def test_who_cannot_publish_is_told_which_figures_are_shown_and_of_no_file(
    own: Path, ledger_address: str, monkeypatch: pytest.MonkeyPatch, person: str, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("TP_DATA", str(own))
    write_roles(own)
    nothing(own / "editions" / NEWEST / FACTS)
    frame._logged.cache_clear()
    for page in PAGES:
        screen = signed_in(person, page)
        assert not screen.exception
        told = [one.value for one in screen.warning]
        assert "The figures are as at 31 Mar 2015, from an older edition, since the newest is damaged." in told
        assert not [one for one in told if FACTS in one or "backup" in one]
    assert any(FACTS in line for line in caplog.messages)
    told = [one.value for one in signed_in("analyst", "pages/about/data.py").warning]
    assert any(f"Edition {NEWEST} is damaged and is not opened: {FACTS}" in one for one in told)


def test_a_file_that_breaks_meanwhile_is_named_to_nobody_who_cannot_publish(
    own: Path, ledger_address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TP_DATA", str(own))
    write_roles(own)
    monkeypatch.setattr(desk, "LOOKED_UP", 1e9)
    assert desk.editions()[0].id == NEWEST
    another_code(own / "editions" / NEWEST / "reference" / "boroughs.csv")
    screen = signed_in("viewer", PAGES[0])
    assert not screen.exception
    assert [one.value for one in screen.error] == [frame.UNREADABLE]


def test_ready_names_what_is_damaged_to_who_has_the_token(own: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TP_DATA", str(own))
    monkeypatch.setenv("TP_METRICS_TOKEN", "a-token-of-the-tests")
    nothing(own / "editions" / NEWEST / FACTS)
    asker = TestClient(Starlette(routes=routes.ROUTES))
    assert "damaged" not in asker.get("/ready").json()
    told = asker.get("/ready", headers={"Authorization": "Bearer a-token-of-the-tests"}).json()
    assert f"Edition {NEWEST} is damaged and is not opened: {FACTS}" in told["damaged"][0]


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ((), ""),
        ((NEWEST,), "The figures are as at 31 Mar 2015, from an older edition, since the newest is damaged."),
        ((BEFORE,), "What was known on 31 Mar 2015 cannot be opened: that edition is damaged. The newest is whole."),
        ((NEWEST, BEFORE), "No figure can be shown: the editions are damaged."),
    ],
)
def test_what_is_passed_over_is_told_in_one_sentence(own: Path, monkeypatch: pytest.MonkeyPatch, names, says):
    monkeypatch.setenv("TP_DATA", str(own))
    for name in names:
        nothing(own / "editions" / name / "manifest.json")
    assert desk.passed_over() == says


def routes_say() -> str:
    """The edition that /ready names."""
    answer = TestClient(Starlette(routes=routes.ROUTES)).get("/ready")
    assert answer.status_code == 200
    return answer.json()["edition"]


def test_a_link_to_an_older_edition_that_is_damaged_opens_the_newest_and_says_so(own: Path, opened: Opened):
    another_code(own / "editions" / BEFORE / "reference" / "boroughs.csv")
    screen = opened(own, PAGES[0], edition=BEFORE)
    assert not screen.exception
    assert screen.session_state["chosen"].edition.id == NEWEST
    assert any(f"Edition {BEFORE} is damaged and is not opened" in one.value for one in screen.warning)


def test_a_file_that_breaks_while_pages_are_open_ends_in_a_sentence_and_the_next_run_falls_back(
    own: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(desk, "LOOKED_UP", 1e9)
    assert desk.editions()[0].id == NEWEST
    another_code(own / "editions" / NEWEST / "reference" / "boroughs.csv")
    screen = opened(own, PAGES[0])
    assert not screen.exception
    assert any(f"Edition {NEWEST} is damaged and is not opened" in one.value for one in screen.error)
    screen.run()
    assert not screen.exception
    assert screen.session_state["chosen"].edition.id == BEFORE
    assert routes_say() == BEFORE


def test_without_any_whole_edition_the_first_page_says_why(own: Path, opened: Opened):
    for name in (NEWEST, BEFORE):
        no_json(own / "editions" / name / "manifest.json")
    screen = opened(own)
    assert not screen.exception
    assert screen.title[0].value == "No figures yet"
    assert [one.value.split(":")[0] for one in screen.warning[:2]] == [
        f"Edition {NEWEST} is damaged and is not opened",
        f"Edition {BEFORE} is damaged and is not opened",
    ]
    answer = TestClient(Starlette(routes=routes.ROUTES)).get("/ready")
    assert (answer.status_code, answer.json()["reason"]) == (503, "no edition is whole")


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("manifest.json", no_json),
        ("manifest.json", nothing),
        ("offences.parquet", cut),
        ("coverage.parquet", Path.unlink),
        ("set_aside.parquet", zeros),
    ],
)
def test_a_damaged_import_is_named_and_nothing_is_published_without_it(own, opened, name, damage):
    store = Store(own)
    entry = next(one for one in store.imports() if (store.imports_folder / one.id / name).is_file())
    damage(store.imports_folder / entry.id / name)
    with pytest.raises(FileDamaged, match=f"Import {entry.id} is damaged: {name} .*; put its folder back"):
        publish(store, date(2016, 12, 31))
    assert len(editions(store)) == 2
    looked = CliRunner().invoke(app, ["doctor"])
    assert looked.exit_code == 1
    assert f"Import {entry.id} is damaged: {name}" in looked.output
    screen = opened(own, "pages/about/data.py")
    assert not screen.exception
    assert any(f"Import {entry.id} is damaged: {name}" in one.value for one in screen.error)
    assert not opened(own, "pages/strategic/performance_review.py").exception


def test_a_folder_that_was_given_another_name_is_no_edition_and_no_import_and_shuts_nothing(own, opened):
    store = Store(own)
    (own / "editions" / NEWEST).rename(own / "editions" / f"{NEWEST}.bad")
    (own / "editions" / "2011-moved").symlink_to(own / "editions" / BEFORE)
    entry = store.imports()[-1]
    (own / "imports" / entry.id).rename(own / "imports" / f"{entry.id}.bad")
    assert [one.id for one in editions(store)] == [BEFORE]
    assert damaged_editions(store) == {}
    assert entry not in store.imports()
    assert (CliRunner().invoke(app, ["damage"]).exit_code, len(store.damaged(within=True))) == (0, 0)
    looked = CliRunner().invoke(app, ["doctor"]).output
    for name in (f"editions/{NEWEST}.bad", "editions/2011-moved", f"imports/{entry.id}.bad"):
        assert f"unknown  {name} is no folder that was made here; nothing reads it" in looked
    assert not opened(own, "pages/strategic/performance_review.py").exception
    assert publish(store, date(2016, 12, 31)).id == NEWEST


def test_an_edition_under_the_name_of_a_later_day_is_not_the_newest(own):
    shutil.copytree(own / "editions" / BEFORE, own / "editions" / "2099-01-01")
    store = Store(own)
    assert editions(store)[0].id == NEWEST
    assert damaged_editions(store) == {"2099-01-01": f"manifest.json is of an edition as at {BEFORE}"}


@pytest.mark.parametrize("name", ["offences.parquet", "coverage.parquet", "refused.parquet", "lost.parquet"])
def test_one_bit_of_an_import_is_seen_before_an_edition_is_made_of_it(own, name):
    store = Store(own)
    entry = next(one for one in store.imports() if (store.imports_folder / one.id / name).is_file())
    one_bit(store.imports_folder / entry.id / name)
    with pytest.raises(FileDamaged, match=f"Import {entry.id} is damaged: {name} {OTHER_BYTES}; put its folder back"):
        publish(store, date(2016, 12, 31))
    assert len(editions(store)) == 2
    found = CliRunner().invoke(app, ["damage"])
    assert (found.exit_code, found.output.count(f"{name} {OTHER_BYTES}")) == (1, 1)


def with_another_source(folder: Path) -> None:
    manifest = folder / "manifest.json"
    said = manifest.read_text()
    source = json.loads(said)["source"]
    manifest.write_text(said.replace(f'"{source}"', f'"{source[:-1]}x"'))


def with_a_table_more(folder: Path) -> None:
    shutil.copy(folder / "coverage.parquet", folder / "later.parquet")


def under_another_number(folder: Path) -> None:
    shutil.copytree(folder, folder.with_name(f"9999-{folder.name.split('-')[1]}"))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (with_another_source, f"manifest.json {OTHER_BYTES}"),
        (with_a_table_more, f"later.parquet {ADDED}"),
        (under_another_number, "is damaged: manifest.json is of the import "),
    ],
)
def test_nothing_is_published_of_an_import_that_was_altered_added_to_or_copied(own, damage, says):
    store = Store(own)
    damage(store.imports_folder / store.imports()[-1].id)
    with pytest.raises(FileDamaged, match=says):
        publish(store, date(2016, 12, 31))
    assert len(editions(store)) == 2
    found = CliRunner().invoke(app, ["damage"])
    assert (found.exit_code, found.output.count(says)) == (1, 1)


def test_what_a_file_browser_leaves_behind_is_no_damage(own):
    (own / "editions" / NEWEST / "facts" / ".DS_Store").write_bytes(b"x")
    assert damaged_editions(Store(own)) == {}


def test_an_import_of_an_older_program_has_no_sums_and_its_lengths_are_not_held_against_it(own):
    store = Store(own)
    manifest = store.imports_folder / store.imports()[0].id / "manifest.json"
    said = json.loads(manifest.read_text())
    manifest.with_suffix(".sha256").unlink()
    assert said.pop("files")["coverage.parquet"][0] == (manifest.parent / "coverage.parquet").stat().st_size
    manifest.write_text(json.dumps(said))
    one_bit(manifest.parent / "refused.parquet")
    assert store.damaged(within=True) == []
    cut(manifest.parent / "refused.parquet")
    assert f"{manifest.parent.name} is damaged: refused.parquet" in store.damaged()[0]
