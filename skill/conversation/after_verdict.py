"""After a verdict: corrections decide anew, and every way of asking back is answered."""

from dataclasses import replace
from datetime import timedelta

from skill.content.vocabulary import Says
from skill.conversation.check import NO_VERDICT, proceed, so_can_i
from skill.conversation.clock import spoken_time
from skill.conversation.composing import Outcome, Question, Spoken, Turn
from skill.conversation.inputs import known
from skill.conversation.judging import CAPS, Judged, judge, lacks_an_answer
from skill.conversation.verdict import Manner, brief, card, deliver, what_next
from skill.decision import earliest_hour
from skill.understanding.facts import Facts

# The questions after a verdict, each about one assumption, and the fact that answers it.
ASSUMED = {"effort": "leg_day_effort", "age": "training_age", "run_minutes": "run_minutes"}
ANYWAY = {"R2": Says.ANYWAY_PAIN, "R3": Says.ANYWAY_SORE, "R4": Says.ANYWAY_SORE, "R10": Says.ANYWAY_GO}
ABOUT_THE_RUN = ("run_how", "should_run")  # families that speak of how to run, and whether
NO_RUN = ("R2", "R3", "R4")
WHEN = ("run_when", "run_next_day", "run_same_day")
TOO_SORE_TODAY = 3  # from here on no run fits before tomorrow
A_DAY = 24.0
A_FEW_WORDS, FIRMLY = 4, 0.8  # beyond these an utterance is more than an answer
SURE, LOOSELY = 0.5, 0.75  # a topic that is guessed at with less is no question
PLAIN = (None, "check_in", "bare_legs", "bare_run", "no", "yes")  # what a fact may be said in and still be a fact


def corrected(turn: Turn) -> Outcome | None:
    """A fact said after a verdict, or the answer to the question after it."""
    if turn.state.verdict is None or turn.state.checking or not _tells_something(turn):
        return None
    if any(name in turn.circumstances for name in NO_VERDICT):
        return None
    if turn.state.expecting == "run_minutes" and turn.heard.facts.run_minutes is not None:
        # Their minutes for a distance are a pace: the run keeps the size they gave it.
        return _decided_anew(turn, replace(turn.state.facts, run_minutes=turn.heard.facts.run_minutes))
    return _decided_anew(turn, turn.facts)


def _tells_something(turn: Turn) -> bool:
    """Said to correct or complete the verdict, and not as part of another question. What hurts always counts."""
    heard, asked = turn.heard, turn.state.expecting
    lowers = [cap.circumstance for cap in CAPS if cap.circumstance in heard.circumstances]
    if lowers and not set(lowers) <= set(turn.state.circumstances):
        return True
    if not heard.facts.to_dict() or heard.topic == "what_if":
        return False
    if _is_worse(heard.facts, turn.state.facts):
        return True
    completes = asked in ASSUMED and getattr(heard.facts, ASSUMED[asked]) is not None
    if completes and not _asks_for_more(turn):
        return True
    if heard.corrects or heard.clarify or heard.topic in PLAIN:
        return True
    return heard.confidence < (SURE if heard.topic in WHEN else LOOSELY)


def _asks_for_more(turn: Turn) -> bool:
    """A question of its own that happens to hold a word of the answer: "when can I run hard again?"."""
    heard = turn.heard
    longer = len(heard.text.split()) > A_FEW_WORDS
    firm = SURE if heard.topic in WHEN else FIRMLY
    return longer and heard.confidence >= firm and bool(turn.topic(heard.topic))


def _is_worse(said: Facts, before: Facts) -> bool:
    hurts = bool(said.sharp_or_joint_pain) and not before.sharp_or_joint_pain
    return hurts or (said.soreness or 0) > (before.soreness or 0)


def _decided_anew(turn: Turn, facts: Facts) -> Outcome:
    if lacks_an_answer(turn, facts):
        return proceed(turn, facts, turn.say(Says.CHANGED))
    judged = judge(turn, facts)
    if _is_the_same(turn, judged):
        return deliver(turn, facts, Manner(statement=_unchanged(turn, facts, judged)))
    return deliver(turn, facts, Manner(turn.say(Says.CHANGED)))


def _is_the_same(turn: Turn, judged: Judged) -> bool:
    now, before = judged.to_dict(), turn.state.verdict or {}
    return all(now[key] == before.get(key) for key in ("name", "run_minutes"))


def _unchanged(turn: Turn, facts: Facts, judged: Judged) -> str:
    return f"{turn.say(Says.UNCHANGED)} {brief(turn, facts, judged.rule, judged.run_minutes)}"


def asked_back(turn: Turn) -> Outcome | None:
    """ "What if …", "I'm going anyway", "when can I run hard?", "I don't know" to the question after a verdict."""
    asks_when = turn.heard.topic in WHEN and not turn.heard.clarify
    if asks_when and turn.facts.sharp_or_joint_pain and not turn.state.checking:
        return run_when(turn)
    if turn.state.verdict is None or turn.state.checking or lacks_an_answer(turn, turn.state.facts):
        return None
    if turn.heard.topic == "what_if" or _asks_for_less(turn):
        return _what_if(turn)
    if _asks_around(turn):
        return so_can_i(turn)
    if turn.heard.topic == "anyway":
        return _going_anyway(turn)
    if asks_when:
        return run_when(turn)
    if turn.state.expecting in ASSUMED and (turn.heard.dont_know or turn.heard.topic in ("skip", "yes")):
        return so_can_i(turn, turn.say(Says.STAYS_CAREFUL))
    return None


