"""The protocol's own inspector, an npm client with a handshake, drives the running MCP server."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp_servers import ROOT, mcp_over_http

INSPECTOR = Path(__file__).parent / "node_modules" / ".bin" / "mcp-inspector-cli"

pytestmark = pytest.mark.channels


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with mcp_over_http(tmp_path_factory.mktemp("mcp"), {"SECRET_KEY": "inspected"}) as (address,):
        yield address


def inspected(*arguments: str) -> Any:
    command = [str(INSPECTOR), "--cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def over_http(address: str, method: str, *arguments: str) -> Any:
    return inspected(address, "--transport", "http", "--method", method, *arguments)


def test_it_lists_both_tools_with_their_schemas_and_the_prompt(address: str) -> None:
    tools = over_http(address, "tools/list")["tools"]
    prompts = over_http(address, "prompts/list")["prompts"]

    assert [tool["name"] for tool in tools] == ["ask", "decide"]
    assert all(tool["title"] and tool["outputSchema"] and tool["annotations"]["readOnlyHint"] for tool in tools)
    assert len(prompts) == 1


def test_it_holds_a_conversation(address: str) -> None:
    def ask(*arguments: str) -> Any:
        given = [part for argument in arguments for part in ("--tool-arg", argument)]
        return over_http(address, "tools/call", "--tool-name", "ask", *given)["structuredContent"]

    first = ask("text=should i run after leg day")
    second = ask("text=yes", f"session={first['session']}")

    assert [first["about"], second["about"]] == ["should_run", "check_in"]


def test_it_gets_a_verdict_though_it_sends_every_argument_as_text(address: str) -> None:
    arguments = ("red_flags=[]", "sharp_or_joint_pain=false", "soreness=6")
    given = [part for argument in arguments for part in ("--tool-arg", argument)]

    result = over_http(address, "tools/call", "--tool-name", "decide", *given)

    assert (result["structuredContent"]["verdict"], result["structuredContent"]["rule"]) == ("REST", "R3")


def test_it_reads_a_sentence_where_an_argument_is_bad(address: str) -> None:
    result = over_http(address, "tools/call", "--tool-name", "decide", "--tool-arg", "soreness=ouch")

    assert result["isError"]
    assert result["content"][0]["text"].startswith("soreness: ")


def test_it_gets_through_on_stdio_too() -> None:
    where = ("-e", f"PYTHONPATH={ROOT}", "-e", f"PATH={os.environ['PATH']}")

    result = inspected(
        *where, sys.executable, "-m", "skill", "mcp", "--method", "tools/call", "--tool-name", "ask", "--tool-arg",
        "text=is an ice bath good after squats",
    )  # fmt: skip

    assert result["structuredContent"]["about"] == "cold_plunge"
