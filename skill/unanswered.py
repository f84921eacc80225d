"""Words that were not understood, for the owner: sieved, and kept without who said them or when."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from skill.errors import MemoryUnavailable
from skill.memory.patience import NOTING, Patience
from skill.memory.unanswered_file import UnansweredFile
from skill.understanding.unanswered import Sieve
from skill.understanding.understand import Understanding
from skill.understanding.understood import Understood


@dataclass(frozen=True)
class SievedWords:
    """Lets words through the sieve into the file. Nobody's answer waits for it longer than for a noted use."""

    sieve: Sieve
    file: UnansweredFile
    patience: Patience = field(default_factory=Patience)

    def note(self, heard: Understood, asked: str | None) -> None:
        words = self.sieve.kept(heard, asked)
        if words is None:
            return
        today = datetime.now(UTC).date()
        with suppress(MemoryUnavailable):
            self.patience.wait(lambda: self.file.add(words, today), NOTING)


def open_unanswered(understanding: Understanding, path: Path) -> SievedWords:
    """Ready to note. There is no file until there is something to keep."""
    return SievedWords(Sieve.of(understanding), UnansweredFile(path))
