"""Opens a session for somebody at the prompt."""

import os
from datetime import datetime

from skill.app import Caller, open_coach
from skill.channels.terminal import Session
from skill.settings import Settings


def prompt_session(user: str | None, now: datetime | None, locale: str | None) -> Session:
    """A session at the prompt. Without a user nothing is written to disk."""

    settings = Settings.from_environment(os.environ)
    if user is None:
        settings = Settings.from_environment({**os.environ, "MEMORY_URL": "memory:"})

    def caller() -> Caller:
        return Caller(now=now or datetime.now().astimezone(), locale=locale, person=user)

    return Session(open_coach(settings.with_secret()), caller)
