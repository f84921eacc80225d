"""After a verdict: corrections decide anew, and every way of asking back is answered."""

from dataclasses import replace

from skill.content.vocabulary import Says
from skill.conversation import next_run, offers
from skill.conversation.check import proceed, so_can_i
from skill.conversation.composing import Outcome, Question, Spoken, Turn, holds
from skill.conversation.inputs import MINUTES_A_KILOMETRE, planned_minutes
from skill.conversation.judging import CAPS, Judged, judge, lacks_an_answer
from skill.conversation.run_size import distance
from skill.conversation.verdict import Manner, again, card, deliver, limit, what_next
from skill.decision import GO_AS_PLANNED
from skill.understanding.facts import Facts

# The questions after a verdict, each about one assumption, and the fact that answers it.
ASSUMED = {"effort": "leg_day_effort", "age": "training_age", "run_minutes": "run_minutes"}
ANYWAY = {"R2": Says.ANYWAY_PAIN, "R3": Says.ANYWAY_SORE, "R4": Says.ANYWAY_SORE, "R10": Says.ANYWAY_GO}
ANYWAY_LOWERED = {"one_sided": Says.ANYWAY_ONE_SIDED, "painkiller": Says.ANYWAY_PAINKILLER}
ABOUT_THE_RUN = ("run_how", "should_run")  # families that speak of how to run, and whether
NO_RUN = ("R2", "R3", "R4")
WHEN = ("run_when", "run_next_day", "run_same_day")
A_SHORT_QUESTION = 8  # words of one that means what was just said
A_FEW_WORDS, FIRMLY = 4, 0.8  # beyond these an utterance is more than an answer
SURE, LOOSELY = 0.5, 0.75  # a topic that is guessed at with less is no question
PLAIN = (None, "check_in", "bare_legs", "bare_run", "no", "yes")  # what a fact may be said in and still be a fact


def corrected(turn: Turn) -> Outcome | None:
    """A fact said after a verdict, or the answer to the question after it."""
    if not turn.state.is_judged or not _tells_something(turn):
        return None
    if turn.state.expecting == "run_minutes" and turn.heard.facts.run_minutes is not None:
        # Their minutes for a distance are a pace: the run keeps the size they gave it.
        return decided_anew(turn, replace(turn.state.facts, run_minutes=turn.heard.facts.run_minutes))
    if _denies_pain_after_all(turn):
        turn = turn.knowing(unsure=tuple(name for name in turn.state.unsure if name != "safety"))
    return decided_anew(turn, turn.facts)


def _denies_pain_after_all(turn: Turn) -> bool:
    """ "There's no pain", from someone who could not tell: of the signs they say nothing, so those are asked again."""
    return turn.heard.facts.sharp_or_joint_pain is False and "safety" in turn.state.unsure


def _clears_a_pain(turn: Turn) -> bool:
    """ "It's just the muscle above it", of a pain that was told."""
    told = turn.state.facts.sharp_or_joint_pain and turn.heard.facts.sharp_or_joint_pain is False
    return bool(told) and not holds(turn, "asks")


def _tells_something(turn: Turn) -> bool:
    """Said to correct or complete the verdict, and not as part of another question. What hurts always counts."""
    heard, asked = turn.heard, turn.state.expecting
    lowers = [cap.circumstance for cap in CAPS if cap.circumstance in heard.circumstances]
    if lowers and not set(lowers) <= set(turn.state.circumstances):
        return True
    logs = heard.topic == "log_leg_day" and holds(turn, "asks_to_log")
    if not heard.facts.to_dict() or heard.topic == "what_if" or logs:
        return False
    if _is_worse(heard.facts, turn.state.facts) or _denies_pain_after_all(turn) or _clears_a_pain(turn):
        return True
    completes = asked in ASSUMED and getattr(heard.facts, ASSUMED[asked]) is not None
    if completes and not _asks_for_more(turn):
        return True
    if heard.corrects or heard.clarify or heard.topic in PLAIN or _is_taken_for_a_log(turn):
        return True
    return heard.confidence < (SURE if heard.topic in WHEN else LOOSELY)


