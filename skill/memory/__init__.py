"""Where profiles are kept. `open_memory` picks the store by its address."""

from datetime import datetime
from typing import Protocol

from skill.conversation.scene import Profile
from skill.errors import SettingsError


class Memory(Protocol):
    """A store of profiles by key. Every method may raise MemoryUnavailable; none takes longer than 0.8 seconds."""

    @property
    def reach(self) -> str:
        """How far it reaches: none, process, or store."""

    def load(self, key: str, now: datetime) -> Profile | None: ...

    def save(self, key: str, profile: Profile, now: datetime) -> None: ...

    def forget(self, key: str) -> None: ...

    def check(self) -> None:
        """Returns when the store can be read, and written as far as that can be told without writing."""
        ...


def open_memory(url: str) -> Memory:
    """The store at an address: `sqlite:///path`, `dynamodb://table`, `memory:` or `none:`. Raises SettingsError."""
    if url in ("memory:", "none:"):
        from skill.memory.mapping import MappingMemory

        return MappingMemory(reach="process" if url == "memory:" else "none")
    if url.startswith("sqlite:///"):
        from skill.memory.sqlite import SQLiteMemory

        return SQLiteMemory(_path(url))
    if url.startswith("dynamodb://"):
        from skill.memory.dynamodb import open_dynamodb

        return open_dynamodb(url)
    raise SettingsError(f"MEMORY_URL is {url!r}; use sqlite:///path, dynamodb://table, memory: or none:")


def _path(url: str) -> str:
    path = url.removeprefix("sqlite:///")
    if path in ("", ":memory:"):
        raise SettingsError(f"MEMORY_URL is {url!r}; name a file, as in sqlite:///coach.sqlite3, or use memory:")
    return path
