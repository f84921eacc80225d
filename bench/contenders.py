"""What is measured: the two yardsticks and the skill's own package, compiled and ready to run."""

import compileall
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bench import envelopes
from skill.packaging import Interpreter, write_lambda

HERE = Path(__file__).parent
BUILD = HERE / "build"
PYTHON = BUILD / ".venv" / "bin" / "python"
EVENTS = BUILD / "events.json"
FREE_EVENTS = BUILD / "free_events.json"
LAUNCH_THEN_QUESTION = HERE / "once.py"


@dataclass(frozen=True)
class Contender:
    """A skill as Lambda would be handed it: the folders that its modules come from, its own first."""

    name: str
    folders: tuple[Path, ...]

    @property
    def path(self) -> str:
        return os.pathsep.join(map(str, self.folders))


def environment(**more: str) -> dict[str, str]:
    """Nothing of the caller's Python settings, and the same hashes every time."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONHASHSEED": "0", "SKILL_ID": envelopes.SKILL_ID, **more}


def build() -> tuple[Path, dict[str, Contender]]:
    """The package, and the contenders by name: floor, hello, ours, and ours after a zip with other file times."""
    EVENTS.parent.mkdir(exist_ok=True)
    EVENTS.write_text(json.dumps([envelopes.launch(), envelopes.question()]), encoding="utf-8")
    free = [envelopes.launch(), envelopes.question(envelopes.FREE_QUESTION)]
    FREE_EVENTS.write_text(json.dumps(free), encoding="utf-8")
    version = _version()
    package = BUILD / "lambda.zip"
    write_lambda(package, Interpreter(version, str(PYTHON)))
    ours, moved = BUILD / "ours", BUILD / "moved"
    _unpack(package, ours)
    _unpack(package, moved)
    _age(moved)
    yardsticks = {}
    for name in ("floor", "hello"):
        folder = BUILD / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HERE / "yardsticks" / name, folder, ignore=shutil.ignore_patterns("__pycache__"))
        subprocess.run([PYTHON, "-m", "compileall", "-q", folder], check=True, env=environment())
        yardsticks[name] = Contender(name, (folder,))
    shutil.rmtree(HERE / "__pycache__", ignore_errors=True)
    compileall.compile_file(LAUNCH_THEN_QUESTION, quiet=1)
    return package, {**yardsticks, "ours": Contender("ours", (ours,)), "moved": Contender("moved", (moved,))}


def _unpack(package: Path, folder: Path) -> None:
    if folder.exists():
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)
        shutil.rmtree(folder)
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)


def _age(folder: Path) -> None:
    """Other times than those in the zip, and nothing may be written."""
    yesterday = time.time() - 86_400
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (yesterday, yesterday))
    subprocess.run(["chmod", "-R", "a-w", folder], check=True)


def _version() -> str:
    asked = [PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(asked, capture_output=True, text=True, check=True, env=environment()).stdout.strip()


def command(contender: Contender, turns: int = 0, events: Path = EVENTS) -> list[str]:
    """A fresh process that imports the contender, answers a launch and a question, and more turns if so wanted."""
    return [str(PYTHON), "-I", "-B", str(LAUNCH_THEN_QUESTION), contender.path, str(events), str(turns)]


def running_on() -> str:
    """The machine, in a line."""
    cpu = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "unknown CPU"
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    system = next(
        (line.split("=")[1].strip('"') for line in _lines("/etc/os-release") if line.startswith("PRETTY")), ""
    )
    python = f"{sys.implementation.name} {_full_version()}"
    return f"{os.cpu_count()} cores of {cpu}, {memory / 2**20:.0f} GiB, {system}, {python}"


def _full_version() -> str:
    return subprocess.run([PYTHON, "-V"], capture_output=True, text=True, check=True).stdout.split()[1]


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
