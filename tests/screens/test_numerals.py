"""Numbers in tables are drawn with a true minus and no sign at nought, and columns that say nothing are left out."""

from __future__ import annotations

import polars as pl
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData

from pages.parts import numerals
from tp_metrics import words

FRAME = pl.DataFrame(
    {
        "Place": ["Camden", "Merton", "Sutton"],
        "Now": [1234, 5, None],
        "Rate": [1.234, 2.0, None],
        "Change, %": [-4.26, -0.04, None],
        "Parts": [0.5, -12.0, 3.0],
        "Note": ["", None, "–"],
        "Base": pl.Series([None, None, None], dtype=pl.Int64),
    }
)


def drawn(frame):
    """What each cell shows that Streamlit does not write itself, by row and column, as it travels to the screen."""
    sent = ArrowData()
    marshall_styler(sent, numerals.written(frame, numerals.columns(frame)), "0")
    return convert_arrow_bytes_to_pandas_df(sent.styler.display_values).to_numpy().tolist()


@pytest.mark.parametrize(("column", "shown"), [(3, ["−4.3", "0.0", "–"]), (4, ["0.5", "−12.0", "3.0"])])
def test_a_column_with_signs_is_written_by_us(column, shown):
    assert [row[column] for row in drawn(FRAME)] == shown


def test_the_other_numbers_have_commas_and_decimals_by_their_size():
    config = numerals.columns(FRAME, pinned=True)
    formats = {name: one["type_config"].get("format") for name, one in config.items() if "type_config" in one}
    assert formats["Now"] == "%,.0f"
    assert formats["Rate"] == "%,.2f"
    assert not {"Change, %", "Parts"} & set(config)
    assert config["Place"]["pinned"] is True


def test_a_table_without_signs_goes_as_it_is():
    plain = FRAME.select("Place", "Now")
    assert numerals.written(plain, numerals.columns(plain)).equals(plain.to_arrow())


def test_columns_of_text_that_say_nothing_are_left_out():
    assert numerals.telling(FRAME).columns == ["Place", "Now", "Rate", "Change, %", "Parts", "Base"]
    assert numerals.telling(FRAME.clear()).columns == FRAME.columns


@pytest.mark.parametrize(
    ("most", "lines", "height"),
    [(200, 1, "content"), (90, 1, 90), ("auto", 1, "auto"), (200, 2, 200), (240, 2, "content")],
)
def test_a_table_is_no_taller_than_its_rows(most, lines, height):
    assert numerals.height(FRAME, most, lines) == height


def test_rows_of_more_lines_are_tall_enough_for_streamlit_to_break_them():
    assert numerals.row(1) is None
    assert [numerals.row(lines) for lines in (2, 4)] == [58, 90]


@pytest.mark.parametrize(
    ("amount", "digits", "plus", "said"),
    [(-0.04, 1, True, "0.0"), (0.0, 0, True, "0"), (12.0, 0, True, "+12"), (-1234567.0, 0, False, "−1,234,567")],
)
def test_a_number_of_a_table(amount, digits, plus, said):
    assert words.in_table(amount, digits, plus=plus) == said


def test_a_table_is_written_once_and_alike_and_anew_for_other_rows():
    numerals._drawn.clear()
    first = drawn(FRAME)
    assert drawn(FRAME.clone()) == first
    assert [row[0] for row in first] == ["Camden", "Merton", "Sutton"]
    assert len(numerals._drawn) == 1
    other = FRAME.with_columns((pl.col("Parts") + 1).alias("Parts"))
    assert [row[4] for row in drawn(other)] == ["1.5", "−11.0", "4.0"]


def test_texts_of_several_units_sort_by_their_numbers_and_are_shown_as_they_are():
    texts = pl.DataFrame({"Measure": ["Robbery", "Good job", "Rape"], "This year": ["25,957", "63 %", None]})
    numbers = pl.DataFrame({"This year": [25957.0, 63.2, None], "Target": [1.0] * 3})
    sent = ArrowData()
    marshall_styler(sent, numerals.sorting(texts, numbers, {}), "0")
    shown = convert_arrow_bytes_to_pandas_df(sent.styler.display_values).to_numpy().tolist()
    assert [row[1] for row in shown] == ["25,957", "63 %", "–"]


def test_the_scorecard_s_numbers_are_those_of_its_texts(demonstration_folder, opened):
    screen = opened(demonstration_folder)
    rows = next(one for one in screen.dataframe if "36 months" in one.value.columns).value
    assert rows["This year"].dtype == float
    best = rows.sort_values("Change").iloc[0]
    assert best["Change"] == rows["Change"].min() < 0
