"""Strategic performance: where do we stand, what is unusual, why, and what threatens the rest of the year?"""

import tp_metrics as tp
from pages.parts import scorecard
from pages.parts.frame import chosen, selection
from pages.parts.heading import detail

lines = tp.review.scorecard(chosen().edition, selection())

scorecard.opening(lines)
opened = scorecard.table(lines)
scorecard.panel(opened)
scorecard.rest_of_year(lines)
scorecard.emerging()
scorecard.since_last_time()
detail([line.result for line in lines], "edition", "provisional", "95 % interval")
