"""Packs the skill for AWS Lambda: `dist/lambda.zip`, the same bytes for the same sources.

It carries what the Lambda handler imports, the content it reads, and the few packages that this needs: pure Python,
so that it runs on every machine. What a launch and a question load comes compiled as well. Amazon's SDK is seven
hundred small files that repeat each other; as one archive inside of the archive they take a third of the room.
"""

import ast
import json
import re
import subprocess  # runs the Python that the package is for, on the owner's machine  # nosec B404
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from skill import rehearsal
from skill.errors import SettingsError

ROOT = Path(__file__).parent.parent
ENTRY = "skill.channels.lambda_host"
ARCHIVE = "sdk.zip"
# The SDK takes dateutil to read timestamps, and the clock of a person takes tzdata where the system has no zones.
CARRIED = ("ask-sdk-core", "ask-sdk-runtime", "ask-sdk-model", "python-dateutil", "six", "tzdata")
# Other forms of the same zones, and what is no code.
LEFT_OUT = ("*.tar.gz", "*.tab", "*.zi", "zoneinfo/leapseconds", "*.typed", "*.pyi")
# Content that is read when models are built, when other ways in are served, or when the skill is submitted.
NOT_SPOKEN = (
    *("off_topic.toml", "near_misses.toml", "alexa.toml", "home_assistant.toml", "store.toml", "unanswered.toml"),
    *("openapi.json", "*.css", "*.md"),
)
LICENCES = ("LICEN[CS]E*", "NOTICE*", "COPYING*", "AUTHORS*")
EPOCH = (1980, 1, 1, 0, 0, 0)  # what every entry is dated, the first day a zip can name

Entry = tuple[str, bytes]


@dataclass(frozen=True)
class Interpreter:
    """The Python that the package is for: its command, or None where this machine has none of that version."""

    version: str
    command: str | None


@dataclass(frozen=True)
class Package:
    """What was written, and how many of its modules come compiled."""

    path: Path
    size: int
    compiled: int


def write_lambda(path: Path, python: Interpreter) -> Package:
    """Writes the package. Raises SettingsError when a part of it is not here or when it does not answer."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        for name, content in _sources():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        answered = rehearse(folder, python.command or sys.executable, compiles=python.command is not None)
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        content = zipped(_entries(folder, files))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Package(path, len(content), answered if python.command else 0)


def interpreter(version: str) -> Interpreter:
    """The Python of that version on this machine. Raises SettingsError for what is no version."""
    if not re.fullmatch(r"3\.\d+", version):
        raise SettingsError(f"--python is {version!r}; give a version such as 3.13")
    commands = (sys.executable, f"python{version}")
    return Interpreter(version, next((command for command in commands if _version(command) == version), None))


def rehearse(folder: Path, command: str, compiles: bool) -> int:
    """Has the package answer a launch and a question, and counts, or compiles, the modules that this loads.

    Raises SettingsError when it does not answer.
    """
    events = [rehearsal.launch(), rehearsal.intent("AnythingIntent", words="is it okay to run with sore legs")]
    if compiles:
        _rehearsal(command, folder, "--values")
    said = _rehearsal(command, folder, *(["--bytecode"] if compiles else []), given=json.dumps(events))
    return len(json.loads(said)["files"])


def _rehearsal(command: str, folder: Path, *choices: str, given: str = "") -> str:
    arguments = [command, "-I", "-S", "-B", "-W", "ignore", rehearsal.__file__, str(folder), *choices]
    done = subprocess.run(arguments, input=given, capture_output=True, text=True, check=False)  # no shell  # nosec B603
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise SettingsError(f"the package does not answer in {command}: {reason}")
    return done.stdout


def zipped(entries: Iterable[Entry], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive that does not depend on when and where it was made."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in sorted(entries):
            about = zipfile.ZipInfo(name, EPOCH)
            about.create_system, about.external_attr = 3, 0o644 << 16  # a plain file that everyone may read
            archive.writestr(about, content, compression, compresslevel=9)
    return written.getvalue()


def handler_modules() -> dict[str, Path]:
    """The modules of ours that the handler imports, in its head or later, by name."""
    found: dict[str, Path] = {}
    wanted = [ENTRY]
    while wanted:
        name = wanted.pop()
        path = _module(name)
        if path is None or name in found:
            continue
        found[name] = path
        wanted += [name.rpartition(".")[0], *_imports(path)]
    return found


def _entries(folder: Path, files: Iterable[Path]) -> Iterator[Entry]:
    inner: list[Entry] = []
    for file in files:
        name = file.relative_to(folder).as_posix()
        if name.startswith(f"{ARCHIVE}/"):
            inner.append((name.removeprefix(f"{ARCHIVE}/"), file.read_bytes()))
        else:
            yield name, file.read_bytes()
    # Stored, so that the outer archive sees all of it at once; that is what makes it small.
    yield ARCHIVE, zipped(inner, zipfile.ZIP_STORED)


def _sources() -> Iterator[Entry]:
    handler = ROOT / "lambda" / "lambda_function.py"
    if not handler.exists():
        raise SettingsError("the package is made in a checkout of the skill, and lambda/lambda_function.py is not here")
    yield "lambda_function.py", handler.read_bytes()
    yield "LICENSE", (ROOT / "LICENSE").read_bytes()
    modules = set(handler_modules().values())
    for path in sorted(modules | set(_spoken({path.parent for path in modules}))):
        yield path.relative_to(ROOT).as_posix(), path.read_bytes()
    about = []
    for name in CARRIED:
        package = _distribution(name)
        told = package.metadata.json
        licence = told.get("license_expression") or told.get("license") or "as its file says"
        about.append(f"{name} {package.version}: {licence}\n")
        yield from _carried(package, name)
    yield "licences/CARRIED.txt", "".join(about).encode()


def _spoken(rooms: set[Path]) -> Iterator[Path]:
    """The files that belong to modules of the handler and are no modules: content, and the trained form."""
    for path in (ROOT / "skill").rglob("*"):
        room = next(folder for folder in path.parents if (folder / "__init__.py").exists())
        is_source = path.suffix in (".py", ".pyc")
        if room in rooms and path.is_file() and not is_source and not any(map(path.match, NOT_SPOKEN)):
            yield path


def _carried(package: Distribution, name: str) -> Iterator[Entry]:
    """The modules and data of a package, and its licence."""
    for file in package.files or ():
        inside = PurePosixPath(file.as_posix())
        if any(part.endswith(".dist-info") for part in inside.parts):
            if any(map(inside.match, LICENCES)):
                yield f"licences/{name}/{inside.name}", file.read_binary()
        elif ".." not in inside.parts and inside.suffix != ".pyc" and not any(map(inside.match, LEFT_OUT)):
            yield f"{ARCHIVE}/{inside}", file.read_binary()


def _version(command: str) -> str | None:
    """What a command says it is; None when it is not there or only seems to be."""
    asked = [command, "-ISc", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=True)  # no shell  # nosec B603
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def _distribution(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError as fault:
        raise SettingsError(f"{name} is not installed, and the package carries it; pip install {name}") from fault


def _module(name: str) -> Path | None:
    path = ROOT.joinpath(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.exists()), None)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
