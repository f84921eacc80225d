"""`python -m bench`: everything beside its yardsticks in one run, as one table on the screen and in results.md."""

import gc
import json
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from statistics import median

from bench import contenders, envelopes, growth, lambda_runtime, processes, web
from bench.contenders import EVENTS, FREE_EVENTS, Contender, command

ROUNDS, WARM_TURNS = 9, 200
HELD_OUT = Path(__file__).parent.parent / "tests" / "utterances" / "held_out.jsonl"
RESULTS = Path(__file__).parent / "results.md"
Row = tuple[str, str, str, str]  # what, its goal, what was measured, and how far that varied or what it is made of


def main(quick: bool) -> None:
    """Prints each row when it is there, and writes the table."""
    rounds = 3 if quick else ROUNDS
    package, found = contenders.build()
    found["grown"] = growth.grown(found["ours"])
    rows: list[Row] = []
    for part in (
        _cold(found, rounds),
        _lambda(found, rounds),
        _understanding(),
        _web(rounds, 1.0 if quick else 3.0),
        _size(package),
    ):
        for row in part:
            print(" | ".join(row), flush=True)
            rows.append(row)
    if not quick:
        RESULTS.write_text("\n".join(_written(rows)), encoding="utf-8")
        print(f"wrote {RESULTS.relative_to(RESULTS.parent.parent)}")


def _cold(found: dict[str, Contender], rounds: int) -> Iterator[Row]:
    once = {name: command(one) for name, one in found.items()}
    costs = processes.interleaved(once, rounds)
    counted = {name: processes.instructions(line) for name, line in once.items()}

    def row(what: str, goal: str, name: str, beside: str) -> Row:
        cpu = _ratio([one.cpu for one in costs[name]], [one.cpu for one in costs[beside]])
        return what, goal, _counted(counted[name], counted[beside]), f"CPU {cpu}"

    yield row("cold start, instructions, beside hello", "0.50", "ours", "hello")
    yield row("the same beside the floor", "", "ours", "floor")
    yield row("hello beside the floor", "", "hello", "floor")
    yield row("after a zip with other file times, read-only, beside itself", "1.05", "moved", "ours")
    yield row("cold start with ten times the topics, beside itself", "2", "grown", "ours")
    peak = {name: median(one.peak for one in many) for name, many in costs.items()}
    made_of = f"{peak['ours']:.1f} MiB; hello {peak['hello']:.1f}, floor {peak['floor']:.1f}"
    yield "peak memory, process, beside the floor", "1.5", f"{peak['ours'] / peak['floor']:.2f}", made_of
    yield from _warm(found)


def _warm(found: dict[str, Contender]) -> Iterator[Row]:
    for asked, events in (("a phrasing", EVENTS), ("words nobody wrote down", FREE_EVENTS)):
        turns = {name: _turn(found[name], events) for name in ("floor", "hello", "ours", "grown")}
        made_of = ", ".join(f"{name} {count / 1e6:.2f} M" for name, count in turns.items())
        ratio = f"{turns['ours'] / turns['hello']:.2f}" if turns["hello"] else "-"
        growth_of = f"{turns['grown'] / turns['ours']:.2f}" if turns["ours"] else "-"
        yield f"warm Alexa turn, instructions, {asked}: beside hello", "1.0", ratio, made_of
        yield "the same with ten times the topics, beside itself", "1.3", growth_of, made_of


def _turn(contender: Contender, events: Path) -> float:
    """Instructions of a warm turn; nothing where valgrind is not installed."""
    many = processes.instructions(command(contender, WARM_TURNS, events))
    once = processes.instructions(command(contender, 0, events))
    return (many - once) / WARM_TURNS if many and once else 0.0


def _lambda(found: dict[str, Contender], rounds: int) -> Iterator[Row]:
    names = ("floor", "hello", "ours")
    many: dict[str, list[lambda_runtime.Started]] = {name: [] for name in names}
    for number in range(rounds):
        for place in range(len(names)):
            name = names[(number + place) % len(names)]
            many[name].append(lambda_runtime.started(found[name], EVENTS))
    first = {name: [one.first_answer for one in many[name]] for name in names}
    made_of = ", ".join(f"{name} {median(first[name]):.0f} ms" for name in names)
    yield (
        "under awslambdaric: init and first answer, beside hello",
        "0.55",
        _ratio(first["ours"], first["hello"]),
        made_of,
    )
    peak = {name: median(one.peak for one in many[name]) for name in names}
    made_of = f"{peak['ours']:.1f} MiB; hello {peak['hello']:.1f}, floor {peak['floor']:.1f}"
    yield "peak memory, under awslambdaric, beside the floor", "1.5", f"{peak['ours'] / peak['floor']:.2f}", made_of


def _understanding() -> Iterator[Row]:
    from skill.content.loader import load_content
    from skill.understanding.understand import load_understanding

    understanding = load_understanding(load_content())
    texts = [json.loads(line)["text"] for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    for text in texts:
        understanding.understand(text)
    gc.freeze()
    taken = []
    for _ in range(3):
        for text in texts:
            before = time.process_time_ns()
            understanding.understand(text)
            taken.append((time.process_time_ns() - before) / 1e6)
    taken.sort()
    made_of = f"CPU of {len(texts)} utterances, three times each"
    yield "understanding one utterance, median", "0.4 ms", f"{median(taken):.2f} ms", made_of
    yield "the same, 99 of 100 within", "1 ms", f"{taken[len(taken) * 99 // 100]:.2f} ms", made_of


def _web(rounds: int, seconds: float) -> Iterator[Row]:
    for asked, event in (("an intent", envelopes.topic()), ("a question in words", envelopes.question())):
        served = web.served(event, rounds, seconds)
        ours, constant, sdk = served["ours"], served["constant"], served["sdk"]
        made_of = ", ".join(f"{kind} {one.rate:.0f}/s, {one.cpu:.0f} us each" for kind, one in served.items())
        yield f"webhook, verified, {asked}: beside a constant route", "0.5", f"{ours.rate / constant.rate:.2f}", made_of
        yield "the same beside Amazon's own verifier", "10", f"{ours.rate / sdk.rate:.1f}", made_of


def _size(package: Path) -> Iterator[Row]:
    yield (
        "Lambda zip",
        "2.0 MiB",
        f"{package.stat().st_size / 2**20:.2f} MiB",
        "source, and bytecode of what a start loads",
    )


def _counted(ours: int | None, other: int | None) -> str:
    return f"{ours / other:.2f} ({ours / 1e6:.0f} M)" if ours and other else "-"


def _ratio(ours: Sequence[float], others: Sequence[float]) -> str:
    """The median of the ratios of each round, and the middle half of them."""
    ratios = sorted(one / other for one, other in zip(ours, others, strict=True))
    quarter = len(ratios) // 4
    return f"{median(ratios):.2f} ({ratios[quarter]:.2f} to {ratios[-1 - quarter]:.2f})"


def _written(rows: Sequence[Row]) -> Iterator[str]:
    yield "# What was measured"
    yield ""
    yield f"{date.today().isoformat()}, {contenders.running_on()}. Written by `make bench`, everything in one run, in turning"
    yield f"order: {ROUNDS} rounds. Ratios are medians over the rounds, with the middle half of them in brackets; instructions are"
    yield "counted by callgrind and repeat. `floor` is a handler that reads and writes JSON and has no SDK; `hello` is Amazon's"
    yield "SkillBuilder with five handlers. All answer a launch and this question, on a device with a screen:"
    yield f'"{envelopes.QUESTION}".'
    yield ""
    yield "| what | goal | measured | |"
    yield "|---|---|---|---|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
