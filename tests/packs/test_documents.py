"""Packs hold the figures of the pages: the same rows from the same calls, commentary and actions where they belong."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import tp_metrics as tp
from pages.parts import numerals
from tp_metrics.packs.cells import blank, texts
from tp_metrics.packs.document import Chart, Map, Table, Words
from tp_metrics.packs.pieces import ROOM, telling
from tp_metrics.packs.view import view

PLACE = "E09000007"


def tables(document):
    return {block.title: block for section in document.sections for block in section.blocks if isinstance(block, Table)}


def of(document, kind):
    return [block for section in document.sections for block in section.blocks if isinstance(block, kind)]


@pytest.fixture
def profile(demonstration):
    return tp.packs.pack("borough", demonstration, borough="Camden", ledger=tp.book())


def test_the_scorecard_of_a_profile_is_that_of_the_page(profile, demonstration):
    lines = tp.review.scorecard(demonstration, tp.Selection(place=PLACE, edition=demonstration.id))
    found = next(table for title, table in tables(profile).items() if title.startswith("Scorecard"))
    assert_frame_equal(found.rows, telling(tp.words.scorecard_table(lines)))
    assert_frame_equal(found.numbers, tp.words.scorecard_numbers(lines))


def test_the_exceptions_of_a_profile_are_those_of_the_page_with_reason_and_actions(profile, demonstration):
    asked = tp.Selection(place=PLACE, edition=demonstration.id)
    board = tp.review.board(demonstration, asked, "borough", tp.book().cases())
    found = next(table for title, table in tables(profile).items() if title.startswith("Concerns"))
    page = telling(tp.words.board_table(board, ("concern",)))
    assert_frame_equal(found.rows.select(page.columns), page)
    assert "Reason" in found.rows.columns


def test_every_chart_and_map_has_words_rows_and_a_source(profile):
    drawn = of(profile, Chart | Map)
    assert len(drawn) >= 10
    for one in drawn:
        assert all((one.alt, one.source, one.title))
        assert one.rows.height
    for one in of(profile, Chart):
        assert {len(series.values) for series in one.plot.series} == {len(one.plot.categories)}
        assert one.spec["usermeta"]["title"]


def test_the_map_of_a_pack_has_the_classes_of_the_screen(profile, demonstration):
    asked = tp.Selection(place=PLACE, edition=demonstration.id, window=tp.review.POOLED[0])
    wards = tp.by_ward("good_job", asked)
    beside = tp.beside_borough("good_job", wards.selection)
    screen = tp.maps.wards(wards, shade="certainty", method="quantile", beside=beside)
    paper = tp.maps.drawn_wards(wards, shade="certainty", method="quantile", beside=beside)
    assert (paper.classes, paper.pale, paper.without) == (screen.classes, screen.pale, screen.without)
    assert paper.credit == screen.credit
    drawn = of(profile, Map)[0]
    assert drawn.svg == paper.svg
    assert screen.credit in drawn.notes
    assert 0 < paper.pale <= sum(paper.classes.counts)
    assert "opacity" not in paper.svg
    fills = {colour: paper.svg.count(f'fill="{colour}"') for colour in (*paper.classes.colours, *paper.classes.pale)}
    middle = paper.classes.pale[len(paper.classes.pale) // 2]  # stands twice in the legend's line on what is paler
    assert sum(fills[pale] for pale in paper.classes.pale) == paper.pale + len(paper.classes.pale) + 2
    for colour, pale, label, count in zip(
        *(getattr(paper.classes, name) for name in ("colours", "pale", "labels", "counts")), strict=True
    ):
        assert fills[colour] + fills[pale] == count + 2 + 2 * (pale == middle), label


def test_commentary_reason_and_actions_stand_where_their_figure_does(demonstration):
    case = next(one for one in tp.book().cases() if one.reason and tp.book().actions(case_id=one.id))
    asked = tp.Selection(place=case.place, edition=demonstration.id)
    document = view(demonstration, asked, case.measure, tp.book())
    typed = [one.text for one in of(document, Words) if one.kind == "typed"]
    assert any(case.reason_words in one for one in typed)
    (listed,) = [table for title, table in tables(document).items() if re.search(r": \d+ actions?$", title)]
    assert set(listed.rows["Action"]) >= {one.words for one in tp.book().actions(case_id=case.id)}
    without = view(demonstration, asked, case.measure)
    assert not [one for one in of(without, Words) if one.kind == "typed"]


def test_every_measure_of_a_pack_is_defined_in_it(profile, demonstration):
    lines = tp.review.scorecard(demonstration, tp.Selection(place=PLACE, edition=demonstration.id))
    names = dict(profile.definitions)
    assert {line.result.measure.title for line in lines} <= set(names)
    for line in lines:
        assert tp.definitions.definition(line.result.measure.id).says in names[line.result.measure.title]
    rows = [title for one in of(profile, Table) if "Measure" in one.rows.columns for title in one.rows["Measure"]]
    named = {one.title: one.id for one in tp.measures().values() if one.title in rows}
    assert len(named) > len(lines), "tables name more than the scorecards do"
    assert all(tp.definitions.definition(name).says in names[title] for title, name in named.items())


def test_a_pack_of_an_old_edition_knows_nothing_of_a_newer_one(demonstration):
    old = tp.editions()[-1]
    document = tp.packs.pack("justice", old, ledger=tp.book())
    assert (document.edition, document.as_at) == (old.id, old.as_at)
    newer = tp.packs.pack("justice", demonstration, ledger=tp.book())
    assert of(document, Words)[0].text == tp.words.diamond_headline(tp.outcomes.reoffending(old, "TP"))
    assert of(document, Words)[0] != of(newer, Words)[0]


def test_cells_are_written_as_the_screen_writes_them():
    rows = pl.DataFrame(
        {
            "Place": ["A", "B", None],
            "Count": [1234, 5, None],
            "Change": [-1234.56, 0.04, None],
            "Small": [1.234, 9.5, None],
            "Large": [1.234, 95.0, None],
            "Below": [-1.5, 95.0, 2.0],
        }
    )
    found = dict(zip(rows.columns, zip(*texts(rows), strict=True), strict=True))
    assert found == {
        "Place": ("A", "B", "–"),
        "Count": ("1,234", "5", "–"),
        "Change": ("−1,234.6", "0.0", "–"),
        "Small": ("1.23", "9.50", "–"),
        "Large": ("1.2", "95.0", "–"),
        "Below": ("−1.5", "95.0", "2.0"),
    }
    shown = {name: config["type_config"]["format"] for name, config in numerals.columns(rows).items()}
    assert shown == {"Count": "%,.0f", "Small": "%,.2f", "Large": "%,.1f"}
    written = numerals.written(rows, {}).data
    for name in ("Change", "Below"):
        said = [str(cell) for cell in written[name] if not math.isnan(cell)]
        assert said == [cell for cell in found[name] if cell != "–"]


@pytest.mark.parametrize(
    ("kind", "named", "says"),
    [
        ("kprm", {}, "of an area command; name it by --area"),
        ("kprm", {"area": "Camden"}, "there is no area command 'Camden'; there are North area"),
        ("borough", {}, "of a borough; name it by --borough"),
        ("borough", {"borough": "Nowhere"}, "there is no borough 'Nowhere'; there are Barking"),
        ("spr", {"area": "North area", "borough": "Camden"}, "not of both"),
        ("weekly", {}, "there is no pack 'weekly'; there are spr, kprm, borough, exceptions, justice, view"),
    ],
)
def test_a_pack_that_cannot_be_is_refused_in_a_sentence(demonstration, kind, named, says):
    with pytest.raises(ValueError, match=r".") as refused:
        tp.packs.pack(kind, demonstration, **named)
    assert says in str(refused.value).replace("North East area, North area", "North area")


def test_an_edition_without_the_figures_makes_a_pack_that_says_so(small: Path, monkeypatch, tmp_path):
    monkeypatch.setenv("TP_DATA", str(small))
    monkeypatch.setenv("TP_LEDGER", f"sqlite:///{tmp_path / 'ledger.db'}")
    edition = tp.edition()
    for kind, named in (("borough", {"borough": "Camden"}), ("justice", {}), ("kprm", {"area": "North area"})):
        document = tp.packs.pack(kind, edition, ledger=tp.book(), **named)
        assert document.sections
        assert of(document, Words)
        assert not document.demonstration
    justice = of(tp.packs.pack("justice", edition), Words)
    assert any("Fill the templates" in one.text for one in justice)


def test_a_ward_is_no_place_of_a_pack_but_has_a_view(demonstration):
    ward = demonstration.places.children(PLACE, "ward")[0]
    document = view(demonstration, tp.Selection(place=ward, edition=demonstration.id), "total_notifiable_offences")
    assert of(document, Map)


def test_a_view_of_an_unknown_measure_is_refused(demonstration):
    with pytest.raises(ValueError, match="there is no measure 'joy'"):
        view(demonstration, tp.Selection(edition=demonstration.id), "joy")


def test_no_pack_loads_the_demonstration():
    command = "import sys, tp_metrics.packs.view, tp_metrics.packs.pdf; print([m for m in sys.modules if '.demo' in m])"
    out = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert out.stdout.strip() == "[]"


def test_a_quarter_is_another_pack(demonstration):
    asked = tp.Selection(place=PLACE, window="quarter", edition=demonstration.id)
    document = view(demonstration, asked, "robbery")
    assert dict(document.filters)["Window"] == "Quarter"
    assert of(document, Words)[0].text == tp.words.headline(tp.result("robbery", asked))
    assert document.subtitle.endswith("October to December 2011")


def test_a_theme_of_the_strategic_report_lists_each_borough_that_is_unusual(demonstration):
    document = tp.packs.pack("spr", demonstration)
    board = tp.review.board(demonstration, tp.Selection(edition=demonstration.id), "borough", ())
    (section,) = [one for one in document.sections if one.title == "Priority crime"]
    (listed,) = [block.rows for block in section.blocks if isinstance(block, Table)]
    assert listed.height >= 5
    for row in listed.iter_rows(named=True):
        measure = next(name for name, one in tp.measures().items() if one.title == row["Measure"])
        for way, head in (("concern", "Concern in"), ("improvement", "Improvement in")):
            found = board.rows.filter(measure=measure, way=way)["place"].sort().to_list()
            assert row[head] == (", ".join(found) or "–")


def test_a_theme_of_a_profile_says_how_its_measures_stand_among_similar_boroughs(profile, demonstration):
    lines = tp.review.scorecard(demonstration, tp.Selection(place=PLACE, edition=demonstration.id))
    themes = {line.theme for line in lines}
    sections = {section.title: section for section in profile.sections}
    for theme in themes:
        (found,) = (one for one in sections[theme].blocks if isinstance(one, Table))
        own = tuple(line for line in lines if line.theme == theme)
        assert_frame_equal(found.rows, telling(tp.words.standing_table(own)))


@pytest.mark.trust
def test_a_review_without_decisions_has_room_to_write_them(demonstration, tmp_path):
    with tp.ledger.Ledger(f"sqlite:///{tmp_path / 'ledger.db'}") as empty:
        document = tp.packs.pack("kprm", demonstration, area="North", ledger=empty)
    first = document.sections[-1].blocks[0]
    assert document.sections[-1].title == "Decisions"
    assert isinstance(first, Table)
    assert first.rows.height == ROOM
    assert blank(texts(first.rows))
    assert "Decided on this edition: 0" in first.source


@pytest.mark.trust
def test_a_review_whose_ledger_cannot_be_read_counts_no_case_action_or_decision(demonstration):
    document = tp.packs.pack("kprm", demonstration, area="North", ledger=None)
    said, room = document.sections[-1].blocks
    assert "is not known" in said.text
    assert blank(texts(room.rows))
    assert "Decided" not in room.source
    blocks = [one for section in document.sections for one in section.blocks]
    assert not any("without a case" in one.text for one in blocks if isinstance(one, Words))
    tables = [one.rows for one in blocks if isinstance(one, Table)]
    assert not any({"No case", "Actions", "Overdue", "Done"} & set(one.columns) for one in tables)
    told = [set(one[name]) for one in tables for name in ("Reason", "Actions open") if name in one.columns]
    assert any(told)
    assert all(one <= {"not known"} for one in told)


def test_the_pack_of_exceptions_opens_with_the_concerns_that_it_shows_in_full(demonstration):
    document = tp.packs.pack("exceptions", demonstration, ledger=tp.book())
    first, *others = document.sections
    shown = first.blocks[: first.front][-1]
    assert isinstance(shown, Table)
    every = next(one for one in first.blocks[first.front :] if isinstance(one, Table))
    assert every.title.startswith("Concerns: ")
    assert_frame_equal(shown.rows, every.rows.head(shown.rows.height).select(shown.rows.columns))
    named = [" · ".join(row) for row in shown.rows.select("Measure", "Place").iter_rows()]
    assert [section.title for section in others] == named


def test_what_drives_a_change_is_titled_by_its_measure_and_place(demonstration):
    document = tp.packs.pack("exceptions", demonstration, ledger=tp.book())
    driven = [one for one in of(document, Table) if "Part" in one.rows.columns]
    assert driven
    assert all(": " in one.title and not one.title.endswith(".") for one in driven)
