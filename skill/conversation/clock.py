"""Times and numbers as they are said."""

from datetime import datetime, timedelta

from skill.conversation.composing import Turn
from skill.conversation.scene import day_only, is_day_only

PARTS_OF_DAY = ((12, "morning"), (17, "afternoon"), (22, "evening"), (24, "night"))  # up to which hour
HOURS_A_DAY = 24
DAYS_A_WEEK = 7


def leg_day_at(turn: Turn, hours_ago: float | None) -> datetime:
    """When that was. "Yesterday" is a whole day ago, and tells nothing about the hour."""
    when = turn.scene.now - timedelta(hours=hours_ago or 0)
    return when if (hours_ago or 0) % HOURS_A_DAY else day_only(when)


def spoken_time(turn: Turn, when: datetime) -> str:
    """ "yesterday evening", "Monday morning": the weekday once it is over a day away, the hour's part if it is known."""
    words = turn.scene.content.words
    when = when.astimezone(turn.scene.now.tzinfo)
    days = (turn.scene.now.date() - when.date()).days
    part = next(name for hour, name in PARTS_OF_DAY if when.hour < hour)
    if days >= DAYS_A_WEEK:
        return words["over_a_week"]
    if -1 <= days <= 1:
        near = ("today", "yesterday", "tomorrow")[days]
        return words[near] if is_day_only(when) else words[f"{near}_{part}"]
    day = words["weekdays"].split()[when.weekday()]
    return day if is_day_only(when) else words["day_and_part"].format(day=day, part=words[part])


def in_words(turn: Turn, number: int) -> str:
    """A whole number up to ninety-nine in words; larger ones stay digits for the screen to show."""
    words = turn.scene.content.words
    small, tens = words["numbers"].split(), words["tens"].split()
    if number < len(small):
        return small[number]
    if number >= 100:
        return str(number)
    ten, one = divmod(number, 10)
    return tens[ten - 2] if not one else f"{tens[ten - 2]}-{small[one]}"
