"""Should this person run, and how much?

RULES is the policy. It is read from the top and the first rule that applies decides: warning signs, pain,
soreness, then the time since leg day. What was not told counts as the careful value, so that silence never
buys a run. No words live here: a reason is a key of content/<language>/decision.toml.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from skill import decision_values as values
from skill.decision_values import EFFORTS, LONGEST_RUN, RED_FLAGS, TRAINING_AGES

VERDICTS = ("GO AS PLANNED", "GO EASY", "SHORTEN-OR-SWAP", "REST", "STOP-AND-GET-HELP")  # ever stricter
GO_AS_PLANNED, GO_EASY, SHORTEN, REST, STOP = VERDICTS
MUST_ASK = ("red_flags", "sharp_or_joint_pain", "soreness")
LAST_HOUR = 96  # no rule tells later hours apart

# Hours after which a run may go ahead as planned, by how hard leg day was.
RECOVERY: Mapping[tuple[str, str], tuple[int, int, int]] = {
    #                            light  moderate  hard
    ("easy", "new"):              (36,     48,     72),
    ("easy", "regular"):          (12,     24,     48),
    ("easy", "experienced"):      (12,     24,     48),
    ("demanding", "new"):         (72,     72,     72),
    ("demanding", "regular"):     (48,     48,     72),
    ("demanding", "experienced"): (24,     48,     72),
}  # fmt: skip
MUSCLE_FIRST_HOURS = 24  # the least, when muscle is what the person trains for


@dataclass(frozen=True)
class Inputs:
    """What is known about a person and the run they plan. None is not known."""

    red_flags: tuple[str, ...] | None = None
    sharp_or_joint_pain: bool | None = None
    soreness: int | None = None
    hours_since_leg_day: float | None = None
    run_type: str | None = None
    run_minutes: float | None = None
    training_age: str | None = None
    leg_day_effort: str | None = None
    priority: str | None = None

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "Inputs":
        return cls(**values.read(given))


@dataclass(frozen=True)
class Verdict:
    name: str
    rule: str
    run_minutes: float
    why: str  # a key of decision.toml, such as R5.hard
    claims: tuple[str, ...]
    sources: tuple[str, ...]
    assumed: tuple[str, ...]


@dataclass(frozen=True)
class Ask:
    input: str  # what to ask first, because it could still make the verdict stricter


class Case(NamedTuple):
    """Inputs with nothing left open. The defaults are what silence means.

    The three that must be asked stand at their mildest; decide() never reads that far without an answer.
    """

    red_flags: tuple[str, ...] = ()
    sharp_or_joint_pain: bool = False
    soreness: int = 0
    hours_since_leg_day: float = 0
    run_type: str = "easy"
    run_minutes: float = 20
    training_age: str = "new"
    leg_day_effort: str = "hard"
    priority: str = "muscle"

    @property
    def demanding(self) -> bool:
        longest_easy = 30 if self.new else 60
        return self.run_type != "easy" or self.run_minutes > longest_easy

    @property
    def new(self) -> bool:
        return self.training_age == "new"

    @property
    def hard(self) -> bool:
        return self.leg_day_effort == "hard"

    @property
    def new_and_hard(self) -> bool:
        return self.new and self.hard

    @property
    def muscle_first(self) -> bool:
        return self.priority == "muscle"

    @property
    def recovering(self) -> bool:
        row = RECOVERY["demanding" if self.demanding else "easy", self.training_age]
        least = MUSCLE_FIRST_HOURS if self.muscle_first else 0
        return self.hours_since_leg_day < max(row[EFFORTS.index(self.leg_day_effort)], least)


CAREFUL = Case()
MILD = Case(training_age="regular", leg_day_effort="moderate", priority="balanced")  # gives no reason


@dataclass(frozen=True)
class Rule:
    id: str
    applies: Callable[[Case], bool]
    verdict: str
    minutes: int | Callable[[Case], int]  # the most; what was planned caps it too
    reasons: tuple[str, ...]  # the first that is known to hold is given, else the last
    claims: tuple[str, ...]
    sources: tuple[str, ...]
    needs: str | None = None  # must be known before this rule is read; such a rule reads no optional input


RULES: tuple[Rule, ...] = (
    Rule("R1", lambda c: bool(c.red_flags), STOP, 0, tuple(RED_FLAGS),
         (), ("CDC-RH", "NHS-RF", "AHA", "DIC14"), needs="red_flags"),
    Rule("R2", lambda c: c.sharp_or_joint_pain, REST, 0, ("pain",),
         ("C29", "C51"), ("VIN17", "NHS-IN"), needs="sharp_or_joint_pain"),
    Rule("R3", lambda c: c.soreness >= 5, REST, 0, ("sore",),
         ("C50", "C52"), ("NHS-IN", "CHE03"), needs="soreness"),
    Rule("R4", lambda c: c.soreness >= 3, SHORTEN, 0, ("sore",),
         ("C50", "C40"), ("NHS-IN", "CHE03"), needs="soreness"),
    Rule("R5", lambda c: c.hours_since_leg_day < 6 and (c.demanding or c.new or c.hard or c.muscle_first),
         SHORTEN, 10, ("hours_unknown", "demanding", "new", "hard", "muscle_first", "assumed"),
         ("C53", "C56"), ("ROB16", "PET21", "SCH22", "DOM13")),
    Rule("R6", lambda c: c.hours_since_leg_day < 24 and (c.demanding or c.new_and_hard), SHORTEN, 15,
         ("demanding", "new_and_hard", "assumed"), ("C32", "C57"), ("BUR23", "DOM13", "MOR17")),
    Rule("R7", lambda c: c.soreness >= 1 and c.recovering,
         SHORTEN, lambda c: 10 if c.hours_since_leg_day < 6 else 15, ("hours_unknown", "demanding", "rising"),
         ("C11", "C50"), ("HEN11", "CHE03")),
    Rule("R8", lambda c: c.recovering,
         GO_EASY, lambda c: 20 if c.hours_since_leg_day < 6 or c.new or c.hard else 30,
         ("hours_unknown", "demanding", "arrives_late"),
         ("C33", "C38", "C11"), ("BUR23", "HEN11")),
    Rule("R9", lambda c: c.soreness >= 1, GO_EASY, 20, ("trace_left",), ("C50", "C51"), ("NHS-IN", "VIN17")),
    Rule("R10", lambda _: True, GO_AS_PLANNED, LONGEST_RUN, ("recovered",),
         ("C01", "C52"), ("BUR23", "LAW07")),
)  # fmt: skip

# One value on each side of every border that the rules draw, to try out what is not known.
TRIES: Mapping[str, tuple[Any, ...]] = {
    "red_flags": ((), tuple(RED_FLAGS)),
    "sharp_or_joint_pain": (False, True),
    "soreness": (0, 2, 4, 7),
    "hours_since_leg_day": (0, 6, 12, 24, 36, 48, 72),
    "run_type": ("easy", "tempo"),
    "run_minutes": (5, 20, 45, 75),
    "training_age": TRAINING_AGES,
    "leg_day_effort": EFFORTS,
    "priority": ("muscle", "balanced"),
}


def decide(inputs: Inputs) -> Verdict | Ask:
    case = _case(inputs)
    for rule in RULES:
        if rule.needs is not None and getattr(inputs, rule.needs) is None:
            return Ask(rule.needs)
        if rule.applies(case):
            break
    minutes, why = _minutes(rule, case), f"{rule.id}.{_reason(rule, inputs)}"
    return Verdict(rule.verdict, rule.id, minutes, why, rule.claims, rule.sources, assumed(inputs))


def assumed(inputs: Inputs) -> tuple[str, ...]:
    """The optional inputs that were not told, so that the careful value stands in."""
    return tuple(name for name in _unknown(inputs) if name not in MUST_ASK)


def could_change(inputs: Inputs) -> tuple[str, ...]:
    """The unknown inputs that could still make a difference, for some values of the other unknown ones."""
    matters: set[str] = set()

    def outcome(case: Case, untried: Sequence[str]) -> object:
        """A tree of outcomes that branches at an input only where its value makes a difference."""
        rule = _first(case)
        if not untried or (rule.needs is not None and not set(MUST_ASK) & set(untried)):
            return rule.id, _minutes(rule, case)
        name, *rest = untried
        branches = [outcome(case._replace(**{name: value}), rest) for value in TRIES[name]]
        if all(branch == branches[0] for branch in branches):
            return branches[0]
        matters.add(name)
        return name, branches

    unknown = _unknown(inputs)
    outcome(_case(inputs), unknown)
    return tuple(name for name in unknown if name in matters)


def earliest_hour(inputs: Inputs, run_type: str, minutes: float) -> int | None:
    """The first hour after leg day that fits this run: a demanding one as planned, an easy one if shorter.

    Soreness stays as it was told, and none if it was not. None when no hour is late enough.
    """
    case = _case(inputs)._replace(run_type=run_type, run_minutes=minutes)
    fitting = (GO_AS_PLANNED,) if case.demanding else (GO_AS_PLANNED, GO_EASY)
    for hour in range(LAST_HOUR + 1):
        if _first(case._replace(hours_since_leg_day=hour)).verdict in fitting:
            return hour
    return None


def most_cautious(inputs: Inputs) -> Inputs:
    """For someone who can't tell: soreness counts as too sore, safety as pain; the rest is assumed as ever.

    Unknown warning signs count as pain, not as an emergency; the words beside it say when to get help.
    """
    cleared = inputs.red_flags is not None and inputs.sharp_or_joint_pain is False
    case = _case(inputs, CAREFUL._replace(soreness=5))
    return Inputs(*case._replace(sharp_or_joint_pain=not cleared))


def _case(inputs: Inputs, silence: Case = CAREFUL) -> Case:
    return silence._replace(**{name: told for name, told in vars(inputs).items() if told is not None})


def _first(case: Case) -> Rule:
    return next(rule for rule in RULES if rule.applies(case))


def _minutes(rule: Rule, case: Case) -> float:
    most = rule.minutes(case) if callable(rule.minutes) else rule.minutes
    return min(most, case.run_minutes)


def _reason(rule: Rule, inputs: Inputs) -> str:
    """Looks only at what was told, so that an assumption is never given as a fact."""
    told = _case(inputs, MILD)
    known = (*told.red_flags, "hours_unknown") if inputs.hours_since_leg_day is None else told.red_flags
    holding = (name for name in rule.reasons if name in known or getattr(told, name, False))
    return next(holding, rule.reasons[-1])


def _unknown(inputs: Inputs) -> tuple[str, ...]:
    return tuple(name for name, told in vars(inputs).items() if told is None)
