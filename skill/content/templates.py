"""Question templates in hassil's notation, expanded to the utterances they stand for.

Only authors' commands and tests come here: a running skill has the expanded form.
"""

from collections.abc import Iterator
from functools import cache

from hassil.expression import Alternative, Expression, Sequence, TextChunk
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from skill.errors import ContentError


def expand(template: str) -> tuple[str, ...]:
    """Every utterance a template stands for, first alternatives first, each once.

    Raises ContentError with an empty file and key: the caller knows where the template stands.
    """
    try:
        expression = parse_sentence(template).expression
    except (ParseError, ValueError, AssertionError) as fault:
        raise ContentError("", "", f"the template {template!r} can't be read: {fault}") from fault
    return tuple(dict.fromkeys(" ".join(text.split()) for text in _texts(expression)))


@cache
def expand_all(templates: tuple[str, ...]) -> tuple[str, ...]:
    """The utterances of several templates, in their order, each once."""
    return tuple(dict.fromkeys(text for template in templates for text in expand(template)))


def _texts(expression: Expression) -> Iterator[str]:
    if isinstance(expression, TextChunk):
        yield expression.text
    elif isinstance(expression, Alternative):
        for item in expression.items:
            yield from _texts(item)
    elif isinstance(expression, Sequence):
        yield from _joined(expression.items)
    else:
        raise ContentError("", "", "use only [optional] and (a|b) in templates")


def _joined(items: list[Expression]) -> Iterator[str]:
    if not items:
        yield ""
        return
    for head in _texts(items[0]):
        for rest in _joined(items[1:]):
            yield head + rest
