"""What the statement on accessibility says: the standard, what is tested, and the faults that are known.

The tests read the same: `KNOWN` is all that axe-core may find, and a fault that is gone has to leave it.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

STANDARD = "WCAG 2.2, level AA"
REVIEWED = "29 November 2026"


@dataclass(frozen=True)
class Fault:
    """A fault that is not ours to mend: axe-core's rule, what it is found on, the words, and what helps instead."""

    rule: str
    selector: str
    words: str
    instead: str


#: All that axe-core may find on any page, in either theme.
KNOWN = (
    Fault(
        "empty-table-header",
        '[data-testid="stDataFrame"] th[role="columnheader"]',
        "In a table whose rows can be chosen, the column of the boxes has no heading. It is Streamlit's own column.",
        "What a row opens can also be chosen in a box with a label: the ward, the measure, the exception, the action.",
    ),
    Fault(
        "presentation-role-conflict",
        'section[data-testid="stFileUploaderDropzone"]',
        "The field onto which files are dropped has a role that says nothing. It is Streamlit's own field.",
        "The button in it, which opens the choice of files, has a name; the command line takes files too.",
    ),
)

#: What axe-core cannot find and is known all the same: the words, and what helps instead.
LIMITS = (
    (
        "A map and a chart cannot be walked through by keyboard, mark by mark.",
        "What a click on them opens can be chosen by name in the filters, and their figures stand in a table.",
    ),
    (
        "A table is drawn as a picture with a hidden table behind it. Shift and Space choose a row, Enter does not.",
        "Every table can be downloaded as CSV.",
    ),
    (
        "A tip of a map or a chart opens under a pointer alone.",
        "What it says stands in the table of the same picture.",
    ),
    (
        "No people who use assistive technology, and no screen reader, took part in the tests.",
        "Tell us what does not work for you.",
    ),
)

#: What is tested each time that the dashboard is changed, and how.
TESTED = (
    (
        "No fault of ours",
        "axe-core looks at every page in the light and in the dark theme; it may find nothing but what is listed here.",
    ),
    (
        "Keyboard",
        "Every page is gone through with the Tab key: all that can be used is reached, and what is in focus shows it.",
    ),
    (
        "Charts and maps",
        "Each has a text that says what it shows, with figures, and its figures as a table, beside it or further down.",
    ),
    (
        "Colour",
        "Text stands out by 4.5 to 1, lines and marks by 3 to 1. Scales keep their order for people who see no red, "
        "no green or no blue. What colour says is said by shape, pattern or words too.",
    ),
    (
        "Large text",
        "At 200 %, on a screen of 1366 by 768, no text outside the charts is cut, and none lies over other text.",
    ),
    (
        "Less motion",
        "Where the computer asks for less motion, nothing of this dashboard moves by itself.",
    ),
)


def statement() -> None:
    """The statement, from top to bottom."""
    st.markdown(
        f"This dashboard is meant to be used by everyone. It aims at {STANDARD}. It meets it in part: what is known "
        f"not to work is listed below. Written on {REVIEWED}, from the tests of that day."
    )
    st.header("What does not work, and what helps instead", anchor=False)
    st.markdown("\n".join(f"- {words} **Instead:** {instead}" for words, instead in faults()))
    st.header("The same in another form", anchor=False)
    st.markdown(
        "- **As a table**, under a chart, opens the figures that it draws; **These figures** hands them over as CSV. "
        "The tables of the map of wards and of its chart stand below them.\n"
        "- **Packs**, under Meetings, are the papers of a meeting as a tagged PDF that a screen reader reads in order, "
        "as slides with a text for each chart, as a workbook, and as plain tables.\n"
        "- **Meeting mode** shows one finding at a time in large type, with keys.\n"
        "- Light and dark themes are chosen in the menu at the top right, under Settings."
    )
    st.header("What is tested, and how", anchor=False)
    st.markdown("\n".join(f"- **{what}.** {how}" for what, how in TESTED))
    st.header("If something is in your way", anchor=False)
    st.markdown(
        "Tell the analysts who publish the figures: which page, what you wanted to do, and with what you read the "
        "screen. They send the figures in a form that you can use, and report the fault so that it is mended."
    )


def faults() -> list[tuple[str, str]]:
    """Every known fault and limit in words, with what helps instead."""
    return [*((fault.words, fault.instead) for fault in KNOWN), *LIMITS]