def _is_taken_for_a_log(turn: Turn) -> bool:
    """ "It was a light session" is what leg days are logged with, and here a fact about the one that was judged."""
    guessed = turn.heard.topic == "log_leg_day" and turn.heard.confidence < 1.0  # an intent of Alexa's is no guess
    return guessed and not holds(turn, "asks_to_log")


def _asks_for_more(turn: Turn) -> bool:
    """A question of its own that happens to hold a word of the answer: "when can I run hard again?"."""
    heard = turn.heard
    longer = len(heard.text.split()) > A_FEW_WORDS
    firm = SURE if heard.topic in WHEN else FIRMLY
    return longer and heard.confidence >= firm and bool(turn.topic(heard.topic))


def _is_worse(said: Facts, before: Facts) -> bool:
    hurts = bool(said.sharp_or_joint_pain) and not before.sharp_or_joint_pain
    return hurts or (said.soreness or 0) > (before.soreness or 0)


def decided_anew(turn: Turn, facts: Facts) -> Outcome:
    """The verdict on other facts, or the same again in a few words; what it lacks now is asked first."""
    if lacks_an_answer(turn, facts):
        return proceed(turn, facts, turn.say(Says.CHANGED))
    judged = judge(turn, facts)
    told = _told(turn, facts, judged)
    return deliver(turn, facts, Manner(statement=told) if told else Manner(turn.say(Says.CHANGED)))


def _told(turn: Turn, facts: Facts, judged: Judged) -> str:
    """What stands for the whole verdict: a no where more was asked for than is given, the same as before in short."""
    same = _is_the_same(turn, judged) and turn.ahead == turn.state.ahead
    if _wants_more(turn, judged):
        return again(turn, facts, judged, limit(turn, facts, judged), "" if same else judged.why)
    return f"{turn.say(Says.UNCHANGED)} {again(turn, facts, judged)}" if same else ""


def _wants_more(turn: Turn, judged: Judged) -> bool:
    """Longer or harder than the run that fits: "could I do forty minutes?"."""
    said = turn.heard.facts
    if judged.name == GO_AS_PLANNED:
        return False
    minutes = planned_minutes(said, turn.pace or MINUTES_A_KILOMETRE)
    return said.run_type not in (None, "easy") or (minutes is not None and minutes > judged.run_minutes)


def _is_the_same(turn: Turn, judged: Judged) -> bool:
    now, before = judged.to_dict(), turn.state.verdict or {}
    return all(now[key] == before.get(key) for key in ("name", "run_minutes"))


def asked_back(turn: Turn) -> Outcome | None:
    """ "What if …", "I'm going anyway", "when can I run hard?", "I don't know" to the question after a verdict."""
    asks_when = turn.heard.topic in WHEN and not turn.heard.clarify
    if asks_when and turn.facts.sharp_or_joint_pain and not turn.state.checking:
        return next_run.run_when(turn)
    hurts = turn.facts.sharp_or_joint_pain and not turn.state.checking
    if hurts and turn.state.verdict is None and turn.heard.topic in ("anyway", "what_if"):
        return turn.compose(Spoken("pain", turn.say(Says.ANYWAY_PAIN), offers.topic(turn, "stop_now"), is_health=True))
    if not turn.state.is_judged or lacks_an_answer(turn, turn.state.facts):
        return None
    if _asks_how_far(turn):
        return _how_far(turn)
    if turn.heard.topic == "what_if" or _asks_for_less(turn):
        return _what_if(turn)
    if _asks_around(turn):
        return so_can_i(turn)
    if turn.heard.topic == "anyway":
        return _going_anyway(turn)
    if asks_when:
        return next_run.run_when(turn)
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
    return judge(turn, turn.state.facts).rule in NO_RUN and family in ABOUT_THE_RUN


