"""Pure statistical methods: Polars expressions or frames in, the same out. docs/methods.md explains each."""

from tp_metrics.stats.comparisons import (
    count_change,
    dispersion,
    dispersions,
    e_test,
    p_value,
    rate_ratio_change,
    rates_z,
    shares_z,
    two_counts,
)
from tp_metrics.stats.concentration import lorenz, share_by_chance, top_share
from tp_metrics.stats.control import laney_p, laney_u, xmr
from tp_metrics.stats.decomposition import contributions, kitagawa, productivity_shares
from tp_metrics.stats.disclosure import suppressed
from tp_metrics.stats.funnels import funnel, overdispersion, proportion_limits, rate_limits, ratio_limits
from tp_metrics.stats.intervals import (
    CONFIDENCE_95,
    CONFIDENCE_99_8,
    byar,
    effective_base,
    mover,
    newcombe,
    normal_quantile,
    poisson_limits,
    wilson,
)
from tp_metrics.stats.many import discoveries, expected_false_alarms
from tp_metrics.stats.matching import balance, matched
from tp_metrics.stats.needs import needed, needs, plausibility
from tp_metrics.stats.outlook import outlook, probability, probability_words
from tp_metrics.stats.patterns import Pattern, pattern
from tp_metrics.stats.peers import peer_mean, peer_sums, position, rank_intervals
from tp_metrics.stats.pilot import PilotPlan, pilot_plan
from tp_metrics.stats.projections import backtested, carried_forward, ets_projection, projection
from tp_metrics.stats.regression import PEOPLE_A_COLUMN, weighted_regression
from tp_metrics.stats.reoffending import (
    Verdict,
    detectable_effect,
    frequency,
    maturity,
    prevalence,
    proven_reoffence,
    verdict,
)
from tp_metrics.stats.rules import assurance, latest_signal
from tp_metrics.stats.seasonal import seasonally_adjusted
from tp_metrics.stats.small_areas import NOT_TOLD_APART, POOLED_MONTHS, shrunk
from tp_metrics.stats.staggered import Staggered, staggered
from tp_metrics.stats.straight_line import against_trend
from tp_metrics.stats.survival import cox, kaplan_meier, log_rank
from tp_metrics.stats.verdicts import disagreement, rag, target_level

__all__ = [
    "CONFIDENCE_95",
    "CONFIDENCE_99_8",
    "NOT_TOLD_APART",
    "PEOPLE_A_COLUMN",
    "POOLED_MONTHS",
    "Pattern",
    "PilotPlan",
    "Staggered",
    "Verdict",
    "against_trend",
    "assurance",
    "backtested",
    "balance",
    "byar",
    "carried_forward",
    "contributions",
    "count_change",
    "cox",
    "detectable_effect",
    "disagreement",
    "discoveries",
    "dispersion",
    "dispersions",
    "e_test",
    "effective_base",
    "ets_projection",
    "expected_false_alarms",
    "frequency",
    "funnel",
    "kaplan_meier",
    "kitagawa",
    "laney_p",
    "laney_u",
    "latest_signal",
    "log_rank",
    "lorenz",
    "matched",
    "maturity",
    "mover",
    "needed",
    "needs",
    "newcombe",
    "normal_quantile",
    "outlook",
    "overdispersion",
    "p_value",
    "pattern",
    "peer_mean",
    "peer_sums",
    "pilot_plan",
    "plausibility",
    "poisson_limits",
    "position",
    "prevalence",
    "probability",
    "probability_words",
    "productivity_shares",
    "projection",
    "proportion_limits",
    "proven_reoffence",
    "rag",
    "rank_intervals",
    "rate_limits",
    "rate_ratio_change",
    "rates_z",
    "ratio_limits",
    "seasonally_adjusted",
    "share_by_chance",
    "shares_z",
    "shrunk",
    "staggered",
    "suppressed",
    "target_level",
    "top_share",
    "two_counts",
    "verdict",
    "weighted_regression",
    "wilson",
    "xmr",
]
