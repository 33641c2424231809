"""The colours of both themes: text and marks stand out, and people who see fewer colours read the same order."""

from __future__ import annotations

import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.sight import SIGHT, apart, contrast, lab
from tp_metrics import charts, maps
from tp_metrics.charts.answers import SCALES
from tp_metrics.charts.palette import PALETTES
from tp_metrics.charts.wards import LINES
from tp_metrics.maps.amounts import SIGNAL_COLOURS, SIGNAL_COLOURS_ON_DARK

CONFIG = tomllib.loads((Path(__file__).parents[1] / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
THEMES = ("light", "dark")
#: Theme → the ramps of blues that run from near the page away from it.
RAMPS = {
    "light": {"of maps": maps.BLUES, "of uncertain wards": maps.PALE_BLUES},
    "dark": {"of maps": maps.BLUES_ON_DARK, "of uncertain wards": maps.PALE_BLUES_ON_DARK},
}
#: Theme → the scales with two ends.
DIVERGING = {"light": maps.PURPLE_ORANGE, "dark": maps.PURPLE_ORANGE_ON_DARK}
#: Theme → the colours of a map's signals.
MAP_SIGNALS = {"light": SIGNAL_COLOURS, "dark": SIGNAL_COLOURS_ON_DARK}
#: How far colours that stand for different things have to look apart; 2.3 can just be seen, side by side.
DISTINCT = 10.0
#: The same for steps of one ramp, which are read by their order; and how far both ends of a scale are.
STEP, ENDS = 7.0, 25.0

themes = pytest.mark.parametrize("theme", THEMES)
sights = pytest.mark.parametrize("sight", [*SIGHT])


def test_a_sight_with_all_cones_sees_published_values():
    # sRGB red in CIE L*a*b* under D65, and the contrast of black on white.
    assert np.allclose(lab("#FF0000"), [53.24, 80.09, 67.20], atol=0.05)
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    # Without red cones red looks darker, without blue ones blue and green look alike.
    assert lab("#FF0000", "protanopia")[0] < lab("#FF0000")[0] - 10
    assert apart("#0072B2", "#009E73", "tritanopia") < apart("#0072B2", "#009E73") / 2


@themes
def test_words_have_contrast_of_four_and_a_half_on_both_grounds_of_the_page(theme: str) -> None:
    said, palette = CONFIG[theme], PALETTES[theme]
    names = ("text", "link", "blue", "orange", "red", "yellow", "green", "gray", "codeText", "dataframeHeaderText")
    words = [said[f"{name}Color"] for name in names] + [palette.ink, palette.quiet]
    words += LINES[theme]  # the names at the ends of lines
    for ground in (said["backgroundColor"], said["secondaryBackgroundColor"], palette.ground):
        assert {word: round(contrast(word, ground), 2) for word in words if contrast(word, ground) < 4.5} == {}


@themes
def test_lines_points_and_edges_have_contrast_of_three(theme: str) -> None:
    palette = PALETTES[theme]
    marks = (palette.chosen, palette.last_year, palette.edge, palette.quiet)
    signals = [colour for _, colour in charts.signals.SIGNALS.values()]
    shown = (*marks, *signals, *CONFIG[theme]["chartCategoricalColors"], CONFIG[theme]["primaryColor"])
    assert {one: round(contrast(one, palette.ground), 2) for one in shown if contrast(one, palette.ground) < 3} == {}


@themes
def test_the_border_of_a_map_has_contrast_of_three_where_its_palest_places_have_not(theme: str) -> None:
    ink = maps.INKS[theme]
    palest = [ramp[0] for ramp in RAMPS[theme].values()] + [DIVERGING[theme][2], ink.blank, ink.line]
    for line in (ink.border, ink.chosen):
        assert all(contrast(line, colour) >= 3 for colour in palest)


@themes
@sights
def test_a_ramp_keeps_its_order_and_its_steps(theme: str, sight: str) -> None:
    towards = -1 if theme == "light" else 1
    ramps = {**RAMPS[theme], "of the charts": CONFIG[theme]["chartSequentialColors"]}
    for name, ramp in ramps.items():
        lightness = [towards * lab(colour, sight)[0] for colour in ramp]
        assert all(a < b for a, b in pairwise(lightness)), (name, lightness)
        least = STEP if name != "of the charts" else STEP / 2  # ten steps in place of five
        assert all(apart(a, b, sight) >= least for a, b in pairwise(ramp)), name


@themes
@sights
def test_a_scale_with_two_ends_rises_to_each_and_they_are_told_apart(theme: str, sight: str) -> None:
    for scale in (DIVERGING[theme], CONFIG[theme]["chartDivergingColors"], SCALES[theme]):
        lower, upper = scale[: (len(scale) + 1) // 2], scale[len(scale) // 2 :][::-1]
        towards = 1 if theme == "light" else -1
        for side in (lower, upper):
            lightness = [towards * lab(colour, sight)[0] for colour in side]
            assert all(a < b + 0.5 for a, b in pairwise(lightness)), lightness  # the middle two of ten are level
        assert apart(scale[0], scale[-1], sight) >= ENDS
        assert all(apart(a, b, sight) >= DISTINCT for a, b in zip(lower[:-1], upper[:-1], strict=True))


@themes
@sights
def test_colours_that_stand_for_different_things_are_told_apart(theme: str, sight: str) -> None:
    palette = PALETTES[theme]
    several = {
        "the theme's": CONFIG[theme]["chartCategoricalColors"],
        "signals of a map": MAP_SIGNALS[theme],
        "signals of a chart": [colour for _, colour in charts.signals.SIGNALS.values()],
        "wards that are compared": LINES[theme],
        "a chart's": (palette.chosen, palette.last_year, palette.edge, palette.others),
        "better and worse": (CONFIG[theme]["blueColor"], CONFIG[theme]["orangeColor"], CONFIG[theme]["grayColor"]),
    }
    near = {
        (name, one, other): round(apart(one, other, sight), 1)
        for name, colours in several.items()
        for one, other in combinations(colours, 2)
        if apart(one, other, sight) < DISTINCT
    }
    assert near == {}


@themes
@sights
def test_an_uncertain_ward_is_nearer_the_page_and_keeps_its_hue(theme: str, sight: str) -> None:
    ground = PALETTES[theme].ground
    sure, unsure = RAMPS[theme].values()
    for one, paler in zip(sure, unsure, strict=True):
        assert contrast(paler, ground) < contrast(one, ground)
        assert apart(one, paler, sight) > 5
    if sight != "tritanopia":  # who sees no blue sees none of either scale
        for one, paler in zip(sure[1:], unsure[1:], strict=True):
            assert abs(hue(one, sight) - hue(paler, sight)) < 15
            assert chroma(paler, sight) > 12  # below about ten a colour reads as grey
    for colour in sure:  # seen through, as they were drawn before, the highest classes turned grey on dark
        assert chroma(unsure[-1], "all cones") > chroma(seen_through(colour, ground), "all cones")


def hue(colour: str, sight: str) -> float:
    """The angle of a colour's hue, in degrees."""
    _, a, b = lab(colour, sight)
    return float(np.degrees(np.arctan2(b, a)) % 360)


def chroma(colour: str, sight: str) -> float:
    """How far a colour is from grey of its lightness."""
    return float(np.hypot(*lab(colour, sight)[1:]))


def seen_through(colour: str, ground: str, share: float = 0.4) -> str:
    """A colour of this opacity over a ground."""
    parts = [
        round(share * int(colour[at : at + 2], 16) + (1 - share) * int(ground[at : at + 2], 16)) for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in parts)
