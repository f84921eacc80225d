"""Runs the MCP server on stdio, or over HTTP without state, so that any number of workers can share the calls.

Over HTTP the names that a caller may use follow from where it listens: on a loopback address only loopback names, on
an address of its own only that one, and everywhere any name, which then must be the web page's own too.
"""

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from skill.app import open_coach
from skill.channels.address import in_address, is_everywhere, is_loopback, listen
from skill.channels.mcp_server import coach_server
from skill.channels.rate_limit import RateLimit, client_of
from skill.log_lines import log_turn
from skill.metrics import Metrics
from skill.settings import Settings

PATH = "/mcp"
LARGEST_BODY = 128 * 1024  # bytes; what the text API takes, and the protocol around it
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Door:
    """Lets a call in that carries the bearer token, is not sent by another site's page, and not one of too many.

    Only calls: the SDK would answer GET with a stream that never says anything and keeps the server from stopping.
    """

    app: ASGIApp
    token: str | None
    own_pages_only: bool  # the SDK looks at names itself, but not where any name will do
    limit: RateLimit
    proxies: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refused(scope) if scope["type"] == "http" else None
        await (refused or self.app)(scope, receive, send)

    def _refused(self, scope: Scope) -> JSONResponse | None:
        method, headers = scope["method"], Headers(scope=scope)
        peer, _ = scope.get("client") or ("", 0)
        forwarded = ",".join(headers.getlist("x-forwarded-for"))
        wait = self.limit.wait(client_of(peer, forwarded, self.proxies), datetime.now(UTC))
        if wait:
            told = {"error": f"too many requests; wait {wait} seconds"}
            return JSONResponse(told, 429, {"Retry-After": str(wait)})
        if method != "POST":
            return JSONResponse({"error": "this is an MCP server; send it messages with POST"}, 405, {"Allow": "POST"})
        sent, origin = headers.get("authorization", ""), headers.get("origin")
        if self.token and not hmac.compare_digest(sent.encode(), f"Bearer {self.token}".encode()):
            told = {"error": "send the header Authorization: Bearer <token>"}
            return JSONResponse(told, 401, {"WWW-Authenticate": "Bearer"})
        own = [f"{scheme}://{headers.get('host')}" for scheme in ("https", "http")]
        if self.own_pages_only and origin and origin not in own:
            return JSONResponse({"error": "pages of another site may not call"}, 403)
        return None


def run_on_stdio() -> None:
    coach_server(open_coach(_settings())).run("stdio")


def run_over_http(host: str, port: int, say: Callable[[str], None]) -> None:
    """Serves until it is stopped. Raises SettingsError when it can't listen there."""
    settings = _settings()
    with listen(host, port) as socket:
        app = http_app(settings, host)
        say(f"Leg Day Coach listens on http://{in_address(host)}:{socket.getsockname()[1]}{PATH}")
        if not settings.ask_token and not is_loopback(host):
            say("ASK_TOKEN is not set, so whoever reaches this address may ask.")
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=3,
        )
        uvicorn.Server(config).run(sockets=[socket])


def http_app(settings: Settings, host: str) -> ASGIApp:
    """The server as an ASGI application, for the address it will listen on."""
    app = coach_server(replace(open_coach(settings), metrics=Metrics(tell=log_turn))).streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=LARGEST_BODY,
        transport_security=callable_as(host),
        host=host,
    )
    return Door(app, settings.ask_token, is_everywhere(host), RateLimit(settings.ask_per_minute), settings.ask_proxies)


def callable_as(host: str) -> TransportSecuritySettings:
    """The names that callers and their web pages may use, so that a page elsewhere can't reach in through a name of
    its own that points here."""
    if is_everywhere(host):
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    names = [in_address(name) for name in (host, *(LOOPBACK_NAMES if is_loopback(host) else ()))]
    hosts = [name + port for name in names for port in ("", ":*")]
    origins = [f"{scheme}://{name}" for scheme in ("http", "https") for name in hosts]
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins)


def _settings() -> Settings:
    """Nobody is remembered, so no store is opened; without SECRET_KEY sessions last as long as this process."""
    return replace(Settings.from_environment(os.environ), memory_url="none:").with_secret()
