"""Whether an utterance begins the check: it asks for it in so many words, or tells enough of one's own legs and run."""

from dataclasses import replace

from skill.conversation.check import SOMEBODY, begin, quick
from skill.conversation.composing import Outcome, Turn, holds
from skill.understanding.facts import Facts
from skill.understanding.hear_wish import MINE, THEIRS

AUTHORED = 1.0  # the confidence of a phrasing that was written down, and keeps its own answer
INJURY = ("pain", "drawback_injury")  # families that have answers of their own for what hurts
HURTING = (*INJURY, "sore_legs", "should_run", "readiness", "alternatives")  # what somebody may ask whose legs hurt
# Families that "only a light jog" may be taken for, where it opens a session.
MINIMISED = (None, "out_of_scope", "run_how", "should_run", "run_when", "alternatives", "anyway", "quick")
ASKS_WHETHER = ("should_run", "sore_legs", "run_when")  # families that a person's own facts turn into a check
CLEAR, CLEAR_OF_A_PLAN = 0.85, 0.95  # how sure another topic must be to be answered beside such facts
A_COMPLAINT = 4  # words of one that asks nothing
OPENING = 4  # words within which a softener must stand
SHORT = 9  # words of an utterance that is a softener and a run, and little else


def begun(turn: Turn) -> Outcome | None:
    """ "Should I run today?", "run", or "I'm going anyway" before there was a verdict."""
    topic = turn.heard.topic
    if topic in ("check_in", "bare_run") or (topic in ("anyway", "what_if") and turn.state.verdict is None):
        return begin(turn)
    if _is_a_little_one(turn):
        # What is said to be short or light is the run, and no leg day.
        return begin(replace(turn, heard=replace(turn.heard, facts=replace(turn.heard.facts, leg_day_effort=None))))
    if topic == "quick" and turn.heard.confidence == 1.0:
        return quick(turn)
    if _is_of_another(turn) or _is_minimised(turn) or _is_wished_for(turn) or _is_personal(turn):
        return begin(turn)
    return None


def _is_wished_for(turn: Turn) -> bool:
    """A wish to run, or the question whether one may, with something of one's own legs beside it, or of another day."""
    heard = turn.heard
    if heard.confidence == AUTHORED or turn.state.checking or holds(turn, "asks_to_log"):
        return False
    if heard.run_wish == THEIRS:
        return SOMEBODY in turn.circumstances
    return heard.run_wish == MINE or _asks_for_another_day(turn)


def _asks_for_another_day(turn: Turn) -> bool:
    """ "Can I do intervals on Friday?", "should I wait till Thursday?"."""
    words, planned = turn.scene.content.words, has_run(turn.heard.facts)
    said = set(turn.heard.words.split())
    runs = planned or bool(said & set(words["runs"].split())) or holds(turn, "waits_with_it")
    return runs and turn.heard.hours_ahead is not None and holds(turn, "day_names") and holds(turn, "asks_leave")


def has_run(facts: Facts) -> bool:
    """Whether a kind or a size of run was said."""
    return any((facts.run_type, facts.run_minutes, facts.run_km, facts.run_miles))


def _is_of_another(turn: Turn) -> bool:
    """ "What about me? I did legs on Sunday", "what about my wife, she did legs too": a check from the start."""
    heard = turn.heard
    me = "what_about_me" in heard.circumstances and bool(heard.facts.to_dict())
    new = "somebody_else" in heard.circumstances and "somebody_else" not in turn.state.circumstances
    told = heard.topic in ("bare_legs", "log_leg_day", "last_leg_day") or _tells_of_legs(heard.facts)
    return me or (new and told and heard.confidence < AUTHORED and not holds(turn, "asks_to_log"))


def _tells_of_legs(facts: Facts) -> bool:
    return facts.soreness is not None or facts.hours_since_leg_day is not None


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
    said = turn.heard.words.split()
    states = bool(said) and (turn.heard.clarify or said[0] in turn.scene.content.words["states"].split())
    return states and turn.heard.facts.soreness is not None and len(said) <= A_COMPLAINT


def _hurts(turn: Turn) -> bool:
    """ "My legs hurt, can I run?": of what kind the pain is, is asked first."""
    heard, content = turn.heard, turn.scene.content
    if "bare_pain" not in heard.doubts or content.family(heard.topic or "") not in HURTING:
        return False
    return holds(turn, "asks_leave") or heard.words.split()[0] in content.words["states"].split()


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
    planned = has_run(facts)
    runs = set(heard.words.split()) & set(turn.scene.content.words["runs"].split())
    about_runs = turn.scene.content.family(heard.topic or "") in ASKS_WHETHER
    clear = CLEAR_OF_A_PLAN if planned else CLEAR
    return bool(planned or runs) and (about_runs or heard.clarify or heard.confidence < clear)


def _is_a_little_one(turn: Turn) -> bool:
    """ "But can I just do a short one", to such a session."""
    if holds(turn, "asks_short") or not holds(turn, "little_ones"):
        return False
    return _is_softened(turn)


def _is_softened(turn: Turn) -> bool:
    """Few words that begin by belittling, to a session that knows of nothing yet."""
    said = turn.heard.words.split()
    fresh = turn.state.pending is None and turn.state.subject is None
    return fresh and len(said) <= SHORT and bool(set(said[:OPENING]) & set(_words(turn, "softeners")))


def _words(turn: Turn, name: str) -> list[str]:
    return turn.scene.content.words[name].split()


def _is_minimised(turn: Turn) -> bool:
    """ "But it's just a short run", to a session that knows of nothing yet, may belittle what another one heard."""
    heard = turn.heard
    runs = set(heard.words.split()) & set(_words(turn, "runs"))
    family = turn.scene.content.family(heard.topic) if heard.topic else None
    return bool(runs) and _is_softened(turn) and (heard.clarify or family in MINIMISED)
