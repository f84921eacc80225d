"""Is what would be packed what was pinned? By version against lambda/requirements.txt, and by the bytes of each file.

pip has compared the hash of each package when it was installed with --require-hashes; what it noted then of every file
is compared here with the file as it is now.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from skill.errors import SettingsError
from skill.handler_modules import ROOT
from skill.packaging import CARRIED

PINS = ROOT / "lambda" / "requirements.txt"
REMEDY = "pip install --force-reinstall --no-deps --require-hashes --requirement lambda/requirements.txt"


def check_locked(pins_file: Path = PINS) -> None:
    """Raises SettingsError that names every package which is not as it was pinned."""
    pinned = pins(pins_file)
    faults = [fault for name in CARRIED for fault in _faults(name, pinned)]
    if faults:
        raise SettingsError(f"{'; '.join(faults)}; {REMEDY}")


def pins(path: Path) -> Mapping[str, str]:
    """The version of each package that a file pins. Raises SettingsError when it can't be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as fault:
        raise SettingsError(f"{path} can't be read: {fault.strerror}") from fault
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))


def _faults(name: str, pinned: Mapping[str, str]) -> Iterator[str]:
    try:
        here = distribution(name)
    except PackageNotFoundError:
        yield f"{name} is not installed"
        return
    if here.version != pinned.get(name):
        yield f"{name} is {here.version} and not {pinned.get(name, 'pinned')}"
        return
    yield from (f"{name}: {file} is not what the package held" for file in changed(here))


def changed(package: Distribution) -> Iterator[str]:
    """The files of a package that are no longer what its own record says."""
    for file in package.files or ():
        if file.hash is None or file.hash.mode != "sha256":
            continue  # the record itself, and bytecode
        try:
            digest = hashlib.sha256(file.read_binary()).digest()
        except OSError:
            digest = b""
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            yield str(file)
