"""How long a pilot must run before it can answer."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tp_metrics.stats.reoffending import CONVICTION, FOLLOW_UP

#: An effect below this, on Cohen's scale (a fiftieth of "small"), takes more than a million people.
LEAST_SIZE = 0.004


@dataclass(frozen=True)
class PilotPlan:
    """People in each arm, months of recruitment, and months from the first recruit to the answer."""

    treated: int
    controls: int
    recruitment: int
    answer: int


def pilot_plan(
    effect: float,
    base: float,
    recruits_per_month: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    controls_per_treated: float = 1.0,
) -> PilotPlan:
    """The sample and the months that a pilot needs to find a change of `effect` from `base`, both from 0 to 1.

    `effect` has its sign: −0.10 is ten points fewer. `recruits_per_month` counts both arms together. The answer comes
    after recruitment, 12 months of follow-up and 6 for convictions, because the last recruit must have them too.
    Two-sided, on Cohen's arcsine scale, by statsmodels. People who drop out are not allowed for: divide the rate by
    the share that stays. ValueError for no effect, a rate, base or changed share that cannot be, or no recruits.
    Cohen 1988, Statistical Power Analysis, chapter 6.

    >>> pilot_plan(-0.10, 0.42, recruits_per_month=30)
    PilotPlan(treated=365, controls=365, recruitment=25, answer=43)
    """
    if not (0 < base < 1 and 0 <= base + effect <= 1 and effect != 0):
        raise ValueError("a pilot needs a base between 0 and 1 and an effect that leaves a share from 0 to 1")
    if not (0 < power < 1 and 0 < alpha < 1 and alpha < power):
        raise ValueError("power and alpha lie between 0 and 1, and power above alpha")
    if not (0 < recruits_per_month < math.inf and 0 < controls_per_treated < math.inf):
        raise ValueError("a pilot needs recruits every month, and controls")
    # Imported here because statsmodels takes half a second, and only the planner needs it.
    from statsmodels.stats.power import NormalIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    size = abs(proportion_effectsize(base + effect, base))
    if size < LEAST_SIZE:
        raise ValueError(f"no pilot could be large enough to find an effect of {effect}")
    treated = math.ceil(NormalIndPower().solve_power(size, alpha=alpha, power=power, ratio=controls_per_treated))
    controls = math.ceil(treated * controls_per_treated)
    recruitment = math.ceil((treated + controls) / recruits_per_month)
    return PilotPlan(treated, controls, recruitment, recruitment + FOLLOW_UP + CONVICTION)
