"""Runs the web address on a production server, in the foreground."""

from collections.abc import Callable
from datetime import UTC, datetime

import waitress

from skill.app import open_coach
from skill.channels.address import is_loopback
from skill.channels.alexa_signature import Verifier
from skill.channels.certificates import fetch, trusted_roots
from skill.channels.webhook import create_app
from skill.errors import SettingsError
from skill.settings import Settings

THREADS = 8
QUESTION_TO_TRY = "should I run after leg day?"


def run(settings: Settings, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serves until it is stopped. Raises SettingsError when it may not or can't listen there."""
    if settings.dev and not is_loopback(host):
        raise SettingsError(f"--dev takes unsigned requests, so it only listens on a loopback address, not on {host}")
    kept = settings.with_secret()
    coach = open_coach(kept)
    verifier = None if settings.dev else Verifier(trusted_roots(), fetch, lambda: datetime.now(UTC))
    try:
        server = waitress.create_server(
            create_app(coach, verifier),
            host=host,
            port=port,
            threads=THREADS,
            # Taken away where no proxy of the owner's could have written them.
            clear_untrusted_proxy_headers=not settings.ask_proxies,
        )
    except OSError as fault:
        raise SettingsError(f"can't listen on {host} port {port}: {fault.strerror or fault}") from fault
    address = f"http://{host}:{server.effective_port}"
    say(f"Leg Day Coach listens on {address}")
    if kept.memory_url != settings.memory_url:
        say(f"Nothing can be written where {settings.memory_url} is, so nobody is remembered; see MEMORY_URL.")
    if settings.dev:
        say("Alexa requests are taken unsigned (--dev).")
    elif not settings.skill_id:
        say("SKILL_ID is not set, so Alexa requests are refused; the page and the text API work.")
    say(f'Try the page in a browser, or: curl {address}/ask -d \'{{"text": "{QUESTION_TO_TRY}"}}\'')
    server.run()
