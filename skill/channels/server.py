"""Runs the web address on a production server, in the foreground."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from skill.app import open_coach
from skill.channels.address import in_address, is_loopback, listen
from skill.channels.alexa_signature import Verifier
from skill.channels.certificates import fetch, trusted_roots
from skill.channels.metrics_page import PATH
from skill.channels.watch import Watch
from skill.channels.webhook import create_app
from skill.channels.worker import Job
from skill.errors import SettingsError
from skill.health import Health
from skill.log_lines import log_turn
from skill.memory.steady import SteadyClock
from skill.metrics import Metrics
from skill.settings import Settings
from skill.unanswered import open_unanswered

LOOPBACK = "127.0.0.1"
QUESTION_TO_TRY = "should I run after leg day?"

log = logging.getLogger(__name__)


def run(settings: Settings, host: str, port: int, say: Callable[[str], None]) -> int:
    """Serves until it is stopped; the exit code. Raises SettingsError when it may not or can't listen there."""
    if settings.dev and not is_loopback(host):
        raise SettingsError(f"--dev takes unsigned requests, so it only listens on a loopback address, not on {host}")
    kept = settings.with_secret()
    clock = SteadyClock()
    coach = replace(open_coach(kept), seconds=clock.seconds, believed=clock.believed, metrics=Metrics(tell=log_turn))
    if kept.unanswered_file:
        coach = replace(coach, unanswered=open_unanswered(coach.understanding, kept.unanswered_file))
    lost_its_store = kept.memory_url != settings.memory_url
    metrics = None if settings.metrics_port is None else listen(LOOPBACK, settings.metrics_port)
    verifier = None if settings.dev else Verifier(trusted_roots(), fetch, lambda: datetime.now(UTC))
    health = Health(coach, lost_its_store)
    job = Job(create_app(coach, verifier, health), health, not settings.ask_proxies, metrics)
    # Whoever asks first should not wait for what is made at first use.
    coach.understanding.understand(QUESTION_TO_TRY)
    health.is_fresh()
    listening = listen(host, port)
    address = f"http://{in_address(host)}:{listening.getsockname()[1]}"
    say(f"Leg Day Coach listens on {address}")
    if metrics:
        say(f"Metrics are at http://{LOOPBACK}:{metrics.getsockname()[1]}{PATH}")
    if settings.has_weak_secret:
        say("SECRET_KEY is short enough to be guessed; make one with: openssl rand -hex 32")
    if lost_its_store:
        say(f"Nothing can be written where {settings.memory_url} is, so nobody is remembered; see MEMORY_URL.")
    if settings.dev:
        say("Alexa requests are taken unsigned (--dev).")
    elif not settings.skill_id:
        say("SKILL_ID is not set, so Alexa requests are refused; the page and the text API work.")
    say(f'Try the page in a browser, or: curl {address}/ask -d \'{{"text": "{QUESTION_TO_TRY}"}}\'')
    code = Watch(job, listening).run()
    log.info("stopped")
    return code