def _asks_for_less(turn: Turn) -> bool:
    """ "How about five miles?" is a what-if in other words."""
    said = turn.heard.facts
    sized = any(value is not None for value in (said.run_minutes, said.run_km, said.run_miles, said.run_type))
    return sized and turn.scene.content.family(turn.heard.topic or "") in ABOUT_THE_RUN


def _asks_around(turn: Turn) -> bool:
    """ "Can I at least jog?" where no run was given: the general answer on how far would undo the verdict."""
    family = turn.scene.content.family(turn.heard.topic or "")
    return judge(turn, turn.state.facts).rule in NO_RUN and family in ABOUT_THE_RUN and not turn.heard.clarify


def _what_if(turn: Turn) -> Outcome:
    """Decides with that one change; what was said before stays as it was."""
    facts = turn.state.facts.merged(turn.heard.facts)
    supposes = turn.heard.facts.to_dict() or turn.heard.hours_ahead is not None
    if not supposes or lacks_an_answer(turn, facts):
        return so_can_i(turn)
    judged = judge(turn, facts)
    question = what_next(turn, turn.state.facts, judged.rule, judged.lowered_by)
    kept = {"facts": turn.state.facts, "ahead": turn.state.ahead, "legs_ahead": turn.state.legs_ahead}
    lead, statement = "" if turn.ahead is not None else turn.say(Says.WHAT_IF), ""
    if turn.ahead == turn.state.ahead and _is_the_same(turn, judged):
        statement = _unchanged(turn, facts, judged)
    return deliver(turn, facts, Manner(lead, statement, question, kept))


def _going_anyway(turn: Turn) -> Outcome:
    """The risk, and the safer version; with pain there is none."""
    judged = judge(turn, turn.state.facts)
    moment = ANYWAY.get(judged.rule, Says.ANYWAY)
    verdict, question = judged.to_dict(), turn.offer_topic("stop_now")
    keeps = {"subject": "verdict", "verdict": verdict, "lowered_by": judged.lowered_by}
    return turn.compose(Spoken("verdict", turn.say(moment), question, verdict=verdict, keeps=keeps))


def run_when(turn: Turn) -> Outcome:
    """The earliest time the table allows for an easy run and for a hard one."""
    subject = "run_when" if turn.topic("run_when") else "verdict"
    spoken = Spoken(subject, _when(turn), _after_when(turn), is_health=True, keeps={"subject": "verdict"})
    return turn.compose(spoken)


def _after_when(turn: Turn) -> Question:
    if turn.facts.sharp_or_joint_pain:
        return turn.offer_topic("injury_return")
    return turn.offer_topic("run_pace")


def _when(turn: Turn) -> str:
    if turn.facts.sharp_or_joint_pain:
        return turn.say(Says.RUN_WHEN_PAIN)
    told = known(turn, turn.state.facts)
    gone, sore = told.hours_since_leg_day, (told.soreness or 0) >= TOO_SORE_TODAY
    rested = replace(told, soreness=0 if sore else told.soreness)
    easy, hard = earliest_hour(rested, "easy", 20), earliest_hour(replace(rested, soreness=0), "intervals", 30)
    if gone is None or easy is None or hard is None:
        return turn.say(Says.RUN_WHEN_UNKNOWN)
    least = A_DAY if sore else 0.0
    first, second = (_from(turn, max(hour - gone, least)) for hour in (easy, hard))
    if first == second:
        return turn.say(Says.RUN_WHEN_ANY, when=first)
    return turn.say(Says.RUN_WHEN, easy=first, hard=second)


def _from(turn: Turn, hours: float) -> str:
    """ "now", or "from tomorrow evening"."""
    words = turn.scene.content.words
    if hours <= 0:
        return words["now"]
    return words["from"].format(when=spoken_time(turn, turn.scene.now + timedelta(hours=hours)))


def explained(turn: Turn, act: str) -> Outcome | None:
    """Why this verdict: what research says of its rule, then how sure that is, for it gave its reason already."""
    verdict = turn.state.verdict
    if verdict is None or turn.state.subject != "verdict" or turn.state.checking:
        return None
    said = turn.state.parts
    research = _research(turn, str(verdict["rule"]))
    part = "research" if "research" not in said else "caution"
    statement = research if part == "research" else turn.say(Says.OUR_CAUTION)
    if part in said:
        statement = turn.say(Says.NO_MORE)
    keeps = {"parts": (*said, part), "subject": "verdict", "statement": turn.state.statement}
    question = turn.same_question()
    shown = card(turn, str(verdict["rule"]), f"{verdict['why']} {research}")
    return turn.compose(Spoken(act, statement, question, "verdict", verdict, shown, keeps=keeps))


def _research(turn: Turn, rule: str) -> str:
    """What stands behind a rule, or behind what lowered the verdict."""
    lowered = next((cap.reason for cap in CAPS if cap.circumstance == turn.state.lowered_by), None)
    return turn.say(lowered or Says(f"research_{rule.lower()}"))
