"""MCP: the tools keep the contract's shapes, any worker goes on with a session, and strangers stay outside."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import anyio
import httpx2
import jsonschema
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_servers import ROOT, mcp_over_http
from mcp_types import CallToolResult

from skill.app import Coach
from skill.channels.address import listen
from skill.channels.mcp_hosting import Door, callable_as
from skill.channels.mcp_server import coach_server
from skill.channels.rate_limit import RateLimit
from skill.content.vocabulary import Says
from skill.errors import SettingsError

QUESTION = "should i run after leg day?"
TOKEN = "open sesame"
EXAMPLES = [
    json.loads(line)
    for line in (ROOT / "tests" / "decision" / "examples.jsonl").read_text(encoding="utf-8").splitlines()
]
PROTOCOLS = {"the newest protocol": "auto", "the protocol with a handshake": "legacy"}


def called(server: Any, *calls: tuple[str, dict[str, Any]], mode: str = "auto") -> list[CallToolResult]:
    """The results of several calls by one client."""

    async def run() -> list[CallToolResult]:
        async with Client(server, mode=mode) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(run)


def told(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


def fault(result: CallToolResult) -> str:
    assert result.is_error
    (said,) = result.content
    return str(said.text)


@dataclass(frozen=True)
class Workers:
    """Two processes with one secret; the second one wants a token."""

    first: str
    second: str
    folder: Path


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    folder = tmp_path_factory.mktemp("mcp")
    secret = {"SECRET_KEY": "one secret"}
    with mcp_over_http(folder, secret, {**secret, "ASK_TOKEN": TOKEN}) as (first, second):
        yield Workers(first, second, folder)


@pytest.mark.parametrize("mode", PROTOCOLS.values(), ids=PROTOCOLS.keys())
def test_a_client_sees_two_titled_tools_that_change_nothing(coach: Coach, mode: str) -> None:
    async def listed() -> Any:
        async with Client(coach_server(coach), mode=mode) as client:
            return (await client.list_tools()).tools, (await client.list_prompts()).prompts

    tools, prompts = anyio.run(listed)

    assert [tool.name for tool in tools] == ["ask", "decide"]
    assert [prompt.title for prompt in prompts] == ["Should I run today?"]
    for tool in tools:
        assert tool.title == tool.annotations.title
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        assert tool.description
        assert all(argument["description"] for argument in tool.input_schema["properties"].values())
        assert tool.output_schema["properties"]


@pytest.mark.parametrize("mode", PROTOCOLS.values(), ids=PROTOCOLS.keys())
def test_ask_gives_the_reply_object_as_data_and_as_text(coach: Coach, mode: str) -> None:
    (result,) = called(coach_server(coach), ("ask", {"text": QUESTION}), mode=mode)

    reply = told(result)
    assert (reply["about"], reply["family"]) == ("should_run", "should_run")
    assert reply["speech"].endswith("?")
    assert json.loads(result.content[0].text) == reply


def test_the_prompt_carries_what_is_known_so_far(coach: Coach) -> None:
    async def prompted() -> Any:
        async with Client(coach_server(coach)) as client:
            return await client.get_prompt("should_i_run_today", {"so_far": "my legs are a bit sore"})

    (message,) = anyio.run(prompted).messages

    assert "my legs are a bit sore" in message.content.text


def test_the_locale_reaches_the_core(coach: Coach) -> None:
    calls = [("ask", {"text": "i have chest pain", "locale": locale}) for locale in ("en-US", "en-GB", "en-AU")]

    speeches = {told(result)["speech"] for result in called(coach_server(coach), *calls)}

    assert len(speeches) == len(calls), "each country has its own number to call"


def test_stdio_goes_through_a_conversation_decides_and_writes_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "skill", "mcp"], env=environment, cwd=str(tmp_path)
    )

    async def talked() -> list[str]:
        async with Client(server) as client:
            first = told(await client.call_tool("ask", {"text": QUESTION}))
            second = told(await client.call_tool("ask", {"text": "yes", "session": first["session"]}))
            last = told(await client.call_tool("ask", {"text": "goodbye", "session": second["session"]}))
            assert (last["ends_session"], last["session"]) == (True, None)
            verdict = told(await client.call_tool("decide", EXAMPLES[0]["inputs"]))
            assert verdict["verdict"] == EXAMPLES[0]["verdict"]
            return [reply["about"] for reply in (first, second, last)]

    assert anyio.run(talked) == ["should_run", "check_in", "goodbye"]
    assert list(tmp_path.iterdir()) == []


def test_another_worker_goes_on_with_the_session_and_decides(workers: Workers) -> None:
    async def talked() -> dict[str, Any]:
        async with AsyncExitStack() as stack:
            with_token = httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30)
            http = await stack.enter_async_context(with_token)
            one = await stack.enter_async_context(Client(workers.first))
            other = await stack.enter_async_context(Client(streamable_http_client(workers.second, http_client=http)))
            first = told(await one.call_tool("ask", {"text": QUESTION}))
            verdict = told(await other.call_tool("decide", EXAMPLES[0]["inputs"]))
            assert verdict["verdict"] == EXAMPLES[0]["verdict"]
            return told(await other.call_tool("ask", {"text": "yes", "session": first["session"]}))

    assert anyio.run(talked)["about"] == "check_in"
    assert list(workers.folder.iterdir()) == []


def test_a_session_of_another_secret_starts_afresh_and_says_so(coach: Coach, workers: Workers) -> None:
    (mine,) = called(coach_server(coach), ("ask", {"text": QUESTION}))
    (theirs,) = called(workers.first, ("ask", {"text": "tell me more", "session": told(mine)["session"]}))
    (fresh,) = called(workers.first, ("ask", {"text": "tell me more"}))

    assert told(theirs)["speech"] == f"{coach.content.phrases[Says.LOST_THREAD][0]} {told(fresh)['speech']}"


@pytest.mark.parametrize("example", EXAMPLES[::4], ids=[example["id"] for example in EXAMPLES[::4]])
def test_decide_gives_the_verdict_of_the_table(coach: Coach, example: dict[str, Any]) -> None:
    (result,) = called(coach_server(coach), ("decide", example["inputs"]))

    verdict = told(result)
    assert (verdict["verdict"], verdict["rule"]) == (example["verdict"], example["rule"])
    assert set(verdict) == {"verdict", "rule", "run_minutes", "why", "assumed"}


def test_decide_asks_for_what_it_needs_first(coach: Coach) -> None:
    (result,) = called(coach_server(coach), ("decide", {}))

    assert told(result) == {"ask": "red_flags"}


def test_decide_takes_what_clients_send_that_know_only_text(coach: Coach) -> None:
    plain = {"red_flags": [], "sharp_or_joint_pain": False, "soreness": 2, "hours_since_leg_day": 50}
    texts = {"red_flags": "[]", "sharp_or_joint_pain": "false", "soreness": "2", "hours_since_leg_day": "50"}
    planned = {"type": "easy", "minutes": "15"}

    first, second, third = called(
        coach_server(coach),
        ("decide", plain),
        ("decide", texts),
        ("decide", {**texts, "planned_run": json.dumps(planned)}),
    )

    assert told(first) == told(second)
    assert told(third)["run_minutes"] == 15


BAD_ARGUMENTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "no text": ("ask", {}, "text"),
    "a text of spaces": ("ask", {"text": "  "}, "text"),
    "a text that is a number": ("ask", {"text": 5}, "text"),
    "a text under another name": ("ask", {"question": QUESTION}, "text"),
    "a session that is an object": ("ask", {"text": QUESTION, "session": {"a": 1}}, "session"),
    "a locale that is a list": ("ask", {"text": QUESTION, "locale": ["en"]}, "locale"),
    "an unknown time zone": ("ask", {"text": QUESTION, "time_zone": "Mars/Olympus"}, "time_zone"),
    "an unknown word for soreness": ("decide", {"soreness": "ouch"}, "soreness"),
    "too sore": ("decide", {"soreness": 11}, "soreness"),
    "soreness that is true": ("decide", {"soreness": True}, "soreness"),
    "hours before leg day": ("decide", {"hours_since_leg_day": -1}, "hours_since_leg_day"),
    "an unknown warning sign": ("decide", {"red_flags": ["gloom"]}, "red_flags"),
    "a warning sign outside a list": ("decide", {"red_flags": "fever"}, "red_flags"),
    "pain in words": ("decide", {"sharp_or_joint_pain": "a bit"}, "sharp_or_joint_pain"),
    "a run that is a number": ("decide", {"planned_run": 20}, "planned_run"),
    "a run of an unknown type": ("decide", {"planned_run": {"type": "crawl"}}, "type"),
    "a run of negative length": ("decide", {"planned_run": {"minutes": -5}}, "minutes"),
    "an unknown effort": ("decide", {"leg_day_effort": "brutal"}, "leg_day_effort"),
    "another tool": ("run", {}, "ask or decide"),
}


@pytest.mark.parametrize(("tool", "arguments", "named"), BAD_ARGUMENTS.values(), ids=BAD_ARGUMENTS.keys())
def test_a_bad_argument_is_told_in_one_sentence_that_says_what_to_send(
    coach: Coach, tool: str, arguments: dict[str, Any], named: str
) -> None:
    (result,) = called(coach_server(coach), (tool, arguments))

    said = fault(result)
    assert named in said
    assert any(word in said for word in ("send", "write", "call"))
    assert "\n" not in said
    assert "pydantic" not in said.lower()
    assert "Error executing" not in said
    assert not any(str(value) in said for value in ("ouch", "gloom", "brutal", "crawl"))


@pytest.mark.parametrize("mode", PROTOCOLS.values(), ids=PROTOCOLS.keys())
def test_a_fault_of_ours_shows_and_logs_nothing_that_was_said(
    coach: Coach, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def understand(self, text: str, *_: Any) -> Any:
            raise RuntimeError(f"can't read {text}")

    server = coach_server(replace(coach, understanding=Broken()))  # type: ignore[arg-type]  # broken on purpose
    with caplog.at_level(logging.DEBUG):
        (result,) = called(server, ("ask", {"text": "my knee is swollen"}), mode=mode)

    assert "swollen" not in fault(result) + caplog.text
    assert "RuntimeError" in caplog.text


HANDSHAKE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-03-26",
        "capabilities": {},
        "clientInfo": {"name": "Alexa+ MCP Client", "version": "1"},
    },
}
CALL = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": {"text": QUESTION}}}


def posted(address: str, message: dict[str, Any], **headers: str) -> tuple[int, bytes]:
    sent = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
    try:
        with urlopen(Request(address, json.dumps(message).encode(), sent), timeout=30) as response:
            return response.status, response.read()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def test_a_handshake_as_alexa_plus_sends_it_is_answered(workers: Workers) -> None:
    status, body = posted(workers.first, HANDSHAKE)

    answer = json.loads(body)["result"]
    assert (status, answer["protocolVersion"]) == (200, "2025-03-26")
    assert answer["serverInfo"]["title"] == "Leg Day Coach"


def test_a_call_needs_no_handshake_and_no_session_of_the_protocol(workers: Workers) -> None:
    status, body = posted(workers.first, CALL)

    assert (status, json.loads(body)["result"]["structuredContent"]["about"]) == (200, "should_run")


STRANGERS = {
    "a foreign host": (421, {"Host": "evil.example"}),
    "a foreign host that ends like ours": (421, {"Host": "127.0.0.1.evil.example"}),
    "a foreign origin": (403, {"Origin": "https://evil.example"}),
    "no origin at all, as a sandboxed page says it": (403, {"Origin": "null"}),
}


@pytest.mark.parametrize(("status", "headers"), STRANGERS.values(), ids=STRANGERS.keys())
def test_a_stranger_is_refused(workers: Workers, status: int, headers: dict[str, str]) -> None:
    assert posted(workers.first, CALL, **headers)[0] == status


def test_a_page_of_this_machine_may_call(workers: Workers) -> None:
    assert posted(workers.first, CALL, Origin="http://localhost:6274")[0] == 200


def test_a_token_is_wanted_where_the_owner_set_one(workers: Workers) -> None:
    without, body = posted(workers.second, CALL)
    wrong, _ = posted(workers.second, CALL, Authorization="Bearer sesame")
    right, _ = posted(workers.second, CALL, Authorization=f"Bearer {TOKEN}")

    assert (without, wrong, right) == (401, 401, 200)
    assert "Authorization" in json.loads(body)["error"]


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS"])
def test_only_messages_are_taken(workers: Workers, method: str) -> None:
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(workers.first, method=method), timeout=30)

    with refused.value as answer:
        assert (answer.code, answer.headers["Allow"]) == (405, "POST")


def test_who_calls_too_often_is_told_how_long_to_wait(tmp_path: Path) -> None:
    with mcp_over_http(tmp_path, {"ASK_PER_MINUTE": "2"}) as (address,):
        statuses = [posted(address, CALL)[0] for _ in range(3)]
        with pytest.raises(HTTPError) as refused:
            urlopen(Request(address, b"{}", {"Content-Type": "application/json"}), timeout=30)

    assert statuses == [200, 200, 429]
    with refused.value as answer:
        assert int(answer.headers["Retry-After"]) > 0
        assert "wait" in json.load(answer)["error"]


def test_what_is_too_big_is_refused(workers: Workers) -> None:
    big = {**CALL, "params": {"name": "ask", "arguments": {"text": "a" * 200_000}}}

    assert posted(workers.first, big)[0] == 413


NAMES = {
    "127.0.0.1": ({"127.0.0.1:*", "localhost", "[::1]:*"}, "coach.example.com"),
    "::1": ({"[::1]", "127.0.0.1:*"}, "coach.example.com"),
    "coach.example.com": ({"coach.example.com", "coach.example.com:*"}, "localhost"),
    "192.0.2.7": ({"192.0.2.7:*"}, "127.0.0.1:*"),
}


@pytest.mark.parametrize(("host", "allowed", "other"), [(host, *rule) for host, rule in NAMES.items()])
def test_the_names_that_callers_may_use_follow_from_the_host(host: str, allowed: set[str], other: str) -> None:
    rule = callable_as(host)

    assert rule.enable_dns_rebinding_protection
    assert allowed <= set(rule.allowed_hosts)
    assert other not in rule.allowed_hosts


@pytest.mark.parametrize(("origin", "status"), [("https://coach.example.com", 200), ("https://evil.example", 403)])
def test_a_server_of_any_name_takes_calls_of_pages_of_that_name_only(origin: str, status: int) -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - ASGI's names
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def answered() -> int:
        seen: list[int] = []

        async def send(message: Any) -> None:
            seen.append(message.get("status", 0))

        headers = [(b"host", b"coach.example.com"), (b"origin", origin.encode())]
        await Door(inner, None, True, RateLimit(0))({"type": "http", "method": "POST", "headers": headers}, None, send)  # type: ignore[arg-type]
        return seen[0]

    assert not callable_as("0.0.0.0").enable_dns_rebinding_protection
    assert anyio.run(answered) == status


def test_without_its_extra_the_command_says_how_to_install_it() -> None:
    code = (
        "import sys; sys.modules['mcp'] = None; sys.argv = ['leg-day-coach', 'mcp']; from skill.cli import main; main()"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "pip install" in done.stderr


def test_an_address_that_is_not_here_is_told_in_one_line() -> None:
    with pytest.raises(SettingsError, match=r"^can't listen on 203\.0\.113\.1 port 8000: [^()]+$"):
        listen("203.0.113.1", 8000)


def test_the_schemas_are_schemas(coach: Coach) -> None:
    async def listed() -> Any:
        async with Client(coach_server(coach)) as client:
            return (await client.list_tools()).tools

    for tool in anyio.run(listed):
        for schema in (tool.input_schema, tool.output_schema):
            jsonschema.Draft202012Validator.check_schema(schema)
