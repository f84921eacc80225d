"""How sore, from zero to ten: a number, how much before or after "sore", or an expression of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from skill.understanding.as_answer import answering, careful
from skill.understanding.lexicon import Match
from skill.understanding.listening import Listening, holds, longest, standing

ASKED = ("soreness", "far_worse", "pain_kind")
EFFORT_ASKED = ("effort", "logged_effort")  # a place on a scale is not one of soreness then
TOLD = "told_soreness"  # nothing was asked that a number answers, and how sore was said before
BARE = "bare_soreness"
MOST = 10
LITTLE = ("0", "1", "2")  # words for so much loosen a verdict
A_CORRECTION = 7  # words of "hang on, I meant a little"
A_NEW_NUMBER, ALONE = 12, 3  # words of "they're actually way better, like a one"
DOUBLED = 5  # out of five counts twice
# "Six out of ten", "out of ten it is a six", and "it's a six" beside a soreness or another place on the scale.
WHOLE, TURNED, SECOND, OF_SORE = "scale", "turned", "it_is", "sore_of_ten"


@dataclass(frozen=True)
class Level:
    start: int
    value: float


@dataclass(frozen=True)
class Soreness:
    level: int | None = None
    bare: bool = False  # sore, and nobody said how much
    numbers: tuple[Match, ...] = ()  # what is a place on a scale and nothing else
    put_right: bool = False  # a number that was said before is said anew

    @property
    def of_anything(self) -> bool:
        """Whether the numbers may be those of a pain: no muscle stands beside them."""
        return any(match.label in (WHOLE, SECOND) for match in self.numbers)


def hear_soreness(
    listening: Listening, elsewhere: list[Match], corrected: int | None, in_words: bool = False
) -> Soreness:
    """`elsewhere` is where pain and warning signs were heard: "my knee is a bit sore" is no sore muscle."""
    scale = [] if in_words else _scale(listening)
    sore = [
        match
        for match in standing(listening.of("sore", "sore"), listening.of("sore", "not_legs"))
        if not any(holds(other, match) for other in elsewhere)
    ]
    # A number is what somebody means, whatever else they call it: "stairs are murder, soreness four".
    levels = [*_scaled(scale)] or [*_expressed(listening), *(_how_much(listening, sore))]
    asked = listening.asked in ASKED
    if asked and levels and not scale:
        levels += _bare_number(listening, scale)  # "sore but okay, two or three"
    if asked and not levels:
        levels = _bare_number(listening, scale) or (_alone(listening) if listening.asked == ASKED[0] else [])
    if corrected is not None and not levels and listening.length <= A_CORRECTION:
        levels = [level for level in _alone(listening) if level.start == corrected and level.value]
    anew = _number_put_right(listening, scale) if not levels and _puts_right(listening, corrected) else []
    levels = levels or anew
    if corrected is not None:
        levels = [level for level in levels if level.start >= corrected] or levels
    numbers = tuple(scale)
    if levels:
        return Soreness(min(MOST, ceil(max(level.value for level in levels))), numbers=numbers, put_right=bool(anew))
    return Soreness(None, bool(sore), numbers)


def _scale(listening: Listening) -> list[Match]:
    if listening.asked in EFFORT_ASKED and not listening.heard("of_the_body"):
        return []
    others = [*listening.of("scale", "other"), *listening.of("counted")]
    whole = standing(listening.of("scale", WHOLE, TURNED), listening.of("scale", "other"))
    whole += listening.of("scale", OF_SORE)
    second = listening.of("scale", SECOND) if whole or listening.heard("sore", "sore") else ()
    return longest([*whole, *standing([*listening.of("scale", "of_ten"), *second], others)])


def _scaled(scale: list[Match]) -> Iterator[Level]:
    for match in scale:
        caught = match.caught[::-1] if match.label == TURNED else match.caught
        value, (low, out_of) = caught[0].high, caught[1][1:] if len(caught) > 1 else (MOST, MOST)
        if low < out_of:
            value = max(value, low)  # "seven out of ten, maybe eight"
        if out_of:
            yield Level(match.start, MOST * value / out_of if out_of != DOUBLED else 2 * value)


def _expressed(listening: Listening) -> Iterator[Level]:
    for match in longest(listening.of("soreness")):
        if not listening.denied(match):
            yield Level(match.start, float(match.label))


def _how_much(listening: Listening, sore: list[Match]) -> Iterator[Level]:
    """The words next to "sore" say how much; "not" alone says none."""
    before = longest(listening.of("much"))
    after = longest(listening.of("much_after"))
    for match in sore:
        before_it = [other for other in before if other.end == match.start]
        near = list(before_it)
        then = [other for other in after if match.end <= other.start <= match.end + 1]
        # "A tiny bit stiff when I get up" is a tiny bit; only stairs say more than the word for how much.
        near += [other for other in then if not near or _is_on_stairs(listening, other)]
        if not before_it and then and listening.denied(match) and then[0].start <= match.end:
            yield Level(match.start, 0)  # "not sore on the stairs"
        elif any(not other.own_not and listening.denied_itself(other) for other in near) or (
            not near and listening.denied(match)
        ):
            yield Level(match.start, 0 if not near else 2)
        elif near:
            yield Level(match.start, float(near[-1].label))


def _is_on_stairs(listening: Listening, match: Match) -> bool:
    return any(match.start <= stairs.start < match.end for stairs in listening.of("stairs"))


def _is_a_degree(listening: Listening, match: Match) -> bool:
    return listening.said.words[match.start] in listening.lexicon.answers.degrees


def _bare_number(listening: Listening, scale: list[Match]) -> list[Level]:
    """A number that counts nothing else, where a level was asked for."""
    answers = answering(listening, _levels_alone(listening, scale), tuple(listening.of("a_number")))
    return [Level(match.start, match.caught[0].high) for match in answers]


def _levels_alone(listening: Listening, scale: list[Match]) -> list[Match]:
    counting = list(listening.of("counted"))
    numbers = longest(
        match for match in standing(listening.of("a_number"), [*counting, *scale]) if not listening.denied(match)
    )
    # "I'm sixteen" is no soreness, "eleven" is the most there is.
    return [match for match in numbers if match.caught[0].high <= MOST or match.end - match.start == listening.length]


def _puts_right(listening: Listening, corrected: int | None) -> bool:
    """Whether how sore, said before, is said anew; where it is asked how hard leg day was, only after "wait" or "sorry"."""
    if listening.length > A_NEW_NUMBER:
        return False
    if listening.asked in EFFORT_ASKED:
        return corrected is not None or listening.heard("told_anew")
    anew = corrected is not None or listening.heard("told_anew") or 1 < listening.length <= ALONE
    return listening.asked == TOLD and anew


def _number_put_right(listening: Listening, scale: list[Match]) -> list[Level]:
    """A number as a level is told: "a two", "it's three", "sorry, two"; never "can I do two"."""
    before = {match.end for match in listening.of("leads_a_level", "before")}
    leading = {match.end for match in listening.of("leads_a_level", "level")} - before
    leading |= {match.end for match in listening.of("correction")}
    told = [match for match in _levels_alone(listening, scale) if match.start in leading]
    return [Level(match.start, match.caught[0].high) for match in told if match.caught[0].high <= MOST]


def _alone(listening: Listening) -> list[Level]:
    heard = longest(listening.of("much_alone"))
    heard = [match for match in heard if match.own_not or not listening.denied(match)]
    said = careful(listening, heard, LITTLE)
    degrees = [match for match in said if match.end - match.start == 1 and _is_a_degree(listening, match)]
    alone = answering(listening, degrees)  # "pretty experienced" is no soreness
    return [Level(match.start, float(match.label)) for match in said if match not in degrees or match in alone]
