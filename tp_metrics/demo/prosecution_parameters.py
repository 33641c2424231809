"""What the demonstration assumes of the integrated prosecution teams; marks as in `parameters`."""

from __future__ import annotations

from datetime import date
from typing import Any

from tp_metrics.demo.parameters import Assumed

PROSECUTION: dict[str, Assumed] = {
    "approved": Assumed(date(2008, 2, 7), "published", "the roll-out is approved (MPA COP 7 Feb 2008 item 7)"),
    "pilots": Assumed(
        {"E09000012": date(2007, 10, 1), "E09000030": date(2007, 10, 15), "E09000031": date(2007, 11, 12)},
        "the three and the year published, the days assumed",
        "Hackney, Tower Hamlets, Waltham Forest (MPA COP 6 Dec 2007 item 12)",
    ),
    "live": Assumed(
        {
            "E09000028": date(2008, 6, 2), "E09000025": date(2008, 6, 23), "E09000022": date(2008, 7, 14),
            "E09000023": date(2008, 9, 8), "E09000008": date(2008, 10, 6), "E09000033": date(2008, 11, 3),
            "E09000019": date(2008, 12, 1), "E09000014": date(2009, 1, 19), "E09000005": date(2009, 2, 16),
            "E09000006": date(2009, 3, 16), "E09000009": date(2009, 4, 20), "E09000011": date(2009, 5, 18),
            "E09000010": date(2009, 6, 15), "E09000029": date(2009, 7, 13), "E09000007": date(2009, 9, 7),
            "E09000013": date(2009, 9, 28), "E09000032": date(2009, 11, 2), "E09000002": date(2009, 11, 30),
            "E09000018": date(2010, 1, 18), "E09000026": date(2010, 3, 1), "E09000004": date(2010, 4, 12),
            "E09000016": date(2010, 6, 14), "E09000020": date(2010, 10, 11), "E09000015": date(2010, 11, 8),
        },
        "27 with the pilots by January 2011 published; which, and the days, assumed",
        "the other boroughs that are live",
    ),
    "to come": Assumed(
        {"E09000024": date(2011, 4, 11), "E09000003": date(2011, 6, 13), "E09000017": date(2011, 9, 12),
         "E09000021": date(2011, 10, 3), "E09000027": date(2011, 11, 7)},
        "five in 2011 subject to finance published; which, and the days, assumed",
        "Merton, Barnet, Hillingdon, Kingston upon Thames, Richmond upon Thames",
    ),
    "to come, known from": Assumed((date(2010, 7, 15), "finance"), "assumed", "and what it is subject to"),
    "put off": Assumed(("E09000003", "E09000017", "E09000021", "E09000027"), "assumed",
                        "of these, not live by the end of 2011: no finance yet"),
    "electronic": Assumed(
        {"E09000006": date(2010, 10, 18), "E09000022": date(2010, 11, 1), "E09000023": date(2010, 11, 15),
         "E09000029": date(2010, 11, 29), "E09000033": date(2010, 11, 29)},
        "boroughs and months published, the days assumed", "Bromley, Lambeth, Lewisham; Sutton and Westminster",
    ),
    "electronic, planned from": Assumed(
        {"E09000006": date(2010, 9, 15), "E09000022": date(2010, 9, 15), "E09000023": date(2010, 9, 15),
         "E09000029": date(2010, 11, 1), "E09000033": date(2010, 11, 1)}, "assumed", "when the plan was known",
    ),
    "trials": Assumed(
        {"magistrates": (0.465, 0.345, 0.190), "crown": (0.505, 0.350, 0.145)}, "K-l",
        "effective, cracked, ineffective: London about 45-48, 33-36, 18-20; Crown about 50, 35, 14-15 per cent",
    ),
    "trials each year": Assumed(
        {"magistrates": (0.004, -0.001, -0.003), "crown": (0.003, -0.001, -0.002)}, "assumed", "change, all of London",
    ),
    "finalised": Assumed(
        {"magistrates": (0.845, 0.115, 0.040), "crown": (0.760, 0.115, 0.125)}, "K-l",
        "convicted, discontinued, other: London 84-85 and 75-77 convicted, 11-12 discontinued",
    ),
    "guilty at first hearing": Assumed((0.39, 0.010), "assumed", "share, and its change each year, all of London"),
    "files on time": Assumed((0.70, 0.012), "assumed", "share, and its change each year, all of London"),
    "on CMS": Assumed((0.10, 0.020), "assumed", "share of charging decisions, and its change each year"),
    "volumes": Assumed(
        {"magistrates": (105.0, 470.0), "crown": (22.0, 55.0)}, "assumed",
        "trials listed and cases finalised in a month of a borough of mean size",
    ),
    "first hearings, files, charging": Assumed((450.0, 380.0, 260.0), "assumed", "in a month of a mean borough"),
    "evidence": Assumed((0.45, 0.95, 13.0), "assumed",
                        "requests for each charging decision; share of them answered; days to answer"),
    "hours": Assumed((95.0, 35.0), "assumed", "saved in a month of a mean borough by an IPT, and more by an E-IPT"),
    "season": Assumed(
        (1.02, 1.00, 1.01, 1.03, 0.94, 1.02, 1.05, 1.06, 0.86, 1.00, 0.98, 1.07), "assumed",
        "volume by month, April first: courts sit less in August and December",
    ),
    "of boroughs": Assumed(0.16, "assumed", "standard deviation of a borough's log odds from London's"),
    "of months": Assumed(0.04, "assumed", "standard deviation of a borough's month from its own log odds"),
    "effects": Assumed(
        {"guilty at first hearing": 0.03, "files on time": 0.05, "discontinued": -0.005}, "assumed",
        "planted: what going live adds, so that the method can be tried; trials and convictions nothing",
    ),
    "effects of E-IPT": Assumed(
        {"on CMS": 0.62, "evidence": -0.15, "days": -3.0}, "assumed",
        "planted: share on CMS, requests (relative) and days to answer",
    ),
}  # fmt: skip


def prosecution(name: str) -> Any:
    """The value of a parameter of PROSECUTION."""
    return PROSECUTION[name].value
