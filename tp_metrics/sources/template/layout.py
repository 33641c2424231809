"""The templates: for each record table its header, an example row and what the columns mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dataframely as dy

from tp_metrics.schema import RECORDS
from tp_metrics.schema.reading import Head, SourceRefused
from tp_metrics.sources.cells import head_fields, some

#: The needs of offenders, as a sentence says them.
NEED_WORDS = {
    "accommodation": "accommodation",
    "ete": "education, training or employment",
    "finance": "benefits, debt or money",
    "drugs": "drugs",
    "alcohol": "alcohol",
    "health": "health",
    "relationships": "relationships",
    "attitudes": "attitudes and thinking",
}

#: What each column means, in every table that has it.
MEANINGS = {
    "first_day": "the first day that the row is about; for an event its day",
    "last_day": "the last day that the row is about; for an event its day",
    "place": "the smallest place known: a ward's code (E05…), a borough's (E09…) or its name, an area command "
    "(AREA-N, …), TP, or another place (MPS, HEATHROW, TP-NON-BOROUGH, SPECIALIST)",
    "offence": "the offence",
    "offences": "how many offences; 1 on a row that is one offence",
    "sanction_detections": "how many sanction detections, recorded in these days",
    "knife_crime": "whether the offence is knife crime",
    "gun_crime": "whether the offence is gun crime",
    "serious_youth_violence": "whether the offence is serious youth violence",
    "domestic_offences": "whether the offence is domestic",
    "racist_religious_hate": "whether the offence is racist or religious hate crime",
    "homophobic_hate": "whether the offence is homophobic hate crime",
    "disability_hate": "whether the offence is disability hate crime",
    "role": "the role; sergeants are also among the officers",
    "unit": "fte, or headcount for special constables",
    "strength": "the strength at the end of the days",
    "team": "the name of the Safer Neighbourhoods team",
    "sergeants": "sergeants in post, full-time equivalents",
    "constables": "constables in post, full-time equivalents",
    "pcsos": "PCSOs in post, full-time equivalents",
    "sergeant_posts": "posts for sergeants, full-time equivalents",
    "constable_posts": "posts for constables, full-time equivalents",
    "pcso_posts": "posts for PCSOs, full-time equivalents",
    "kind": "what the call was about",
    "category": "the category, in the force's own words",
    "grade": "the grade of the response: immediate, soon, extended, referred",
    "incidents": "how many calls or incidents; 1 on a row that is one",
    "timed": "how many of them have a known response time",
    "in_time": "how many of the timed ones were reached in time",
    "minutes": "the sum of their response times in minutes",
    "stops": "how many stops; 1 on a row that is one",
    "arrests": "how many arrests; in a table of stops, how many of these led to one",
    "offence_group": "the group of offences that the arrest was for, in the source's words",
    "object": "what was searched for",
    "outcome": "the outcome, in the source's words",
    "sex": "sex",
    "age_band": "age band",
    "ethnicity": "ethnicity as the person gave it, in five groups",
    "disability": "whether the person has a disability",
    "crime_id": "the crime's identifier",
    "longitude": "longitude, WGS84",
    "latitude": "latitude, WGS84",
    "respondent": "a pseudonym for the interview, never a name",
    "weight": "the interview's weight",
    "survey": "pas for the Public Attitude Survey, else safer_neighbourhoods",
    "good_job": "how good a job the police in this area are doing",
    "police_council": "police and council deal with the anti-social behaviour and crime that matter here",
    "community_priorities": "local police deal with the things that matter to people here",
    "worried": "how worried about crime in this area",
    "informed": "how well informed about what the police have been doing",
    "effectiveness": "the police are effective in dealing with crime",
    "engagement": "the police engage with the community",
    "fair_treatment": "the police treat everyone fairly",
    "local_asb": "the police deal with anti-social behaviour here",
    "crime_group": "which of the five crime groups the victim belongs to",
    "ease_of_contact": "satisfaction with the ease of contacting the police",
    "action": "satisfaction with the action taken",
    "follow_up": "satisfaction with how well they were kept informed",
    "treatment": "satisfaction with the treatment by staff",
    "overall": "satisfaction with the whole experience",
    "person": "a pseudonym for the person, never a name; the same in both tables of Diamond",
    "arm": "pilot for the people of the Diamond wards, comparison for people like them without its help",
    "offered": "whether help was offered",
    "worked_with": "whether the person took the help up; the table's people of the pilot who did are worked with",
    "completed": "the day on which the plan of help was completed",
    "previous_offences": "how many offences the person was convicted of before",
    "age": "age in years, on the first day",
    "risk_score": "how likely reconviction is from the record alone, in per cent, such as OGRS gives it",
    **{f"need_{name}": f"whether the person needs help with {words}" for name, words in NEED_WORDS.items()},
    **{f"help_{name}": f"whether help was given with {words}" for name, words in NEED_WORDS.items()},
    "community_order": "whether the person is under a community order",
    "order_ended": "the day on which the order ended",
    "order_outcome": "how the order ended",
    "offence_number": "an identifier of the offence, by which a later file corrects it",
    "convicted": "the day of the conviction or caution",
    "case_number": "the number of the case, by which a later file corrects it",
    "station": "the police station with the custody suite",
    "court": "the court that sits at the other end of the link",
    "listing": "slots of a fixed length, or flexible: heard as they are ready",
    "cap": "how many cases a day the list takes; empty where there is no cap",
    "case_type": "whether the defendant is held until the hearing, or bailed to return for it on the same day",
    "available": "the time at which the station made the case available",
    "listed": "whether the case was put on the list of the day",
    "heard": "whether the Virtual Court heard it",
    "returned": "why it was returned to its home court; empty where it was not",
    "scheduled": "the time of the slot",
    "started": "the time at which the hearing started",
    "ended": "the time at which it ended",
    "plea": "the plea at the first hearing, wherever that was",
    "represented": "whether a solicitor represented the defendant at the first hearing",
    "failed_to_appear": "whether the defendant failed to appear at the first hearing",
    "charged": "when the defendant was charged",
    "first_hearing": "when the first hearing was, at the Virtual Court or at the home court",
    "mps_upload_minutes": "minutes until the police had uploaded the file",
    "cps_review_minutes": "minutes that the Crown Prosecution Service took to review it",
    "cps_print_minutes": "minutes that it took to print it for the court",
    "solicitor_minutes": "minutes that the defence solicitor took before the hearing",
    "hmcs_result_minutes": "minutes that the court service took to enter the result, before the next case",
    "measure": "the id of a measure, as `python -m tp_metrics measures` lists it",
    "indicator": "the name of the fact",
    "value": "the value: a share of 0 to 1 for per cent, per one resident for a rate, else as it is",
}

_DAY = {"first_day": "2010-12-14", "last_day": "2010-12-14", "place": "E05000644"}
_MONTH = {"first_day": "2010-12-01", "last_day": "2010-12-31"}
_BOROUGH = {**_MONTH, "place": "E09000033"}
_PERSON = {"respondent": "r000001", "weight": 1.2, "sex": "female", "age_band": "35-44", "ethnicity": "Asian"}
_PERSON |= {"disability": "no"}
_AGREES = "tend to agree"

#: One row that fits, for each table.
EXAMPLES: dict[str, dict[str, Any]] = {
    "offences": {**_DAY, "offence": "robbery_personal", "offences": 1, "sanction_detections": 0, "knife_crime": "true"},
    "strength": {**_BOROUGH, "role": "officer", "unit": "fte", "strength": 1601.5},
    "ward_teams": {
        **_MONTH,
        "place": "E05000644",
        "team": "St James's",
        "sergeants": 1,
        "constables": 2,
        "pcsos": 2.5,
        "sergeant_posts": 1,
        "constable_posts": 2,
        "pcso_posts": 3,
    },
    "incidents": {
        **_DAY,
        "kind": "crime",
        "category": "Burglary Dwelling",
        "grade": "I",
        "incidents": 1,
        "timed": 1,
        "in_time": 1,
        "minutes": 9.5,
    },
    "stops": {
        **_DAY,
        "stops": 1,
        "arrests": 0,
        "object": "Controlled drugs",
        "outcome": "Nothing found",
        "sex": "male",
        "age_band": "15-24",
        "ethnicity": "White",
    },
    "arrests": {
        **_BOROUGH,
        "arrests": 12,
        "offence_group": "Robbery",
        "sex": "male",
        "age_band": "18-20",
        "ethnicity": "White",
    },
    "street_crimes": {
        **_MONTH,
        "place": "E05000644",
        "crime_id": "c000001",
        "category": "Burglary",
        "outcome": "Under investigation",
        "longitude": -0.1337,
        "latitude": 51.5074,
    },
    "outcomes": {
        **_MONTH,
        "place": "E05000644",
        "crime_id": "c000001",
        "outcome": "Offender given a caution",
        "longitude": -0.1337,
        "latitude": 51.5074,
    },
    "confidence_survey": {
        **_DAY,
        "place": "E09000033",
        **_PERSON,
        "survey": "pas",
        "good_job": "good",
        "police_council": _AGREES,
        "community_priorities": _AGREES,
        "worried": "not very worried",
        "informed": "fairly well informed",
        "effectiveness": _AGREES,
        "engagement": "don't know",
        "fair_treatment": _AGREES,
        "local_asb": _AGREES,
    },
    "satisfaction_survey": {
        **_DAY,
        "place": "E09000033",
        **_PERSON,
        "crime_group": "burglary",
        "ease_of_contact": "very satisfied",
        "action": "fairly satisfied",
        "follow_up": "fairly dissatisfied",
        "treatment": "completely satisfied",
        "overall": "fairly satisfied",
    },
    "published": {
        "first_day": "2010-01-01",
        "last_day": "2010-12-31",
        "place": "E09000033",
        "measure": "good_job",
        "value": 0.66,
    },
    "indicators": {**_BOROUGH, "indicator": "population density", "value": 10174.4},
    "diamond_people": {
        "first_day": "2009-09-14",
        "last_day": "2009-09-14",
        "place": "E05000418",
        "person": "d0001",
        "arm": "pilot",
        "offered": "true",
        "worked_with": "true",
        "completed": "2010-05-03",
        "previous_offences": 14,
        "age": 27,
        "sex": "male",
        "ethnicity": "White",
        "disability": "no",
        "risk_score": 55,
        "need_accommodation": "true",
        "need_drugs": "true",
        "help_accommodation": "true",
        "help_drugs": "false",
        "community_order": "false",
    },
    "diamond_offences": {
        "first_day": "2010-02-11",
        "last_day": "2010-02-11",
        "place": "E09000022",
        "person": "d0001",
        "offence_number": "o0001",
        "offence": "shoplifting",
        "convicted": "2010-04-20",
    },
    "hearings": {
        "first_day": "2010-10-27",
        "last_day": "2010-10-27",
        "place": "E09000022",
        "case_number": "v00001",
        "station": "Brixton",
        "court": "Camberwell Green",
        "listing": "flexible",
        "case_type": "custody",
        "available": "09:20",
        "listed": "true",
        "heard": "true",
        "started": "11:05",
        "ended": "11:21",
        "plea": "guilty",
        "represented": "true",
        "failed_to_appear": "false",
        "charged": "2010-10-26 22:40",
        "first_hearing": "2010-10-27 11:05",
        "mps_upload_minutes": 20,
        "cps_review_minutes": 35,
        "cps_print_minutes": 10,
        "solicitor_minutes": 25,
        "hmcs_result_minutes": 4,
        "sex": "male",
        "age": 29,
        "ethnicity": "White",
        "disability": "no",
    },
}


@dataclass(frozen=True)
class Template:
    """The layout of one record table.

    Attributes:
        table: the record table.
        header: its columns in order, without `source`.
        required: those of them that may not be left out or empty.
        example: one row that fits, by column.
        columns: what each column means and may hold, by column.
    """

    table: str
    header: tuple[str, ...]
    required: tuple[str, ...]
    example: Mapping[str, Any]
    columns: Mapping[str, str]

    def csv(self) -> str:
        """The template as CSV: the header and the example row."""
        held = io.StringIO()
        writer = csv.writer(held, lineterminator="\n")
        writer.writerow(self.header)
        writer.writerow([self.example.get(name, "") for name in self.header])
        return held.getvalue()

    def markdown(self) -> str:
        """The template as a section of docs/templates.md."""
        what = (RECORDS[self.table].__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
        lines = [f"## {self.table}", "", what, "", "| column | holds |", "|---|---|"]
        lines += [f"| `{name}` | {words} |" for name, words in self.columns.items()]
        return "\n".join([*lines, "", "```csv", *self.csv().splitlines(), "```", ""])


def expected(column: dy.Column) -> str:
    """What a cell of a column may hold, in words."""
    if isinstance(column, dy.Enum):
        return "one of " + ", ".join(column.categories)
    if isinstance(column, dy.Date):
        return "a day such as 2010-12-31"
    if isinstance(column, dy.Datetime):
        return "a day and time such as 2010-12-31 14:30"
    if isinstance(column, dy.Time):
        return "a time such as 14:30"
    if isinstance(column, dy.Bool):
        return "true or false"
    if isinstance(column, dy.Int64 | dy.Float64):
        kind = "a whole number" if isinstance(column, dy.Int64) else "a number"
        if column.min is None:
            return kind
        return (
            f"{kind} from {column.min} to {column.max}" if column.max is not None else f"{kind}, {column.min} or more"
        )
    return "text"


def _template(table: str) -> Template:
    columns = {name: column for name, column in RECORDS[table].columns().items() if name != "source"}
    words = {
        name: f"{MEANINGS[name]}; {expected(column)}{'; may be empty or left out' if column.nullable else ''}"
        for name, column in columns.items()
    }
    required = tuple(name for name, column in columns.items() if not column.nullable)
    return Template(table, tuple(columns), required, EXAMPLES[table], words)


#: Every record table's template.
TEMPLATES: dict[str, Template] = {table: _template(table) for table in RECORDS}


def header_of(head: Head) -> tuple[str, ...]:
    """The column names of a file's head; for text divided by semicolons or tabs, the names that these divide."""
    if head.kind == "parquet":
        return head.columns
    fields = head_fields(head)
    if len(fields) == 1:
        for divider in (";", "\t", "|"):
            if divider in fields[0]:
                return tuple(field.strip() for field in fields[0].split(divider))
    return tuple(fields)


