"""Whatever is sent in whichever field: never a traceback, never a 500, never markup in speech; and the server stays well."""

import json
import re
import socket
import time
import tomllib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from envelopes import SKILL_ID, envelope, intent
from fuzz.promises import is_spoken
from running import PATIENCE, Heard, Running, serving

CASES = Path(__file__).parent / "bad_input"
FIELDS = ("text", "locale", "session", "user", "time_zone")


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / name).read_text(encoding="utf-8"))


def text_of(written: str) -> str:
    """Some texts can only be written as JSON."""
    prefix, _, rest = written.partition("json:")
    told: str = json.loads(rest) if rest and not prefix else written
    return told


TEXTS = {f"{kind}-{name}": text_of(text) for kind, texts in read("texts.toml").items() for name, text in texts.items()}
BODIES = read("bodies.toml")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("server"), "--dev", SKILL_ID=SKILL_ID) as running:
        yield running.warm()
        assert "Traceback" not in running.told()
        assert [line for line in running.told().splitlines() if '"level": "error"' in line] == []


def check(heard: Heard, *allowed: int) -> Any:
    """The answer, after what holds for each: an expected status, a reason or a speech, and nothing of our insides."""
    assert heard.status in allowed, heard.body
    assert b"Traceback" not in heard.body
    assert b'File "' not in heard.body
    if heard.status >= 400:
        assert 0 < len(heard.json["error"]) < 300
        return heard.json
    return heard.json


def check_speech(reply: dict[str, Any]) -> None:
    for spoken in (reply["speech"], reply["reprompt"], *reply["suggestions"]):
        assert spoken is None or is_spoken(spoken), spoken


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("field", FIELDS)
def test_any_text_in_any_field_of_the_text_api(server: Running, field: str, text: str) -> None:
    told = check(server.ask(**{"text": "should i run after leg day", field: text}), 200, 400)

    assert "error" in told or field != "time_zone"
    if "speech" in told:
        check_speech(told)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_in_any_field_of_an_envelope(server: Running, text: str) -> None:
    for event in envelopes(text):
        answer = check(server.send("POST", "/alexa", json.dumps(event).encode()), 200, 400)
        spoken = answer.get("response", {}).get("outputSpeech", {}).get("ssml", "<speak>x</speak>")
        assert is_spoken(re.sub("^<speak>|</speak>$", "", spoken).replace("&amp;", "&")), spoken


def envelopes(text: str) -> Iterator[dict[str, Any]]:
    yield intent("SaidIntent", None, words=text)
    yield intent(text)
    yield intent(
        "CheckInIntent", {"state": {"pending": {"kind": text, "yes": text}, "reprompt": text, "subject": text}}
    )
    yield intent("AMAZON.RepeatIntent", {"state": {"statement": text, "speech": text, "short": text}, "zone": text})
    for path in (("request", "locale"), ("request", "requestId"), ("request", "type"), ("session", "sessionId")):
        event = envelope({"type": "LaunchRequest"})
        event[path[0]][path[1]] = text
        yield event
    for name in ("user", "device", "application", "person"):
        event = envelope({"type": "LaunchRequest"})
        event["context"]["System"][name] = {f"{name}Id": text}
        yield event


def written(body: str) -> bytes:
    """With repetitions carried out."""
    return re.sub(r"\{(\d+)\*(.+?)\}", lambda found: int(found[1]) * found[2], body).encode()


@pytest.mark.parametrize("case", BODIES.values(), ids=BODIES)
def test_any_body_of_the_text_api(server: Running, case: dict[str, Any]) -> None:
    told = check(server.send("POST", "/ask", written(case["body"])), case["status"])

    if case["status"] == 200:
        check_speech(told)


@pytest.mark.parametrize("case", BODIES.values(), ids=BODIES)
def test_any_body_of_the_webhook(server: Running, case: dict[str, Any]) -> None:
    check(server.send("POST", "/alexa", written(case["body"])), 400)


