"""Answers from the content: the answer itself, then more of it, its reason, and what research says."""

from skill.content.topic import Topic
from skill.content.vocabulary import Says
from skill.conversation import check, closing, log, next_run, offers, questions
from skill.conversation.a_yes_or_no import fitted
from skill.conversation.composing import Outcome, Spoken, Turn, holds
from skill.conversation.reply import Card

INJURY = ("pain", "drawback_injury")  # families whose answers say when to see somebody anyway
DEPTH = ("more", "evidence")  # the parts after the answer, in the order "more" gives them


def topic(turn: Turn) -> Outcome | None:
    """A question the content answers."""
    found = turn.topic(turn.heard.topic)
    return answer(turn, found) if found else None


def answer(turn: Turn, topic: Topic) -> Outcome:
    """The answer, the cautions it must carry, and a way on. During a check, the check's question comes back."""
    avoids = topic.id == "should_run" and holds(turn, "avoids_a_run")
    told = turn.scene.content.words["need_not_avoid"] if avoids else turn.speaker.spell(fitted(turn, topic))
    statement = " ".join([told, *_cautions(turn, topic)])
    return turn.compose(
        Spoken(
            about=topic.id,
            statement=statement,
            question=questions.same_question(turn) or offers.follow_up(turn, topic),
            card=card(turn, topic),
            is_health=True,
            keeps={"subject": topic.id, "parts": ("answer",)},
        )
    )


def _cautions(turn: Turn, topic: Topic) -> list[str]:
    """What its family must not be without, unless a yes led on from where it was said; the doctor, where soreness lasts."""
    content = turn.scene.content
    caution, before = content.families[topic.family].caution, turn.topic(turn.state.subject)
    said = turn.heard.topic != topic.id and before is not None and before.family == topic.family
    cautions = [turn.say(Says(caution))] if caution and not said else []
    if "lasting" in turn.heard.circumstances and topic.family not in INJURY:
        cautions.append(turn.say(Says.SEE_SOMEONE_LASTING))
    if topic.family == "alternatives" and turn.facts.sharp_or_joint_pain:
        cautions.append(turn.say(Says.ONLY_IF_PAINLESS))
    return cautions


def offered(turn: Turn) -> Outcome | None:
    """Yes or no to what the last question offered."""
    pending = turn.state.pending
    if pending is None or pending.kind != "offer":
        return None
    if turn.says_yes:
        return lead_to(turn, pending.yes or "goodbye")
    if not turn.says_no and turn.heard.topic != "thanks":
        return None
    if pending.no and pending.no != "goodbye":
        return lead_to(turn, pending.no)
    return closing.goodbye(
        turn, None if turn.held_back else pending.closing
    )  # "enjoy the chill" is not for a weak heart


def lead_to(turn: Turn, destination: str) -> Outcome:
    """Where a follow-up leads: a topic, the check, the log, or the end."""
    found = turn.topic(destination)
    if found and not (destination == "run_when" and turn.state.verdict):
        return answer(turn, found)
    if destination == "check_in":
        return check.begin(turn)
    if destination == "run_when":
        return next_run.run_when(turn)
    if destination == "last_leg_day":
        return log.last_leg_day(turn)
    if destination == "log_leg_day":
        return log.log_leg_day(turn)
    return closing.goodbye(turn)


def next_day(turn: Turn) -> Outcome | None:
    """ "What if I run the day after legs instead?", with a leg day ahead: the run moves, and its answer is another."""
    found, moves = turn.topic("run_next_day"), holds(turn, "moves_after")
    if found is None or turn.state.verdict is None or turn.legs_ahead is None or not moves:
        return None
    return answer(turn, found)


def deeper(turn: Turn, act: str) -> Outcome | None:
    """More, why, or the evidence, of the topic last spoken of."""
    subject = turn.topic(turn.state.subject)
    if subject is None:
        return None
    said = turn.state.parts
    part = _part(act, said)
    statement = turn.say(Says.NO_MORE) if part is None else turn.speaker.spell(getattr(subject, part))
    keeps = {"parts": (*said, part) if part else said}
    question = questions.same_question(turn) or offers.follow_up(turn, subject)
    return turn.compose(Spoken(act, statement, question, subject.family, card=card(turn, subject), keeps=keeps))


def _part(act: str, said: tuple[str, ...]) -> str | None:
    """Which part an act asks for: the one it names first, then what was not said yet."""
    order = DEPTH if act == "more" else tuple(reversed(DEPTH))
    if act == "evidence":
        return act  # also where a "why" has told it: who asks for research gets it
    return next((part for part in order if part not in said), None)


def card(turn: Turn, topic: Topic) -> Card:
    """The answer with what it stands on, for a screen."""
    content = turn.scene.content
    keys = {key: claim for claim in reversed(topic.claims) for key in reversed(content.claims[claim].sources)}
    keys |= {key: keys.get(key, "") for key in topic.sources}
    sources = tuple(
        {"claim": claim, "text": content.sources[key].citation, "url": content.sources[key].url}
        for key, claim in reversed(keys.items())
        if content.sources[key].may_be_spoken
    )
    return Card(topic.title[:1].upper() + topic.title[1:], f"{fitted(turn, topic)} {topic.evidence}", sources)
