"""After a verdict: corrections decide anew, and every way of asking back is answered."""

from dataclasses import replace
from datetime import timedelta

from skill.content.vocabulary import Asks, Says
from skill.conversation.check import NO_VERDICT, with_memory
from skill.conversation.clock import spoken_time
from skill.conversation.composing import Outcome, Question, Spoken, Turn
from skill.conversation.state import Pending
from skill.conversation.verdict import deliver, judge
from skill.decision import RULES, earliest_hour
from skill.understanding.facts import Facts

CAP_LATER_HOURS = 48  # a verdict for later is capped while leg day is nearer than this now


def corrected(turn: Turn) -> Outcome | None:
    """A fact said after a verdict, or the answer to the question after it."""
    if turn.state.verdict is None or turn.state.checking or not turn.heard.facts.to_dict():
        return None
    if not _only_a_fact(turn):
        return None
    if any(name in turn.circumstances for name in NO_VERDICT):
        return None
    return _decided_anew(turn, turn.facts)


def _only_a_fact(turn: Turn) -> bool:
    """Said to correct or complete the verdict, and not as part of another question."""
    heard, asked = turn.heard, turn.state.expecting
    completes = (asked == "effort" and heard.facts.leg_day_effort) or (asked == "age" and heard.facts.training_age)
    plain = heard.topic in (None, "check_in", "bare_legs", "bare_run", "no", "yes")
    return bool(completes or plain or heard.corrects or heard.clarify)


def _decided_anew(turn: Turn, facts: Facts) -> Outcome:
    known = with_memory(turn, facts, turn.state.unsure)
    judged = judge(turn, known, turn.circumstances)
    before = turn.state.verdict or {}
    same = (judged.name, judged.to_dict()["run_minutes"]) == (before.get("name"), before.get("run_minutes"))
    lead = turn.say(Says.UNCHANGED if same else Says.CHANGED)
    return deliver(turn, judged, known, lead, facts=facts)


def asked_back(turn: Turn) -> Outcome | None:
    """ "What if …", "I'm going anyway", "when can I run hard?", "I don't know" to the question after a verdict."""
    if turn.state.verdict is None:
        return None
    if turn.heard.topic == "what_if":
        return _what_if(turn)
    if turn.heard.topic == "anyway":
        return _going_anyway(turn)
    if turn.heard.topic in ("run_when", "run_next_day", "run_same_day") and not turn.heard.clarify:
        return run_when(turn)
    pending = turn.state.pending
    if pending and pending.kind in ("effort", "age") and (turn.heard.dont_know or turn.heard.topic in ("skip", "yes")):
        return deliver_again(turn, turn.say(Says.STAYS_CAREFUL))
    return None


def _what_if(turn: Turn) -> Outcome:
    """Decides with that one change; what was said before stays as it was."""
    facts = turn.state.facts.merged(turn.heard.facts)
    ahead = turn.heard.hours_ahead
    if ahead is None:
        known = with_memory(turn, facts, turn.state.unsure)
        judged = judge(turn, known, turn.circumstances)
        return deliver(turn, judged, known, turn.say(Says.WHAT_IF), facts=turn.state.facts)
    return later(turn, facts, ahead)


def later(turn: Turn, facts: Facts, hours_ahead: float) -> Outcome:
    """A verdict for later: if the legs still feel like this, and capped while leg day is near."""
    known = with_memory(turn, facts, turn.state.unsure)
    now_hours = known.hours_since_leg_day or 0
    then = replace(known, hours_since_leg_day=now_hours + hours_ahead)
    circumstances = (*turn.circumstances, "later") if now_hours < CAP_LATER_HOURS else turn.circumstances
    judged = judge(turn, then, circumstances)
    return deliver(turn, judged, then, turn.say(Says.IF_THEY_STILL_FEEL), facts=turn.state.facts)


def _going_anyway(turn: Turn) -> Outcome:
    """The risk, and the safer version; with pain there is none."""
    verdict = dict(turn.state.verdict or {})
    moment = {
        "R2": Says.ANYWAY_PAIN,
        "R3": Says.ANYWAY_SORE,
        "R4": Says.ANYWAY_SORE,
    }.get(verdict.get("rule", ""), Says.ANYWAY)
    return _stated(turn, turn.say(moment), turn.offer_topic("stop_now"))


def run_when(turn: Turn) -> Outcome:
    """The earliest time the table allows for an easy run and for a hard one."""
    known = with_memory(turn, turn.state.facts, turn.state.unsure)
    rested = replace(known, soreness=0 if (known.soreness or 0) >= 3 else known.soreness)
    easy, hard = earliest_hour(rested, "easy", 20), earliest_hour(replace(rested, soreness=0), "intervals", 30)
    gone = known.hours_since_leg_day
    if gone is None or hard is None:
        statement = turn.say(Says.RUN_WHEN_UNKNOWN)
    else:
        statement = turn.say(Says.RUN_WHEN, easy=_from(turn, (easy or 0) - gone), hard=_from(turn, hard - gone))
    subject = "run_when" if turn.topic("run_when") else "verdict"
    return turn.compose(Spoken(subject, statement, turn.offer_topic("run_pace"), keeps={"subject": "verdict"}))


def _from(turn: Turn, hours: float) -> str:
    """ "now", or "from tomorrow evening"."""
    words = turn.scene.content.words
    if hours <= 0:
        return words["now"]
    return words["from"].format(when=spoken_time(turn, turn.scene.now + timedelta(hours=hours)))


def explained(turn: Turn, act: str) -> Outcome | None:
    """Why this verdict: its rule's reason, then what research stands behind it."""
    if turn.state.verdict is None or turn.state.subject != "verdict" or turn.state.checking:
        return None
    said = turn.state.parts
    if act == "why" and "why" not in said:
        statement, part = f"{turn.state.verdict['why']} {turn.say(Says.OUR_CAUTION)}", "why"
    else:
        statement, part = _research(turn), "evidence"
    question = _same(turn)
    keeps = {"parts": (*said, part), "subject": "verdict", "statement": turn.state.statement}
    return turn.compose(Spoken(act, statement, question, "verdict", turn.state.verdict, keeps=keeps))


def _research(turn: Turn) -> str:
    content = turn.scene.content
    rule = next((rule for rule in RULES if rule.id == (turn.state.verdict or {}).get("rule")), None)
    claims = rule.claims if rule else ()
    research = " ".join(content.claims[claim].research for claim in claims[:1] if claim in content.claims)
    return f"{research} {turn.say(Says.OUR_CAUTION)}".strip()


def deliver_again(turn: Turn, lead: str) -> Outcome:
    """The verdict stands as it was."""
    return _stated(turn, lead, turn.offer_topic("run_when"))


def _stated(turn: Turn, statement: str, question: Question) -> Outcome:
    verdict = turn.state.verdict
    return turn.compose(Spoken("verdict", statement, question, verdict=verdict, keeps={"subject": "verdict"}))


def _same(turn: Turn) -> Question:
    pending, reprompt = turn.state.pending, turn.state.reprompt
    if pending is None or reprompt is None:
        return turn.ask(Asks.WHEN_HARD, Asks.YES_OR_NO, Pending("offer", yes="run_when", no="goodbye"))
    return Question(reprompt, turn.say(Asks.STILL_THERE), pending)
