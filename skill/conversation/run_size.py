"""How much run, as it is said: a range where a range is kinder than a figure, and the person's own unit."""

from skill.conversation.clock import in_words
from skill.conversation.composing import Turn
from skill.conversation.inputs import KILOMETRES_A_MILE, MINUTES_A_KILOMETRE
from skill.understanding.facts import Facts

# What the table's most minutes are said as.
RANGES = {10: "minutes_to_ten", 15: "minutes_to_fifteen", 20: "minutes_to_twenty", 30: "minutes_to_thirty"}


def size(turn: Turn, facts: Facts, minutes: float, said: bool) -> str:
    """The minutes; for someone who spoke of a distance, about how far that is. What they said themselves is no range."""
    words = turn.scene.content.words
    if said:
        return words["minutes"].format(number=in_words(turn, round(minutes)))
    spoken = words[RANGES[round(minutes)]] if round(minutes) in RANGES else words["minutes_at_most"]
    spoken = spoken.format(number=in_words(turn, round(minutes)))
    return _about(turn, spoken, _so_far(turn, facts, minutes)) if facts.run_km or facts.run_miles else spoken


def distance(turn: Turn, facts: Facts, minutes: float) -> str:
    """How far the minutes take them, in the unit they spoke of; else in both."""
    if facts.run_km or facts.run_miles:
        return _so_far(turn, facts, minutes) or turn.scene.content.words["half_a_mile"]
    kilometres, miles = (_so_far(turn, unit, minutes) for unit in (Facts(run_km=1), Facts(run_miles=1)))
    return turn.scene.content.words["one_or_other"].format(one=kilometres, other=miles)


def _so_far(turn: Turn, facts: Facts, minutes: float) -> str:
    """To half a kilometre or mile, rounded down, as it is a limit; nothing where it is less."""
    kilometres = minutes / (turn.pace or MINUTES_A_KILOMETRE)
    unit = "kilometre" if facts.run_km is not None else "mile"
    whole, half = divmod(int(2 * (kilometres if unit == "kilometre" else kilometres / KILOMETRES_A_MILE)), 2)
    if not whole and not half:
        return ""
    forms = ("half_a_{}", "one_and_a_half_{}s", "and_a_half_{}s") if half else ("", "{}", "{}s")
    return turn.scene.content.words[forms[min(whole, 2)].format(unit)].format(number=in_words(turn, whole))


def _about(turn: Turn, spoken: str, so_far: str) -> str:
    return turn.scene.content.words["about_so_far"].format(minutes=spoken, distance=so_far) if so_far else spoken


def run_is_sized(facts: Facts) -> bool:
    """Whether they said which run it is, so that it can be called theirs."""
    said = (facts.run_minutes, facts.run_km, facts.run_miles)
    return any(value is not None for value in said) or facts.run_type not in (None, "easy")


def planned_run(turn: Turn, facts: Facts, minutes: float) -> str:
    """The run by its kind and size: "easy thirty minutes", "easy ten kilometres", "tempo run"."""
    words = turn.scene.content.words
    kind = facts.run_type or "easy"
    if kind != "easy":
        return words[f"run_{kind}"]
    for unit, distance in (("kilometre", facts.run_km), ("mile", facts.run_miles)):
        if distance is not None:
            number = in_words(turn, round(distance))
            amount = words[unit if distance == 1 else f"{unit}s"].format(number=number)
            return words["run_easy"].format(size=amount) if distance == round(distance) else words["run_easy_unsized"]
    return words["run_easy"].format(size=words["minutes"].format(number=in_words(turn, round(minutes))))
