"""Warning signs end coaching with one action; what may be one is asked about, once."""

from skill.content.vocabulary import Asks, Says
from skill.conversation import check
from skill.conversation.composing import Outcome, Spoken, Turn
from skill.conversation.state import Pending, State

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

DOUBTS: dict[str, tuple[Asks, Asks]] = {
    "cannot_bear_weight": (Asks.CAN_YOU_STAND, Asks.CAN_YOU_STAND_AGAIN),
    "numbness": (Asks.REALLY_NUMB, Asks.REALLY_NUMB_AGAIN),
    "severe_weakness": (Asks.GIVING_WAY, Asks.GIVING_WAY_AGAIN),
    "pain_much_worse_than_expected": (Asks.FAR_WORSE, Asks.FAR_WORSE_AGAIN),
    "severe_swelling": (Asks.SWOLLEN_HARD, Asks.SWOLLEN_HARD_AGAIN),
    "one_leg_swollen_hot": (Asks.SWOLLEN_HOT, Asks.SWOLLEN_HOT_AGAIN),
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


def stop(turn: Turn, moment: Says) -> Outcome:
    statement = turn.say(moment)
    verdict = {**STOP, "why": statement, "assumed": []}
    outcome = turn.compose(Spoken("red_flag", statement, verdict=verdict))
    return Outcome(outcome.reply, State())


def doubt(turn: Turn) -> Outcome | None:
    """Everyday exaggeration gets one question fitted to its words."""
    for code in turn.heard.doubts:
        sign = code.removeprefix("exaggeration:")
        if sign in DOUBTS and f"doubt:{sign}" not in turn.state.asked:
            asks, again = DOUBTS[sign]
            pending = Pending(f"doubt:{sign}", yes=sign)
            question = turn.ask(asks, again, pending, *turn.suggested("check_in")[:2])
            keeps = {"asked": (*turn.state.asked, f"doubt:{sign}")}
            return turn.compose(Spoken("check_in", "", question, keeps=keeps))
    return None


def doubt_answered(turn: Turn) -> Outcome | None:
    """Yes makes it a warning sign; no takes it back, and so does whatever else is said."""
    pending = turn.state.pending
    if pending is None or not pending.kind.startswith("doubt:"):
        return None
    if turn.heard.topic == "yes" or turn.heard.dont_know:
        sign = pending.yes or ""
        return next((stop(turn, moment) for moment, codes in LEVELS if sign in codes), None)
    return check.begin(turn)
