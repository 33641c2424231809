"""Maps: classes, colours, tips, and how large a message they make."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from tp_metrics import maps, measures, periods
from tp_metrics.geography import register
from tp_metrics.geography.boundaries import install_boundaries
from tp_metrics.results import Beside, Figure, Result, Selection
from tp_metrics.results.selection import ROWS
from tp_metrics.results.small_areas import BESIDE

WINDOW = periods.Window(date(2010, 4, 1), date(2010, 12, 31), "performance year to date")


def answered(
    level: str = "ward",
    *,
    vintage: int = 2011,
    place: str = "TP",
    measure: str = "total_notifiable_offences",
    values: dict[str, float | None] | None = None,
    note: str = "",
) -> Result:
    """A made-up result by ward (of a place) or borough."""
    if level == "ward":
        listed = register.wards(vintage).filter((pl.col("parent") == place) | (place == "TP"))
    else:
        listed = register.boroughs()
    made = {code: 100.0 + 37 * number % 1901 for number, code in enumerate(listed["code"])} | (values or {})
    common = {
        "dimension": "total", "category": "total", "window": str(WINDOW), "first_day": WINDOW.first,
        "last_day": WINDOW.last, "source": "made", "provisional": False, "previous": 120.0,
    }  # fmt: skip
    rows = pl.DataFrame(
        [
            common
            | {"place": f"{name}, somewhere", "code": code, "level": level, "value": made[code]}
            | {"note": note if made[code] is None else ""}
            | ({"change": made[code] - 120, "change_percent": made[code] / 1.2 - 100} if made[code] is not None else {})
            for code, name in zip(listed["code"], listed["name"], strict=True)
        ],
        schema=ROWS,
    )
    total = common | {"place": place, "code": place, "level": "tp", "value": 1000.0, "note": ""}
    figure = Figure(**pl.DataFrame([total], schema=ROWS).row(0, named=True))
    return Result(
        measure=measures()[measure], selection=Selection(place, by=(level,)), edition="made",
        as_at=date(2010, 12, 31), figure=figure, rows=rows, window=WINDOW, fell_back=False,
        source="Made-up figures {of nobody}", source_name="made", attribution="", vintage=vintage, demonstration=True,
        caveats=(), events=pl.DataFrame(),
    )  # fmt: skip


def features(drawn: maps.WardMap, layer: str = maps.LAYER) -> list[dict[str, Any]]:
    """The features of a layer, as they are sent."""
    spec = json.loads(drawn.to_json())
    return next(one["data"]["features"] for one in spec["layers"] if one["id"] == layer)  # type: ignore[no-any-return]


def by_code(drawn: maps.WardMap) -> dict[str, dict[str, Any]]:
    """The properties of each place, as they are sent."""
    return {one["properties"]["code"]: one["properties"] for one in features(drawn)}


def test_all_wards_of_london_are_drawn_without_tiles(tmp_path: Path) -> None:
    drawn = maps.wards(answered(), folder=tmp_path)
    spec = json.loads(drawn.to_json())
    assert spec["mapStyle"] == "__MAP_STYLE__"  # what Streamlit takes for "no map beneath"
    assert not any(word in drawn.to_json() for word in ("http", "carto", "mapbox"))
    assert [one["id"] for one in spec["layers"]] == ["places", "marks"]
    assert [one["pickable"] for one in spec["layers"]] == [True, False]
    assert [one["lineWidthUnits"] for one in spec["layers"]] == ["pixels", "pixels"]
    assert spec["layers"][1]["getLineWidth"] == "@@=properties.width"
    assert set(by_code(drawn)) == {*register.wards(2011)["code"], register.CITY}
    assert drawn.status == "indicative"
    assert "not the official ones" in drawn.credit
    assert 8 < spec["initialViewState"]["zoom"] < 10.5


def test_tips_say_name_borough_value_and_change(tmp_path: Path) -> None:
    drawn = maps.wards(answered(), folder=tmp_path)
    first = by_code(drawn)["E05000026"]
    assert (first["name"], first["in"], first["value"]) == ("Abbey", "Barking and Dagenham", "100")
    assert first["change"] == "−20 (−16.7 %)"
    tip = drawn._tooltip["html"]
    assert "Total notifiable offences, April to December 2010" in tip
    assert "Made-up figures (of nobody)" in tip  # braces would be taken for a property
    assert {part.split("}")[0] for part in tip.split("{")[1:]} <= set(first)


def test_places_without_a_figure_are_grey_hatched_and_say_why(tmp_path: Path) -> None:
    drawn = maps.wards(answered(values={"E05000026": None}, note="fewer than 5, withheld"), folder=tmp_path)
    ward = by_code(drawn)["E05000026"]
    assert ward["fill"] == [228, 230, 233]
    assert (ward["value"], ward["note"]) == ("–", "fewer than 5, withheld")
    assert by_code(drawn)[register.CITY]["note"] == "Policed by its own force: no figures here."
    assert drawn.without == 1  # the City is none of TP's wards
    assert features(drawn, "marks")[0]["geometry"]["type"] == "MultiLineString"


def test_the_chosen_ward_is_outlined_over_all_others(tmp_path: Path) -> None:
    drawn = maps.wards(answered(), chosen="E05000026", folder=tmp_path)
    plain = maps.wards(answered(), folder=tmp_path)
    assert len(features(drawn, "marks")) == len(features(plain, "marks")) + 2
    assert [one["properties"]["width"] for one in features(drawn, "marks")[-2:]] == [6.0, 3.0]
    assert maps.wards(answered(), chosen="E05999999", folder=tmp_path).classes == plain.classes


def test_a_borough_is_drawn_alone_and_near(tmp_path: Path) -> None:
    drawn = maps.wards(answered(place="E09000007"), folder=tmp_path)
    assert len(features(drawn)) == 18
    assert json.loads(drawn.to_json())["initialViewState"]["zoom"] > 10.5


def test_boroughs_are_drawn_with_the_city_among_them(tmp_path: Path) -> None:
    drawn = maps.boroughs(answered("borough"), folder=tmp_path)
    assert len(features(drawn)) == 33
    assert by_code(drawn)["E09000007"]["name"] == "Camden"


def test_a_result_without_wards_gives_an_empty_map(tmp_path: Path) -> None:
    empty = answered()
    empty = replace(empty, rows=empty.rows.clear())
    drawn = maps.wards(empty, folder=tmp_path)
    assert features(drawn) == []
    assert drawn.classes == maps.Classes((), (), (), ())


def test_the_same_map_is_built_once_and_anew_when_boundaries_come(tmp_path: Path) -> None:
    shown = answered()
    first = maps.wards(shown, folder=tmp_path)
    assert maps.wards(shown, folder=tmp_path) is first
    assert maps.wards(shown, folder=tmp_path, theme="dark") is not first
    assert maps.wards(answered(values={"E05000026": 5.0}), folder=tmp_path) is not first


def test_changes_are_coloured_about_zero(tmp_path: Path) -> None:
    values = {"E05000026": 12.0, "E05000027": 120.0, "E05000028": 5000.0}
    others = {code: 60.0 + number % 121 for number, code in enumerate(register.wards(2011)["code"])}
    drawn = maps.wards(answered(values=others | values), shade="change", folder=tmp_path)
    told = by_code(drawn)
    low, level, high = (told[code]["fill"] for code in values)
    colours = [maps.message.rgb(colour) for colour in maps.PURPLE_ORANGE]
    assert level == colours[2]
    assert low == colours[0]
    assert high == colours[4]
    assert all(label.endswith(" %") or label.endswith("more") for label in drawn.classes.labels)


def test_differences_of_counts_are_from_the_mean_and_of_shares_from_the_whole(tmp_path: Path) -> None:
    result = answered()
    mean = result.rows["value"].mean()
    assert maps.drawing.amounts(result, result.rows, "difference")["E05000026"] == pytest.approx(100.0 - mean)  # type: ignore[operator]
    share = answered(measure="good_job")
    assert maps.drawing.amounts(share, share.rows, "difference")["E05000026"] == pytest.approx(100.0 - 1000.0)


def test_a_click_gives_the_code() -> None:
    selection = {"indices": {"places": [3]}, "objects": {"places": [{"properties": {"code": "E05000026"}}]}}
    assert maps.clicked(SimpleNamespace(selection=selection)) == "E05000026"
    assert maps.clicked(SimpleNamespace(selection={"indices": {}, "objects": {}})) is None
    assert maps.clicked(None) is None


REAL = [(2011, "original/London_Ward_CityMerged.shp"), (2018, "london_wards_2018.geojson"),
        (2022, "london_wards_2022_bestfit.geojson")]  # fmt: skip


@pytest.mark.trust
@pytest.mark.real
@pytest.mark.parametrize(("vintage", "name"), REAL)
@pytest.mark.parametrize("chosen", [None, "first"])
def test_messages_of_real_wards_stay_small(
    vintage: int, name: str, chosen: str | None, open_data: Path, tmp_path: Path
) -> None:
    install_boundaries(open_data / "geo" / name, tmp_path / "boundaries")
    code = register.wards(vintage)["code"][0] if chosen else None
    survey = dict.fromkeys(register.wards(vintage)["code"][::3])
    for shown in (
        answered(vintage=vintage),
        answered(vintage=vintage, values=survey, note="too few answers (12 of 30)"),
    ):
        drawn = maps.wards(shown, chosen=code, folder=tmp_path)
        assert drawn.status == ("approximate" if vintage == 2022 else "official")
        assert len(drawn.to_json().encode()) < 550_000
    for borough in register.boroughs()["code"]:
        drawn = maps.wards(answered(vintage=vintage, place=borough), chosen=code, folder=tmp_path)
        assert len(drawn.to_json().encode()) < 100_000


def test_a_dark_map_and_its_legend_are_dark_where_the_measure_is_low(tmp_path: Path) -> None:
    drawn = maps.wards(answered(), theme="dark", folder=tmp_path)
    told = by_code(drawn)
    values = sorted((one["value"], one["fill"]) for one in told.values() if one["value"] == "100")
    assert drawn.classes.colours == maps.BLUES_ON_DARK
    assert values[0][1] == maps.message.rgb(maps.BLUES_ON_DARK[0])
    changed = maps.wards(answered(), theme="dark", shade="change", folder=tmp_path)
    assert changed.classes.colours == maps.PURPLE_ORANGE_ON_DARK


def test_the_first_view_holds_all_places_on_a_desk_and_on_a_phone(tmp_path: Path) -> None:
    for room, (across, down) in maps.message.ROOMS.items():
        state = maps.wards(answered(), room=room, folder=tmp_path).initial_view_state
        degrees = 360 / (512 * 2**state.zoom)  # of longitude to a pixel
        assert across * degrees > 0.84  # London from west to east, in degrees
        assert down * degrees * 0.62 > 0.40  # and from south to north


def test_the_whole_of_a_rate_is_that_of_the_wards_where_one_ward_is_open() -> None:
    result = answered(measure="good_job")
    rows = result.rows.with_columns(numerator=pl.col("value") * 0 + 30.0, denominator=pl.lit(60.0))
    own = replace(result.figure, level="ward", value=99.0)
    off = maps.drawing.amounts(replace(result, figure=own, rows=rows), rows, "difference")
    assert off["E05000026"] == pytest.approx(100.0 - 50.0)
    unknown = maps.drawing.amounts(replace(result, figure=replace(own, level="tp", value=None)), rows, "difference")
    assert unknown == off


def beside(result: Result, *, modelled: bool, apart: frozenset[str] = frozenset()) -> Beside:
    """Every ward of a result beside a borough of 500, none told from it but those that are `apart`."""
    own = result.rows.select("code", "place", "value", "lower", "upper", "note")
    estimate = pl.col("value").fill_null(400.0) if modelled else pl.lit(None, pl.Float64)
    rows = own.with_columns(
        borough=pl.lit("E09000007"),
        base=pl.lit(86.4),
        modelled=estimate,
        modelled_lower=estimate - 9,
        modelled_upper=estimate + 9,
        whole=pl.lit(500.0),
        told_apart=pl.col("code").is_in(list(apart)),
    ).with_columns(difference=pl.coalesce("modelled", "value") - pl.col("whole"))
    return Beside(result, rows.select("code", *BESIDE), modelled=modelled)


def test_wards_that_cannot_be_told_from_their_borough_are_paler_and_say_so(tmp_path: Path) -> None:
    shown = answered()
    sure = frozenset(shown.rows["code"][:10])
    about = beside(shown, modelled=False, apart=sure)
    drawn = maps.wards(shown, shade="certainty", beside=about, folder=tmp_path)
    told = by_code(drawn)
    palest = [maps.message.rgb(colour) for colour in drawn.classes.pale]
    pale = {code for code, ward in told.items() if ward["fill"] in palest}
    assert pale == set(shown.rows["code"]) - sure
    for code, value in shown.rows.select("code", "value").iter_rows():
        assert told[code]["fill"] == maps.message.rgb(drawn.classes.colour(value, pale=code in pale) or "")
    assert drawn.pale == 614
    assert "Cannot be told from its borough (500)" in told[next(iter(pale))]["note"]
    assert told[next(iter(sure))]["note"] == ""
    assert maps.wards(shown, beside=about, folder=tmp_path).pale == 0


def test_a_survey_is_coloured_by_its_model_where_certainty_is_asked_for_and_the_tip_has_both(tmp_path: Path) -> None:
    shown = answered(measure="good_job", values={"E05000026": None}, note="too few to say: base under 30")
    drawn = maps.wards(shown, shade="certainty", beside=beside(shown, modelled=True), folder=tmp_path)
    ward = by_code(drawn)["E05000026"]
    assert drawn.without == 0  # the model speaks where the ward's own answers are too few
    assert ward["value"] == "–"
    assert ward["note"].startswith(
        "too few to say: base under 30. Modelled 400 % (391 % to 409 %), effective base 86; cannot be"
    )


def test_a_ward_differs_from_its_borough_and_not_from_the_whole() -> None:
    shown = answered()
    off = maps.drawing.amounts(shown, shown.rows, "difference", beside(shown, modelled=False))
    assert off == {code: value - 500 for code, value in shown.rows.select("code", "value").iter_rows()}


def test_signals_have_a_class_each_in_words_and_concerns_an_outline(tmp_path: Path) -> None:
    shown = answered()
    first, second, third = shown.rows["code"][:3]
    signals = {first: "concern", second: "improvement", third: "usual"}
    drawn = maps.wards(shown, shade="signal", signals=signals, folder=tmp_path)
    plain = maps.wards(shown, shade="signal", signals={second: "improvement"}, folder=tmp_path)
    assert drawn.classes.counts == (1, 1, 1)
    assert [label.split(":")[0] for label in drawn.classes.labels] == [
        "concern",
        "within its usual variation",
        "improvement",
    ]
    assert by_code(drawn)[first]["fill"] == maps.message.rgb("#D55E00")
    assert by_code(drawn)[second]["fill"] == maps.message.rgb("#0072B2")
    assert drawn.without == 621
    assert len(features(drawn, "marks")) == len(features(plain, "marks")) + 1
    assert maps.wards(shown, shade="signal", folder=tmp_path).classes == maps.Classes((), (), (), ())


@pytest.mark.real
def test_a_map_whose_wards_all_have_models_stays_small_on_real_shapes(open_data: Path, tmp_path: Path) -> None:
    install_boundaries(open_data / "geo" / "original/London_Ward_CityMerged.shp", tmp_path / "boundaries")
    shown = answered(measure="good_job", values=dict.fromkeys(register.wards(2011)["code"]), note="too few (12 of 30)")
    for shade in ("level", "certainty"):
        drawn = maps.wards(shown, shade=shade, beside=beside(shown, modelled=True), folder=tmp_path)  # type: ignore[arg-type]
        assert len(drawn.to_json().encode()) < 550_000