HEADS = {
    "a header that ends early": b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: 4",
    "no request": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a version that is none": b"POST /ask HTTP/9.9\r\nHost: x\r\n\r\n",
    "a length that is none": b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
    "a negative length": b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "two lengths": b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}a",
    "a length and pieces": (
        b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"
    ),
    "pieces that are none": b"POST /ask HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "an unknown coding": b"POST /ask HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "a header without a colon": b"POST /ask HTTP/1.1\r\nHost x\r\n\r\n",
    "a header name with a space": b"POST /ask HTTP/1.1\r\nHost : x\r\nA b: c\r\n\r\n",
    "a bare line feed": b"POST /ask HTTP/1.1\nHost: x\n\n",
    "a carriage return inside": b"POST /ask HTTP/1.1\r\nHost: x\r\nA: b\rSet-Cookie: c\r\n\r\n",
    "a null inside": b"POST /ask HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n",
    "very long headers": b"POST /ask HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 100_000 + b"\r\n\r\n",
    "very many headers": b"POST /ask HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 20_000 + b"\r\n",
    "a very long path": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path that climbs": b"GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path that climbs in disguise": b"GET /talk/%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path that splits a header": b"GET /%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path outside UTF-8": b"GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
    "a whole address as path": b"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a host that is none": b"GET /healthz HTTP/1.1\r\nHost: x y\r\n\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "an unknown method": b"BREW /ask HTTP/1.1\r\nHost: x\r\n\r\n",
    "an origin that splits": b"POST /ask HTTP/1.1\r\nHost: x\r\nOrigin: a%0d%0aB: c\r\nContent-Length: 2\r\n\r\n{}",
    "a body that was promised too big": b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999\r\n\r\n",
}


@pytest.mark.parametrize("sent", HEADS.values(), ids=HEADS)
def test_any_bytes_on_the_line(server: Running, sent: bytes) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=3)) as line:
        with suppress(OSError):
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(OSError):
            while piece := line.recv(65_536):
                answer += piece

    assert not re.match(rb"HTTP/1.[01] 500", answer), answer
    assert b"Traceback" not in answer
    assert b"root:" not in answer
    assert b"\nSet-Cookie" not in answer
    assert server.ask("should i run after leg day").status == 200


def slow_lines(server: Running, count: int) -> list[socket.socket]:
    """Connections that have begun to ask and go on a byte at a time."""
    lines = [socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) for _ in range(count)]
    for number, line in enumerate(lines):
        line.sendall(b"POST /ask HTTP/1.1\r\nHost: x\r\n" + (b"Content-Length: 500\r\n\r\n{" if number % 2 else b"A: "))
    return lines


def test_who_sends_a_byte_now_and_then_holds_up_nobody_and_is_let_go(server: Running) -> None:
    lines = slow_lines(server, 200)
    try:
        heard = [server.ask("should i run after leg day") for _ in range(5)]
        left, until = list(lines), time.monotonic() + PATIENCE
        while left and time.monotonic() < until:
            time.sleep(0.5)
            left = [line for line in left if still_open(line)]
    finally:
        for line in lines:
            line.close()

    assert {one.status for one in heard} == {200}
    assert max(one.seconds for one in heard) < 1.5
    assert left == []


def still_open(line: socket.socket) -> bool:
    try:
        line.sendall(b" ")
        line.settimeout(0.001)
        return line.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def test_who_reads_no_answer_holds_up_nobody(server: Running) -> None:
    request = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    lines = [socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) for _ in range(40)]
    for line in lines:
        line.setblocking(False)
        with suppress(BlockingIOError):
            for _ in range(50):
                line.send(request * 20)
    heard = [server.ask("should i run after leg day") for _ in range(5)]
    for line in lines:
        line.close()

    assert heard[-1].status == 200
    assert {one.status for one in heard} <= {200, 503}
    assert max(one.seconds for one in heard) < 1.5


def test_what_is_too_big_is_a_413(server: Running) -> None:
    assert server.send("POST", "/ask", b'{"text": "' + b"a" * 100_000 + b'"}').status == 413
    with suppress(OSError):
        assert server.send("POST", "/ask", b"a" * 2_000_000).status == 413
    assert server.ask("should i run after leg day").status == 200
