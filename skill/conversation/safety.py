"""Warning signs end coaching with one action; what may be one is asked about, once."""

from skill.content.vocabulary import Says
from skill.conversation import check, offers
from skill.conversation.composing import Outcome, Spoken, Turn
from skill.conversation.questions import DOUBT, QUESTIONS, ask, same_question
from skill.conversation.state import State

# The worst sign heard decides what to do. Each level's signs, and what is said.
LEVELS: tuple[tuple[Says, frozenset[str]], ...] = (
    (
        Says.EMERGENCY,
        frozenset({"chest_pain", "breathless_or_faint", "sudden_severe_pain", "deformed_cold_or_blue_limb"}),
    ),
    (Says.URGENT_BLOOD_TEST, frozenset({"dark_urine", "pain_much_worse_than_expected", "severe_weakness"})),
    (Says.URGENT_NOW, frozenset({"severe_swelling", "numbness"})),
    (Says.URGENT_TODAY, frozenset({"one_leg_swollen_hot", "cannot_bear_weight"})),
    (Says.FEVER, frozenset({"fever"})),
)
STOP = {"name": "STOP-AND-GET-HELP", "rule": "R1", "run_minutes": 0}

# Circumstances that are emergencies of their own, and the words for them.
EMERGENCIES = {
    "self_harm": Says.SELF_HARM,
    "back_emergency": Says.EMERGENCY,
    "other_emergency": Says.OTHER_EMERGENCY,
    "past_sign": Says.PAST_SIGN,
    "pop": Says.URGENT_TODAY,
}


def warning_sign(turn: Turn) -> Outcome | None:
    """A warning sign in any utterance: one action, no question, the session closes."""
    for circumstance, moment in EMERGENCIES.items():
        if circumstance in turn.heard.circumstances:
            return stop(turn, moment)
    signs = set(turn.facts.red_flags or ())
    for moment, codes in LEVELS:
        if signs & codes:
            return stop(turn, moment)
    return None


def stop_for(turn: Turn, sign: str) -> Outcome:
    """What one sign asks for."""
    return stop(turn, next(moment for moment, codes in LEVELS if sign in codes))


def stop(turn: Turn, moment: Says) -> Outcome:
    statement = turn.say(moment)
    verdict = {**STOP, "why": statement, "assumed": []}
    outcome = turn.compose(Spoken("red_flag", statement, verdict=verdict))
    return Outcome(outcome.reply, State())


def doubt(turn: Turn) -> Outcome | None:
    """Everyday exaggeration gets one question fitted to its words."""
    for code in turn.heard.doubts:
        kind = DOUBT + code.removeprefix("exaggeration:")
        if kind in QUESTIONS and kind not in turn.state.asked:
            return ask(turn, kind) if turn.scene.asks_about_health else check.begin(turn)
    return None


def doubt_answered(turn: Turn) -> Outcome | None:
    """Yes makes it a warning sign; no takes it back, and so does what else is said of the legs."""
    pending = turn.state.pending
    if pending is None or not pending.kind.startswith(DOUBT):
        return None
    if turn.says_yes or turn.heard.dont_know:
        return stop_for(turn, pending.kind.removeprefix(DOUBT))
    takes_back = turn.says_no or turn.heard.topic in ("neither", "first") or turn.heard.taken_back
    return check.begin(turn) if takes_back or turn.heard.facts.to_dict() else None


def medicine(turn: Turn) -> Outcome | None:
    """How much, or whether, to take of something is never ours to say; then on with what was asked."""
    if "asks_medicine" not in turn.heard.circumstances:
        return None
    question = same_question(turn) or offers.same_question(turn)
    about = "check_in" if turn.state.checking else "help"
    keeps = {"statement": turn.state.statement}
    return turn.compose(Spoken(about, turn.say(Says.NO_WORD_ON_MEDICINE), question, keeps=keeps))
