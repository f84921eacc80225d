"""Packs the skill for AWS Lambda: `dist/lambda.zip`, the same bytes for the same sources.

It carries what the Lambda handler imports, what is spoken, and the few packages that this needs: pure Python, so that
it runs on every machine. What a launch and a question load comes compiled as well. The rest of Amazon's SDK is seven
hundred small files that repeat each other; as one archive inside of the archive they take a third of the room.
"""

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

from skill import packaged_sdk as sdk
from skill import rehearsal
from skill.bare_source import bare
from skill.content.compiled import write_compiled
from skill.content.loader import load_content
from skill.content.source import CONTENT_FOLDER
from skill.errors import SettingsError
from skill.handler_modules import ROOT, handler_modules
from skill.understanding.built import LEXICON_WORDS, built_path, existing, lexicon_digest

REHEARSAL = (str(rehearsal.__file__),)  # as a script, which finds the package's modules and none of ours
AS_MODULE = (  # which takes its fellows along
    "-c",
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module(sys.argv.pop(1), run_name='__main__')",
)
PLAIN = "skill/plain.py"  # what compiled modules share, and no source imports
ARCHIVE = "sdk.zip"
SPLIT = sdk.ROOM  # the package of which the modules that are loaded lie open and the others in the archive
# The SDK takes dateutil to read timestamps, and the clock of a person takes tzdata where the system has no zones.
CARRIED = ("ask-sdk-core", "ask-sdk-runtime", "ask-sdk-model", "python-dateutil", "six", "tzdata")
# Other forms of the same zones, and what is no code.
LEFT_OUT: tuple[str, ...] = ("*.tar.gz", "*.tab", "*.zi", "zoneinfo/leapseconds", "*.typed", "*.pyi")
# Clients of Amazon's other services: the skill has no API client that they could use.
LEFT_OUT += ("*_service_client.py", "services/service_client_factory.py", "services/lwa/*.py")
# What of dateutil reading a timestamp never comes to.
LEFT_OUT += tuple(
    f"dateutil/{name}" for name in ("rrule.py", "easter.py", "tzwin.py", "utils.py", "zoneinfo/*.py", "tz/win.py")
)
# Of the sources of content the package carries none but those that a Python without stored values has to read.
WORDS = {CONTENT_FOLDER / "en" / f"{name}.toml" for name in LEXICON_WORDS}
NOT_SPOKEN = ("*.toml", "openapi.json", "*.css", "*.md")
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
        carried = dict(_carried())
        for name, content in (*_ours(), *carried.items()):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        write_compiled(load_content(), folder / "skill" / "content")
        loaded = rehearse(folder, python.command or sys.executable, compiles=python.command is not None)
        if python.command:
            for words in (folder / "skill" / "content").rglob("*.toml"):
                words.unlink()
        content = zipped(_entries(folder, set(carried), loaded))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Package(path, len(content), len(loaded) if python.command else 0)


def interpreter(version: str) -> Interpreter:
    """The Python of that version on this machine. Raises SettingsError for what is no version."""
    if not re.fullmatch(r"3\.\d+", version):
        raise SettingsError(f"--python is {version!r}; give a version such as 3.13")
    commands = (sys.executable, f"python{version}")
    return Interpreter(version, next((command for command in commands if _version(command) == version), None))


def rehearse(folder: Path, command: str, compiles: bool) -> set[str]:
    """Has the package answer a launch and a question; names, and compiles if so wanted, the modules that this loads.

    Raises SettingsError when it does not answer, or answers otherwise once it is compiled.
    """
    asked = [rehearsal.launch(), rehearsal.intent("AnythingIntent", words="is it okay to run with sore legs")]
    events = json.dumps(asked)
    if compiles:
        _run(command, REHEARSAL, str(folder), "--values", *(() if _is_fresh() else ("--stale",)))
    said = json.loads(_run(command, REHEARSAL, str(folder), given=events))
    if not compiles:
        return set(said["files"])
    # Compiled modules import less, so it is told twice what is loaded.
    _run(command, AS_MODULE, str(ROOT), "skill.bytecode", str(folder), given=json.dumps([*said["files"], PLAIN]))
    again = json.loads(_run(command, REHEARSAL, str(folder), given=events))
    if again["answers"] != said["answers"]:
        raise SettingsError(f"the package answers otherwise once it is compiled by {command}")
    loaded = set(again["files"])
    for compiled in folder.rglob("*.pyc"):
        if _source(compiled).relative_to(folder).as_posix() not in loaded:
            compiled.unlink()
    return loaded


