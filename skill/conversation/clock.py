"""Times and numbers as they are said."""

from datetime import datetime

from skill.conversation.composing import Turn

PARTS_OF_DAY = ((12, "morning"), (17, "afternoon"), (22, "evening"), (24, "night"))  # up to which hour


def spoken_time(turn: Turn, when: datetime) -> str:
    """ "yesterday evening", "Monday morning": the weekday once it is over a day away."""
    words = turn.scene.content.words
    days = (turn.scene.now.date() - when.date()).days
    part = next(name for hour, name in PARTS_OF_DAY if when.hour < hour)
    if -1 <= days <= 1:
        return words[f"{('today', 'yesterday', 'tomorrow')[days]}_{part}"]
    day = words["weekdays"].split()[when.weekday()]
    return words["day_and_part"].format(day=day, part=words[part])


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
