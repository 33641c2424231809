"""What a page shows, taken along: every word, figure, chart and table of it, what is chosen there, and no more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import tp_metrics as tp
from pages.parts import importing, take_along, taken
from pages.parts.plainly import paragraphs, plainly
from tests.packs.test_screen import shown, written
from tp_metrics.packs import Chart, Figures, Map, Section, Table, Words

PAGES = sorted(
    path.relative_to(Path(__file__).parents[2]).as_posix()
    for path in (Path(__file__).parents[2] / "pages").glob("*/*.py")
    if path.parent.name != "parts" and path.stem not in ("__init__", "start")
)
#: A page of each kind is looked at at once, the others among the long tests.
SOONEST = ("equality", "risks", "accessibility")
#: The heading of what is typed in, which is no part of a pack.
FORMS = "Decisions and actions"
#: What a page is opened with, where it shows more by it.
LINKS = {
    "wards": {"borough": "Camden", "measure": "robbery"},
    "key_performance_review": {"area": "North East area"},
    "value_for_money": {"fewer": "25", "cost-officer": "60000"},
}


def sound(screen):
    assert not screen.exception
    assert not screen.error
    return screen


def take(screen, monkeypatch):
    """Press the button; what was taken, and the screen afterwards."""
    views = []
    monkeypatch.setattr(take_along, "_asked", views.append)
    after = sound(screen.button("take").click().run())
    assert len(views) == 1
    return views[0], after


def blocks(view, *kinds):
    return [block for section in view.sections for block in section.blocks if isinstance(block, kinds)]


def visible(node, kinds, aside=()):
    """The elements of some kinds below a node of the page, but for those in what is closed or typed in."""
    for child in node.children.values():
        kind = child.type
        if kind in ("popover", "form", "dialog") or getattr(child, "key", None) in aside:
            continue
        if kind == "expander" and not (child.proto.id or child.proto.expanded):
            continue
        if hasattr(child, "children"):
            yield from visible(child, kinds, aside)
        elif kind in kinds:
            yield child


def everything(view):
    """Every text of what was taken."""
    texts = [view.title, *(section.title for section in view.sections)]
    for block in blocks(view, Words, Chart, Map, Table):
        texts += [block.text] if isinstance(block, Words) else [block.title, block.source, *block.notes]
    return texts


def left_over(text, held):
    """What of a text is none of the texts that are held, whole."""
    for one in sorted(held, key=len, reverse=True):
        text = text.replace(one, "") if len(one) > 8 else text
    return "".join(part for part in paragraphs(text) if not any(part in one for one in held))


def same(screen, paper):
    """Whether a table of a pack has the rows of this table of a page, as many, in the columns that both have."""
    columns = [name for name in screen.columns if name in paper.columns]
    there = {tuple(map(shown, row)) for row in screen.select(columns).iter_rows()}
    every = screen.height == paper.height and len(columns) >= min(2, len(paper.columns))
    return every and all(tuple(map(shown, row)) in there for row in paper.select(columns).iter_rows())


@pytest.mark.parametrize(
    "page",
    [pytest.param(one, marks=[] if Path(one).stem in SOONEST else [pytest.mark.trust]) for one in PAGES],
    ids=[Path(one).stem for one in PAGES],
)
def test_all_that_a_page_shows_is_taken(demonstration_folder, opened, monkeypatch, page):
    screen = sound(opened(demonstration_folder, page, **LINKS.get(Path(page).stem, {})))
    view, after = take(screen, monkeypatch)
    main = after.main
    held = "\n".join(everything(view))
    said = [
        part
        for one in visible(main, ("title", "header", "subheader", "markdown", "info", "warning", "progress"))
        for part in paragraphs(one.proto.text if one.type == "progress" else one.value)
    ]
    assert said
    assert [one for one in said if one not in held and one != FORMS] == []
    small = [left_over(one.value, everything(view)) for one in visible(main, ("caption",))]
    assert [one for one in small if one] == []
    figures = [(one.label, one.value, one.change) for block in blocks(view, Figures) for one in block.figures]
    assert figures == [(plainly(o.label), plainly(o.value), plainly(o.delta or "")) for o in visible(main, ("metric",))]
    tables = [block.rows for block in blocks(view, Table)]
    for one in visible(main, ("dataframe",)):
        assert any(same(ways, other) for ways in written(one) for other in tables), one.proto.id
    pictures = [*visible(main, ("vega_lite_chart", "deck_gl_json_chart"))]
    drawn = [block.alt for block in blocks(view, Chart, Map)]
    assert sorted(one.proto.alt for one in pictures) == sorted(drawn)


def filters(view):
    every = range(len(tp.packs.findings(view.sections)))
    return dict(view.document(every).filters)


def test_what_is_chosen_on_the_page_itself_is_printed_with_the_shared_filters(
    demonstration_folder, opened, monkeypatch
):
    page = "pages/strategic/value_for_money.py"
    screen = opened(demonstration_folder, page, borough="Camden", fewer="25")
    screen.number_input("cost-officer").set_value(60000).run()
    printed = filters(take(screen, monkeypatch)[0])
    assert printed["Place"] == "Camden"
    assert printed["Fewer officers, %"] == "25"
    assert printed["Officer, £ a year (assumed)"] == "60,000"
    assert printed["PCSO, £ a year (assumed)"] == "34,000"
    assert printed["The outcome"] == "Total notifiable offences"
    assert printed["From whom"] == "Government grant"


def test_a_page_prints_the_filters_that_it_uses_and_no_others(small, opened, monkeypatch):
    view, _ = take(opened(small, "pages/meetings/actions.py", borough="Camden"), monkeypatch)
    assert list(filters(view)) == ["Which actions", "Edition"]


def test_the_measure_and_a_date_are_printed_as_they_are_chosen(demonstration_folder, opened, monkeypatch):
    view, _ = take(
        opened(demonstration_folder, "pages/area/peers.py", borough="Camden", measure="Robbery"), monkeypatch
    )
    assert filters(view)["Measure"] == "Robbery"
    view, _ = take(opened(demonstration_folder, "pages/meetings/structure.py", on="2011-05-05"), monkeypatch)
    assert "5 May 2011" in filters(view).values()


def test_a_page_that_asks_for_a_place_first_is_taken_with_what_it_says(demonstration_folder, opened, monkeypatch):
    view, after = take(opened(demonstration_folder, "pages/area/key_performance_review.py"), monkeypatch)
    assert after.title
    assert after.title[0].value in "\n".join(everything(view))
    assert view.document([]).sections


def test_an_empty_table_is_a_sentence_and_no_heading_of_what_follows(demonstration_folder, opened, monkeypatch):
    page, step = "pages/area/key_performance_review.py", "Barnet · Confidence and satisfaction"
    view, _ = take(opened(demonstration_folder, page, area="North area", step=step), monkeypatch)
    titles = [section.title for section in view.sections]
    assert not [one for one in titles if one.startswith("Exceptions")]
    assert [one for one in everything(view) if one.startswith("Exceptions: 0. ")]
    assert "Decisions and actions" not in everything(view)


def test_what_is_opened_is_taken_and_what_is_closed_is_not(demonstration_folder, opened, monkeypatch):
    page = "pages/operations/priority_crime.py"
    lines = "place by place on one scale"
    closed, _ = take(opened(demonstration_folder, page), monkeypatch)
    assert not [one for one in tp.packs.findings(closed.sections) if lines in one]
    opening = opened(demonstration_folder, page, state={"every": True})
    there, _ = take(opening, monkeypatch)
    assert len([one for one in tp.packs.findings(there.sections) if lines in one]) == 1


def test_the_pack_holds_the_findings_that_are_kept():
    def table(title):
        return Table(title, pl.DataFrame({"a": [1]}), "source")

    words = Words("said")
    sections = [
        Section("first", (words, table("a"), table("b"))),
        Section("second", (words, table("c")), 2),
        Section("words", (words,), 2),
    ]
    assert tp.packs.findings(sections) == ["a", "b", "c"]
    drawn = Map("a", "", pl.DataFrame(), "", "")
    twins = [Section("first", (drawn, table("a"), table("a"), table("b")))]
    assert tp.packs.findings(twins) == ["a (map)", "a (table), 1", "a (table), 2", "b"]
    assert tp.packs.of_findings(sections, [0, 1, 2]) == sections
    kept = tp.packs.of_findings(sections, [1])
    assert [one.title for one in kept] == ["first", "words"]
    assert [getattr(one, "title", "") for one in kept[0].blocks] == ["", "b"]
    assert [one.title for one in tp.packs.of_findings(sections, [])] == ["first", "words"]
    assert [one.title for one in tp.packs.of_findings(sections, [2])] == ["first", "second", "words"]


def made(screen):
    """Press the button in the dialog, and look until the pack is made."""
    screen.button("take-make").click().run()
    for job in importing._jobs()[0].values():
        job.thread.join(120)
    return sound(screen)


def test_a_page_is_taken_along_from_button_to_files(own, opened):
    screen = sound(opened(own, "pages/operations/priority_crime.py"))
    names = [one.value for one in screen.main.header]
    screen = sound(screen.button("take").click().run())
    asked = screen.multiselect("take-findings")
    assert len(asked.value) == len(asked.options) > 1
    assert set(asked.options) <= set(names)
    made(screen)  # what is chosen in a dialog only a browser keeps
    (pack,) = tp.packs.kept(own)
    assert (pack.kind, pack.title, pack.place) == ("page", "Priority crime", "Priority crime, Territorial Policing")
    assert pack.file("pdf").read_bytes().startswith(b"%PDF")


def test_a_pack_is_of_what_the_page_holds_now_and_the_same_view_is_made_once(demonstration_folder, opened, monkeypatch):
    page = "pages/public/equality.py"
    first, _ = take(opened(demonstration_folder, page), monkeypatch)
    again, _ = take(opened(demonstration_folder, page), monkeypatch)
    assert take_along._job(first, [0]) == take_along._job(again, [0]) != take_along._job(again, [])
    head, *others = first.sections
    at, table = next((at, one) for at, one in enumerate(head.blocks) if isinstance(one, Table))
    later = replace(table, rows=table.rows.with_columns(pl.lit("other").alias(table.rows.columns[-1])))
    blocks = (*head.blocks[:at], later, *head.blocks[at + 1 :])
    changed = replace(first, sections=(replace(head, blocks=blocks), *others))
    assert take_along._job(changed, [0]) != take_along._job(first, [0]), "one cell is another, under the same titles"


def test_nothing_is_taken_in_a_meeting_or_without_an_edition(small, opened, tmp_path):
    held = opened(small, "pages/public/confidence.py", meet="1", state={taken.ASKED: True})
    assert not held.exception
    assert not [one for one in held.button if one.key == "take-make"]
    empty = opened(tmp_path, "pages/about/measures.py", state={taken.ASKED: True})
    assert not empty.exception
    assert not [one for one in empty.button if one.key in ("take", "take-make")]


def test_a_part_that_fails_is_taken_as_the_sentence_that_says_so(demonstration_folder, opened, monkeypatch):
    def broken(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr(tp.review, "fewer", broken)
    views = []
    monkeypatch.setattr(take_along, "_asked", views.append)
    opened(demonstration_folder, "pages/strategic/value_for_money.py").button("take").click().run()
    assert "The what-if could not be drawn." in "\n".join(everything(views[0]))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Robbery**: *up* :blue[4 %]", ("Robbery: up 4 %",)),
        (":material/info: [A page](/x) and `code`", ("A page and code",)),
        ("one\ntwo  \nthree", ("one two", "three")),
        ("- a\n- b\n\nc", ("• a", "• b", "c")),
        ("5\u00a0% \\*not\\*", ("5\u00a0% *not*",)),
        ("<b>x</b>", ("<b>x</b>",)),
        ("", ()),
    ],
)
def test_markdown_in_plain_words(text, plain):
    assert paragraphs(text) == plain
