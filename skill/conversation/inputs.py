"""What the decision is given: what was said, what is remembered, and the careful value for what can't be told."""

from dataclasses import replace

from skill.conversation.composing import Turn
from skill.decision import Inputs
from skill.understanding.facts import Facts

MINUTES_A_KILOMETRE = 7.0
KILOMETRES_A_MILE = 1.609
TOO_SORE = 5  # what counts for someone who can't tell how sore they are
SOMEBODY_ELSE = ("somebody_else", "what_about_me")  # whose leg days are not those we remember


def known(turn: Turn, facts: Facts) -> Inputs:
    """What is known by now, with what is remembered where nothing was said."""
    unsure, profile = turn.state.unsure, turn.scene.profile
    inputs = inputs_of(facts, turn.pace or MINUTES_A_KILOMETRE)
    if "soreness" in unsure and inputs.soreness is None:
        inputs = replace(inputs, soreness=TOO_SORE)
    if "safety" in unsure and (inputs.sharp_or_joint_pain is None or inputs.red_flags is None):
        inputs = replace(inputs, red_flags=inputs.red_flags or (), sharp_or_joint_pain=True)
    if not remembers_them(turn):
        return inputs
    hours = inputs.hours_since_leg_day
    if hours is None and "hours" not in unsure:
        hours = profile.hours_since_leg_day(turn.scene.now)
    return replace(
        inputs,
        hours_since_leg_day=hours,
        leg_day_effort=inputs.leg_day_effort or profile.leg_day_effort,
        training_age=inputs.training_age or profile.training_age,
        priority=inputs.priority or profile.priority,
    )


def remembers_them(turn: Turn) -> bool:
    """Whether what we remember is about the person who speaks."""
    return turn.scene.may_be_theirs is None and not any(name in turn.circumstances for name in SOMEBODY_ELSE)


def at_the_run(turn: Turn, inputs: Inputs) -> Inputs:
    """The inputs at the time of the run. With a leg day still to come the table is read backwards as well."""
    hours, until_legs = inputs.hours_since_leg_day, until_leg_day(turn)
    if hours is not None or until_legs is None:
        hours = hours if turn.ahead is None else (hours or 0) + turn.ahead
    if until_legs is not None:
        hours = until_legs if hours is None else min(hours, until_legs)
    return replace(inputs, hours_since_leg_day=hours)


def until_leg_day(turn: Turn) -> float | None:
    """Hours from the run to a leg day still to come."""
    gap = None if turn.legs_ahead is None else turn.legs_ahead - (turn.ahead or 0)
    return gap if gap is not None and gap >= 0 else None


def inputs_of(facts: Facts, pace: float = MINUTES_A_KILOMETRE) -> Inputs:
    return Inputs(
        red_flags=facts.red_flags,
        sharp_or_joint_pain=facts.sharp_or_joint_pain,
        soreness=facts.soreness,
        hours_since_leg_day=facts.hours_since_leg_day,
        run_type=facts.run_type,
        run_minutes=planned_minutes(facts, pace),
        training_age=facts.training_age,
        leg_day_effort=facts.leg_day_effort,
        priority=facts.priority,
    )


def planned_minutes(facts: Facts, pace: float) -> float | None:
    """The planned run in minutes; a distance at a pace, in minutes a kilometre, unless minutes were said."""
    if facts.run_minutes is not None:
        return facts.run_minutes
    kilometres = facts.run_km if facts.run_km is not None else (facts.run_miles or 0) * KILOMETRES_A_MILE
    return round(kilometres * pace) if kilometres else None
