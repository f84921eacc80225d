"""The running server takes what Amazon signed and nothing else, in a network of its own with nothing in it patched.

The namespace has its own hosts and its own trust store; what stands there for Amazon is in signed_world.py.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from signed_cases import refused, taken
from signing import Authority

HERE = Path(__file__).parent
NAMESPACES = (("--net", "--mount"), ("--user", "--map-root-user", "--net", "--mount"))  # as root, and as anybody
HOW_TO_GET_IT = (
    "the signed requests want a network namespace: run as root, or allow user namespaces "
    "(on Debian: sysctl -w kernel.unprivileged_userns_clone=1); test_webhook.py has them with an injected fetch and clock"
)
AUTHORITY = Authority()
EXPECTED = {
    **dict.fromkeys(taken(AUTHORITY, AUTHORITY), 200),
    **dict.fromkeys(refused(AUTHORITY, AUTHORITY), 400),
    "a certificate that is elsewhere now": 400,
    "a certificate in a file that is too large": 400,
    "a certificate that comes byte by byte": 400,
    "a host that is not Amazon's": 400,
    "a request by GET": 405,
    "a rightly signed request after all of these": 200,
    "a certificate that is known, when its host is gone": 200,
}

pytestmark = pytest.mark.channels


def namespace() -> list[str]:
    """The command that starts another one in a namespace of its own; skipped where none may be made."""
    for options in NAMESPACES if shutil.which("unshare") else ():
        command = ["unshare", *options, "--"]
        if (
            subprocess.run([*command, "mount", "--bind", "/etc/hosts", "/etc/hosts"], capture_output=True).returncode
            == 0
        ):
            return command
    pytest.skip(HOW_TO_GET_IT)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    run = subprocess.run(
        [*namespace(), sys.executable, str(HERE / "signed_world.py"), str(tmp_path_factory.mktemp("world")), os.readlink("/proc/self/ns/mnt")],
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    statuses: dict[str, int] = json.loads(run.stdout)
    return statuses


@pytest.mark.parametrize("name", EXPECTED)
def test_each_request_gets_its_status_from_the_running_server(found: dict[str, int], name: str) -> None:
    assert found[name] == EXPECTED[name]


def test_no_case_is_left_out(found: dict[str, int]) -> None:
    assert found.keys() == EXPECTED.keys()
    assert len(EXPECTED) >= 30
