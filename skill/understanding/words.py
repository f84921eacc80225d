"""What was said, as plain words.

Short forms are spelt out ("can't" is two words, one of them "not"), so that a pattern needs one form of
each. A full stop stays as a word of its own: a gap never reaches over it.
"""

from dataclasses import dataclass

STOP = "."
RANGE = "-"

_MARKS = str.maketrans(
    {
        "’": "'", "‘": "'", "`": "'", "´": "'",
        ".": " . ", "?": " . ", "!": " . ", ";": " . ", "\n": " . ", "…": " . ",
        "/": " / ", ":": " : ",
    }
    | dict.fromkeys(',"“”()[]{}<>*_#~|\t\r-–—&%+=', " ")
)  # fmt: skip
# Stand-ins that the marks above leave alone.
_POINT, _DASH = "\x00", "\x01"


@dataclass(frozen=True)
class Spelling:
    written: tuple[tuple[str, str], ...]  # as on paper ("a.m.") and how it is said
    words: dict[str, tuple[str, ...]]
    endings: tuple[tuple[str, tuple[str, ...]], ...]  # "n't" and what it stands for
    silent: frozenset[str]  # noises that mean nothing


def spoken_words(text: str, spelling: Spelling) -> tuple[str, ...]:
    text = text.lower()
    for paper, said in spelling.written:
        if paper in text:
            text = text.replace(paper, said)
    if not text.isascii() or any(map(text.__contains__, "0123456789")):
        text = _digits_apart(text)
    words: list[str] = []
    for word in text.translate(_MARKS).split():
        if word in spelling.silent or (word == STOP and (not words or words[-1] == STOP)):
            continue
        words += spelt_out(word.replace(_POINT, "."), spelling) if word != _DASH else (RANGE,)
    if words and words[-1] == STOP:
        words.pop()
    return tuple(words)


def spelt_out(word: str, spelling: Spelling) -> tuple[str, ...]:
    known = spelling.words.get(word)
    if known:
        return known
    if "'" not in word:
        return (word,)
    for ending, full in spelling.endings:
        if word.endswith(ending) and len(word) > len(ending):
            stem = word[: -len(ending)]
            return (*spelling.words.get(stem, (stem,)), *full)
    return (word.strip("'").replace("'", ""),) if word.strip("'") else ()


def _digits_apart(text: str) -> str:
    """ "10k" is a number and a unit, "10-15" a range, and the point of "5.5" no full stop."""
    spread: list[str] = []
    for place, sign in enumerate(text):
        before = text[place - 1] if place else " "
        after = text[place + 1] if place + 1 < len(text) else " "
        between_digits = before.isdecimal() and after.isdecimal()
        if sign == "." and between_digits:
            spread.append(_POINT)
        elif sign == "," and between_digits:
            continue
        elif sign in "-–" and between_digits:
            spread.append(f" {_DASH} ")
        elif sign.isdecimal() != before.isdecimal() and (sign.isalpha() or before.isalpha()):
            spread.append(" " + sign)
        else:
            spread.append(sign)
    return "".join(spread)
