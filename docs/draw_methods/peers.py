"""Pictures of a place among its peers."""

from __future__ import annotations

import polars as pl

from docs.draw_methods.pieces import SOURCE, Spec, between, number, picture, rung
from tp_metrics import charts, stats

#: Eight made-up peers of one group.
PEERS = pl.DataFrame(
    {
        "place": ["Camden", "Hackney", "Islington", "Lambeth", "Newham", "Southwark", "Brent", "Haringey"],
        "good": [402, 355, 410, 372, 318, 380, 391, 366],
        "asked": [640, 620, 645, 610, 580, 625, 650, 600],
    }
)


@picture("peers")
def peers() -> Spec:
    """Each of four places, and what all the others have together."""
    good, asked = pl.col("good"), pl.col("asked")
    sums = stats.peer_sums(good, asked)
    found = PEERS.head(4).select(
        "place", own=100 * good / asked, mean=100 * stats.peer_mean(good, asked), k=sums[0], n=sums[1]
    )
    rows = []
    for place, own, mean, k, n in found.iter_rows():
        said = f"{mean:.1f} % ({k:,} of {n:,})"
        rows.append(rung("Place (end) and peers (dot)", place, [mean, min(own, mean), max(own, mean)], said))
    title = "The peers of each place: all the others of its group together, without itself"
    words = {"at": None, "at_words": "", "line_words": "peers' mean (dot) and the place's own (end of the line)"}
    return charts.rungs(rows, title=title, unit="Per cent", source=SOURCE, **words)


@picture("position")
def position() -> Spec:
    """The difference of each place from its peers, and the word for it."""
    good, asked = pl.col("good"), pl.col("asked")
    four = (good, asked, *stats.peer_sums(good, asked))
    difference = [100 * one for one in stats.newcombe(*four)]
    word = stats.position(*four, kind="proportion", better="higher")
    found = PEERS.select("place", *(one.alias(str(n)) for n, one in enumerate(difference)), word=word)
    rows = []
    for place, *limits, said in found.iter_rows():
        rows.append(
            rung("Place less peers", place, limits, f"{number(limits[0], 1, sign=True)}, {said}", said != "in line")
        )
    called = sum(row["strong"] for row in rows)
    title = f"Of {len(rows)} places {called} cannot be said to be in line with its peers (filled)"
    return charts.rungs(rows, title=title, unit="Points", at=0.0, at_words="as the peers", source=SOURCE)


@picture("ranks")
def ranks() -> Spec:
    """Ranks with what chance leaves of them."""
    share = pl.col("good") / pl.col("asked")
    frame = PEERS.with_columns(share=share, error=(share * (1 - share) / pl.col("asked")).sqrt())
    found = stats.rank_intervals(frame, value="share", error="error", better="higher").sort("rank")
    rows = [
        rung("From the best", place, limits, f"{between(limits)} of {of}")
        for place, *limits, of in found.select("place", "rank", "rank_lower", "rank_upper", "ranked").iter_rows()
    ]
    title = f"Of {len(rows)} places asked some 600 people each, few ranks are known"
    words = {"at": None, "at_words": "", "line_words": "with 90 % interval"}
    return charts.rungs(rows, title=title, unit="Rank, 1 is best", source=SOURCE, **words)
