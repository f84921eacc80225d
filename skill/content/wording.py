"""How written words are compared: case, punctuation and apostrophes do not matter."""

import unicodedata

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´"))
# What becomes of each character of plain text, which nearly all that is said is.
_PLAIN = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)} | _APOSTROPHES


def normal(text: str) -> str:
    """Lower-case words with single spaces; "What's DOMS?" and "whats doms" are the same."""
    if text.isascii():
        return " ".join(text.translate(_PLAIN).split())
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def count_words(speech: str) -> int:
    """Words as a listener counts them."""
    return len(speech.split())


def shortest_sample(template: str) -> str:
    """One utterance of a template: the first alternative of each group, without what is optional.

    A running skill shows it as a suggestion, so it does without the template engine.
    """
    kept: list[str] = []
    skipping: list[bool] = []  # one entry for each open group: are we past what counts of it?
    for character in template:
        if character in "([":
            skipping.append(character == "[" or any(skipping))
        elif character in ")]":
            skipping.pop()
        elif character == "|":
            skipping[-1] = True
        elif not any(skipping):
            kept.append(character)
    return " ".join("".join(kept).split())
