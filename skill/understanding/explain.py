"""What weighed for and against: why an utterance was taken for what it was taken for."""

from collections.abc import Iterator

from skill.content.wording import normal
from skill.understanding.features import LONGEST_PIECE, SHORTEST_PIECE, SOUND
from skill.understanding.model import Features
from skill.understanding.sound import sound
from skill.understanding.understand import Understanding

SHOWN = 6  # features shown for and against each guess


def explained(understanding: Understanding, text: str) -> Iterator[str]:
    """Lines for a person to read: the verdict, then the weights behind the two best guesses."""
    heard = understanding.understand(text)
    yield f"heard as   {heard.topic or 'nothing of ours'} ({heard.family}), confidence {heard.confidence:.2f}"
    if heard.clarify:
        yield f"would ask  {heard.topic} or {heard.alternatives[0].topic}"
    for candidate in heard.alternatives:
        yield f"or         {candidate.topic} ({candidate.family}), confidence {candidate.confidence:.2f}"
    words = normal(text)
    if understanding.built.phrasebook.owner(words):
        yield "because    this is an authored phrasing, word for word"
        return
    names = _names(understanding.built.features, words)
    for family in [heard.family, *(candidate.family for candidate in heard.alternatives)][:2]:
        if family in understanding.built.families.labels:
            yield from _weights(understanding, words, names, family)


def _weights(
    understanding: Understanding, words: str, names: dict[tuple[bool, int | None], str], family: str
) -> Iterator[str]:
    model = understanding.built.families
    told = model.weights(understanding.built.features.vector(words), model.labels.index(family))
    weighed = sorted((weight, names.get((inside, place), "?")) for inside, place, weight in set(told))
    strongest = [f"{name} {weight:+.1f}" for weight, name in reversed(weighed[-SHOWN:]) if weight > 0]
    weakest = [f"{name} {weight:+.1f}" for weight, name in weighed[:SHOWN] if weight < 0]
    yield f"for {family}: {', '.join(strongest)}"
    yield f"against {family}: {', '.join(weakest)}"


def _names(features: Features, words: str) -> dict[tuple[bool, int | None], str]:
    """The features of an utterance by where they stand, as a reader would write them."""
    from zlib import crc32

    spoken = words.split()
    pairs = [f"{left} {right}" for left, right in zip(["^", *spoken], [*spoken, "$"], strict=True)]
    pieces = [
        f"<{word}>"[start : start + length]
        for word in spoken
        for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1)
        for start in range(len(word) + 3 - length)
    ]
    named = {(True, features.pieces.place(crc32(piece.encode()))): f"…{piece.strip('<>')}…" for piece in pieces}
    sounds = {word: crc32(f"{SOUND}{sound(word)}".encode()) for word in spoken}
    named |= {(False, features.whole.place(heard)): f"sounds like “{word}”" for word, heard in sounds.items()}
    named |= {(False, features.whole.place(crc32(pair.encode()))): f"“{pair}”" for pair in pairs}
    return named | {(False, features.whole.place(crc32(f"={word}".encode()))): f"“{word}”" for word in spoken}
