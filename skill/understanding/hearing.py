"""Hears what an utterance says about a body and a run, whatever else it asks.

`asked` is the question just asked, by its kind, so that a bare answer finds its place; `now` is the time on
the person's own clock. Neither is needed.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from skill.understanding.acts import hear_acts
from skill.understanding.as_answer import answering
from skill.understanding.circumstances import hear_circumstances
from skill.understanding.facts import Facts
from skill.understanding.hear_pain import BARE_PAIN, KNOWN_ACHE, SMALL_ACHE, Pain, hear_pain
from skill.understanding.hear_run import hear_run
from skill.understanding.hear_soreness import BARE as BARE_SORENESS
from skill.understanding.hear_soreness import Soreness, hear_soreness
from skill.understanding.hear_time import hear_time
from skill.understanding.hear_training import hear_effort, hear_priority, hear_training_age
from skill.understanding.hear_wish import ASKED, MINE, THEIRS, hear_wish
from skill.understanding.lexicon import Lexicon, tells_time
from skill.understanding.listening import Listening, listen, standing
from skill.understanding.warning_signs import Signs, hear_signs
from skill.understanding.words import STOP

SAFETY = ("safety", "which_sign", "one_sided", "far_worse")
SORENESS, ONE_SIDED = "soreness", "one_sided"
FAR_WORSE, MUCH_WORSE = "far_worse", "pain_much_worse_than_expected"
WHICH_SIGN = "which_sign"
A_MOMENT = datetime(2026, 1, 1, 12, tzinfo=UTC)  # any will do for words that tell no time
AN_ANSWER = 6  # words beyond which a no may be to something else
OPENING = 3  # words within which a no must begin to answer


@dataclass(frozen=True)
class Heard:
    facts: Facts = field(default_factory=Facts)
    doubts: tuple[str, ...] = ()  # bare_pain, bare_soreness, which_sign, or exaggeration:<sign>
    circumstances: tuple[str, ...] = ()
    yes: bool | None = None  # a plain yes or no, which may also be said with more
    dont_know: bool = False
    corrects: bool = False  # "no wait, ..."
    taken_back: tuple[str, ...] = ()  # warning signs denied in so many words
    past_signs: tuple[str, ...] = ()
    look_alikes: tuple[str, ...] = ()  # signs that were named in words of another meaning
    cleared: bool = False  # signs were named, and are none: denied, past, or look-alikes
    legs_ahead: float | None = None  # hours until a leg day still to come
    hours_ahead: float | None = None  # hours until the run that is asked about
    pace: float | None = None  # minutes for a kilometre
    unit: str | None = None  # km or miles
    sounds_like: float | None = None  # the minutes that a heard teen or ty may have been
    hours_sound_like: float | None = None  # the same of the hours since leg day
    run_wish: str | None = None  # whose run it is, where what is said asks for a check
    acts: tuple[str, ...] = ()  # what it may be in a talk, such as thanks or a doubt


# What is heard in most of the phrasings that were written down: nothing, or no more than that a run is wished for.
COMMON = (None, Heard(), Heard(run_wish=ASKED), Heard(run_wish=MINE), Heard(run_wish=THEIRS))


def hear(text: str, lexicon: Lexicon, now: datetime | None = None, asked: str | None = None) -> Heard:
    listening = listen(text, lexicon, now, asked)
    corrected = _corrected(listening)
    lately = _lately(listening) if corrected is None else corrected
    signs = hear_signs(listening)
    around = hear_circumstances(listening, signs)
    flags = () if around.past else signs.flags
    joints = [match for match in listening.of("pain", "joint") if not listening.denied(match)]
    soreness = hear_soreness(listening, [*signs.matches, *joints], lately)
    out_of_ten = soreness.level if soreness.numbers else None  # "my legs aren't sore" says nothing of a knee
    pain = hear_pain(listening, signs, around.past, out_of_ten)
    if (pain.sharp_or_joint or pain.known_ache) and listening.asked != SORENESS and soreness.of_anything:
        # "My knee is a six" is no soreness; what was said of the legs in words still is.
        soreness = hear_soreness(listening, [*signs.matches, *joints], lately, in_words=True)
    time, run = hear_time(listening, corrected), hear_run(listening, lately)
    answer = _answer(listening)
    facts = Facts(
        # "I haven't trained for years", where that was asked, moves no leg day.
        hours_since_leg_day=None
        if listening.asked == "age" and listening.heard("training_age", "lapsed")
        else time.hours,
        soreness=_level(listening, soreness, answer),
        sharp_or_joint_pain=pain.sharp_or_joint,
        red_flags=flags or None,
        run_type=run.kind,
        run_minutes=run.minutes,
        run_km=run.km,
        run_miles=run.miles,
        leg_day_effort=None if soreness.put_right else hear_effort(listening, corrected),
        training_age=hear_training_age(listening, corrected),
        priority=hear_priority(listening, corrected),
    )
    facts = _after_safety(listening, facts, None if pain.bare else answer)
    return Heard(
        facts=facts,
        doubts=_doubts(listening, signs, pain, soreness, facts, answer),
        run_wish=hear_wish(listening, facts, pain.bare),
        circumstances=(*around.names, *_aches(pain)),
        yes=answer,
        dont_know=_dont_know(listening, facts),
        corrects=corrected is not None,
        taken_back=signs.taken_back,
        past_signs=signs.flags if around.past else (),
        look_alikes=signs.look_alikes,
        cleared=bool(signs.spoken_of or signs.taken_back) and not flags,
        legs_ahead=time.legs_ahead,
        hours_ahead=time.run_ahead,
        pace=run.pace,
        unit=run.unit,
        sounds_like=run.sounds_like,
        hours_sound_like=time.sounds_like,
        acts=hear_acts(listening),
    )


def heard_always(text: str, lexicon: Lexicon) -> int:
    """A place in COMMON, of what is heard in the words whenever they are said and nothing was asked; 0 where none is."""
    heard = None if tells_time(text, lexicon) else hear(text, lexicon, A_MOMENT)
    return COMMON.index(heard) if heard in COMMON else 0


def _corrected(listening: Listening) -> int | None:
    """Where the words after the last correction begin."""
    said = standing(listening.of("correction", "correction"), listening.of("correction", "waits"))
    return max((match.end for match in said), default=None)


def _lately(listening: Listening) -> int | None:
    """Where what is so today begins, after what was or usually is: "it was an eight, today it's a three"."""
    before = min((match.start for match in listening.of("contrast", "before")), default=listening.length)
    return max((match.start for match in listening.of("contrast", "lately") if match.start > before), default=None)


def _answer(listening: Listening) -> bool | None:
    """A yes or no that opens or closes the utterance. "No idea" is none, and a no that goes on to name
    something is a no to all else."""
    if listening.heard("dont_know"):
        return None
    if "answer" not in listening.found:
        return None
    words, lexicon = listening.said.words, listening.lexicon
    said: list[tuple[bool, bool]] = []  # whether it closes, and whether it is a yes
    for label in ("no", "yes"):
        matches = standing(listening.of("answer", label), listening.of("no_answer"))
        matches = [match for match in matches if match.start < OPENING or match.end == listening.length]
        # "Fine" is a no to pain, "fine weather for it" is none.
        unsure = [
            match
            for match in matches
            if words[match.start] not in lexicon.denying.words and words[match.start] not in lexicon.answers.silent
        ]
        kept = [*answering(listening, unsure), *(match for match in matches if match not in unsure)]
        said += [(match.start >= OPENING, label == "yes") for match in kept]
    return min(said)[1] if said else None


def _level(listening: Listening, soreness: Soreness, answer: bool | None) -> int | None:
    if listening.asked != SORENESS or answer is not False or soreness.bare or soreness.level is not None:
        return soreness.level
    plain = listening.lexicon.answers.plain | listening.lexicon.answers.silent | {STOP}
    if plain.issuperset(listening.said.words[: listening.length]):
        return 0
    return soreness.level


def _after_safety(listening: Listening, facts: Facts, answer: bool | None) -> Facts:
    """What is named in answer to the safety question is set, and the rest is no."""
    if listening.asked not in SAFETY or facts.red_flags:
        return facts
    if listening.asked == FAR_WORSE and (answer is None or listening.length > AN_ANSWER):
        return facts
    said_no = answer is False
    if not said_no and facts.sharp_or_joint_pain is None:
        return facts
    return facts.merged(Facts(red_flags=(), sharp_or_joint_pain=facts.sharp_or_joint_pain or False))


def _doubts(
    listening: Listening, signs: Signs, pain: Pain, soreness: Soreness, facts: Facts, answer: bool | None
) -> tuple[str, ...]:
    doubts = [doubt for doubt in signs.doubts if facts.red_flags is None or not facts.red_flags]
    if pain.bare and not facts.red_flags:
        doubts.append(BARE_PAIN)
    if listening.asked == SORENESS and facts.soreness is None and (soreness.bare or answer):
        doubts.append(BARE_SORENESS)
    if listening.asked in SAFETY and answer and facts.red_flags is None and facts.sharp_or_joint_pain is None:
        doubts.append(WHICH_SIGN)
    return tuple(doubts)


def _aches(pain: Pain) -> tuple[str, ...]:
    """What a joint ache may turn out to be, or is: it may lower a verdict less than a pain does."""
    return (KNOWN_ACHE,) if pain.known_ache else (SMALL_ACHE,) if pain.small_ache else ()


def _dont_know(listening: Listening, facts: Facts) -> bool:
    """Not knowing counts where nothing else was said."""
    return listening.heard("dont_know") and not facts.to_dict()
