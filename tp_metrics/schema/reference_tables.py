"""Schemas of the reference files, and what their columns refer to."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tp_metrics.schema import sourced
from tp_metrics.schema.meeting_tables import MEETING_KEYS, MEETING_SCHEMAS
from tp_metrics.schema.money_tables import MONEY_KEYS, MONEY_SCHEMAS
from tp_metrics.schema.records import OFFENCES
from tp_metrics.schema.restorative_tables import RESTORATIVE_KEYS, RESTORATIVE_SCHEMAS
from tp_metrics.schema.sourced import Dated, Sourced

OFFENCE = f"^({'|'.join(OFFENCES)})$"
LEVELS = ("tp", "area", "borough", "ward", "other")
ROLES_IN_TOTAL = ("part", "group", "total", "overlap")
EVENT_KINDS = ("recording", "survey", "boundary", "operation", "policy")

BOROUGH_CODE = r"^E09\d{6}$"
WARD_CODE = r"^E05\d{6}$"
AREA_CODE = r"^AREA-[A-Z0-9-]+$"
IDENTIFIER = sourced.IDENTIFIER


class Centred(Sourced):
    """A place on the map: centroid in metres of the national grid and in degrees, and ground in hectares."""

    easting = dy.Int64(nullable=False, min=450_000, max=650_000)
    northing = dy.Int64(nullable=False, min=100_000, max=280_000)
    longitude = dy.Float64(nullable=False, min=-2, max=2)
    latitude = dy.Float64(nullable=False, min=50, max=53)
    hectares = dy.Float64(nullable=False, min_exclusive=0)


class Boroughs(Centred):
    """The 32 boroughs (BOCUs), with households and residents of the census of 2011."""

    code = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    bocu = dy.String(nullable=False, regex=r"^[A-Z]{2}$", description="a BOCU's two letters")
    name = dy.String(nullable=False, min_length=1)
    households = dy.Int64(nullable=False, min=1)
    census_2011 = dy.Int64(nullable=False, min=1)
    bame_percent_2011 = dy.Float64(nullable=True, min=0, max=100)


class BoroughPopulations(Sourced):
    """Residents of a borough in the middle of a year."""

    code = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    year = dy.Int64(nullable=False, min=1980, max=2060)
    residents = dy.Int64(nullable=False, min=1)


class BoroughIndicators(Sourced):
    """What describes a borough and measures no policing: groups of similar boroughs are built from it."""

    code = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    indicator = dy.String(nullable=False, regex=IDENTIFIER, description="an indicator's id")
    title = dy.String(nullable=False, min_length=1)
    year = dy.Int64(nullable=False, min=1980, max=2060)
    value = dy.Float64(nullable=False)


class Wards(Centred):
    """The wards of one vintage; residents and households of 2011 for the wards of 2011."""

    code = dy.String(nullable=False, regex=WARD_CODE, description="a ward's code")
    name = dy.String(nullable=False, min_length=1)
    borough = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    residents = dy.Int64(nullable=True, min=1)
    households = dy.Int64(nullable=True, min=1)


class AreaCommands(Dated):
    """Which area command a borough belongs to, and when."""

    borough = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    area = dy.String(nullable=False, regex=AREA_CODE, description="an area command's code, as AREA-N")
    area_name = dy.String(nullable=False, min_length=1)


class OtherPlaces(Sourced):
    """Places beside the tree, which never add into TP."""

    code = dy.String(nullable=False, min_length=2)
    name = dy.String(nullable=False, min_length=1)
    longitude = dy.Float64(nullable=True, min=-2, max=2)
    latitude = dy.Float64(nullable=True, min=50, max=53)
    note = dy.String(nullable=True)


class Peers(Sourced):
    """Similar boroughs, the most similar first."""

    code = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    peer = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    rank = dy.Int64(nullable=False, min=1)


class Targets(Dated):
    """What a measure should reach at a place: a level in its unit, or a change on the year before in per cent."""

    measure = dy.String(nullable=False, regex=IDENTIFIER, description="a measure's id")
    place = dy.String(nullable=False, min_length=2)
    kind = dy.String(nullable=False, regex=r"^(level|change_percent)$", description="level or change_percent")
    value = dy.Float64(nullable=False)


class OffenceCategories(Sourced):
    """A source's category of crime: the offence that it is here, its role in the total, the measures that it feeds.

    Parts exclude each other; a total or a group holds parts given beside it and is never added to them; an overlap
    is counted within other rows.
    """

    layout = dy.String(nullable=False, regex=IDENTIFIER, description="a source's name")
    major = dy.String(nullable=False, min_length=1)
    minor = dy.String(nullable=True)
    offence = dy.String(nullable=False, regex=OFFENCE, description="an offence of the record schema")
    role = dy.String(nullable=False, regex=f"^({'|'.join(ROLES_IN_TOTAL)})$", description="a role")
    measures = dy.String(nullable=True)
    note = dy.String(nullable=True)


class BoroughNames(Sourced):
    """What sources call a borough or another place."""

    name = dy.String(nullable=False, min_length=1)
    code = dy.String(nullable=False, min_length=2)


class Events(Sourced):
    """What happened to the figures: drawn on every trend; where it `breaks` a series, years cannot be compared across.

    Without measures an event is about all of them; without a place, about every place. A place may also be a level:
    `area` is every area command, `ward` every ward.
    """

    first_day = dy.Date(nullable=False)
    measures = dy.String(nullable=True)
    place = dy.String(nullable=True)
    kind = dy.String(nullable=False, regex=f"^({'|'.join(EVENT_KINDS)})$", description="a kind of event")
    breaks = dy.Bool(nullable=False)
    words = dy.String(nullable=False, min_length=1)


class Meetings(Sourced):
    """The meetings at which performance is read."""

    code = dy.String(nullable=False, min_length=2)
    name = dy.String(nullable=False, min_length=1)
    chair = dy.String(nullable=True)
    level = dy.String(nullable=False, regex=f"^({'|'.join(LEVELS)})$", description="a level")
    frequency = dy.String(nullable=False, min_length=1)
    content = dy.String(nullable=False, min_length=1)


class PublishedFigures(Sourced):
    """Figures that others published, which the demonstration data are calibrated to and tests compare with."""

    measure = dy.String(nullable=False, min_length=1)
    place = dy.String(nullable=False, min_length=2)
    first_day = dy.Date(nullable=False)
    last_day = dy.Date(nullable=False)
    value = dy.Float64(nullable=False)

    @dy.rule()
    def days_in_order(cls) -> pl.Expr:
        """The last day is not before the first."""
        return pl.col("first_day") <= pl.col("last_day")


class Sources(dy.Schema):
    """Where records come from: what to print beside a figure, how late it is, which levels it answers for."""

    name = dy.String(nullable=False, regex=IDENTIFIER, description="a source's name")
    title = dy.String(nullable=False, min_length=1)
    publisher = dy.String(nullable=False, min_length=1)
    licence = dy.String(nullable=False, min_length=1)
    attribution = dy.String(nullable=False, min_length=1)
    url_note = dy.String(nullable=True)
    lag_days = dy.Int64(nullable=False, min=0, max=730)
    levels = dy.String(nullable=False, regex=r"^(tp|area|borough|ward|other)(;(tp|area|borough|ward|other))*$")
    vintage = dy.Int64(nullable=True, min=2000, max=2060)
    demonstration = dy.Bool(nullable=False)
    status = dy.String(nullable=False, regex=r"^(published|assumed)$", description="published or assumed")


SCHEMAS: dict[str, type[dy.Schema]] = {
    "boroughs": Boroughs,
    "borough_populations": BoroughPopulations,
    "borough_indicators": BoroughIndicators,
    "wards_2011": Wards,
    "wards_2018": Wards,
    "wards_2022": Wards,
    "area_commands": AreaCommands,
    "other_places": OtherPlaces,
    "peers": Peers,
    "targets": Targets,
    "offences": OffenceCategories,
    "borough_names": BoroughNames,
    "events": Events,
    "meetings": Meetings,
    "published_figures": PublishedFigures,
    "sources": Sources,
    **MEETING_SCHEMAS,
    **MONEY_SCHEMAS,
    **RESTORATIVE_SCHEMAS,
}
REFERENCE_FILES = tuple(SCHEMAS)

#: Columns that no two rows of a file may have alike.
KEYS: dict[str, tuple[str, ...]] = {
    "boroughs": ("code",),
    "borough_populations": ("code", "year"),
    "borough_indicators": ("code", "indicator"),
    "wards_2011": ("code",),
    "wards_2018": ("code",),
    "wards_2022": ("code",),
    "area_commands": ("borough", "valid_from"),
    "other_places": ("code",),
    "peers": ("code", "peer"),
    "targets": ("measure", "place", "kind", "valid_from"),
    "offences": ("layout", "major", "minor"),
    "borough_names": ("name",),
    "events": ("first_day", "measures", "place", "words"),
    "meetings": ("code",),
    "published_figures": ("measure", "place", "first_day", "last_day", "source"),
    "sources": ("name",),
    **MEETING_KEYS,
    **MONEY_KEYS,
    **RESTORATIVE_KEYS,
}

#: Columns that must hold a code of boroughs.csv.
BOROUGH_COLUMNS: dict[str, tuple[str, ...]] = {
    "borough_populations": ("code",),
    "borough_indicators": ("code",),
    "wards_2011": ("borough",),
    "wards_2018": ("borough",),
    "wards_2022": ("borough",),
    "area_commands": ("borough",),
    "peers": ("code", "peer"),
}

#: Columns in which a level may stand for all of its places.
LEVEL_COLUMNS: dict[str, tuple[str, ...]] = {"events": ("place",)}

#: Columns that must hold the code of a place, of whatever level.
PLACE_COLUMNS: dict[str, tuple[str, ...]] = {
    "targets": ("place",),
    "borough_names": ("code",),
    "events": ("place",),
    "published_figures": ("place",),
}
