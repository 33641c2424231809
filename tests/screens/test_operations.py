"""Productivity and priority crime: what stands on them beyond the first line, and that it follows place and window."""

from __future__ import annotations

import json
import shutil

import pytest

import tp_metrics as tp

EDITION = "2010-12-31"
PRODUCTIVITY, CRIME = "pages/operations/productivity.py", "pages/operations/priority_crime.py"


def markdown(screen):
    assert not screen.exception
    assert not screen.error
    said = [*screen.header, *screen.markdown]
    return [one.value.replace("\u00a0", " ") for one in said]  # titles of charts do not break there


def titled(screen, beginning, holding=""):
    return next(said for said in markdown(screen) if said.strip("*").startswith(beginning) and holding in said)


def test_the_traps_are_said_in_plain_words(demonstration_folder, opened):
    screen = opened(demonstration_folder, PRODUCTIVITY, edition=EDITION)
    said = "\n".join(markdown(screen))
    assert all(trap in said for trap in tp.words.TRAPS)


def test_demand_and_staffing_follow_the_place_and_the_window(demonstration_folder, opened):
    screen = opened(demonstration_folder, PRODUCTIVITY, edition=EDITION)
    whole = titled(screen, "Offences per officer: ", " officers ")
    screen.selectbox("borough").select("Camden").run()
    camden = titled(screen, "Offences per officer, Camden: ", " officers ")
    screen.selectbox("window").select("quarter").run()
    quarter = titled(screen, "Offences per officer, Camden: ", " officers ")
    assert len({whole, camden, quarter}) == 3


@pytest.mark.parametrize("load", tp.review.LOADS)
def test_every_load_has_its_funnel_and_its_shares(demonstration_folder, opened, load):
    screen = opened(demonstration_folder, PRODUCTIVITY, edition=EDITION, load=tp.measures()[load].title)
    titles = [chart.proto.alt for chart in screen.get("vega_lite_chart")]
    funnel = next(said for said in titles if said.startswith("Funnel of 32 boroughs"))
    assert tp.measures()[load].title in funnel
    table = next(found.value for found in screen.dataframe if "From officers" in found.value)
    assert len(table) == 33
    assert (table["From the count"] + table["From officers"] - table["Together"]).abs().max() < 1e-9


def test_another_pair_is_set_in_the_quadrant(demonstration_folder, opened):
    screen = opened(demonstration_folder, PRODUCTIVITY, edition=EDITION)
    before = titled(screen, "Offences per officer high and arrests per officer low")
    screen.segmented_control("output").set_value("detections_per_officer").run()
    after = titled(screen, "Offences per officer high and sanction detections per officer low")
    assert before != after


@pytest.fixture(scope="module")
def few(tmp_path_factory, demonstration_folder):
    """The demonstration without the arrests and without offences, so that its first pair cannot be set up."""
    folder = tmp_path_factory.mktemp("few")
    source = demonstration_folder / "editions" / EDITION
    shutil.copytree(source, folder / "editions" / EDITION)
    manifest = folder / "editions" / EDITION / "manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    for measure in ("arrests", "total_notifiable_offences"):
        (folder / "editions" / EDITION / "facts" / f"{measure}.parquet").unlink()
        del said["measures"][measure]
        del said["files"][f"facts/{measure}.parquet"]
    manifest.write_text(json.dumps(said), encoding="utf-8")
    manifest.with_name("manifest.sha256").unlink()
    return folder


def test_the_quadrant_opens_with_the_first_pair_that_the_edition_has(few, opened):
    screen = opened(few, PRODUCTIVITY, edition=EDITION)
    assert titled(screen, "Incidents per officer high and sanction detections per officer low")
    table = next(found.value for found in screen.dataframe if "Police officers" in found.value)
    assert {"Offences per officer", "Arrests per officer"}.isdisjoint(table.columns)
    assert table.notna().any().all()  # no column of dashes


def test_an_edition_without_strength_says_so_and_stands(small, opened):
    screen = opened(small, PRODUCTIVITY)
    assert markdown(screen)
    assert any("no demand with an output to set against it by borough" in said.value for said in screen.caption)
    assert not [one for one in screen.segmented_control if one.key in ("demand", "output")]  # nothing to choose among


def test_the_wards_that_hold_most_follow_the_measure_and_the_window(demonstration_folder, opened):
    screen = opened(demonstration_folder, CRIME, edition=EDITION, measure="Robbery")
    year = titled(screen, "Robbery: 5 % of wards hold")
    found = tp.review.concentration(tp.edition(EDITION), "robbery", tp.Selection(edition=EDITION))
    assert tp.words.concentration_title(found) in year
    screen.selectbox("window").select("quarter").run()
    assert titled(screen, "Robbery: 5 % of wards hold") != year
    screen.selectbox("measure").select("Residential burglary").run()
    assert titled(screen, "Residential burglary: 5 % of wards hold")


def test_season_overlaps_and_the_making_of_the_detection_ratio_are_said(demonstration_folder, opened):
    screen = opened(demonstration_folder, CRIME, edition=EDITION, measure="Residential burglary")
    assert titled(screen, "Residential burglary: most in November")
    assert any("They are never added to each other" in said.value for said in screen.caption)
    assert "over the window" in titled(screen, "Residential burglary sanction detection ratio: ")


def test_a_survey_measure_or_an_edition_without_wards_has_no_curve_and_says_why(small, opened):
    screen = opened(small, CRIME, measure="Rape")
    assert markdown(screen)
    assert any("no count of it by ward" in said.value for said in screen.caption)
