"""Processes and what they cost: CPU time, peak memory, and instructions, which repeat where times do not."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.contenders import environment

VALGRIND = shutil.which("valgrind")


@dataclass(frozen=True)
class Cost:
    """Of one process: CPU in milliseconds, peak memory in MiB."""

    cpu: float
    peak: float


def cost(command: Sequence[str]) -> Cost:
    """Raises RuntimeError when the process fails."""
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, env=environment(), stdout=told, stderr=told)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        said = told.read().decode()
    if status:
        raise RuntimeError(f"{' '.join(command)}: {said}")
    return Cost((used.ru_utime + used.ru_stime) * 1000, int(said.split()[-1]) / 1024)


def interleaved(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[Cost]]:
    """Each command in each round, in turning order, so that a noisy moment meets them all."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    names = list(commands)
    for number in range(rounds):
        turned = names[number % len(names) :] + names[: number % len(names)]
        for name in turned:
            costs[name].append(cost(commands[name]))
    return costs


def instructions(command: Sequence[str]) -> int | None:
    """What the process executes, in user space; None where valgrind is not installed."""
    if VALGRIND is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        watched = [VALGRIND, "--tool=callgrind", f"--callgrind-out-file={Path(folder) / 'out'}", *command]
        done = subprocess.run(watched, env=environment(), capture_output=True, text=True, check=False)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or counted is None:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-800:]}")
    return int(counted[1])
