"""What the demonstration's Virtual Court is drawn by: what was published of the pilot, and what is assumed."""

from __future__ import annotations

from datetime import date
from typing import Any

from tp_metrics.demo.parameters import Assumed

#: The Virtual Court at Camberwell Green: 15 custody suites in 9 boroughs from May 2009.
VIRTUAL_COURT: dict[str, Assumed] = {
    "court": Assumed("Camberwell Green", "published", "the one court in London (the other of the pilot sat in Kent)"),
    "start": Assumed(date(2009, 5, 11), "May 2009 published, the day assumed", "first day of the list"),
    "flexible": Assumed(date(2010, 10, 26), "published", "flexible listing, custody cases only"),
    "reported to": Assumed(date(2010, 11, 19), "published", "the last day of the weeks that were reported on"),
    "made available": Assumed(460, "published", "custody cases, 26 October to 19 November 2010"),
    "returned before the cap": Assumed(91, "published", "returned to the home court for want of capacity"),
    "cap": Assumed((date(2010, 11, 15), 22), "22 published, the day assumed", "a temporary cap of 22 cases a day"),
    "late day": Assumed((date(2010, 10, 27), 18 * 60 + 30, 33), "18:30 published, the cases assumed",
                        "the day of the late finish, its minute, and the cases made available on it"),
    "slots": Assumed((15, 12, 9), "15 minutes and 21 a day published, the hours assumed",
                     "minutes of a slot; slots from 10:00 to 13:00, and from 14:00 on"),
    "stations": Assumed(
        {
            "Brixton": ("E09000022", 0.10), "Kennington": ("E09000022", 0.08), "Streatham": ("E09000022", 0.05),
            "Walworth": ("E09000028", 0.09), "Peckham": ("E09000028", 0.08), "Southwark": ("E09000028", 0.06),
            "Lewisham": ("E09000023", 0.09), "Catford": ("E09000023", 0.04), "Plumstead": ("E09000011", 0.06),
            "Greenwich": ("E09000011", 0.05), "Bexleyheath": ("E09000004", 0.05), "Bromley": ("E09000006", 0.06),
            "Croydon": ("E09000008", 0.09), "Charing Cross": ("E09000033", 0.07), "Holborn": ("E09000007", 0.03),
        }, "15 in 9 boroughs published, which K-l, the shares assumed", "custody suites and their share of the cases",
    ),
    "demand under slots": Assumed(
        (3.4, 22.5, 1.9), "assumed",
        "cases a day at the start and in October 2010, and how the growth bends: over 6,000 heard by June 2011",
    ),
    "demand after the report": Assumed(22.2, "assumed", "cases a day, so that some 90 a week are heard (published)"),
    "bail": Assumed(0.36, "assumed", "same-day bail among the cases under slots"),
    "agencies": Assumed(
        {"mps_upload": (21, 2.6), "cps_review": (34, 2.2), "cps_print": (9, 2.4), "solicitor": (26, 1.8),
         "hmcs_result": (4.0, 3.0)}, "assumed", "minutes of each step, and the shape of its gamma distribution",
    ),
    "slower steps": Assumed(1.2, "assumed", "times as long under slots, but for the result"),
    "hearing": Assumed({"custody": (17.8, 4.2), "same-day bail": (11.0, 4.0), "slots": 0.63}, "assumed",
                       "minutes in court with the gamma's shape, and how much of it a slot leaves"),
    "quicker": Assumed(0.85, "assumed", "as long in court after the reported weeks, once the list had settled"),
    "hours": Assumed((600, 780, 840), "assumed", "the court sits from 10:00, but from 13:00 to 14:00"),
    "last start": Assumed((1012, 18), "assumed", "minute after which no hearing begins, and its daily spread"),
    "returned": Assumed({"suitability": 0.030, "solicitor": 0.024, "technical": 0.016}, "assumed", "of the cases"),
    "virtual": Assumed({"guilty": 0.40, "not guilty": 0.33, "represented": 0.55, "absent on bail": 0.03}, "K-l",
                       "at a first hearing by the link; levels were not found, only their direction"),
    "home": Assumed({"guilty": 0.35, "not guilty": 0.37, "represented": 0.70, "absent on bail": 0.08}, "K-l",
                    "at a first hearing in the home court"),
    "bail until the home court": Assumed(9.5, "published", "days, for cases on bail before the prototype of 2007"),
    "female": Assumed(0.15, "K-m", "of those charged"),
    "age": Assumed((18, 2.0, 7.4), "assumed", "years: from, and the gamma's shape and scale"),
    "ethnicity": Assumed(
        {"White": 0.46, "Mixed": 0.06, "Asian": 0.08, "Black": 0.35, "Other": 0.05}, "K-l", "of the nine boroughs"
    ),
    "disabled": Assumed(0.11, "K-l", "a limiting illness or disability"),
    "not known": Assumed(0.03, "assumed", "ethnicity or disability not recorded"),
    "bank holidays": Assumed(
        (
            *(date(2009, m, d) for m, d in ((5, 25), (8, 31), (12, 25), (12, 28))),
            *(date(2010, m, d) for m, d in ((1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28))),
            *(date(2011, m, d) for m, d in ((1, 3), (4, 22), (4, 25), (4, 29), (5, 2), (5, 30), (8, 29), (12, 26),
                                            (12, 27))),
            date(2012, 1, 2),
        ), "published", "days on which no court sits",
    ),
}  # fmt: skip


def court(name: str) -> Any:
    """The value of a parameter of VIRTUAL_COURT."""
    return VIRTUAL_COURT[name].value
