"""A verdict in speech: what to do and how much, the reason, when to stop, and one question."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from skill.content.vocabulary import Asks, Says
from skill.content.wording import count_words
from skill.conversation import offers
from skill.conversation.clock import in_words
from skill.conversation.composing import Outcome, Question, Spoken, Turn
from skill.conversation.inputs import remembers_them
from skill.conversation.judging import Judged, echo, judge
from skill.conversation.offers import REMEMBER, WHEN_HARD
from skill.conversation.reply import Card
from skill.conversation.run_size import planned_run, run_is_sized, size
from skill.conversation.state import Pending
from skill.decision import GO_AS_PLANNED, RULES, Inputs, could_change, decide
from skill.understanding.facts import Facts

# How each rule opens, and how it is said again in short. A lowered verdict is said as the rule most like it.
OPENINGS: Mapping[str, tuple[Says, Says]] = {
    "R2": (Says.VERDICT_PAIN, Says.BRIEF_PAIN),
    "R3": (Says.VERDICT_REST, Says.BRIEF_REST),
    "R4": (Says.VERDICT_SWAP, Says.BRIEF_SWAP),
    "R5": (Says.VERDICT_SHORT, Says.BRIEF_SHORT),
    "R6": (Says.VERDICT_SHORT, Says.BRIEF_SHORT),
    "R7": (Says.VERDICT_SHORT, Says.BRIEF_SHORT),
    "R8": (Says.VERDICT_EASY, Says.BRIEF_EASY),
    "R9": (Says.VERDICT_EASY_TRACE, Says.BRIEF_EASY),
    "R10": (Says.VERDICT_GO, Says.BRIEF_GO),
}
ANOTHER_DAY: Mapping[str, Says] = {"R2": Says.VERDICT_PAIN_LATER, "R3": Says.VERDICT_REST_LATER}
UNSAID_RUN = 20  # minutes, when nobody said how long
LONGEST = 45  # words of a verdict, its question and the disclaimer not counted
LONG_RUN = 60  # minutes from which a run may not be much longer than the month's longest

# What is offered after a verdict that no answer would change, by where a yes leads.
NEXT: Mapping[str, tuple[str, ...]] = {
    "R2": ("see_someone", "pain_or_soreness"),
    "R3": ("soreness_relief", WHEN_HARD, "walk_instead"),
    "R4": ("alternatives", "soreness_relief", WHEN_HARD),
    "R10": ("warm_up", "run_pace", "stretching"),
}
OTHERWISE = (WHEN_HARD, "warm_up", "run_how")
NO_RUN = ("R2", "R3", "R4")
# How a rule says no to more than it gives.
LIMITS: Mapping[str, Says] = {
    "R5": Says.LIMIT_SHORT, "R6": Says.LIMIT_SHORT, "R7": Says.LIMIT_SHORT, "R8": Says.LIMIT_EASY, "R9": Says.LIMIT_EASY,
}  # fmt: skip
QUICK = 0.75  # a quick runner's share of the minutes that a distance is taken for


@dataclass(frozen=True)
class Manner:
    """How a verdict is told when it is not simply told."""

    lead: str = ""  # goes before it, such as what changed
    statement: str = ""  # stands for the whole of it
    question: Question | None = None
    keeps: Mapping[str, Any] = field(default_factory=dict)


def deliver(turn: Turn, facts: Facts, manner: Manner | None = None) -> Outcome:
    """The verdict as speech."""
    manner, judged = manner or Manner(), judge(turn, facts)
    kept = {"facts": facts, "checking": False, "asked": (), "subject": "verdict", "parts": ()}
    kept |= {"sounds_like": None, "hours_sound_like": None}
    return turn.compose(
        Spoken(
            about="verdict",
            statement=manner.statement or _said(turn, facts, judged, manner.lead),
            question=manner.question or _question(turn, facts, judged),
            verdict=judged.to_dict(),
            card=card(turn, judged.rule, f"{opening(turn, facts, judged)} {judged.why}"),
            is_health=True,
            keeps={**kept, "verdict": judged.to_dict(), "lowered_by": judged.lowered_by, **manner.keeps},
        )
    )


def _said(turn: Turn, facts: Facts, judged: Judged, lead: str) -> str:
    """What to do, why, and when to stop; in fewer words where there is much to say."""
    short = brief(turn, facts, judged.rule, judged.run_minutes)
    before, after = [_echoed(turn, facts, judged), lead, *_lead(turn)], _cautions(turn, facts, judged)
    if turn.state.brief:
        return joined([*before, short, *after])
    tellings = (
        [*before, opening(turn, facts, judged), judged.why, *after],
        [*before, short, judged.why, *after],
        [*_lead(turn), short, judged.why, *after],
        [*_lead(turn), short, *after],
    )
    told = [joined(telling) for telling in tellings]
    return next((telling for telling in told if count_words(telling) <= LONGEST), told[-1])


def _lead(turn: Turn) -> list[str]:
    return [turn.say(Says.IF_THEY_STILL_FEEL)] if turn.ahead is not None else []


def _cautions(turn: Turn, facts: Facts, judged: Judged) -> list[str]:
    cautions = [turn.say(Says.STOP_RULE)] if judged.run_minutes else []
    if "lasting" in turn.circumstances and judged.rule != "R2":
        cautions.append(turn.say(Says.SEE_SOMEONE_LASTING))
    if judged.name == GO_AS_PLANNED and (facts.run_type == "long" or judged.run_minutes > LONG_RUN):
        cautions.append(turn.say(Says.TEN_PERCENT))
    if turn.ahead is not None:
        cautions.append(turn.say(Says.ASK_ME_THEN))
    return cautions


def joined(parts: list[str]) -> str:
    """Sentences in a row; after a lead that ends in a comma the next one goes on in lower case."""
    said = [part for part in parts if part]
    for place in range(1, len(said)):
        if said[place - 1].endswith(","):
            said[place] = said[place][:1].lower() + said[place][1:]
    return " ".join(said)


def _echoed(turn: Turn, facts: Facts, judged: Judged) -> str:
    """Fifteen or fifty is said back where the verdict hangs on it."""
    pair = echo(turn, facts, judged)
    if pair is None:
        return ""
    heard, other = (in_words(turn, round(minutes)) for minutes in pair)
    return turn.say(Says.HEARD_MINUTES, heard=heard, other=other)


def opening(turn: Turn, facts: Facts, judged: Judged) -> str:
    """What to do, in the words of its rule."""
    if turn.ahead is not None and judged.rule in ANOTHER_DAY:
        return turn.say(ANOTHER_DAY[judged.rule])
    moment, _ = OPENINGS[judged.rule]
    if judged.rule == "R2" and "sharp_or_joint_pain" in judged.assumed:
        moment = Says.VERDICT_UNSURE
    if moment is Says.VERDICT_GO and not run_is_sized(facts):
        moment = Says.VERDICT_GO_UNSAID
    said = facts.run_minutes == judged.run_minutes
    return turn.say(
        moment, minutes=size(turn, facts, judged.run_minutes, said), run=planned_run(turn, facts, judged.run_minutes)
    )


def brief(turn: Turn, facts: Facts, rule: str, minutes: float) -> str:
    """What the verdict comes to, in a few words: "so can I go?"."""
    return turn.say(
        OPENINGS[rule][1],
        minutes=size(turn, facts, minutes, facts.run_minutes == minutes),
        run=planned_run(turn, facts, minutes),
    )


def limit(turn: Turn, facts: Facts, judged: Judged) -> str:
    """The same where more was asked for: it begins with a no."""
    if judged.rule not in LIMITS:
        return brief(turn, facts, judged.rule, judged.run_minutes)
    said = facts.run_minutes == judged.run_minutes
    return turn.say(LIMITS[judged.rule], minutes=size(turn, facts, judged.run_minutes, said))


def again(turn: Turn, facts: Facts, judged: Judged, short: str = "", why: str = "") -> str:
    """A verdict said once more: in a few words, and with all that it may never be without."""
    short = short or brief(turn, facts, judged.rule, judged.run_minutes)
    return joined([*_lead(turn), short, why, *_cautions(turn, facts, judged)])


def _question(turn: Turn, facts: Facts, judged: Judged) -> Question:
    """The one assumption that would change the verdict, else what is worth doing next."""
    changing = _changing(judged)
    if "hours_since_leg_day" in changing and "hours" not in turn.state.unsure:
        return turn.ask(Asks.HOURS, Asks.HOURS_AGAIN, Pending("hours"), *turn.chips("hours"))
    if "leg_day_effort" in changing and turn.legs_ahead is None and not _passed_over(turn, "effort"):
        return _about(turn, "effort", Asks.HOW_HARD, Asks.HOW_HARD_AGAIN)
    if "training_age" in changing and not _passed_over(turn, "age"):
        return _about(turn, "age", Asks.TRAINING_AGE, Asks.TRAINING_AGE_AGAIN)
    if _hangs_on_pace(turn, facts, judged) and not _passed_over(turn, "run_minutes"):
        return _about(turn, "run_minutes", Asks.HOW_LONG_RUN, Asks.HOW_LONG_RUN_AGAIN)
    return what_next(turn, facts, judged.rule, judged.lowered_by)


def _about(turn: Turn, kind: str, asks: Asks, again: Asks) -> Question:
    """One assumption; in its shorter form when it is asked again."""
    if kind in turn.state.offered:
        return turn.again(turn.say(again), Pending(kind), *turn.chips(kind))
    who = turn.scene.content.words["they" if "somebody_else" in turn.circumstances else "you"]
    return turn.ask(asks, again, Pending(kind), *turn.chips(kind), who=who)


def _passed_over(turn: Turn, kind: str) -> bool:
    """Asked, and once more, and left without an answer: it is not asked a third time."""
    return f"{kind}?" in turn.state.offered


def _changing(judged: Judged) -> tuple[str, ...]:
    """What the verdict was assumed on and hangs on. The run is taken as it was named in the verdict."""
    if judged.lowered_by:
        return ()
    run = judged.inputs
    return could_change(_with_run(run, run.run_type or "easy", run.run_minutes or UNSAID_RUN))


def _with_run(inputs: Inputs, run_type: str, minutes: float) -> Inputs:
    return replace(inputs, run_type=run_type, run_minutes=minutes)


def _hangs_on_pace(turn: Turn, facts: Facts, judged: Judged) -> bool:
    minutes = judged.inputs.run_minutes
    if facts.run_minutes is not None or minutes is None or turn.pace is not None or judged.lowered_by:
        return False
    quicker = decide(_with_run(judged.inputs, judged.inputs.run_type or "easy", minutes * QUICK))
    return getattr(quicker, "rule", judged.rule) != judged.rule


def what_next(turn: Turn, facts: Facts, rule: str, lowered_by: str | None = None) -> Question:
    """Nothing that could be asked would change the verdict."""
    if lowered_by == "one_sided":
        rule = "R2"
    news = (REMEMBER,) if _is_news(turn, facts) and rule not in NO_RUN else ()
    before_legs = ("run_order",) if turn.legs_ahead is not None else ()
    return offers.first_of(turn, *news, *NEXT.get(rule, (*before_legs, *OTHERWISE)))


def _is_news(turn: Turn, facts: Facts) -> bool:
    """A leg day that was told, that we could remember, and that we don't."""
    if facts.hours_since_leg_day is None or turn.scene.remembers in ("none", "away") or not remembers_them(turn):
        return False
    return not turn.scene.profile.leg_days


def card(turn: Turn, rule_id: str, text: str) -> Card:
    """What was said of the run, with what it stands on."""
    content = turn.scene.content
    rule = next(rule for rule in RULES if rule.id == rule_id)
    sources = tuple(
        {
            "claim": rule.claims[0] if rule.claims else "",
            "text": content.sources[key].citation,
            "url": content.sources[key].url,
        }
        for key in rule.sources
        if key in content.sources and content.sources[key].may_be_spoken
    )
    return Card(turn.say(Says.VERDICT_TITLE), text, sources)
