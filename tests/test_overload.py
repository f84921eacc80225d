"""More than can be answered soon: the rest is told so at once and honestly, and nothing is left of it afterwards."""

import socket
import threading
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

from dynamodb_server import answering
from running import IN_TIME, PATIENCE, Heard, serving
from test_faults_store import late

from skill.channels.relay import ROOM

CROWD = 3 * ROOM
ADVICE = "should i run after leg day"
BODY = b'{"text": "hi", "user": "ann"}'
HEAD = b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n" % len(BODY)


def test_a_crowd_is_answered_or_told_when_to_try_again(tmp_path: Path) -> None:
    """Everybody is remembered, and the store takes its time."""
    heard: list[Heard] = []
    with answering(late) as table, serving(tmp_path, MEMORY_URL=table.url("profiles")) as server:
        _ = server.warm().port

        def ask(number: int) -> None:
            heard.append(server.ask(ADVICE, user=f"person {number}"))

        crowd = [threading.Thread(target=ask, args=(number,)) for number in range(CROWD)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
        answered = [one for one in heard if one.status == 200]
        refused = [one for one in heard if one.status != 200]

        assert len(heard) == CROWD
        assert answered
        assert {one.status for one in refused} == {503}
        assert all(int(one.headers["Retry-After"]) >= 1 and one.json["error"] for one in refused)
        assert max(one.seconds for one in answered) < 2 * IN_TIME  # at most one other turn before it
        assert [server.ask(ADVICE).status for _ in range(5)] == [200] * 5


def test_a_refusal_keeps_a_connection_that_wants_to_be_kept_and_closes_one_that_does_not(tmp_path: Path) -> None:
    with answering(late) as table, serving(tmp_path, MEMORY_URL=table.url("profiles")) as server:
        port = server.warm().port
        crowd = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(ROOM)]
        for one in crowd:
            one.sendall(HEAD + b"\r\n" + BODY)
        time.sleep(0.1)
        with (
            closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as kept,
            closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)) as closed,
        ):
            closed.sendall(HEAD + b"Connection: close\r\n\r\n" + BODY)
            first, wait = _told(kept)
            line = kept.sock
            last = b"".join(iter(lambda: closed.recv(4096), b""))
            for one in crowd:
                assert one.recv(4096).startswith(b"HTTP/1.1 ")
                one.close()
            again, _ = _told(kept)
            assert kept.sock is line

    assert (first, wait) == (503, "1")
    assert last.startswith(b"HTTP/1.1 503")
    assert again in {200, 503}


def _told(connection: HTTPConnection) -> tuple[int, str | None]:
    connection.request("POST", "/ask", BODY)
    with connection.getresponse() as reply:
        reply.read()
    return reply.status, reply.headers["Retry-After"]
