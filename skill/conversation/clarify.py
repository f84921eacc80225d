"""Asking instead of guessing: "did you mean A, or B?", and the answer to it."""

from skill.content.vocabulary import SMALL_TALK, Asks, Says
from skill.content.wording import count_words
from skill.conversation import answers, missed
from skill.conversation.composing import Outcome, Question, Spoken, Turn, holds
from skill.conversation.state import Pending

LONGEST_QUESTION = 15  # words
CHECKS = ("check_in", "bare_run")
A_CHOICE = 4  # words of "the ice bath one"
CLEAR = 0.85  # confidence from which words are no choice between two titles


def too_close(turn: Turn) -> Outcome | None:
    """Two meanings are too close to call, so the person chooses, in the words of their titles."""
    heard = turn.heard
    if not heard.clarify or not heard.topic or not heard.alternatives:
        return None
    choices = (heard.topic, heard.alternatives[0].topic)
    return ask_which(turn, choices) if all(_has_title(turn, choice) for choice in choices) else None


def _has_title(turn: Turn, choice: str) -> bool:
    """What has none is no subject, and can't be offered as one."""
    return turn.scene.content.title(choice) != choice


def ask_which(turn: Turn, choices: tuple[str, str]) -> Outcome:
    first, second = (title(turn, choice) for choice in choices)
    statement, text = "", turn.say(Asks.DID_YOU_MEAN, first=first, second=second)
    if count_words(text) > LONGEST_QUESTION:
        statement, text = turn.say(Says.COULD_BE, first=first, second=second), turn.say(Asks.WHICH_ONE)
    question = Question(text, turn.say(Asks.WHICH_ONE_AGAIN), Pending("clarify", choices=choices), (first, second))
    return turn.compose(Spoken("clarify", statement, question, turn.scene.content.family(choices[0])))


def title(turn: Turn, choice: str) -> str:
    return turn.speaker.spell(turn.scene.content.title(choice))


def chosen(turn: Turn) -> Outcome | None:
    """The first, the second, either by its name, or neither."""
    pending = turn.state.pending
    if pending is None or pending.kind != "clarify" or len(pending.choices) != 2:
        return None
    first, second = pending.choices
    said = turn.heard.topic
    if said in ("first", first) or turn.says_yes or holds(turn, "both"):
        return answers.lead_to(turn, first)
    if said in ("second", second):
        return answers.lead_to(turn, second)
    if said == "neither" or turn.says_no:
        return missed.rephrase(turn)
    if said == "repeat":
        return ask_which(turn, (first, second))  # without its titles the question says nothing
    return None if _asks_anew(turn) else _by_name(turn, first, second)


def _asks_anew(turn: Turn) -> bool:
    """A clear request of its own, such as "so should I run today then?", chooses neither."""
    heard = turn.heard
    asks_for_the_check = heard.topic in CHECKS and holds(turn, "asks_leave")
    clear = heard.topic is not None and heard.topic not in SMALL_TALK and heard.confidence >= CLEAR
    longer = count_words(heard.text) > A_CHOICE
    return not heard.clarify and longer and (asks_for_the_check or clear)


def _by_name(turn: Turn, first: str, second: str) -> Outcome | None:
    """Words that stand in one title and not in the other choose it."""
    words = set(turn.heard.text.casefold().split())
    in_first, in_second = (set(title(turn, choice).casefold().split()) for choice in (first, second))
    only_first, only_second = len(words & (in_first - in_second)), len(words & (in_second - in_first))
    if only_first == only_second:
        return None
    return answers.lead_to(turn, first if only_first > only_second else second)
