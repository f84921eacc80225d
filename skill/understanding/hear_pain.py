"""Pain that is more than soreness: sharp, in a joint, or an injury. Bare pain is neither, and asked about."""

from dataclasses import dataclass

from skill.understanding.lexicon import Match
from skill.understanding.listening import Listening, holds, standing
from skill.understanding.warning_signs import Signs

BARE_PAIN = "bare_pain"
KNOWN_ACHE = "known_joint_ache"
SMALL_ACHE = "small_joint_ache"  # a known one, once they say that it is no worse than usual
PAIN_KIND = "pain_kind"
SAFETY = ("safety", "which_sign")
MOST_OF_A_KNOWN_ACHE = 3  # out of ten; from there on an ache is pain


@dataclass(frozen=True)
class Pain:
    sharp_or_joint: bool | None = None
    bare: bool = False
    known_ache: bool = False
    small_ache: bool = False
    matches: tuple[Match, ...] = ()


def hear_pain(listening: Listening, signs: Signs, past: bool, level: float | None) -> Pain:
    """`level` is a number out of ten, if one was said. Pain that is a warning sign is not asked about."""
    general = list(listening.of("pain", "general"))
    said_none = standing(listening.of("pain", "none", *(("only_sore",) if listening.asked else ())), general)
    real = standing(listening.of("pain", "sharp", "joint", "injury"), general)
    if listening.asked in SAFETY:
        real += standing(listening.of("pain_name", "real"), general)
    denied = [match for match in real if listening.denied(match)]
    real = [match for match in standing(real, said_none) if match not in denied]
    bare = standing(listening.of("pain", "bare"), [*general, *said_none, *signs.matches])
    denied += [match for match in bare if listening.denied(match)]
    bare = [match for match in bare if match not in denied]
    if past and (real or bare):
        return Pain()
    if listening.asked == PAIN_KIND:
        real += [match for match in listening.of("pain_name", "real", "spot") if not listening.denied(match)]
        if not real and listening.heard("pain_name", "dull"):
            return Pain(sharp_or_joint=False)
    if real:
        if _is_known(listening, real, level):
            return Pain(sharp_or_joint=False, known_ache=True, matches=tuple(real))
        return Pain(sharp_or_joint=True, small_ache=_is_small(listening, real, level), matches=tuple(real))
    if said_none or denied:
        return Pain(sharp_or_joint=False, matches=(*said_none, *denied))
    return Pain(bare=bool(bare), matches=tuple(bare))


def _is_known(listening: Listening, real: list[Match], level: float | None) -> bool:
    """An old joint ache that is small and no worse."""
    return listening.heard("old_ache", "old") and _is_small(listening, real, level)


def _is_small(listening: Listening, real: list[Match], level: float | None) -> bool:
    """An ache in a joint and nothing else, under three out of ten, or in words that say as much."""
    joints = [match for match in real if match.label == "joint"]
    named = [match for match in real if match.label != "joint" and not any(holds(joint, match) for joint in joints)]
    if not joints or named or any(match.label == "sharp" for match in real):
        return False
    return level < MOST_OF_A_KNOWN_ACHE if level is not None else listening.heard("old_ache", "mild")
