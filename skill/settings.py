"""What an owner may set, read once from the environment."""

import errno
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from skill.errors import SettingsError

ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[0-9a-z.-]+)(:\d+)?")
SHORTEST_SECRET = 16  # characters
SQLITE, OFF = "sqlite:///", "off"
UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Settings:
    """The owner's choices; each field is the environment variable of the same name in capitals."""

    skill_id: str | None = None  # which Alexa skill may call; without it /alexa answers 400
    memory_url: str = "sqlite:///leg-day-coach.sqlite3"  # sqlite:///…, dynamodb://table, memory:, or none:
    secret_key: str | None = None  # seals session tokens and hashes persons
    old_secret_keys: tuple[
        str, ...
    ] = ()  # earlier ones: what they sealed still opens, and whom they hashed is still known
    ask_token: str | None = None  # when set, the text API wants it as a bearer token
    ask_per_minute: int = 600  # of one client; 0 for no limit
    ask_proxies: int = 0  # proxies of the owner's before this server, whose word on who asks is taken
    ask_origins: tuple[str, ...] = ()  # other sites whose pages may call the text API; none unless named
    unanswered: str | None = None  # the file of words that were not understood; off; or beside the SQLite file
    metrics_port: int | None = None  # of a loopback address, where Prometheus reads; without it nothing is served there
    skill_health_questions: bool = True  # off: the check asks nothing about the body
    dev: bool = False  # /alexa takes unsigned requests; only ever on a loopback address

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **defaults: object) -> Self:
        """Raises SettingsError naming the variable and what it may be."""
        values: dict[str, object] = dict(defaults)
        for name in ("skill_id", "memory_url", "secret_key", "ask_token", "unanswered"):
            if environment.get(name.upper()):
                values[name] = environment[name.upper()]
        values["old_secret_keys"] = tuple(environment.get("OLD_SECRET_KEYS", "").replace(",", " ").split())
        if "ASK_PER_MINUTE" in environment:
            values["ask_per_minute"] = _whole_number("ASK_PER_MINUTE", environment["ASK_PER_MINUTE"], "no limit")
        if "ASK_PROXIES" in environment:
            values["ask_proxies"] = _whole_number("ASK_PROXIES", environment["ASK_PROXIES"], "none")
        if environment.get("ASK_ORIGINS"):
            values["ask_origins"] = _origins("ASK_ORIGINS", environment["ASK_ORIGINS"])
        if environment.get("METRICS_PORT"):
            values["metrics_port"] = _port("METRICS_PORT", environment["METRICS_PORT"])
        if "SKILL_HEALTH_QUESTIONS" in environment:
            choice = environment["SKILL_HEALTH_QUESTIONS"].strip().lower()
            if choice not in ("on", "off"):
                raise SettingsError(f"SKILL_HEALTH_QUESTIONS is {choice!r}; set it to on or off")
            values["skill_health_questions"] = choice == "on"
        return cls(**values)  # type: ignore[arg-type]  # the names above are fields

    @property
    def has_weak_secret(self) -> bool:
        """Whether the owner's secret is so short that it could be guessed."""
        return self.secret_key is not None and len(self.secret_key) < SHORTEST_SECRET

    @property
    def unanswered_file(self) -> Path | None:
        """Where words that were not understood are kept for the owner; None where they are not."""
        if self.unanswered:
            return None if self.unanswered.strip().lower() == OFF else Path(self.unanswered)
        if not self.memory_url.startswith(SQLITE):
            return None
        return Path(self.memory_url.removeprefix(SQLITE) + ".unanswered")

    def with_secret(self) -> Self:
        """The same settings with a secret: the owner's, else one made and kept beside the SQLite file.

        Where nothing can be kept, in a folder without rights or on a full disk, it remembers nobody, and still answers.
        """
        if self.secret_key:
            return self
        if self.memory_url.startswith("dynamodb://"):
            raise SettingsError("SECRET_KEY is not set; set it, the same on every machine that shares the table")
        if not self.memory_url.startswith(SQLITE):
            return replace(self, secret_key=secrets.token_hex(32))
        kept = _kept_secret(Path(self.memory_url.removeprefix(SQLITE) + ".key"))
        if kept is None:
            return replace(self, secret_key=secrets.token_hex(32), memory_url="none:")
        newest, *older = kept.split()
        return replace(self, secret_key=newest, old_secret_keys=(*older, *self.old_secret_keys))


def _kept_secret(path: Path) -> str | None:
    """The secrets in a file that only its owner can read, the newest first; one is made when there is none.

    None when nothing can be written there.
    """
    try:
        kept = path.read_text(encoding="ascii").strip()
        if kept:
            return kept
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as fault:
        raise SettingsError(
            f"the secret in {path} can't be read; set SECRET_KEY, or remove the file ({fault})"
        ) from fault
    made = secrets.token_hex(32)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(made)
    except FileExistsError:
        return _kept_secret(path)
    except OSError as fault:
        if fault.errno in UNWRITABLE:
            return None
        raise SettingsError(f"a secret can't be kept in {path}; set SECRET_KEY ({fault})") from fault
    return made


def _origins(name: str, text: str) -> tuple[str, ...]:
    origins = tuple(origin.rstrip("/").lower() for origin in text.replace(",", " ").split())
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            raise SettingsError(
                f"{name} has {origin!r}; set it to origins such as https://coach.example.com, with commas"
            )
    return origins


def _whole_number(name: str, text: str, nothing: str) -> int:
    if not text.strip().isdigit():
        raise SettingsError(f"{name} is {text!r}; set it to a whole number, 0 for {nothing}")
    return int(text)


def _port(name: str, text: str) -> int:
    if not text.strip().isdigit() or int(text) > 65535:
        raise SettingsError(f"{name} is {text!r}; set it to a port such as 9464, 0 for any that is free")
    return int(text)
