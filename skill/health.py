"""Is the skill well? Told as it is, to whoever watches over it.

A store that is down costs memory and never the answer, and an outdated built form makes understanding worse and not
silent. So both are told, and neither takes the server out of service: that is for a server that is stopping.
"""

import logging
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any

from skill import __version__
from skill.app import Coach
from skill.content.source import CONTENT_FOLDER
from skill.errors import MemoryUnavailable, SkillError
from skill.models import digest
from skill.understanding.built import lexicon_digest

KEPT = 5.0  # seconds that a look at the store holds, so that asking for health is no load on it

log = logging.getLogger(__name__)


@dataclass
class Health:
    """Looks at a coach's parts. The store is asked when its last answer is old, the built form once."""

    coach: Coach
    lost_its_store: bool = False  # there was no place for one at the start, so nobody is remembered
    stopping: bool = False
    _store: tuple[str, float] | None = None
    _fresh: bool | None = None
    _lock: Lock = field(default_factory=Lock)

    def stop(self) -> None:
        """From now on it tells that it is stopping, so that whoever chooses between servers chooses another one."""
        self.stopping = True
        log.info("stopping")

    def told(self) -> dict[str, Any]:
        """The page: `status` is ok, degraded (it answers, but a part is not well) or stopping."""
        store, fresh = self.store(), self.is_fresh()
        is_well = store != "unavailable" and fresh
        return {
            "status": "stopping" if self.stopping else "ok" if is_well else "degraded",
            "version": __version__,
            "content": self.coach.understanding.built.digest[:12],
            "store": store,
            "built": "fresh" if fresh else "outdated",
        }

    def store(self) -> str:
        """ok, unavailable, or none where nobody is remembered beyond the process."""
        if self.lost_its_store:
            return "unavailable"
        if self.coach.memory.reach != "store":
            return "none"
        with self._lock:
            if self._store is None or monotonic() - self._store[1] > KEPT:
                self._store = (self._looked(), monotonic())
            return self._store[0]

    def is_fresh(self) -> bool:
        """Whether the built form was made from the content that is spoken, and its lexicon by today's code."""
        with self._lock:
            if self._fresh is None:
                self._fresh = self._compared()
            return self._fresh

    def _looked(self) -> str:
        try:
            self.coach.memory.check()
        except MemoryUnavailable as fault:
            log.warning("the store is unavailable: %s", fault)
            return "unavailable"
        return "ok"

    def _compared(self) -> bool:
        content, built = self.coach.content, self.coach.understanding.built
        try:
            made_from = (digest(content), lexicon_digest(str(CONTENT_FOLDER / content.language)))
        except (SkillError, OSError):
            return False
        return made_from == (built.digest, built.lexicon_digest)
