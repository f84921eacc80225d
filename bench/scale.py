"""What a day of speakers costs on AWS, and where it would break first: `python -m bench.scale [PEOPLE]`.

A day is played second by second: people come by the hour of their evening, each with a conversation of a few turns;
an instance of the function answers one turn at a time and is kept for a while. From what the bench measured (below)
follow the instances at once, the cold starts, and the bill. Nothing is random but the seed is fixed all the same.
"""

import heapq
import sys
from dataclasses import dataclass
from random import Random

PEOPLE = 1_000_000
SEED = 8


@dataclass(frozen=True)
class Measured:
    """Seconds at the template's 1,024 MB, which are 0.58 of a core: what the bench measured (results.md), made three
    times as long, for a core that may be slower and for unpacking and starting the sandbox."""

    cold: float = 0.20
    warm: float = 0.003
    store: float = 0.010  # a read of DynamoDB and now and then a write, waited for; assumed
    memory_gb: float = 1.0


@dataclass(frozen=True)
class Habits:
    """How people come. Assumed, not measured."""

    turns: int = 5  # of a conversation
    between: float = 9.0  # seconds from one turn to the next
    peak_share: float = 0.11  # of a day's conversations in its busiest hour
    spike: float = 3.0  # the busiest second of that hour, beside its mean: a broadcast, or the top of an hour


@dataclass(frozen=True)
class Prices:
    """List prices in US dollars, us-east-1, arm64, without any free tier. Assumed as published; check them."""

    request: float = 0.20 / 1_000_000
    gb_second: float = 0.0000133334
    read: float = (
        0.125 / 1_000_000
    )  # of DynamoDB on demand, for an item of up to 4 KB, eventually consistent: half a unit
    write: float = 0.625 / 1_000_000
    stored_gb_month: float = 0.25
    log_gb: float = 0.50
    quota_instances: int = 1_000  # of an account in a region, until more is asked for
    quota_starts: int = 1_000  # new instances of a function in ten seconds
    kept: float = 420.0  # seconds that an idle instance is kept


@dataclass(frozen=True)
class Hour:
    """The busiest hour as it was played."""

    turns: int
    cold: int
    most_at_once: int
    most_starts: int  # in ten seconds


def play(people: int, measured: Measured, habits: Habits, prices: Prices) -> Hour:
    """The busiest hour, in order of time. An instance that is free for longest is let go; the last freed serves next."""
    random = Random(SEED)
    conversations = int(people * habits.peak_share)
    begins = [_begin(random, habits) for _ in range(conversations)]
    turns = sorted(begin + number * habits.between for begin in begins for number in range(habits.turns))
    busy: list[float] = []
    free: list[float] = []
    cold, most, starts = 0, 0, [0] * 361
    for now in turns:
        while busy and busy[0] <= now:
            free.append(heapq.heappop(busy))
        if free and now - free[-1] <= prices.kept:
            free.pop()
            took = measured.warm + measured.store
        else:
            free.clear()
            cold += 1
            starts[min(360, int(now / 10))] += 1
            took = measured.cold + measured.store
        heapq.heappush(busy, now + took)
        most = max(most, len(busy))
    return Hour(len(turns), cold, most, max(starts))


def _begin(random: Random, habits: Habits) -> float:
    """A second of the hour; some come together in the first ten seconds, so that their mean is `spike` times the rest's."""
    together = 10 * habits.spike / 3600
    return random.uniform(0, 10) if random.random() < together else random.uniform(0, 3600)


def bill(people: int, hour: Hour, measured: Measured, habits: Habits, prices: Prices) -> dict[str, float]:
    """Dollars a day. Cold starts of the other hours are taken to be as rare as in the busiest one."""
    turns = people * habits.turns
    cold = hour.cold / hour.turns * turns
    seconds = turns * (measured.warm + measured.store) + cold * measured.cold
    return {
        "Lambda, requests": turns * prices.request,
        "Lambda, time": seconds * measured.memory_gb * prices.gb_second,
        "DynamoDB, a read each turn": turns * prices.read,
        "DynamoDB, a write each conversation": people * prices.write,
        "DynamoDB, 200 bytes a person kept": people * 200 / 1e9 * prices.stored_gb_month / 30,
        "logs, Lambda's own lines of 300 bytes": turns * 300 / 1e9 * prices.log_gb,
    }


def main(people: int) -> None:
    measured, habits, prices = Measured(), Habits(), Prices()
    hour = play(people, measured, habits, prices)
    print(f"{people:,} people a day, {habits.turns} turns each; the busiest hour has {hour.turns:,} turns")
    print(f"  instances at once, at most    {hour.most_at_once:,} of {prices.quota_instances:,}")
    print(f"  cold starts in that hour      {hour.cold:,} ({hour.cold / hour.turns:.4%} of its turns)")
    print(f"  new instances in ten seconds  {hour.most_starts:,} of {prices.quota_starts:,}")
    day = bill(people, hour, measured, habits, prices)
    for name, dollars in day.items():
        print(f"  {name:<40}{dollars:9.2f} $ a day")
    print(f"  {'all of it':<40}{sum(day.values()):9.2f} $ a day, {sum(day.values()) * 30:,.0f} $ a month")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
