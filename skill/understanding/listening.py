"""One utterance as every room hears it: its words, what matched in them, and what is denied."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from skill.understanding.lexicon import Lexicon, Match, find, said
from skill.understanding.pattern import ENDS, Said
from skill.understanding.words import STOP

# What is told of a body or a run, and is left out where it is told of somebody else. A warning sign never is.
TOLD_OF_SOMEBODY = frozenset(
    ("sore", "much", "much_after", "soreness", "scale", "pain", "time", "clock", "event", "run", "run_type", "minutes",
     "distance", "effort", "training_age")
)  # fmt: skip
AFTER_A_NO = (STOP, "")  # what stands after a no that is an answer: a full stop, or nothing
A_NAME = 3  # words that a name alone has at most: "shortness of breath"


@dataclass(frozen=True)
class Listening:
    said: Said
    found: dict[str, list[Match]]
    denials: tuple[tuple[int, int], ...]  # where a "no" stands that denies what follows
    lexicon: Lexicon
    now: datetime | None
    asked: str | None

    @property
    def length(self) -> int:
        return len(self.said.words) - ENDS

    def of(self, group: str, *labels: str) -> Iterator[Match]:
        """What matched in a group, under these labels or any."""
        matches = self.found.get(group, ())  # of most groups nothing is found
        return (match for match in matches if match.label in labels) if labels and matches else iter(matches)

    def heard(self, group: str, *labels: str) -> bool:
        matches = self.found.get(group)
        return matches is not None and (not labels or any(match.label in labels for match in matches))

    def denied(self, match: Match) -> bool:
        """ "No chest pain", "my chest doesn't hurt", "no numbness or swelling"."""
        if match.own_not:
            return False
        if self._answered_no(match.end):
            return True
        words, links = self.said.words, self.lexicon.denying.links
        # "No pain and swelling" denies both, "no pain and swelling in my calf" may not.
        carries = match.end - match.start <= A_NAME and (match.end >= self.length or words[match.end] in links)
        return any(
            self._reaches(end, match.start, carries)
            if end <= match.start
            else self._reaches(end, match.end - 1, carries)
            for start, end in self.denials
            if end <= match.start or (match.start < start and end < match.end)
        )

    def denied_itself(self, match: Match) -> bool:
        """The same, where nothing else stands between that the no may be about: "no soreness, tempo run"."""
        carried = self.lexicon.denying.carried
        after = max((end for _, end in self.denials if end <= match.start), default=match.start)
        spent = not carried.isdisjoint(self.said.words[after : match.start]) or any(
            after <= sore.start < match.start for sore in self.of("sore", "sore")
        )
        return self.denied(match) and not spent

    def _answered_no(self, place: int) -> bool:
        """ "Swelling? No. Fever? No." asks and answers for itself."""
        words = self.said.words
        asked = place < self.length and words[place] == STOP
        answers = self.of("answer", "no") if asked else ()
        return any(match.start == place + 1 and words[match.end] in AFTER_A_NO for match in answers)

    def _reaches(self, denial: int, place: int, carries: bool) -> bool:
        words, denying = self.said.words, self.lexicon.denying
        return all(
            words[at] in denying.through
            or (carries and words[at] in denying.links and words[at + 1] in denying.carried)
            for at in range(denial, place)
        )


def listen(text: str, lexicon: Lexicon, now: datetime | None, asked: str | None) -> Listening:
    utterance = said(text, lexicon)
    found = _of_the_speaker(find(utterance, lexicon), utterance)
    alike = [match for match in found.get("negation", ()) if match.label == "alike"]
    denials = tuple(
        (match.start, match.end)
        for match in found.get("negation", ())
        if match.label == "no" and not any(other.start <= match.start < other.end for other in alike)
    )
    return Listening(utterance, found, denials, lexicon, now, asked)


def _of_the_speaker(found: dict[str, list[Match]], utterance: Said) -> dict[str, list[Match]]:
    """ "My mate did legs yesterday, I did mine on Sunday": what is told of the mate dates no leg day of ours."""
    told = {label: [match for match in found.get("whose", ()) if match.label == label] for label in ("theirs", "mine")}
    if not told["theirs"] or not told["mine"]:
        return found
    parts = []
    for theirs in told["theirs"]:
        ends = [match.start for match in told["mine"] if match.start >= theirs.start + 1]
        ends += [
            place for place in range(theirs.end, len(utterance.words)) if utterance.words[place] in utterance.stops
        ]
        parts.append((theirs.start, min(ends, default=len(utterance.words))))
    return {
        group: [
            match
            for match in matches
            if group not in TOLD_OF_SOMEBODY or not any(a <= match.start and match.end <= b for a, b in parts)
        ]
        for group, matches in found.items()
    }


def standing(matches: Iterable[Match], look_alikes: Iterable[Match]) -> list[Match]:
    """The matches that no look-alike holds by their first or last word."""
    others = list(look_alikes)
    if not others:
        return list(matches)
    return [match for match in matches if not any(holds(other, match) for other in others)]


def holds(other: Match, match: Match) -> bool:
    return other.start <= match.start < other.end or other.start < match.end <= other.end


def longest(matches: Iterable[Match]) -> list[Match]:
    """Without those that lie inside another one."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.start, -m.end)):
        if not kept or match.end > kept[-1].end:
            kept.append(match)
    return kept
