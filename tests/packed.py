"""An unpacked Lambda package, and what it answers where nothing else is installed."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from skill import rehearsal
from skill.packaging import Interpreter, write_lambda

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def packed(folder: Path, python: Interpreter | None = None) -> Path:
    """The package, made for the Python that runs the tests."""
    path = folder / "lambda.zip"
    write_lambda(path, python or Interpreter(HERE, sys.executable))
    return path


def unpacked(package: Path, folder: Path) -> Path:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    return folder


def answered(folder: Path, events: list[dict[str, Any]], command: str = sys.executable) -> dict[str, Any]:
    """What the package said, and which modules that loaded."""
    arguments = [command, "-I", "-S", "-B", "-W", "ignore", rehearsal.__file__, str(folder)]
    done = subprocess.run(arguments, input=json.dumps(events), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said
