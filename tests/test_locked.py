"""What the image and the zip are made of is pinned with hashes, and what is packed is what was pinned."""

import base64
import hashlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, version
from pathlib import Path

import pytest

from skill.errors import SettingsError
from skill.locked import changed, check_locked, pins
from skill.packaging import CARRIED

ROOT = Path(__file__).parent.parent
IMAGE, ZIP = ROOT / "infrastructure/requirements.txt", ROOT / "lambda/requirements.txt"


def wanted(*extras: str) -> dict[str, str]:
    """What pyproject.toml asks for, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(one for extra in extras for one in project["optional-dependencies"][extra])]
    return {re.split(r"[\[<>=!~ ]", line)[0].lower(): line for line in lines}


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


@pytest.mark.parametrize("path", [IMAGE, ZIP], ids=["image", "zip"])
def test_every_line_is_a_version_with_the_hashes_of_its_files(path: Path) -> None:
    plain = re.sub(r"(?m)^\s*(#.*)?\n", "", path.read_text(encoding="utf-8"))
    blocks = re.split(r"(?m)^(?=[a-z0-9])", plain)[1:]

    assert len(blocks) > 5
    assert [
        one for one in blocks if not re.fullmatch(r"[a-z0-9.-]+==\S+( \\\n    --hash=sha256:[0-9a-f]{64})+\n", one)
    ] == []


def test_the_image_has_all_that_the_skill_asks_for_in_a_version_that_it_takes() -> None:
    pinned = pins(IMAGE)
    asked = wanted("dynamodb")
    at_least = {name: found.group(1) for name, line in asked.items() if (found := re.search(r">=([\d.]+)", line))}

    assert set(asked) <= set(pinned)
    assert [name for name, least in at_least.items() if numbers(pinned[name]) < numbers(least)] == []


def test_the_image_has_no_tool_of_ours_that_only_builds_or_tests() -> None:
    assert not set(pins(IMAGE)) & {"pytest", "scikit-learn", "mypy", "ruff", "hypothesis", "moto", "bandit"}


def test_the_zip_is_pinned_whole_and_to_the_versions_of_the_image() -> None:
    assert set(pins(ZIP)) == set(CARRIED)
    assert pins(ZIP).items() <= pins(IMAGE).items()


def test_no_version_is_one_that_only_a_mirror_has() -> None:
    """A pin that has a single file is none that its maker published: makers publish a source as well."""
    for path in (IMAGE, ZIP):
        blocks = re.split(r"(?m)^(?=[a-z0-9])", path.read_text(encoding="utf-8"))[1:]

        assert [one.split("==")[0] for one in blocks if one.count("--hash") < 2] == []


def test_the_image_installs_nothing_that_is_not_pinned() -> None:
    dockerfile = (ROOT / "infrastructure/Dockerfile").read_text(encoding="utf-8")
    installs = re.findall(r"pip install ([^\n]+)", dockerfile)

    assert len(installs) == 2
    assert all("--no-deps" in one for one in installs)
    assert "--require-hashes" in installs[0]
    assert "--no-build-isolation" in installs[1]
    assert "!infrastructure/requirements.txt" in (ROOT / "infrastructure/Dockerfile.dockerignore").read_text()


def lines(**versions: str) -> str:
    return "".join(
        f"{name.replace('_', '-')}=={number} \\\n    --hash=sha256:{'0' * 64}\n" for name, number in versions.items()
    )


def test_packages_as_they_were_pinned_are_packed(tmp_path: Path) -> None:
    (tmp_path / "pins.txt").write_text(lines(**{name: version(name) for name in CARRIED}))

    check_locked(tmp_path / "pins.txt")


def test_another_version_and_what_is_not_pinned_are_refused_by_name_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "pins.txt").write_text(lines(**{**{name: version(name) for name in CARRIED[:-1]}, "six": "0.1"}))

    with pytest.raises(SettingsError, match=r"six is .* and not 0\.1; tzdata is .* and not pinned; pip install"):
        check_locked(tmp_path / "pins.txt")


def test_without_the_list_nothing_is_packed_as_locked(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't be read"):
        check_locked(tmp_path / "pins.txt")


def installed(folder: Path, content: bytes) -> Distribution:
    """A package of one module, as pip leaves it."""
    about = folder / "thing-1.0.dist-info"
    about.mkdir()
    (folder / "thing.py").write_bytes(content)
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    (about / "METADATA").write_text("Name: thing\nVersion: 1.0\n")
    (about / "RECORD").write_text(f"thing.py,sha256={digest},{len(content)}\nthing-1.0.dist-info/RECORD,,\n")
    return Distribution.at(about)


def test_a_file_that_was_changed_or_taken_away_since_it_was_installed_is_found(tmp_path: Path) -> None:
    package = installed(tmp_path, b"print('hello')\n")
    as_it_was = list(changed(package))
    (tmp_path / "thing.py").write_bytes(b"print('hullo')\n")
    as_it_is = list(changed(package))
    (tmp_path / "thing.py").unlink()

    assert (as_it_was, as_it_is, list(changed(package))) == ([], ["thing.py"], ["thing.py"])


def test_the_command_refuses_before_it_writes_anything(tmp_path: Path) -> None:
    """Seen from a folder of its own with a package that shadows a carried one."""
    about = tmp_path / "shadow" / "six-0.0.1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Name: six\nVersion: 0.0.1\n")
    (about / "RECORD").write_text("")
    done = subprocess.run(
        [sys.executable, "-m", "skill", "package", "--locked", "--out", str(tmp_path / "dist")],
        env={"PYTHONPATH": f"{tmp_path / 'shadow'}:{ROOT}", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "six is 0.0.1 and not" in done.stderr
    assert not (tmp_path / "dist").exists()
