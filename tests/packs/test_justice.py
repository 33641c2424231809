"""The criminal justice summary holds what the pages of justice show: their tables, their sentences, and nobody."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import tp_metrics as tp
from tests.packs.test_pdf import missing, without_furniture
from tp_metrics.packs.document import Chart, Document, Section, Table, Words
from tp_metrics.packs.justice import PAGES
from tp_metrics.packs.justice.courts import WEEKS
from tp_metrics.packs.pdf import pdf
from tp_metrics.packs.pieces import telling

EARLY, MIDDLE = "2010-09-30", "2010-12-31"
GREENWICH, CAMDEN = "E09000011", "E09000007"
ASKED = [(EARLY, "TP"), (EARLY, GREENWICH), (MIDDLE, "TP"), (MIDDLE, CAMDEN)]
#: Where people and cases stand in an edition, and in which columns.
PEOPLE = {
    "wanted": ["person", "wanted_number"],
    "tagged": ["person", "tag_number"],
    "breach_reports": ["person", "report_number"],
    "mappa": ["person"],
    "prolific": ["person"],
    "offender_offences": ["person", "crime_number"],
    "restorative_interventions": ["person", "case_number"],
    "hearings": ["case_number"],
    "diamond_people": ["person"],
}
FIRST = "guilty_plea_first_hearing"

# The other packs are read back among the long tests too; a borough's profile stands for them in `make test`.
pytestmark = pytest.mark.trust


@cache
def pack(edition, place: str = "TP") -> Document:
    """The summary, made once for all tests."""
    borough = None if place == "TP" else edition.places.place(place).name
    return tp.packs.pack("justice", edition, borough=borough)


def section(document: Document, title: str) -> Section:
    """A section with its parts as one."""
    own = [one.title for one in document.sections if one.level == 1]
    after = own[own.index(title) + 1 :][:1]
    found = [one.title for one in document.sections]
    parts = document.sections[found.index(title) : found.index(after[0]) if after else None]
    return Section(title, tuple(block for one in parts for block in one.blocks))


def tables(found: Section) -> list[pl.DataFrame]:
    return [block.rows for block in found.blocks if isinstance(block, Table)]


def restorative(edition, place):
    found = tp.outcomes.restorative(edition, place)
    if found.why:
        return [tp.words.offered_table(tp.outcomes.offered(found))]
    return [
        tp.words.quality_table(tp.outcomes.quality(found)),
        *([tp.words.trial_table(found.trial)] if found.begun else []),
        tp.words.use_table(tp.outcomes.use(found)),
        tp.words.offered_table(tp.outcomes.offered(found)),
        tp.words.terms_table(tp.outcomes.terms(edition)),
    ]


def offenders(edition, place):
    outcomes, words = tp.outcomes, tp.words
    wanted, tagged = outcomes.wanted(edition, place), outcomes.tagging(edition, place)
    mappa, prolific = outcomes.mappa(edition, place), outcomes.prolific(edition, place)
    now, then = (outcomes.load(tagged, growth, outcomes.HOURS) for growth in (0.0, 10.0))
    return [
        words.offenders_balance_table(wanted),
        words.offenders_ages_table(wanted),
        words.offenders_risks_table(wanted),
        words.offenders_times_table(outcomes.times(wanted)),
        words.offenders_kinds_table(outcomes.offending(wanted)),
        words.offenders_overlap_table(outcomes.overlap(wanted)),
        words.offenders_units_table(outcomes.units(wanted)),
        *([words.offenders_load_table(now, then, outcomes.HOURS)] if now else []),
        words.offenders_bands_table(tagged),
        words.offenders_mappa_table(mappa),
        words.offenders_reviews_table(mappa),
        words.offenders_scheme_table(prolific),
        words.offenders_managed_table(outcomes.managed_boroughs(mappa)),
    ]


def prosecution(edition, place):
    outcomes, words = tp.outcomes, tp.words
    found, whole = (outcomes.prosecution_teams(edition, at) for at in (place, "TP"))
    electronic = outcomes.electronic(found).months.height
    trials = outcomes.trials(found)
    return [
        words.effects_table(outcomes.effects(found)),
        words.teams_table(whole),
        *([words.trials_table(trials)] if trials.height else []),
        words.by_borough_table(outcomes.by_borough(found, FIRST)),
        *([words.effects_table(outcomes.electronic_effects(found))] if electronic else []),
    ]


def courts(edition, place):
    words, groups, fit = tp.words, tp.outcomes.court_groups, tp.outcomes.court_fit
    found = tp.outcomes.hearings.virtual_court(edition, place)
    if found.why:
        return []
    cost = fit.court_cost(found, float(fit.FIXED), float(fit.a_year(found)))
    rests = words.cost_table(cost)
    rests = rests.with_columns(pl.col("Where from").replace("assumed; change it above", "assumed"))
    return [
        words.flow_table(found),
        words.weeks_table(tp.outcomes.hearings.weeks(found)).tail(WEEKS),
        words.first_hearings_table(groups.first_hearings(found)),
        words.waits_table(groups.waits(found)),
        words.agencies_table(groups.agencies(found)),
        words.proportionality_table(groups.proportionality(found)),
        *([] if cost.why else [rests]),
    ]


CALLS = {
    "Restorative justice": restorative,
    "Offender management": offenders,
    "Prosecution teams": prosecution,
    "Virtual courts": courts,
}


@pytest.mark.parametrize(("edition", "place"), ASKED)
@pytest.mark.parametrize("title", CALLS)
def test_the_tables_of_a_section_are_those_of_its_page(demonstration, edition, place, title):
    asked = tp.edition(edition)
    shown = tables(section(pack(asked, place), title))
    if title == "Prosecution teams":
        interim = [one for one in shown if one.columns == ["On this day", "What"]]
        shown = [one for one in shown if one.columns != ["On this day", "What"]]
        found = tp.outcomes.prosecution_teams(asked, place)
        told = tp.words.interim_words(found, tp.outcomes.effects(found), tp.outcomes.electronic_effects(found))
        assert set(interim[0]["What"]) == {*told[0], *told[1], *(() if all(told) else (tp.words.NOTHING_CLEAR,))}
    page = [telling(one) for one in CALLS[title](asked, place) if one.height]
    assert len(shown) == len(page)
    for one, other in zip(shown, page, strict=True):
        assert_frame_equal(one, other)


@pytest.mark.parametrize(("edition", "place"), ASKED)
def test_every_section_opens_with_the_first_line_of_its_page_and_its_charts_are_told(demonstration, edition, place):
    asked = tp.edition(edition)
    document = pack(asked, place)
    outcomes, words = tp.outcomes, tp.words
    assert [one.blocks[0].text for one in document.sections if one.level == 1] == [
        words.diamond_headline(outcomes.reoffending(asked, place)),
        words.restorative_headline(outcomes.restorative(asked, place)),
        words.offenders_headline(outcomes.wanted(asked, place)),
        words.prosecution_headline(outcomes.prosecution_teams(asked, place)),
        words.court_headline(outcomes.hearings.virtual_court(asked, place)),
    ]
    drawn = [block for one in document.sections for block in one.blocks if isinstance(block, Chart)]
    assert len(drawn) >= (20 if place == "TP" else 10)
    for one in drawn:
        assert all((one.alt, one.source, one.title, one.rows.height, one.plot.categories))
        assert {len(series.values) for series in one.plot.series} == {len(one.plot.categories)}
        assert any(value is not None for series in one.plot.series for value in series.values)
        assert sum(series.marked for series in one.plot.series) == 1
    told = dict(document.definitions)
    methods = {page.title: page.method for page in PAGES}
    assert set(methods) <= set(told)
    court = outcomes.hearings.virtual_court(asked, place)
    assert told["Virtual courts"].startswith(" ".join(words.court_method(court)))
    titles = [block.title for one in document.sections for block in one.blocks if isinstance(block, Table)]
    assert len(titles) == len(set(titles)) + titles.count("By sex, age, ethnicity and disability") // 2


@pytest.mark.parametrize(("edition", "place"), ASKED)
def test_every_cell_and_word_is_in_the_text_of_the_pdf(demonstration, read, edition, place):
    document = pack(tp.edition(edition), place)
    found = read(pdf(document))
    text = without_furniture(document, found.text("-raw")) + found.whole
    assert missing(document, text) == []


def test_an_edition_without_these_tables_says_of_each_what_is_missing(small: Path, monkeypatch, read):
    monkeypatch.setenv("TP_DATA", str(small))
    document = pack(tp.edition())
    found = read(pdf(document)).text("-raw").replace("\n", " ")
    templates = ("restorative_interventions", "wanted", "prosecution_teams", "hearings")
    for title, template in zip(CALLS, templates, strict=True):
        said = [block.text for block in section(document, title).blocks if isinstance(block, Words)]
        (told,) = [one for one in said if "import" in one and template in one]
        assert told in found
        assert not tables(section(document, title))
    offending = [block.text for block in section(document, "Offender management").blocks if isinstance(block, Words)]
    assert sum(one.startswith("This edition has no records of") for one in offending) == 4


def test_what_is_published_out_of_court_is_quoted_and_defined_where_an_edition_holds_it(demonstration, monkeypatch):
    asked = tp.edition(EARLY)
    held = [name for name in ("community_resolutions", "out_of_court") if asked.holds(name)]
    at = tp.Selection(window="performance year", edition=asked.id)
    results = [tp.result(name, tp.spoken(name, at)) for name in held]
    document = pack(asked)
    said = [block.text for block in section(document, "Restorative justice").blocks if isinstance(block, Words)]
    assert [one for one in said if one in {tp.words.out_of_court_words(result) for result in results}] == [
        tp.words.out_of_court_words(result) for result in results
    ]
    assert {result.measure.title for result in results} <= set(dict(document.definitions))


@pytest.mark.parametrize("place", ["TP", GREENWICH, CAMDEN])
def test_nobody_stands_in_the_summary_and_small_counts_are_withheld(demonstration, demonstration_folder, place):
    document = pack(tp.edition(MIDDLE), place)
    everything = []
    for title in (one.title for one in document.sections if one.level == 1):
        for block in section(document, title).blocks:
            if isinstance(block, Words):
                everything.append(block.text)
            elif isinstance(block, Table | Chart):
                everything += [block.title, block.rows.write_csv()]
            if isinstance(block, Chart):
                everything += [json.dumps(block.spec, default=str), block.alt]
            if isinstance(block, Table) and title in ("Restorative justice", "Offender management"):
                for name in {"People", "Yes", "Level 1", "Level 2", "Under MAPPA"} & set(block.rows.columns):
                    assert not block.rows[name].is_in([1, 2, 3, 4]).any(), (block.title, name)
    told = set(re.split(r"[^0-9A-Za-z_-]+", " ".join(everything)))
    cohorts = demonstration_folder / "editions" / MIDDLE / "cohorts"
    for table, columns in PEOPLE.items():
        rows = pl.read_parquet(cohorts / f"{table}.parquet", columns=columns)
        assert rows.height > 1000
        for column in columns:
            assert not told & {*rows[column].drop_nulls()}, (table, column)
