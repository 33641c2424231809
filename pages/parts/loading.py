"""Load all of the program before the first person comes.

Parts are loaded when they are first needed, which keeps the command line quick. On a server several people are first at
once, and Python then now and then hands one of them a module that another is still loading: "most likely due to a
circular import". So the server loads them one after the other as it starts.
"""

from __future__ import annotations

import importlib
import pkgutil

import tp_metrics as tp

#: What no page needs: commands, and steps of a database that are run by themselves.
LEFT_OUT = ("tp_metrics.__main__", "tp_metrics.cli", "tp_metrics.ledger.migrations")

#: What methods load when they are first asked, and would make the first person of Confidence and others wait for.
LIBRARIES = (
    "statsmodels.regression.linear_model",
    "statsmodels.discrete.discrete_model",
    "statsmodels.duration.hazard_regression",
    "statsmodels.stats.rates",
)


def modules() -> list[str]:
    """Every module of the library that a page may need, in the order of the folders."""
    found = pkgutil.walk_packages(tp.__path__, "tp_metrics.", onerror=_passed_over)
    return [one.name for one in found if not one.name.startswith(LEFT_OUT)]


def load() -> None:
    """Load them; one whose library is an extra that is not installed is passed over."""
    for name in (*modules(), *LIBRARIES):
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as missing:
            if (missing.name or "").startswith("tp_metrics"):
                raise


def _passed_over(_name: str) -> None:
    """A folder that cannot be loaded is told of by `load`."""
