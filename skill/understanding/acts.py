"""What an utterance does in a talk, beside what it tells of legs: thanks, a doubt, "how long for?"."""

from skill.understanding.lexicon import Match
from skill.understanding.listening import Listening, standing

AROUND = "<around>"  # the list of words that may stand beside an act


def hear_acts(listening: Listening) -> tuple[str, ...]:
    """Their names, in the order they were said. Which of them counts, a conversation knows."""
    alike = list(listening.of("act_alike"))
    whole = [match for match in listening.of("act") if _is_all(listening, match)]
    heard = [
        match
        for match in (*whole, *listening.of("act_within"))
        if standing([match], (other for other in alike if other.label == match.label))
    ]
    return tuple(dict.fromkeys(match.label for match in sorted(heard)))


def _is_all(listening: Listening, match: Match) -> bool:
    """Whether nothing else was said that has a meaning of its own."""
    around = str(listening.lexicon.lists[AROUND])
    words = listening.said.spaced
    return all(words[at] in around for at in (*range(match.start), *range(match.end, listening.length)))
