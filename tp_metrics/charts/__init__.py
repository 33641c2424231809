"""Results as Vega-Lite specifications, built by Altair; the only home of that library.

Each chart is one function: result in, dict out, kept by result, viewer and theme, and drawn by `st.vega_lite_chart`.
Charts of a method (`answers`, `control`, `curves`, `funnel`, `quadrant`, `lorenz`, `estimates`, `fan`, `survival`) take
the frame that the method returns, and words. Every picture carries its title, its units, its source and data cut, and
the words "Demonstration data" where it shows such.
"""

from tp_metrics.charts.answers import answers
from tp_metrics.charts.control import control
from tp_metrics.charts.curves import curves
from tp_metrics.charts.estimates import estimates
from tp_metrics.charts.fan import fan
from tp_metrics.charts.funnel import funnel
from tp_metrics.charts.governance import governance
from tp_metrics.charts.grid import completeness
from tp_metrics.charts.groups import groups, stages
from tp_metrics.charts.kept import bare
from tp_metrics.charts.lorenz import lorenz
from tp_metrics.charts.multiples import small_multiples, sparkline
from tp_metrics.charts.pieces import PICKED
from tp_metrics.charts.places import bars, peer_bars
from tp_metrics.charts.quadrant import quadrant
from tp_metrics.charts.rollout import dated, event_time, shares, timeline
from tp_metrics.charts.rungs import rungs
from tp_metrics.charts.season import season
from tp_metrics.charts.signals import SIGNALS
from tp_metrics.charts.survival import survival
from tp_metrics.charts.trend import trend
from tp_metrics.charts.wards import compared, strip

__all__ = [
    "PICKED",
    "SIGNALS",
    "answers",
    "bare",
    "bars",
    "compared",
    "completeness",
    "control",
    "curves",
    "dated",
    "estimates",
    "event_time",
    "fan",
    "funnel",
    "governance",
    "groups",
    "lorenz",
    "peer_bars",
    "quadrant",
    "rungs",
    "season",
    "shares",
    "small_multiples",
    "sparkline",
    "stages",
    "strip",
    "survival",
    "timeline",
    "trend",
]
