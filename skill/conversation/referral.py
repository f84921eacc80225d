"""People who get information and no verdict: the table was not made for them, and whoever looks after them decides."""

from skill.content.vocabulary import SMALL_TALK, Says
from skill.conversation import offers
from skill.conversation.composing import NO_VERDICT, Outcome, Spoken, Turn, holds
from skill.understanding.facts import Facts

SUBJECT = "referral"
# Families that tell whether, when or how to run: for these people that is not ours to say.
ABOUT_RUNNING = ("should_run", "run_when", "sore_legs", "run_how", "readiness")
ASKS_FOR_A_VERDICT = ("check_in", "bare_run", "anyway", "what_if", "quick")
INJURY = ("pain", "drawback_injury")  # families whose answer already says whom to see
SURE = 0.85  # that something else is asked, when a body is spoken of as well
SOMEBODY = "somebody_else"


def referred(turn: Turn) -> Outcome | None:
    """Whoever says why, or asks for a verdict after that, hears whom to ask; what else they ask is answered."""
    if turn.held_back is None:
        return None
    if holds(turn, "allowed_by") and turn.state.subject == SUBJECT:
        return refer(turn, Says.REFER_ALLOWED)
    new = [name for name in NO_VERDICT if name in turn.heard.circumstances and name not in turn.state.circumstances]
    if new:
        return None if _asks_about_an_injury(turn) else refer(turn)
    if holds(turn, "allowed_by"):
        return refer(turn, Says.REFER_ALLOWED)
    return refer(turn) if _wants_a_verdict(turn) or holds(turn, "asks_whom") else None


def refer(turn: Turn, moment: Says | None = None) -> Outcome:
    """The general rule and whom to ask; in fewer words when it was said before."""
    whom_again = holds(turn, "asks_whom") and SOMEBODY not in turn.circumstances
    statement = turn.say(moment or (Says(f"refer_{turn.held_back}") if whom_again else _moment(turn)))
    question = offers.first_of(turn, *offers.ABOUT_LIMITS)
    keeps = {"checking": False, "verdict": None, "lowered_by": None, "subject": SUBJECT, "parts": ()}
    return turn.compose(Spoken("referral", statement, question, is_health=True, keeps=keeps))


def _moment(turn: Turn) -> Says:
    again = turn.held_back in turn.state.circumstances
    if SOMEBODY in turn.circumstances:
        if again:
            return Says.REFER_AGAIN_OTHER
        return Says.REFER_UNDER_18_OTHER if turn.held_back == "under_18" else Says.REFER_OTHER
    return Says.REFER_AGAIN if again else Says(f"refer_{turn.held_back}")


def _asks_about_an_injury(turn: Turn) -> bool:
    """ "How do I come back after surgery?" has its own answer; "can I run after leg day?" asks for a verdict."""
    about_one = turn.scene.content.family(turn.heard.topic or "") in INJURY and not turn.heard.clarify
    return about_one and not holds(turn, "asks_leave")


def _wants_a_verdict(turn: Turn) -> bool:
    """Whether, when or how they may run, in so many words, or by telling of their legs."""
    heard = turn.heard
    if heard.topic in ASKS_FOR_A_VERDICT:
        return True
    if heard.topic in SMALL_TALK:
        return heard.confidence < SURE and _tells(heard.facts)
    if heard.facts.soreness is not None and heard.words.split()[0] in turn.scene.content.words["tells"].split():
        return True  # "but I'm not sore at all"
    if heard.topic is None:
        return _tells(heard.facts) or bool(heard.doubts)
    if turn.scene.content.family(heard.topic) in ABOUT_RUNNING:
        return True
    return heard.confidence < SURE and (heard.clarify or _tells(heard.facts) or holds(turn, "asks_leave"))


def _tells(facts: Facts) -> bool:
    return bool(facts.to_dict())


def explained(turn: Turn, act: str) -> Outcome | None:
    """Why they get no verdict."""
    if turn.held_back is None or turn.state.subject != SUBJECT:
        return None
    said = "why" in turn.state.parts
    statement = turn.say(Says.NO_MORE if said else Says.WHY_REFERRED)
    keeps = {"subject": SUBJECT, "parts": ("why",)}
    return turn.compose(Spoken(act, statement, offers.same_question(turn), "referral", keeps=keeps))
