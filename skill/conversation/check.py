"""The check: at most three questions, and none once the verdict can no longer change.

How sore, then safety in one breath, then how long since leg day. Whatever else is said on the way is kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from skill.content.vocabulary import Says
from skill.content.wording import normal
from skill.conversation import conditions, referral
from skill.conversation.clock import spoken_time
from skill.conversation.composing import Outcome, Spoken, Turn, holds
from skill.conversation.inputs import SOMEBODY_ELSE, known, remembers_them
from skill.conversation.judging import best_left, judge, lacks_an_answer
from skill.conversation.questions import ask, asked_enough
from skill.conversation.sense import IMPATIENT
from skill.conversation.verdict import Manner, again, deliver, joined, what_next
from skill.decision import REST, SHORTEN, Inputs, could_change
from skill.understanding.facts import Facts

# Nothing of the person before counts for the next one.
FORGOTTEN: Mapping[str, Any] = {
    "facts": Facts(), "pace": None, "ahead": None, "legs_ahead": None, "sounds_like": None, "circumstances": (),
    "asked": (), "unsure": (), "checking": False, "verdict": None, "lowered_by": None, "pending": None, "offered": (),
}  # fmt: skip

INJURY = ("pain", "drawback_injury")  # families that have answers of their own for what hurts
HURTING = (*INJURY, "sore_legs", "should_run", "readiness", "alternatives")  # what somebody may ask whose legs hurt
# Families that "only a light jog" may be taken for, where it opens a session.
MINIMISED = (None, "out_of_scope", "run_how", "should_run", "run_when", "alternatives", "anyway", "quick")
ASKS_WHETHER = ("should_run", "sore_legs", "run_when")  # families that a person's own facts turn into a check
CLEAR, CLEAR_OF_A_PLAN = 0.85, 0.95  # how sure another topic must be to be answered beside such facts
TOO_SORE = 3  # from here on no run fits today
A_COMPLAINT = 4  # words of one that asks nothing
OPENING = 4  # words within which a softener must stand
SHORT = 9  # words of an utterance that is a softener and a run, and little else


def someone_else(turn: Turn) -> Turn:
    """Another person is spoken of, or speaks: nothing said about the one before counts for them."""
    changes = [name for name in SOMEBODY_ELSE if name in turn.heard.circumstances]
    if not changes or changes[0] in turn.state.circumstances:
        return turn
    return turn.knowing(**{**FORGOTTEN, "brief": False})


def begun(turn: Turn) -> Outcome | None:
    """ "Should I run today?", "run", or "I'm going anyway" before there was a verdict."""
    topic = turn.heard.topic
    if topic in ("check_in", "bare_run") or (topic in ("anyway", "what_if") and turn.state.verdict is None):
        return begin(turn)
    if topic == "quick" and turn.heard.confidence == 1.0:
        return quick(turn)
    if _is_of_another(turn) or _is_minimised(turn) or _is_personal(turn):
        return begin(turn)
    return None


def _is_of_another(turn: Turn) -> bool:
    """ "What about me? I did legs on Sunday", "what about my wife, she did legs too": a check from the start."""
    heard = turn.heard
    me = "what_about_me" in heard.circumstances and bool(heard.facts.to_dict())
    new = "somebody_else" in heard.circumstances and "somebody_else" not in turn.state.circumstances
    return me or (
        new and heard.topic in ("bare_legs", "log_leg_day", "last_leg_day") and not holds(turn, "asks_to_log")
    )


def _is_personal(turn: Turn) -> bool:
    """Close to the check, and with facts of their own; or a complaint that the check has a question for."""
    heard = turn.heard
    near = heard.clarify and "check_in" in [candidate.topic for candidate in heard.alternatives[:1]]
    if near and heard.facts.to_dict():
        return True
    if heard.topic == "bare_legs" and (heard.facts.soreness or heard.facts.sharp_or_joint_pain):
        return True
    if _is_a_complaint(turn) or _hurts(turn) or _asks_after_legs(turn):
        return True
    if _tells_all_of_a_run(turn):
        return True  # "did legs yesterday, bit sore, is five easy k alright"
    if heard.hours_ahead is not None and heard.facts.soreness is not None:
        return True  # "can I run tomorrow, my legs are very sore"
    if "painkiller" in heard.circumstances and holds(turn, "asks_leave"):
        return True
    # Of an injury only what is denied, old, or on one side is for the check; the rest has its own answers.
    harmless = heard.facts.sharp_or_joint_pain is False
    complains = harmless or set(heard.circumstances) & {"one_sided", "known_joint_ache"}
    return bool(complains) and turn.scene.content.family(heard.topic or "") in INJURY


def _is_a_complaint(turn: Turn) -> bool:
    """ "I'm very sore", and no question with it."""
    said = normal(turn.heard.text).split()
    states = bool(said) and (turn.heard.clarify or said[0] in turn.scene.content.words["states"].split())
    return states and turn.heard.facts.soreness is not None and len(said) <= A_COMPLAINT


def _hurts(turn: Turn) -> bool:
    """ "My legs hurt, can I run?": of what kind the pain is, is asked first."""
    heard, content = turn.heard, turn.scene.content
    if "bare_pain" not in heard.doubts or content.family(heard.topic or "") not in HURTING:
        return False
    return holds(turn, "asks_leave") or normal(heard.text).split()[0] in content.words["states"].split()


def _asks_after_legs(turn: Turn) -> bool:
    """ "I did a big leg day on Sunday, can I run?" is about them; "two days after leg day" may be about anybody."""
    dated = turn.heard.facts.hours_since_leg_day is not None and holds(turn, "of_oneself")
    about = turn.heard.clarify or turn.scene.content.family(turn.heard.topic or "") in ASKS_WHETHER
    return dated and about and holds(turn, "asks_leave")


def _tells_all_of_a_run(turn: Turn) -> bool:
    """How sore, since when or that nothing hurts, and a run: whoever says all that asks about themselves."""
    heard, facts = turn.heard, turn.heard.facts
    dated = facts.hours_since_leg_day is not None or facts.sharp_or_joint_pain is False
    if facts.soreness is None or not dated or facts.sharp_or_joint_pain:
        return False
    planned = any((facts.run_type, facts.run_minutes, facts.run_km, facts.run_miles))
    runs = set(normal(heard.text).split()) & set(turn.scene.content.words["runs"].split())
    about_runs = turn.scene.content.family(heard.topic or "") in ASKS_WHETHER
    clear = CLEAR_OF_A_PLAN if planned else CLEAR
    return bool(planned or runs) and (about_runs or heard.clarify or heard.confidence < clear)


def _is_minimised(turn: Turn) -> bool:
    """ "But it's just a short run", to a session that knows of nothing yet, may belittle what another one heard."""
    heard, words = turn.heard, turn.scene.content.words
    if turn.state.pending is not None or turn.state.subject is not None:
        return False
    said = normal(heard.text).split()
    softened = set(said[:OPENING]) & set(words["softeners"].split())
    runs = set(said) & set(words["runs"].split())
    family = turn.scene.content.family(heard.topic) if heard.topic else None
    return bool(softened and runs and len(said) <= SHORT and (heard.clarify or family in MINIMISED))


def begin(turn: Turn, lead: str = "") -> Outcome:
    """Starts a check, or goes on with it, knowing whatever was said so far."""
    if turn.held_back:
        return referral.refer(turn)
    if not turn.scene.asks_about_health:
        return conditions.told(turn)
    if turn.state.verdict and not turn.state.checking and _brings_nothing_new(turn):
        return so_can_i(turn)
    return proceed(turn, turn.facts, lead or _for_whom(turn))


def _for_whom(turn: Turn) -> str:
    """Says so when the check is about somebody else from here on."""
    new = [name for name in turn.heard.circumstances if name not in turn.state.circumstances]
    return turn.say(Says.FOR_SOMEBODY) if "somebody_else" in new else ""


def _brings_nothing_new(turn: Turn) -> bool:
    return turn.facts == turn.state.facts and turn.ahead == turn.state.ahead and not turn.heard.circumstances


def so_can_i(turn: Turn, lead: str = "") -> Outcome:
    """The verdict that stands, in a few words. What was only supposed since then does not count."""
    facts = turn.state.facts
    if lacks_an_answer(turn, facts):
        return proceed(turn, facts)
    judged = judge(turn, facts)
    statement = joined([lead, again(turn, facts, judged)])
    question = what_next(turn, facts, judged.rule, judged.lowered_by)
    keeps = {"subject": "verdict", "facts": facts, "verdict": judged.to_dict(), "lowered_by": judged.lowered_by}
    return turn.compose(Spoken("verdict", statement, question, verdict=judged.to_dict(), keeps=keeps))


def proceed(turn: Turn, facts: Facts, lead: str = "") -> Outcome:
    """The next question, or the verdict when none could change it any more."""
    kind = _next(turn, known(turn, facts))
    if kind is None:
        return deliver(turn, facts, Manner(lead or _from_memory(turn, facts)))
    if kind in turn.state.asked and not lead:
        lead = turn.say(Says.FIRST_THIS if turn.heard.topic in IMPATIENT else Says.GOT_IT)
    return ask(turn, kind, lead, facts=facts)


def _from_memory(turn: Turn, facts: Facts) -> str:
    """Says so when a remembered leg day was used."""
    leg_days = () if turn.legs_ahead is not None else turn.scene.profile.leg_days
    if facts.hours_since_leg_day is not None or not leg_days or "hours" in turn.state.unsure:
        return ""
    return turn.say(Says.FROM_MEMORY, when=spoken_time(turn, leg_days[-1])) if remembers_them(turn) else ""


def _next(turn: Turn, inputs: Inputs) -> str | None:
    """The question whose answer could still change the verdict; safety is never left out."""
    doubt = _fitting_doubt(turn, inputs)
    if doubt:
        return doubt
    changing, best = could_change(inputs), best_left(turn)
    if "soreness" in changing and best != REST:
        return "soreness"
    if "red_flags" in changing or "sharp_or_joint_pain" in changing:
        return "safety"
    knows_enough = best in (REST, SHORTEN) or turn.legs_ahead is not None or "hours" in turn.state.unsure
    if "hours_since_leg_day" not in changing or knows_enough or asked_enough(turn):
        return None
    return "whose" if _may_be_theirs(turn) else "hours"


def _may_be_theirs(turn: Turn) -> bool:
    """A leg day is saved that may be theirs: of a voice that isn't recognised, or of somebody new who speaks."""
    if "whose" in turn.state.asked or "somebody_else" in turn.circumstances:
        return False
    is_new = bool(turn.scene.profile.leg_days) and "what_about_me" in turn.circumstances
    return is_new or turn.scene.may_be_theirs is not None


