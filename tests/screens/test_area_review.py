"""The key performance review on the screen: held from the summary to the last step, with decisions and actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

import tp_metrics as tp
from tp_metrics.ledger import Author, Ledger

PAGE = "pages/area/key_performance_review.py"
EDITION = "2010-12-31"
LINK = {"area": "South East", "edition": "31 Dec 2010"}
BROMLEY = "E09000006"
RUDE = "<b>bold</b> [link](http://elsewhere.example) :red[red]"


@pytest.fixture
def ledger(ledger_address: str) -> Iterator[Ledger]:
    with Ledger(ledger_address) as book:
        yield book


@pytest.fixture
def screen(demonstration_folder, opened, ledger):
    return lambda **link: opened(demonstration_folder, PAGE, **{**LINK, **link})


def fine(page):
    assert not page.exception
    assert not page.error
    return page


def table(page, column):
    return next(one.value for one in page.dataframe if column in one.value)


def text_of(page, kind="text"):
    return "\n".join(str(one.value) for one in getattr(page, kind))


def test_without_an_area_there_is_a_button_to_each(demonstration_folder, opened, ledger):
    page = fine(opened(demonstration_folder, PAGE, edition="31 Dec 2010"))
    assert "choose an area command" in page.title[0].value
    assert len([one for one in page.button if one.label == "Open"]) == 5
    page.button("open-AREA-SE").click().run()
    assert fine(page).title[0].value.startswith("South East area, ")


def test_the_summary_counts_what_the_exceptions_say(screen):
    page = fine(screen())
    edition = tp.edition(EDITION)
    asked = tp.Selection(place="AREA-SE", edition=EDITION)
    board = tp.review.board(edition, asked)
    rows = tp.review.boroughs_beside(edition, asked, board, [], edition.as_at)
    assert page.title[0].value == tp.words.area_title("South East area", "April to December 2010", rows)
    assert f"{board.rows['way'].to_list().count('concern')} concerns" in page.title[0].value
    shown = table(page, "Concerns")
    assert dict(zip(shown["Borough"], shown["Concerns"], strict=True)) == dict(
        zip(rows["place"], rows["concern"], strict=True)
    )


@pytest.mark.parametrize("theme", ["Confidence and satisfaction", "Priority crime", "Productivity"])
def test_place_and_window_change_the_first_sentence_and_the_figures_which_are_the_results(screen, theme):
    seen = []
    for place, code, window in (
        ("Bromley", BROMLEY, "performance year to date"),
        ("Southwark", "E09000028", "performance year to date"),
        ("Southwark", "E09000028", "quarter"),
    ):
        page = fine(screen(step=f"{place} · {theme}", window=window.capitalize()))
        shown = table(page, "Last year")
        figures = dict(zip(shown["Measure"], shown["This year"], strict=True))
        asked = tp.Selection(place=code, window=window, edition=EDITION)
        names = tp.review.SCORECARD[theme]
        rows = tp.review.board(tp.edition(EDITION), asked).rows
        others = [one for one in rows["measure"] if tp.review.theme_of(one) == theme and one not in names]
        answers = [tp.result(name, asked) for name in (*names, *others)]
        known = [one for one in answers if one.figure.value is not None]
        assert figures == pytest.approx({one.measure.title: one.figure.value for one in known})
        assert page.title[0].value.startswith(f"{place}, {theme.lower()}, ")
        seen.append((page.title[0].value, figures))
    for (title, figures), (other, others) in pairwise(seen):
        assert title != other
        assert sum(figures[name] != others.get(name) for name in figures) >= 3


def test_the_meeting_goes_from_the_first_step_to_the_last_and_back(screen):
    page = fine(screen())
    titles = [page.title[0].value]
    steps = tp.review.agenda(tp.edition(EDITION), "AREA-SE")
    assert page.button("step-Back").disabled
    for step in steps[1:4]:
        fine(page.button("step-Next").click().run())
        titles.append(page.title[0].value)
        assert titles[-1].startswith(f"{step.place}, {step.theme.lower()}, ")
    page.button("step-Back").click().run()
    assert page.title[0].value == titles[-2]
    page.selectbox("step").select(tp.words.step_name(steps[-1])).run()
    assert fine(page).title[0].value.startswith("Southwark, productivity, ")
    assert page.button("step-Next").disabled
    assert f"Step {len(steps)} of {len(steps)}" in text_of(page, "caption")
    page.button(f"to-{tp.words.step_name(steps[1])}").click().run()
    assert page.title[0].value == titles[1]


def test_a_decision_and_an_action_are_written_down_at_a_step_and_found_there_again(screen, ledger):
    step = "Bromley · Priority crime"
    page = fine(screen(step=step))
    page.text_input("author").set_value("Ana Kaya").run()
    next(one for one in page.text_area if one.label == "What is decided").set_value(RUDE)
    next(one for one in page.button if one.label == "Write it down").click().run()
    assert RUDE in text_of(fine(page))
    assert not any(RUDE in text_of(page, kind) for kind in ("markdown", "caption", "success"))
    next(one for one in page.text_area if one.label == "What is to be done").set_value("Patrol.")
    next(one for one in page.selectbox if one.label == "Who (a role)").set_value("Borough Commander")
    next(one for one in page.button if one.label == "Add the action").click().run()
    fine(page)
    assert [(one.place, one.theme, one.words, one.edition) for one in ledger.decisions()] == [
        (BROMLEY, "Priority crime", RUDE, EDITION)
    ]
    [kept] = ledger.actions()
    assert (kept.place, kept.words, kept.meeting, kept.added) == (BROMLEY, "Patrol.", "KPRM", date(2010, 12, 31))
    assert RUDE in text_of(fine(screen(step=step)))
    assert RUDE not in text_of(fine(screen(step="Bromley · Productivity")))
    summary = table(fine(screen()), "Concerns")
    assert dict(zip(summary["Borough"], summary["Actions"], strict=True))["Bromley"] == 1
    next(one for one in page.button if one.label == "Withdraw").click().run()
    assert ledger.decisions() == []


def test_an_exception_shows_its_reason_and_the_action_that_is_open(screen, ledger):
    fine(screen())
    edition = tp.edition(EDITION)
    asked = tp.Selection(place="AREA-SE", edition=EDITION)
    rows = tp.review.board(edition, asked).rows
    row = next(one for one in rows.iter_rows(named=True) if tp.review.theme_of(one["measure"]) == "Priority crime")
    ana = Author("Ana Kaya")
    seen = tp.review.seen(row, edition, "Words of the screen.")
    case = ledger.open_case(seen, ana, opened=edition.as_at, reason="series", reason_words="two people")
    ledger.add_action("Visit.", "Borough Commander", date(2011, 1, 10), ana, case_id=case.id, added=edition.as_at)
    page = fine(screen(step=f"{row['place']} · Priority crime"))
    shown = table(page, "Reason")
    at = shown["Measure"].to_list().index(tp.measures()[row["measure"]].title)
    assert shown["Reason"].to_list()[at] == "series: two people"
    assert shown["Actions open"].to_list()[at] == "Visit. (Borough Commander, due in 10 days)"


def test_while_the_ledger_cannot_be_read_no_case_or_action_is_counted(screen, monkeypatch):
    step = "Bromley · Priority crime"
    promised = table(screen(), "Promised")
    assert promised["Promised"].notna().all()
    monkeypatch.setenv("TP_LEDGER", "mysql://nowhere")
    page = screen()
    assert not page.exception
    assert "without a case" not in page.title[0].value
    shown = {name for one in page.dataframe for name in one.value}
    assert {"Concerns", "Concerns then"} <= shown
    assert not {"No case", "Actions", "Overdue", "Promised", "Done"} & shown
    page = screen(step=step)
    assert not page.exception
    assert set(table(page, "Reason")["Reason"]) == set(table(page, "Reason")["Actions open"]) == {"not known"}
    assert set(table(page, "Promised")["Promised"]) == {"not known"}


def test_this_meeting_stands_beside_the_last_one_with_what_was_promised(screen, ledger):
    ana = Author("Ana Kaya")
    ledger.decide("KPRM", "2010-09-30", BROMLEY, "Productivity", "Two more cars.", ana, made=date(2010, 10, 18))
    page = screen()
    page.session_state["since-review"] = True
    fine(page.run())
    edition, earlier = tp.edition(EDITION), tp.edition("2010-09-30")
    found = tp.review.since(edition, earlier, tp.Selection(place="AREA-SE", edition=EDITION))
    for title, rows in (("New", found.new), ("Continuing", found.continuing), ("Cleared", found.cleared)):
        assert f"{title} since 30 Sep 2010: {rows.height} exceptions" in text_of(page, "header")
    assert table(page, "Decision")["Decision"].to_list() == ["Two more cars."]


def test_every_measure_that_a_step_names_stands_in_its_scorecard_with_interval_and_line(screen):
    page = fine(screen(step="Lewisham · Productivity"))
    shown = table(page, "Last year")
    rows = tp.review.board(tp.edition(EDITION), tp.Selection(place="E09000023", edition=EDITION)).rows
    named = [one for one in rows["measure"] if tp.review.theme_of(one) == "Productivity"]
    assert any(one not in tp.review.SCORECARD["Productivity"] for one in named)
    assert {tp.measures()[one].title for one in named} <= set(shown["Measure"])
    assert {"95 % from, to", "Signal", "36 months", "Year end"} <= set(shown.columns)
    assert table(page, "Against peers")["Rank"].notna().any()


def test_a_step_stands_beside_the_last_review_with_what_became_of_its_exceptions(screen, ledger):
    ana = Author("Ana Kaya")
    fine(screen())
    edition, earlier = tp.edition(EDITION), tp.edition("2010-09-30")
    step = next(one for one in tp.review.agenda(edition, "AREA-SE") if one.code == BROMLEY)
    for theme in tp.review.SCORECARD:
        step = tp.review.Step(BROMLEY, "Bromley", theme)
        ledger.add_action(
            "Visit.", "Borough Commander", date(2011, 1, 10), ana, place=BROMLEY, measure=tp.review.SCORECARD[theme][0],
            added=date(2010, 10, 18),
        )  # fmt: skip
        page = fine(screen(step=tp.words.step_name(step)))
        shown = table(page, "Change then").set_index("Measure")
        rows = {
            one.id: (tp.result(one.id, tp.Selection(place=BROMLEY, window="quarter", edition=EDITION)).figure, one)
            for one in (tp.measures()[name] for name in tp.review.SCORECARD[theme])
            if tp.result(one.id, tp.Selection(place=BROMLEY, window="quarter", edition=EDITION)).figure.value
            is not None
        }
        assert len(rows) > 3
        for figure, measure in rows.values():
            assert shown["Now"][measure.title] == tp.words.value(figure, measure)
        first = tp.measures()[tp.review.SCORECARD[theme][0]]
        then = tp.result(first.id, tp.Selection(place=BROMLEY, window="quarter", edition=earlier.id)).figure
        assert shown["Then"][first.title] == tp.words.value(then, first)
        assert shown["Promised"][first.title].startswith("Visit. (")
        ways = [
            {
                r["measure"]: r["way"]
                for r in tp.review.board(at, tp.Selection(place=BROMLEY)).rows.iter_rows(named=True)
            }
            for at in (earlier, edition)
        ]
        for name in (one for found in ways for one in found if tp.review.theme_of(one) == theme):
            was, way = (found.get(name) for found in ways)
            said = shown["Exception"][tp.measures()[name].title]
            word = "cleared" if not way else "continuing" if was == way else f"{was} then" if was else "new"
            assert word in said


def test_the_boroughs_stand_beside_the_last_review(screen):
    shown = table(fine(screen()), "Concerns then").set_index("Borough")
    for at, column in (("2010-09-30", "Concerns then"), (EDITION, "Concerns now")):
        rows = tp.review.board(tp.edition(at), tp.Selection(place="AREA-SE")).rows
        for name in shown.index:
            here = [r for r in rows.iter_rows(named=True) if r["place"] == name]
            assert shown[column][name] == [r["way"] for r in here].count("concern")
    assert (shown["Concerns now"] <= shown["New"] + shown["Continuing"]).all()


def test_the_first_edition_has_no_last_review_and_says_so(screen):
    page = fine(screen(edition="30 Sep 2010", step="Bromley · Productivity"))
    assert "no earlier edition to set this review beside" in text_of(page, "caption")


def test_a_link_that_asks_for_no_option_of_a_page_says_so_as_it_was_typed(screen):
    page = fine(screen(step="Bromley · Priority crime", **{"step-measure": RUDE}))
    assert any(one.value == f"The link asks for “{RUDE[:80]}”, which cannot be chosen here." for one in page.text)
    page = fine(screen(step="Bromley · Priority crime", **{"step-measure": "Robbery"}))
    assert not any("cannot be chosen here" in one.value for one in page.text)


LINKED = [
    ("area/wards", "compare"),
    ("about/measures", "definition"),
    *(
        pytest.param(path, name, marks=pytest.mark.trust)
        for path, name in (
            ("area/wards", "shade"),
            ("area/wards", "part"),
            ("public/equality", "asked"),
            ("strategic/exceptions", "exception"),
            ("meetings/calendar", "span"),
        )
    ),
]


@pytest.mark.parametrize(("path", "name"), LINKED)
def test_a_link_that_asks_another_page_for_no_option_says_so(demonstration_folder, opened, path, name):
    link = {"edition": "31 Dec 2010", "part": "Compare wards", name: "nonsense"}
    page = fine(opened(demonstration_folder, f"pages/{path}.py", **link))
    assert any("“nonsense”, which cannot" in one.value for one in page.text)


def test_the_link_keeps_the_step_and_another_edition_keeps_it_too(screen):
    step = "Lewisham · Productivity"
    page = fine(screen(step=step))
    assert page.title[0].value.startswith("Lewisham, productivity, ")
    page.selectbox("edition").select("2011-12-31").run()
    assert fine(page).title[0].value.startswith("Lewisham, productivity, April to December 2011")
    page = fine(screen(step="Camden · Productivity"))  # a borough of another area
    assert page.title[0].value.startswith("South East area, ")


def test_a_ward_map_of_confidence_pools_three_years(screen):
    page = fine(screen(step="Bromley · Confidence and satisfaction"))
    asked = tp.Selection(place=BROMLEY, edition=EDITION, window="rolling 36 months")
    assert tp.words.map_title(tp.by_ward("good_job", asked), "certainty") in text_of(page, "header")


def test_a_real_edition_without_surveys_says_what_it_has_not(small, opened, ledger):
    page = fine(opened(small, PAGE, area="North", step="Camden · Confidence and satisfaction"))
    assert page.title[0].value.startswith("Camden, confidence and satisfaction, ")
    assert "no figure of this theme" in text_of(page, "caption")


def test_a_link_to_no_step_says_so_as_it_was_typed_and_begins_with_the_summary(screen):
    page = fine(screen(step=RUDE))
    assert any(RUDE in one.value for one in page.text)
    assert page.title[0].value.startswith("South East")
    assert not any("agenda is called" in one.value for one in fine(screen()).text)


def test_where_nothing_can_be_judged_nothing_is_said_to_be_usual():
    step = tp.review.Step("E09000023", "Lewisham", "Confidence and satisfaction")
    assert tp.words.step_title(step, [], {}, "2015").endswith(": no figure here can be judged")
    assert tp.words.not_held(["Good job", "Informed"]) == "This edition has no figure here of: Good job, Informed."
    assert tp.words.not_held([]) == ""
