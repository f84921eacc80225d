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
    kilometres = minutes / (turn.pace or MINUTES_A_KILOMETRE)
    if facts.run_km is not None:
        return _about(turn, spoken, int(kilometres), "kilometre")
    if facts.run_miles is not None:
        return _about(turn, spoken, int(kilometres / KILOMETRES_A_MILE), "mile")
    return spoken


def _about(turn: Turn, spoken: str, number: int, unit: str) -> str:
    """Rounded down, as it is a limit."""
    if not number:
        return spoken
    words = turn.scene.content.words
    distance = words[unit if number == 1 else f"{unit}s"].format(number=in_words(turn, number))
    return words["about_so_far"].format(minutes=spoken, distance=distance)


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