def table_of(name: str, columns: tuple[str, ...]) -> str:
    """The table whose template a header fits.

    Raises SourceRefused with the columns that are missing from the nearest template, or that it does not know.
    """
    given = set(columns)
    for template in TEMPLATES.values():
        if set(template.required) <= given <= set(template.header):
            return template.table
    near = max(TEMPLATES.values(), key=lambda one: (len(given & set(one.header)), -len(set(one.required) - given)))
    unknown = [column for column in columns if column not in near.header]
    missing = [column for column in near.required if column not in given]
    faults = [f"lacks the column {some(missing)}"] if missing else []
    faults += [f"has the unknown column {some(unknown)}"] if unknown else []
    raise SourceRefused(
        f"{name} comes nearest to the template of {near.table}, but {' and '.join(faults)}; "
        f"its columns are {', '.join(near.header)}."
    )


def markdown() -> str:
    """docs/templates.md, whole."""
    return PREFACE + "\n".join(template.markdown() for template in TEMPLATES.values())


PREFACE = """# Templates for your own extracts

Every record table can be filled from a CSV file (UTF-8, divided by commas) or a Parquet file with the columns below.
Their order does not matter, and columns that may be empty may be left out. `python -m tp_metrics template TABLE`
prints a header with an example row, and `python -m tp_metrics ingest FILE` reads the file.

- **Days** are written `2010-12-31`. A row whose first and last day are the same is an *event*: one offence, one call,
  one stop. Any other row is a *count* or a figure for all the days from the first to the last.
- **Places** are codes; a borough may also be named. Wards are those of 2011, or of 2018 or 2022 where your own
  `reference/sources.csv` gives that vintage for `force_extract`; a file holds one vintage.
- **The source** of all rows is `force_extract`; Safer Neighbourhoods interviews (`survey` is `safer_neighbourhoods`)
  have the source `force_extract_sns`, since they alone answer for wards.
- **Refused** is a row with a value that does not fit: it is kept aside with its line, column, value and what was
  expected. In Parquet the line is the number of the row, from 1.
- **Exact repeats** are set aside where they can be told from two like things: rows with a `crime_id` or a
  `respondent`, and counts and figures. Of two rows that give different figures for the same thing, the later one is
  refused. Two like events without an identifier are two events.
- **People followed one by one** (`diamond_people`, `diamond_offences`) stand under a pseudonym. A later file replaces
  whom and what it names again, and adds the others. No row of them is ever shown. So it is
  with the cases of the Virtual Court (`hearings`), by their `case_number`.
- **What is absent counts as zero** in `offences`, `incidents`, `stops`, `arrests`, `street_crimes` and `outcomes`. A
  file of events speaks for all the wards of the boroughs that its wards lie in, and for the other places that it
  names, in every whole month between its first and its last event. A file of counts speaks for the places and days
  that it names. So put *all* offences into a file of offences, not those of one kind.

"""
