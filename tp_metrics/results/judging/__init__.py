"""What a result's figure means: its change, the chart's signal, target, peers and the rest of the year."""

from tp_metrics.results.judging.changes import Change
from tp_metrics.results.judging.judgement import Judgement, judgement, prepare
from tp_metrics.results.judging.peers import Peers, among, group, place_sums
from tp_metrics.results.judging.rest_of_year import RestOfYear
from tp_metrics.results.judging.series import Run
from tp_metrics.results.judging.targets import Target

__all__ = [
    "Change",
    "Judgement",
    "Peers",
    "RestOfYear",
    "Run",
    "Target",
    "among",
    "group",
    "judgement",
    "place_sums",
    "prepare",
]