def _is_fresh() -> bool:
    """Whether what is built was built from the words and the code as they are."""
    made = existing(Path(built_path("en")))
    return made is not None and made.lexicon_digest == lexicon_digest(str(CONTENT_FOLDER / "en"))


def _source(compiled: Path) -> Path:
    return compiled.parent.parent / f"{compiled.name.split('.')[0]}.py"


def _run(command: str, script: tuple[str, ...], *choices: str, given: str = "") -> str:
    arguments = [command, "-I", "-S", "-B", "-W", "ignore", *script, *choices]
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


def _entries(folder: Path, carried: set[str], loaded: set[str]) -> Iterator[Entry]:
    """What is loaded at a start lies open, since an archive has to be read first; what else is carried, in one."""
    open_rooms = {name.split("/")[0] for name in loaded}
    inner: list[Entry] = []
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        name = file.relative_to(folder).as_posix()
        room = name.split("/")[0]
        if (
            name in carried
            and room != "licences"
            and (room not in open_rooms or (room == SPLIT and name not in loaded))
        ):
            inner.append((name, file.read_bytes()))
        else:
            yield name, file.read_bytes()
    # Stored, so that the outer archive sees all of it at once; that is what makes it small.
    yield ARCHIVE, zipped(inner, zipfile.ZIP_STORED)


def _ours() -> Iterator[Entry]:
    handler = ROOT / "lambda" / "lambda_function.py"
    if not handler.exists():
        raise SettingsError("the package is made in a checkout of the skill, and lambda/lambda_function.py is not here")
    yield "lambda_function.py", handler.read_bytes()
    yield "LICENSE", (ROOT / "LICENSE").read_bytes()
    modules = {*handler_modules().values(), ROOT / PLAIN}
    for path in sorted(modules | WORDS | set(_spoken({path.parent for path in modules}))):
        content = path.read_bytes()
        yield path.relative_to(ROOT).as_posix(), bare(content.decode()).encode() if path.suffix == ".py" else content


def _spoken(rooms: set[Path]) -> Iterator[Path]:
    """The files that belong to modules of the handler and are no modules: content, and the trained form."""
    for path in (ROOT / "skill").rglob("*"):
        room = next(folder for folder in path.parents if (folder / "__init__.py").exists())
        is_source = path.suffix in (".py", ".pyc")
        if room in rooms and path.is_file() and not is_source and not any(map(path.match, NOT_SPOKEN)):
            yield path


def _carried() -> Iterator[Entry]:
    """The modules and data of the packages that come along, and their licences."""
    about = ["Without comments and documentation, which are in the packages as they are published.\n"]
    for name in CARRIED:
        package = _distribution(name)
        told = package.metadata.json
        licence = told.get("license_expression") or told.get("license") or "as its file says"
        about.append(f"{name} {package.version}: {licence}\n")
        for file in package.files or ():
            inside = PurePosixPath(file.as_posix())
            if any(part.endswith(".dist-info") for part in inside.parts):
                if any(map(inside.match, LICENCES)):
                    yield f"licences/{name}/{inside.name}", file.read_binary()
            elif ".." not in inside.parts and inside.suffix != ".pyc" and not any(map(inside.match, LEFT_OUT)):
                yield str(inside), _packed(str(inside), file.read_binary())
    yield f"{sdk.SHARED}.py", sdk.LAZILY.encode()
    yield "licences/CARRIED.txt", "".join(about).encode()


def _packed(name: str, content: bytes) -> bytes:
    if not name.endswith(".py"):
        return content
    return (sdk.thinned(name, content.decode()) if name.startswith("ask_sdk_") else bare(content.decode())).encode()


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
