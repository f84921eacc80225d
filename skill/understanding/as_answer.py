"""Whether a bare value is the answer to the question just asked, or stands in a sentence about something else.

"A six, I'd say" answers. "I train six times a week", "is it as good as running" and "mine was at four" do not.
"""

from skill.understanding.lexicon import Match
from skill.understanding.listening import Listening


def answering(
    listening: Listening, matches: list[Match], beside: tuple[Match, ...] = (), follows: bool = True
) -> list[Match]:
    """Those that answer. `beside` may stand before or after them; where `follows` is false, so may anything after."""
    known = {at for match in beside for at in range(match.start, match.end)}
    return [
        match
        for match in matches
        if _is_led_to(listening, match, known)
        and (not follows or _ends_there(listening, match, known))
        and not _only_leads_on(listening, match)
    ]


def careful(listening: Listening, matches: list[Match], loosening: tuple[str, ...]) -> list[Match]:
    """Those that answer, where labels that may loosen a verdict must be nothing but an answer."""
    loose = [match for match in matches if match.label in loosening]
    others = [match for match in matches if match.label not in loosening]
    known = tuple(matches)
    return sorted([*answering(listening, loose, known), *answering(listening, others, known, follows=False)])


def _is_led_to(listening: Listening, match: Match, known: set[int]) -> bool:
    """From where its clause begins nothing is said that asks, or that the value may belong to."""
    words, answers = listening.said.words, listening.lexicon.answers
    begin = match.start
    while begin and words[begin - 1] not in answers.parts:
        begin -= 1
    led = [place for place in range(begin, match.start) if words[place] not in answers.silent]
    denies = len(led) > 1 and words[led[1]] in listening.lexicon.denying.words  # "don't know, a four"
    if led and words[led[0]] in answers.asking and not denies:
        return False
    turned = len(led) > 1 and words[led[0]] in answers.turning and words[led[1]] in answers.turned
    return not turned and all(place in known or words[place] in answers.before for place in led)


def _ends_there(listening: Listening, match: Match, known: set[int]) -> bool:
    words, answers = listening.said.words, listening.lexicon.answers
    after = words[match.end]
    if _only_sounds_so(listening, match):
        return all(word in answers.silent or word in answers.before for word in words[match.end : listening.length])
    return match.end == listening.length or match.end in known or after in answers.after or after in answers.parts


def _only_leads_on(listening: Listening, match: Match) -> bool:
    """The "okay" of "okay, so when can I run?"."""
    words, answers = listening.said.words, listening.lexicon.answers
    more, then = words[: match.start], words[match.end : listening.length]
    says_little = answers.before.issuperset(then) and answers.silent.isdisjoint(then)
    says_little = says_little and (answers.silent.issuperset(more) or answers.before.issuperset(more))
    return match.end - match.start == 1 and words[match.start] in answers.silent and not says_little


def _only_sounds_so(listening: Listening, match: Match) -> bool:
    """ "For" may be a four, where nothing else is said."""
    numbers, word = listening.lexicon.numbers, listening.said.words[match.start]
    return match.end - match.start == 1 and word in numbers.lenient and word not in numbers.phrases
