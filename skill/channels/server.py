"""Runs the web address on a production server, in the foreground."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import waitress

from skill.app import open_coach
from skill.channels.address import in_address, is_loopback, listen
from skill.channels.alexa_signature import Verifier
from skill.channels.certificates import fetch, trusted_roots
from skill.channels.drain import serve_until_told
from skill.channels.metrics_page import LOOPBACK, PATH, serve_metrics
from skill.channels.webhook import create_app
from skill.errors import SettingsError
from skill.health import Health
from skill.log_lines import TOLD
from skill.settings import Settings
from skill.unanswered import open_unanswered

THREADS = 8
QUESTION_TO_TRY = "should I run after leg day?"

log = logging.getLogger(__name__)


def run(settings: Settings, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serves until it is stopped. Raises SettingsError when it may not or can't listen there."""
    if settings.dev and not is_loopback(host):
        raise SettingsError(f"--dev takes unsigned requests, so it only listens on a loopback address, not on {host}")
    kept = settings.with_secret()
    coach = open_coach(kept)
    if kept.unanswered_file:
        coach = replace(coach, unanswered=open_unanswered(coach.understanding, kept.unanswered_file))
    verifier = None if settings.dev else Verifier(trusted_roots(), fetch, lambda: datetime.now(UTC))
    lost_its_store = kept.memory_url != settings.memory_url
    health = Health(coach, lost_its_store)
    app = create_app(coach, verifier, health)
    # Whoever asks first should not wait for what is made at first use, and whoever reads the log should know the state.
    coach.understanding.understand(QUESTION_TO_TRY)
    told = health.told()
    metrics_at = None if settings.metrics_port is None else serve_metrics(health, settings.metrics_port)
    server = waitress.create_server(
        app,
        sockets=[listen(host, port)],
        threads=THREADS,
        # Taken away where no proxy of the owner's could have written them.
        clear_untrusted_proxy_headers=not settings.ask_proxies,
    )
    address = f"http://{in_address(host)}:{server.effective_port}"
    say(f"Leg Day Coach listens on {address}")
    if metrics_at:
        say(f"Metrics are at http://{LOOPBACK}:{metrics_at}{PATH}")
    if settings.has_weak_secret:
        say("SECRET_KEY is short enough to be guessed; make one with: openssl rand -hex 32")
    if lost_its_store:
        say(f"Nothing can be written where {settings.memory_url} is, so nobody is remembered; see MEMORY_URL.")
    if settings.dev:
        say("Alexa requests are taken unsigned (--dev).")
    elif not settings.skill_id:
        say("SKILL_ID is not set, so Alexa requests are refused; the page and the text API work.")
    say(f'Try the page in a browser, or: curl {address}/ask -d \'{{"text": "{QUESTION_TO_TRY}"}}\'')
    log.info("started", extra={TOLD: told})
    serve_until_told(server, health.stop)
    log.info("stopped")
