"""The integrated prosecution teams: who goes live when, and what the cases of each borough come to in court.

Going live changes the shares that `effects` names by what it says, and no other: the method is to find these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from tp_metrics import periods
from tp_metrics.demo.ground import WARDS_FROM, Counts, Floats, Ground, months
from tp_metrics.demo.prosecution_parameters import prosecution as said
from tp_metrics.schema.prosecution import COURTS, TRIALS, CourtOutcomes, ProsecutionTeams

LONG_AGO = date(2100, 1, 1)


@dataclass(frozen=True)
class Prosecution:
    """All that became known of the teams, and all months of the courts."""

    teams: pl.DataFrame
    courts: pl.DataFrame


def prosecution(ground: Ground, rng: np.random.Generator) -> Prosecution:
    """The roll-out and the courts of every month from April 2007."""
    return Prosecution(_teams(), _courts(ground, rng))


def _row(place: str, known: date, model: str, state: str, live: date | None, subject: str | None = None) -> dict:  # type: ignore[type-arg]
    days = {"first_day": known, "last_day": known, "place": place}
    dated = None if live is None else "assumed"
    return {**days, "model": model, "state": state, "live_from": live, "dated": dated, "subject_to": subject}


def _teams() -> pl.DataFrame:
    """What was known from which day: the plan, the days of the five to come, and each borough going live."""
    known, finance = said("to come, known from")
    later, live = said("to come"), said("live") | said("pilots")
    rows = [_row(one, said("approved"), "IPT", "planned", None) for one in (*said("live"), *later)]
    rows += [_row(one, known, "IPT", "planned", day, finance) for one, day in later.items()]
    rows += [_row(one, day, "IPT", "live", day) for one, day in live.items()]
    came = {one: day for one, day in later.items() if one not in said("put off")}
    rows += [_row(one, day, "IPT", "live", day) for one, day in came.items()]
    rows += [_row(one, later[one], "IPT", "planned", None, finance) for one in said("put off")]
    electronic = said("electronic")
    plans = said("electronic, planned from")
    rows += [_row(one, day, "E-IPT", "planned", electronic[one]) for one, day in plans.items()]
    rows += [_row(one, day, "E-IPT", "live", day) for one, day in electronic.items()]
    schema = {name: kind for name, kind in ProsecutionTeams.create_empty().schema.items() if name != "source"}
    return pl.DataFrame(rows, schema=schema).sort("first_day", "place", "model")


def live_share(days: dict[str, date], boroughs: tuple[str, ...], calendar: list[periods.Window]) -> Floats:
    """The share of each month, borough × month, for which a borough was live."""
    begins = [days.get(code, LONG_AGO) for code in boroughs]
    whole = [[((m.last - day).days + 1) / ((m.last - m.first).days + 1) for m in calendar] for day in begins]
    return np.asarray(np.clip(np.array(whole), 0.0, 1.0), dtype=float)


@dataclass(frozen=True)
class _Drawing:
    """What every share is drawn with: borough × month."""

    live: Floats
    electronic: Floats
    years: Floats
    rng: np.random.Generator

    def shares(self, levels: tuple[float, ...], trends: tuple[float, ...], effect: tuple[float, ...]) -> Floats:
        """Shares that add up to one, each with its trend, effect of going live and scatter: borough × month × part."""
        shape = self.live.shape
        level = np.array(levels)[None, None, :] + np.array(trends) * self.years[None, :, None]
        own = self.rng.normal(0.0, said("of boroughs"), (shape[0], 1, len(levels)))
        month = self.rng.normal(0.0, said("of months"), (*shape, len(levels)))
        odds = level * np.exp(own - own.mean(axis=0) + month)
        found: Floats = odds / odds.sum(axis=2, keepdims=True) + np.array(effect) * self.live[:, :, None]
        return found

    def share(self, told: tuple[float, float], added: Floats) -> Floats:
        """One share from its level and trend, with what is added to it: borough × month."""
        level, trend = told
        found = self.shares((level, 1 - level), (trend, -trend), (0.0, 0.0))[:, :, 0] + added
        return np.asarray(np.clip(found, 0.0, 1.0), dtype=float)


def _courts(ground: Ground, rng: np.random.Generator) -> pl.DataFrame:
    calendar = months()
    electronic = live_share(said("electronic"), ground.boroughs, calendar)
    came = {one: day for one, day in said("to come").items() if one not in said("put off")}
    live = live_share(said("live") | said("pilots") | came, ground.boroughs, calendar)
    years = np.arange(len(calendar)) / 12
    draw = _Drawing(live, electronic, years, rng)
    size = ground.borough_residents / ground.borough_residents.mean()
    season = np.array([said("season")[(month.first.month - WARDS_FROM.month) % 12] for month in calendar])
    weight = size[:, None] * season[None, :]
    columns = {court: _court(court, weight, draw) for court in COURTS}
    columns["magistrates"] |= _before_court(weight, size, draw)
    return _rows(columns, ground, calendar)


def _court(court: str, weight: Floats, draw: _Drawing) -> dict[str, Counts]:
    """Trials and cases finalised at one court."""
    listed, ended = (draw.rng.poisson(weight * mean) for mean in said("volumes")[court])
    trials = draw.rng.multinomial(
        listed, draw.shares(said("trials")[court], said("trials each year")[court], (0, 0, 0))
    )
    less = said("effects")["discontinued"]
    # A case that is no longer discontinued ends in another way: convictions are left as they are.
    ends = draw.rng.multinomial(ended, draw.shares(said("finalised")[court], (0, 0, 0), (0, less, -less)))
    found = {"trials_listed": listed, "finalised": ended, "convictions": ends[..., 0], "discontinued": ends[..., 1]}
    return found | {name: trials[..., number] for number, name in enumerate(TRIALS)}


def _before_court(weight: Floats, size: Floats, draw: _Drawing) -> dict[str, Counts]:
    """First hearings, files, charging decisions, requests for evidence and the hours saved."""
    rng, effects, electronic = draw.rng, said("effects"), said("effects of E-IPT")
    hearings, files, charging = (rng.poisson(weight * mean) for mean in said("first hearings, files, charging"))
    guilty = draw.share(said("guilty at first hearing"), effects["guilty at first hearing"] * draw.live)
    on_time = draw.share(said("files on time"), effects["files on time"] * draw.live)
    on_cms = draw.share(said("on CMS"), electronic["on CMS"] * draw.electronic)
    asked, answered, days = said("evidence")
    requests = rng.poisson(charging * asked * (1 + electronic["evidence"] * draw.electronic))
    answers = rng.binomial(requests, answered)
    took = rng.poisson(answers * (days + electronic["days"] * draw.electronic))
    ipt, more = said("hours")
    hours = rng.poisson(size[:, None] * (ipt * draw.live + more * draw.electronic))
    return {
        "first_hearings": hearings,
        "guilty_pleas_at_first_hearing": rng.binomial(hearings, guilty),
        "files_due": files,
        "files_on_time": rng.binomial(files, on_time),
        "charging_decisions": charging,
        "charging_on_cms": rng.binomial(charging, on_cms),
        "evidence_requests": requests,
        "evidence_answered": answers,
        "evidence_days": took,
        "hours_saved": hours,
    }


def _rows(columns: dict[str, dict[str, Counts]], ground: Ground, calendar: list[periods.Window]) -> pl.DataFrame:
    """A row to each court, borough and month."""
    place = np.repeat(np.arange(len(ground.boroughs)), len(calendar))
    month = np.tile(np.arange(len(calendar)), len(ground.boroughs))
    schema = {name: kind for name, kind in CourtOutcomes.create_empty().schema.items() if name != "source"}
    frames = []
    for court, counts in columns.items():
        frame = pl.DataFrame(
            {
                "first_day": pl.Series([one.first for one in calendar]).gather(pl.Series(month)),
                "last_day": pl.Series([one.last for one in calendar]).gather(pl.Series(month)),
                "place": pl.Series(ground.boroughs).gather(pl.Series(place)),
                **{name: values.reshape(-1) for name, values in counts.items()},
            }
        )
        absent = [pl.lit(None).alias(name) for name in schema if name not in (*frame.columns, "court")]
        frames.append(frame.with_columns(*absent, court=pl.lit(court)).select(list(schema)).cast(schema))  # type: ignore[arg-type]
    return pl.concat(frames).sort("first_day", "place", "court")