def _fitting_doubt(turn: Turn, inputs: Inputs) -> str | None:
    """Words that may be more than soreness get the one question that tells, once."""
    asked = turn.state.asked
    if "bare_pain" in turn.heard.doubts and inputs.sharp_or_joint_pain is None and "pain_kind" not in asked:
        return "pain_kind"
    if "one_sided" in turn.circumstances and inputs.red_flags is None and "one_sided" not in asked:
        return "one_sided"
    extreme = inputs.soreness is not None and inputs.soreness >= (8 if inputs.training_age == "new" else 9)
    if extreme and inputs.red_flags is None and "far_worse" not in asked:
        return "far_worse"
    return None


def volunteered(turn: Turn) -> Outcome | None:
    """A fact about the legs, said unasked and with nothing else: the check knows what to do with it."""
    body = replace(turn.heard.facts, run_type=None, run_minutes=None, run_km=None, run_miles=None)
    if turn.heard.topic is None and (body.to_dict() or turn.heard.doubts or turn.heard.circumstances):
        return begin(turn)
    return None


def quick(turn: Turn) -> Outcome:
    """ "Just yes or no": the conditional answer in one breath, and the shortest question that settles it."""
    turn = turn.knowing(brief=True)
    if turn.held_back or turn.state.checking or turn.state.verdict is not None or not turn.scene.asks_about_health:
        return begin(turn)
    kind = _next(turn, known(turn, turn.facts))
    if kind not in ("soreness", "safety"):
        return begin(turn)
    sore = turn.facts.soreness
    moment = Says.QUICK if sore is None else Says.QUICK_SORE if sore >= TOO_SORE else Says.QUICK_FRESH
    return ask(turn.knowing(asked=(kind,)), kind, turn.say(moment), is_health=True)
