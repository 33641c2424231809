"""The frame: page settings, shared filters, navigation. A new page is one row here."""

from pathlib import Path

import streamlit as st

from pages.parts import counting, door, frame, meeting, take_along

ICON = door.icon(Path(__file__).parent / "pages" / "parts" / "icon.png")
PLACE = ("area", "borough", "ward")
TIME = ("window", "end", "edition")
ROWS = [
    frame.Row(
        "pages/strategic/performance_review.py",
        "Strategic performance",
        ":material/dashboard:",
        ("area", "borough", *TIME),
        "Where we stand, what is unusual, why, and what threatens the rest of the year.",
    ),
    frame.Row(
        "pages/strategic/exceptions.py",
        "Exceptions",
        ":material/flag:",
        ("area", "borough", *TIME),
        "Everything unusual, the largest first; why it is so, and what is being done.",
    ),
    frame.Row(
        "pages/strategic/value_for_money.py",
        "Value for money",
        ":material/payments:",
        ("area", "borough", *TIME),
        "What we pay at standard costs, what Londoners get for it, and what fewer officers would mean.",
    ),
    frame.Row(
        "pages/area/key_performance_review.py",
        "Key performance review",
        ":material/fact_check:",
        ("area", *TIME),
        "One area command, borough by borough: how it stands, what is done, what is decided.",
    ),
    frame.Row(
        "pages/area/wards.py",
        "Wards",
        ":material/map:",
        (*PLACE, "measure", *TIME),
        "Any measure on a map of London's wards, and the figures of the ward that is opened.",
    ),
    frame.Row(
        "pages/area/peers.py",
        "Similar boroughs",
        ":material/compare_arrows:",
        ("area", "borough", "measure", *TIME),
        "Where a borough stands among those that resemble it; and groups built from indicators.",
    ),
    frame.Row(
        "pages/public/confidence.py",
        "Confidence",
        ":material/forum:",
        (*PLACE, *TIME),
        "Do Londoners think that their local police do a good job?",
    ),
    frame.Row(
        "pages/public/satisfaction.py",
        "Satisfaction",
        ":material/thumb_up:",
        ("area", "borough", *TIME),
        "Are victims satisfied with what the police did for them?",
    ),
    frame.Row(
        "pages/public/equality.py",
        "Equality",
        ":material/balance:",
        ("area", "borough", *TIME),
        "Do women and men, ages, ethnicities and disabled people answer alike, and who is missing?",
    ),
    frame.Row(
        "pages/operations/priority_crime.py",
        "Priority crime",
        ":material/trending_up:",
        (*PLACE, "measure", *TIME),
        "Which offences rise or fall, where and since when?",
    ),
    frame.Row(
        "pages/operations/productivity.py",
        "Productivity",
        ":material/groups:",
        ("area", "borough", *TIME),
        "Offences, calls and incidents for each officer, by borough.",
    ),
    frame.Row(
        "pages/justice/diamond.py",
        "Diamond Districts",
        ":material/diamond:",
        ("area", "borough", "edition"),
        "Do people whom the Diamond Initiative helps reoffend less than people like them?",
    ),
    frame.Row(
        "pages/justice/restorative_justice.py",
        "Restorative justice",
        ":material/handshake:",
        ("area", "borough", "edition"),
        "How much it is used, what comes of it for victims, and how long its pilot must run.",
    ),
    frame.Row(
        "pages/justice/offenders.py",
        "Offender management",
        ":material/person_search:",
        ("area", "borough", "edition"),
        "Who is wanted and for how long, what they do at large, who is tagged, under MAPPA or prolific.",
    ),
    frame.Row(
        "pages/justice/prosecution_teams.py",
        "Prosecution teams",
        ":material/gavel:",
        ("area", "borough", "edition"),
        "Where police and prosecution work as one team, and what cases come to before and after.",
    ),
    frame.Row(
        "pages/justice/virtual_courts.py",
        "Virtual courts",
        ":material/videocam:",
        ("area", "borough", "edition"),
        "How many of the cases that police stations make available does the Virtual Court hear?",
    ),
    frame.Row(
        "pages/meetings/structure.py",
        "Structure",
        ":material/account_tree:",
        (),
        "Which meeting reports to which, and who owns which theme.",
        opens_empty=True,
    ),
    frame.Row(
        "pages/meetings/calendar.py",
        "Calendar",
        ":material/event:",
        ("edition",),
        "The next meetings, what each reads, and a file for one's own calendar.",
    ),
    frame.Row(
        "pages/meetings/actions.py",
        "Actions",
        ":material/task_alt:",
        ("edition",),
        "Who is to do what by when, overdue first; and practice to share.",
    ),
    frame.Row(
        "pages/meetings/risks.py",
        "Risks",
        ":material/warning:",
        ("area", "borough", *TIME),
        "What may go wrong, and the figure that watches it; the measures by strand of Met Forward.",
    ),
    frame.Row(
        "pages/meetings/packs.py",
        "Packs",
        ":material/picture_as_pdf:",
        ("area", "borough", *TIME),
        "A meeting's papers with the figures of the pages: PDF, slides, sheets and tables.",
    ),
    frame.Row(
        "pages/about/measures.py",
        "Measures",
        ":material/menu_book:",
        (),
        "What every measure counts, in words, with a worked example.",
        opens_empty=True,
    ),
    frame.Row(
        "pages/about/data.py",
        "Data",
        ":material/database:",
        ("edition",),
        "Editions, sources, completeness, what was set aside; and where files are dropped.",
        opens_empty=True,
    ),
    frame.Row(
        "pages/about/accessibility.py",
        "Accessibility",
        ":material/accessibility_new:",
        (),
        "What is done so that everyone can use this dashboard, what does not work, and what helps.",
        opens_empty=True,
    ),
]

st.set_page_config(page_icon=ICON, layout="wide")
with counting.rerun():
    door.keep()  # before anything is read
    page, uses = frame.navigation(ROWS, meeting.position())
    st.set_page_config(page_title=f"{page.title} · {door.TITLE}")
    with meeting.hold(page.title):
        frame.filters(uses, page.title)
        take_along.begin(page, uses)
        frame.run(page)
        meeting.found_again(page.title)
        frame.tools()
        take_along.offer()
