"""How well labelled utterances are understood: the measure as a tool.

A `.jsonl` file holds {"text", "label", "alt"} a line: the family that helps this person, and others a fair judge
accepts. Any other file holds off-topic utterances, one a line.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from skill.content.vocabulary import OUT_OF_SCOPE
from skill.errors import BadInput
from skill.mishearing import Mishearing
from skill.understanding.understand import Understanding
from skill.understanding.understood import Understood

SAME = {"red_flag": "pain"}  # a warning sign is the strictest form of pain
WORST_CONFUSIONS = 12


@dataclass(frozen=True)
class Labelled:
    """An utterance and the families that serve it, the best one first."""

    text: str
    families: tuple[str, ...]

    @property
    def in_scope(self) -> bool:
        return self.families[0] != OUT_OF_SCOPE


@dataclass
class Tally:
    """What came of a set of utterances. Rates are of `asked_of` in scope, or of those out of scope."""

    in_scope: int = 0
    right: int = 0
    right_after_one: int = 0
    asked: int = 0
    wrong: int = 0
    refused: int = 0
    out_of_scope: int = 0
    accepted: int = 0
    by_family: dict[str, list[bool]] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, labelled: Labelled, heard: Understood) -> None:
        best = SAME.get(heard.family, heard.family)
        right = best in labelled.families
        if not labelled.in_scope:
            self.out_of_scope += 1
            self.accepted += heard.topic is not None and not heard.clarify and not right
            return
        self.in_scope += 1
        self.right += right
        self.asked += heard.clarify
        second = SAME.get(heard.alternatives[0].family, heard.alternatives[0].family) if heard.alternatives else ""
        self.right_after_one += right or (heard.clarify and second in labelled.families)
        self.wrong += not right and not heard.clarify and heard.topic is not None
        self.refused += heard.topic is None
        self.by_family.setdefault(labelled.families[0], []).append(right)
        if not right:
            self.confusions[(labelled.families[0], best)] += 1


def read(path: Path) -> list[Labelled]:
    """The labelled utterances of a file. Raises BadInput naming the line that can't be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as fault:
        raise BadInput(f"{path.name}: is not UTF-8") from fault
    return [_labelled(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _labelled(path: Path, number: int, line: str) -> Labelled:
    if path.suffix != ".jsonl":
        return Labelled(line.strip(), (OUT_OF_SCOPE,))
    try:
        raw = json.loads(line)
        return Labelled(raw["text"], tuple(SAME.get(name, name) for name in (raw["label"], *raw.get("alt", ()))))
    except (ValueError, KeyError, TypeError) as fault:
        raise BadInput(f'{path.name}: line {number}: write {{"text": …, "label": …, "alt": […]}}') from fault


def tally(understanding: Understanding, utterances: Sequence[Labelled], mishearing: Mishearing | None = None) -> Tally:
    """Understands every utterance, misheard first if so asked."""
    result = Tally()
    for labelled in utterances:
        text = mishearing.misheard(labelled.text) if mishearing else labelled.text
        result.add(labelled, understanding.understand(text))
    return result


def report(understanding: Understanding, files: Sequence[Path], noise: float = 0.0, seed: int = 1) -> Iterator[str]:
    """A table for each file."""
    for path in files:
        utterances = read(path)
        mishearing = Mishearing.of(understanding.content, noise, seed) if noise else None
        yield f"{path.name}: {len(utterances)} utterances" + (f", misheard at {noise:.0%}" if noise else "")
        yield from _table(tally(understanding, utterances, mishearing))


def _table(result: Tally) -> Iterator[str]:
    if result.in_scope:
        rows = (
            ("right family at once", result.right),
            ("right after at most one question", result.right_after_one),
            ("asked", result.asked),
            ("wrong outright", result.wrong),
            ("refused", result.refused),
        )
        for name, count in rows:
            yield f"  {name:34} {count / result.in_scope:6.1%}  ({count} of {result.in_scope})"
    if result.out_of_scope:
        rate = result.accepted / result.out_of_scope
        yield f"  {'not ours, accepted':34} {rate:6.1%}  ({result.accepted} of {result.out_of_scope})"
    for family, hits in sorted(result.by_family.items(), key=lambda item: sum(item[1]) / len(item[1])):
        yield f"    {family:26} {sum(hits)}/{len(hits)}"
    for (label, heard), count in result.confusions.most_common(WORST_CONFUSIONS):
        yield f"    {label} taken for {heard}: {count}"