def _asks_how_far(turn: Turn) -> bool:
    """ "So how far is that?" means the run just given."""
    words, said = turn.scene.content.words, set(turn.heard.words.split())
    about_it, far = said & set(words["points_back"].split()), said & set(words["far"].split())
    return bool(about_it and far) and words["how"] in said and len(said) <= A_SHORT_QUESTION


def _how_far(turn: Turn) -> Outcome:
    """The minutes that were given as a distance, at an easy pace."""
    judged = judge(turn, turn.state.facts)
    if not judged.run_minutes:
        return so_can_i(turn)
    statement = turn.say(Says.HOW_FAR, distance=distance(turn, turn.state.facts, judged.run_minutes))
    verdict, question = judged.to_dict(), open_or_next(turn)
    keeps = {"subject": "verdict", "statement": turn.state.statement}
    return turn.compose(Spoken("verdict", statement, question, verdict=verdict, keeps=keeps))


def _what_if(turn: Turn) -> Outcome:
    """Decides with that one change; what was said before stays as it was."""
    facts = turn.state.facts.merged(turn.heard.facts)
    supposes = turn.heard.facts.to_dict() or turn.heard.hours_ahead is not None
    if not supposes or lacks_an_answer(turn, facts):
        return so_can_i(turn)
    judged = judge(turn, facts)
    question = what_next(turn, turn.state.facts, judged.rule, judged.lowered_by)
    kept = {"facts": turn.state.facts, "ahead": turn.state.ahead, "legs_ahead": turn.state.legs_ahead}
    lead = "" if turn.ahead is not None else turn.say(Says.WHAT_IF)
    return deliver(turn, facts, Manner(lead, _told(turn, facts, judged), question, kept))


def _going_anyway(turn: Turn) -> Outcome:
    """The risk, and the safer version; with pain there is none."""
    judged = judge(turn, turn.state.facts)
    moment = _risk(turn.state.facts, judged)
    verdict, question = judged.to_dict(), offers.topic(turn, "stop_now")
    keeps = {"subject": "verdict", "verdict": verdict, "lowered_by": judged.lowered_by}
    return turn.compose(Spoken("verdict", turn.say(moment), question, verdict=verdict, keeps=keeps))


def _risk(facts: Facts, judged: Judged) -> Says:
    """What going anyway risks, by what decided: never soreness or pain that nobody told of."""
    if judged.lowered_by in ANYWAY_LOWERED:
        return ANYWAY_LOWERED[judged.lowered_by]
    if judged.rule == "R2" and facts.sharp_or_joint_pain is None:
        return Says.ANYWAY_UNSURE_SAFETY
    if judged.rule == "R3" and facts.soreness is None:
        return Says.ANYWAY_UNSURE_SORENESS
    return ANYWAY.get(judged.rule, Says.ANYWAY)


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
    question = open_or_next(turn)
    shown = card(turn, str(verdict["rule"]), f"{verdict['why']} {research}")
    return turn.compose(Spoken(act, statement, question, "verdict", verdict, shown, keeps=keeps))


def open_or_next(turn: Turn) -> Question:
    """A question that a verdict hangs on stays open; an offer that was passed over makes room for another."""
    verdict = turn.state.verdict
    if verdict is None or turn.state.checking or turn.state.expecting != "offer":
        return offers.same_question(turn)
    return what_next(turn, turn.state.facts, str(verdict["rule"]), turn.state.lowered_by)


def _research(turn: Turn, rule: str) -> str:
    """What stands behind a rule, or behind what lowered the verdict."""
    lowered = next((cap.reason for cap in CAPS if cap.circumstance == turn.state.lowered_by), None)
    known_enough = lowered is None and not lacks_an_answer(turn, turn.state.facts)
    if known_enough and judge(turn, turn.state.facts).before_legs:
        return turn.say(Says.WHY_LEGS_AHEAD)
    return turn.say(lowered or Says(f"research_{rule.lower()}"))
