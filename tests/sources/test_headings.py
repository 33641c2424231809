from __future__ import annotations

from datetime import date

import pytest

from tp_metrics.sources.headings import heading, headings


@pytest.mark.parametrize(
    ("text", "indicator", "first", "last"),
    [
        ("Population; Estimates; 2001", "Population; Estimates", date(2001, 1, 1), date(2001, 12, 31)),
        ("Crime; Total crime rate; 2009/10", "Crime; Total crime rate", date(2009, 4, 1), date(2010, 3, 31)),
        ("Pupils; Absence; 2007/2008", "Pupils; Absence", date(2007, 4, 1), date(2008, 3, 31)),
        ("Life; Male; 1999-2003", "Life; Male", date(1999, 1, 1), date(2003, 12, 31)),
        ("Male life expectancy, (2012-14)", "Male life expectancy", date(2012, 1, 1), date(2014, 12, 31)),
        ("% obese - 2011/12 to 2013/14", "% obese", date(2011, 4, 1), date(2014, 3, 31)),
        ("Well-being, 2011/12 and 2012/13; ", "Well-being", date(2011, 4, 1), date(2013, 3, 31)),
        (
            "Obesity; Year 6; 2008/09 to 2010/11: % obese",
            "Obesity; Year 6; % obese",
            date(2008, 4, 1),
            date(2011, 3, 31),
        ),
        ("Youth rate 18-24 (Dec-15)", "Youth rate 18-24", date(2015, 12, 1), date(2015, 12, 31)),
        ("Crime; Drugs, Possession (2014); ", "Crime; Drugs, Possession", date(2014, 1, 1), date(2014, 12, 31)),
        ("Religion - 2011 Census; Jewish", "Religion - 2011 Census; Jewish", date(2011, 1, 1), date(2011, 12, 31)),
        ("Build period; 2000_2009", "Build period; 2000_2009", date(2015, 1, 1), date(2015, 12, 31)),  # no year of data
        ("Area; Hectares", "Area; Hectares", date(2015, 1, 1), date(2015, 12, 31)),
        ("Offences; 2011/13", "Offences; 2011/13", date(2011, 1, 1), date(2011, 12, 31)),  # no two years follow so
    ],
)
def test_a_heading_is_an_indicator_and_its_days(text: str, indicator: str, first: date, last: date):
    assert heading(text, 2015) == (indicator, first, last)


def test_two_columns_that_would_be_the_same_keep_their_full_text():
    frame = headings(["Density; 2011", "Density - 2011", "Area"], 2015)
    assert frame["indicator"].to_list() == ["Density; 2011", "Density - 2011", "Area"]
    assert frame["dated"].to_list() == [True, True, False]
