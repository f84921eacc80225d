"""Whether a value that a session brings back has the form that a turn relies on.

Our own values do. Those of another version may not, and one of them must not cost the person the conversation.
"""

from collections.abc import Callable, Mapping
from typing import Any

from skill.content.vocabulary import Says
from skill.understanding.facts import LARGEST

LONGEST_WORD, LONGEST_SPEECH, LONGEST_LIST = 100, 4_000, 100
MARKUP = frozenset("<>{}[]\\|`")


class Fit:
    """The forms that values have; names, since every module more is a later first word."""

    WORD = "word"
    WORDS = "words"
    SPEECH = "speech"
    QUESTION = "question"
    NUMBER = "number"
    COUNT = "count"
    COUNTS = "counts"
    TRUTH = "truth"
    VERDICT = "verdict"


def fitted(form: str, value: Any) -> Any:
    """The value in its form, or None when it does not fit."""
    return _FITS[form](value)


def _word(value: Any) -> str | None:
    """A name of ours, such as a topic's id. One that this version does not know may be said, so it is fit for that."""
    return value if _speech(value) and len(value) <= LONGEST_WORD else None


def _words(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, (list, tuple)) or len(value) > LONGEST_LIST:
        return None
    return tuple(word for word in value if _word(word))


def _speech(value: Any) -> str | None:
    """What may be said once more: nothing that is not spoken."""
    is_text = isinstance(value, str) and len(value) <= LONGEST_SPEECH and value.isprintable()
    return value if is_text and not MARKUP & set(value) else None


def _question(value: Any) -> str | None:
    text = _speech(value)
    return text if text and text.endswith("?") else None


def _number(value: Any) -> float | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and -LARGEST <= value <= LARGEST else None


def _count(value: Any) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return value if is_count and 0 <= value <= LARGEST else None


def _counts(value: Any) -> dict[str, int] | None:
    if not isinstance(value, Mapping):
        return None
    return {name: count for name, count in value.items() if _word(name) and _count(count) is not None}


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _verdict(value: Any) -> dict[str, Any] | None:
    """The contract's object, of a rule whose research there still is."""
    if not isinstance(value, Mapping) or not hasattr(Says, f"research_{value.get('rule')}".upper()):
        return None
    name, why, minutes, assumed = (value.get(key) for key in ("name", "why", "run_minutes", "assumed"))
    if not _word(name) or not _speech(why) or (minutes is not None and _number(minutes) is None):
        return None
    return {
        "name": name,
        "rule": value["rule"],
        "run_minutes": minutes,
        "why": why,
        "assumed": list(_words(assumed) or ()),
    }


_FITS: dict[str, Callable[[Any], Any]] = {
    Fit.WORD: _word,
    Fit.WORDS: _words,
    Fit.SPEECH: _speech,
    Fit.QUESTION: _question,
    Fit.NUMBER: _number,
    Fit.COUNT: _count,
    Fit.COUNTS: _counts,
    Fit.TRUTH: _truth,
    Fit.VERDICT: _verdict,
}
