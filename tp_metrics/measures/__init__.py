"""The measures: one file to each; this is the catalogue of them."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType

from tp_metrics.measure import Measure


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Measure]:
    """Every measure by id, the rate twins among them, in the order of their themes."""
    found = [
        import_module(f"{__name__}.{module.name}").MEASURE.named(module.name)
        for module in pkgutil.iter_modules(__path__)
    ]
    twins = [rate_twin(measure) for measure in found if measure.rate]
    return MappingProxyType({measure.id: measure for measure in (*found, *twins)})


def rate_twin(measure: Measure) -> Measure:
    """The rate of a counted measure: the count per 1,000 of the stock that its file names."""
    assert measure.rate is not None
    return replace(
        measure,
        id=f"{measure.id}_rate",
        title=f"{measure.title} per 1,000 {measure.rate}",
        kind="quotient",
        table="",
        sources=("crime_rates_borough",),
        numerator=None,
        denominator=None,
        groups={},
        of=(measure.id, measure.rate),
        per=1000,
        unit=f"per 1,000 {measure.rate}",
        rate=None,
        example=None,
        caveats=(
            *measure.caveats,
            f"Residents are those of the middle of the performance year in which the window ends; {measure.rate} do "
            "not count visitors, so that the West End's rates say little about risk.",
        ),
    )
