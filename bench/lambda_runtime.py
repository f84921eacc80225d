"""A skill under Amazon's own runtime client, which is handed events by a stand-in for Lambda on this machine.

No sandbox, no download and no share of a CPU are in it: what is measured is the process.
"""

import json
import subprocess
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.contenders import BUILD, PYTHON, Contender, environment

SECONDS = 30  # that a skill may take


@dataclass(frozen=True)
class Started:
    """Milliseconds from the start of the process to its first question for work, and to its first answer; its peak in MiB."""

    init: float
    first_answer: float
    peak: float


class _Runtime(BaseHTTPRequestHandler):
    """The two calls of Lambda's runtime interface that a function makes."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        if self.server.asked is None:
            self.server.asked = time.perf_counter()
        if not self.server.events:
            self.server.done.set()
            self.server.closing.wait(SECONDS)
            return
        body = json.dumps(self.server.events.pop(0)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Lambda-Runtime-Aws-Request-Id", f"bench-{len(self.server.events)}")
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + SECONDS) * 1000)))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:1:function:bench")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        answer = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.answers.append((time.perf_counter(), self.path, answer))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, events: list[dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), _Runtime)
        self.events = events
        self.asked: float | None = None
        self.answers: list[tuple[float, str, bytes]] = []
        self.done, self.closing = threading.Event(), threading.Event()


def started(contender: Contender, events: Path) -> Started:
    """Raises RuntimeError when the skill does not answer."""
    server = _Server(json.loads(events.read_text(encoding="utf-8")))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    settings = environment(
        AWS_LAMBDA_RUNTIME_API=f"127.0.0.1:{server.server_port}",
        LAMBDA_TASK_ROOT=str(contender.folders[0]),
        AWS_LAMBDA_FUNCTION_NAME="bench",
        AWS_LAMBDA_FUNCTION_VERSION="1",
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONPATH=contender.path,
    )
    command = [str(PYTHON), "-m", "awslambdaric", "lambda_function.lambda_handler"]
    with (BUILD / "runtime.log").open("wb") as log:
        begin = time.perf_counter()
        with subprocess.Popen(command, env=settings, stdout=log, stderr=log, cwd=contender.folders[0]) as process:
            try:
                if not server.done.wait(SECONDS) or server.asked is None:
                    raise RuntimeError(
                        f"{contender.name} did not come up: {(BUILD / 'runtime.log').read_text()[-500:]}"
                    )
                status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            finally:
                process.kill()
                server.closing.set()
                server.shutdown()
                server.server_close()
    if not all(path.endswith("/response") for _, path, _ in server.answers):
        raise RuntimeError(f"{contender.name} failed: {server.answers[0][2][:300]!r}")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return Started((server.asked - begin) * 1000, (server.answers[0][0] - begin) * 1000, peak / 1024)
