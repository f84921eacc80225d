"""From words to meaning, the same for every channel.

Warning signs by rule first, then the authored phrasings word for word, then the model that generalises,
then a refusal, or the question which of two was meant.
"""

import os
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from skill.content.loader import FOLDER
from skill.content.topic import Content
from skill.content.vocabulary import OUT_OF_SCOPE, RED_FLAG
from skill.content.wording import normal
from skill.understanding.built import Built, built_path, lexicon_digest, load
from skill.understanding.hear_pain import BARE_PAIN
from skill.understanding.hearing import COMMON, Heard, hear
from skill.understanding.lexicon import Lexicon, from_stored, load_lexicon, tells_time
from skill.understanding.model import Vector
from skill.understanding.understood import Candidate, Understood

REFUSE_ABOVE = 0.35  # how likely it may be that an utterance is none of ours
CLARIFY_ABOVE = 0.42  # a second family this near to the first one is asked about
LONGEST = 60  # words the model looks at: what people ask stands at the end of what they say
# How likely a sign must be that no pattern heard; likelier where a soreness or a pain was heard, where the words seem
# to be about something else, where a sign is denied or past, and where everyday exaggeration is asked about anyway.
SIGN_ABOVE, SIGN_ABOVE_SORE, SIGN_ABOVE_STRANGE, SIGN_ABOVE_CLEARED, SIGN_ABOVE_DOUBTED = 0.6, 0.9, 0.95, 0.95, 0.97
STRANGE_ABOVE = 0.9
AS_USUAL = "as_usual"  # an act that is the whole utterance
FEW_WORDS = 3  # in which a model is easily misled
SAID_ALONE = 6  # words of an exaggeration that has nothing beside it, and is asked about
NO_SIGN = "none"  # the label of the signs model for everything ordinary
DONT_KNOW = "dont_know"
BACKGROUND = ("off_topic", "near_misses")  # labels of the model that are none of ours


@dataclass(frozen=True)
class Understanding:
    """Everything that understands one language, ready for utterances."""

    built: Built
    lexicon: Lexicon
    content: Content
    is_fresh: bool  # what is heard in phrasings was found with this lexicon, and with the code that hears
    fillers: frozenset[str]  # words around an utterance that carry no meaning of their own

    def understand(self, text: str, now: datetime | None = None, asked: str | None = None) -> Understood:
        """What the utterance means. `asked` is the question it may answer, by its kind."""
        words = normal(text)
        authored = self._authored(words)
        vector = self._vector(words) if words and not authored else None
        heard = (self._known(text, words) if asked is None else None) or hear(text, self.lexicon, now, asked)
        heard = self._with_suspicion(words, vector, heard)
        meaning = self._meaning(words, authored, vector, heard)
        return replace(
            meaning,
            text=text,
            facts=heard.facts,
            doubts=heard.doubts,
            circumstances=heard.circumstances,
            yes=heard.yes,
            dont_know=heard.dont_know or meaning.topic == DONT_KNOW,
            pace=heard.pace,
            hours_ahead=heard.hours_ahead,
            legs_ahead=heard.legs_ahead,
            sounds_like=heard.sounds_like,
            hours_sound_like=heard.hours_sound_like,
            corrects=heard.corrects,
            run_wish=heard.run_wish,
            taken_back=heard.taken_back,
            acts=heard.acts,
        )

    def tells_time(self, text: str) -> bool:
        """Whether the words hold a day or an hour, which only a clock can place."""
        return self._known(text, normal(text)) is None and tells_time(text, self.lexicon)

    def _known(self, text: str, words: str) -> Heard | None:
        """What is heard in a phrasing that tells no time, where that is stored: said in the words that were listened to."""
        entry = self.built.phrasebook.entry(words) if self.is_fresh and text.lower() == words else None
        return COMMON[entry.heard] if entry else None

    def _meaning(self, words: str, owner: str | None, vector: Vector | None, heard: Heard) -> Understood:
        if heard.facts.red_flags:
            return Understood(topic=RED_FLAG, family=RED_FLAG, confidence=1.0)
        mended = words if owner else self._mended(words)
        if mended != words:
            owner = self._authored(mended)
            vector = self._vector(mended) if mended else None
        if owner:
            return Understood(topic=owner, family=self.content.family(owner), confidence=1.0)
        return Understood() if vector is None else self._guess(vector)

    def _with_suspicion(self, words: str, vector: Vector | None, heard: Heard) -> Heard:
        """Hears a warning sign also in words that no pattern foresaw."""
        if heard.facts.red_flags or vector is None:
            return heard
        scores = self.built.signs.labelled(vector)
        ordinary = (NO_SIGN, *heard.past_signs, *heard.look_alikes)
        scores = {code: score for code, score in scores.items() if code not in ordinary}
        sign = sum(scores.values())
        if sign < SIGN_ABOVE or sign < self._needed(words, vector, heard):
            return heard
        likeliest = max(scores, key=scores.__getitem__)
        return replace(heard, facts=replace(heard.facts, red_flags=(likeliest,)))

    def suspicion(self, words: str) -> float:
        """How likely words in their normal form tell of a warning sign, from 0 to 1, whatever the patterns say."""
        return 1.0 - self.built.signs.labelled(self._vector(words))[NO_SIGN]

    def _needed(self, words: str, vector: Vector, heard: Heard) -> float:
        """How likely a sign must be, by what else was heard."""
        if AS_USUAL in heard.acts:
            return 1.0  # all that was said is that an ache is no worse than ever
        if any(doubt != BARE_PAIN for doubt in heard.doubts):
            return SIGN_ABOVE_DOUBTED if len(words.split()) > SAID_ALONE else 1.0
        if heard.cleared or heard.yes is False:
            return SIGN_ABOVE_CLEARED
        if heard.facts.soreness is not None or heard.facts.sharp_or_joint_pain or BARE_PAIN in heard.doubts:
            return SIGN_ABOVE_SORE
        tells = len(words.split()) > FEW_WORDS and self._is_about_us(vector)
        return SIGN_ABOVE if tells else SIGN_ABOVE_STRANGE

    def _is_about_us(self, words: Vector) -> bool:
        """Whether the words may be about legs and training at all."""
        scores = self.built.families.labelled(words)
        return sum(scores.get(label, 0.0) for label in BACKGROUND) < STRANGE_ABOVE

    def _vector(self, words: str) -> Vector:
        """The words as the models see them."""
        return self.built.features.vector(" ".join(words.split()[-LONGEST:]))

    def _authored(self, words: str) -> str | None:
        """The owner of the phrasing, as it is or as the question that it stands for."""
        return self._owner(words) or self._owner(self._direct(words))

    def _direct(self, words: str) -> str:
        """ "i should run today" as the question whose "if" was swallowed; nothing where it is none."""
        if words.count(" ") < FEW_WORDS:
            return ""
        around = f" {words} "
        for theirs, ours in self.content.indirect.items():
            if f" {theirs} " in around:
                return around.replace(f" {theirs} ", f" {ours} ", 1).strip()
        return ""

    def _owner(self, words: str) -> str | None:
        """The owner of the phrasing, also when it is wrapped in "um", "please" or "hey coach"."""
        book, fillers = self.built.phrasebook, self.fillers
        owner = book.owner(words)
        kept = words.split()
        while owner is None and kept and (kept[0] in fillers or kept[-1] in fillers):
            kept = kept[1:] if kept[0] in fillers else kept[:-1]
            owner = book.owner(" ".join(kept))
        return owner

    def _mended(self, words: str) -> str:
        """The words with what recognition is known to get wrong put right."""
        mended = f" {words} "
        for heard, meant in self.content.misheard.items():
            if heard in mended:
                mended = mended.replace(f" {heard} ", f" {meant} ")
        return mended.strip()

    def _guess(self, words: Vector) -> Understood:
        """The likeliest families, each with the likeliest of its topics."""
        scores = self.built.families.labelled(words)
        none_of_ours = sum(scores.pop(label, 0.0) for label in BACKGROUND)
        topics = self.built.topics.logits(words)
        ranked = sorted(scores.items(), key=lambda item: -item[1])[:4]
        first, *others = (Candidate(self._likeliest(family, topics), family, score) for family, score in ranked)
        if none_of_ours > REFUSE_ABOVE:
            return Understood(
                topic=None, family=OUT_OF_SCOPE, confidence=none_of_ours, alternatives=(first, *others[:2])
            )
        return Understood(
            topic=first.topic,
            family=first.family,
            confidence=first.confidence,
            clarify=bool(others) and others[0].confidence > CLARIFY_ABOVE * first.confidence,
            alternatives=tuple(others),
        )

    def _likeliest(self, family: str, scores: list[float]) -> str:
        """The likeliest topic of a family; an act is its own family."""
        places = self._topics_by_family.get(family)
        return self.built.topics.labels[max(places, key=scores.__getitem__)] if places else family

    @cached_property
    def _topics_by_family(self) -> dict[str, list[int]]:
        """The places of the built topics."""
        found: dict[str, list[int]] = {}
        for place, label in enumerate(self.built.topics.labels):
            found.setdefault(self.content.family(label), []).append(place)
        return found


def load_understanding(content: Content) -> Understanding:
    """The built form of the content's language, with its lexicon of facts.

    What was stored before the lexicon's words or its code changed is not used: warning signs hang on it.
    """
    built, spoken = load(built_path(content.language)), os.path.join(FOLDER, content.language)
    is_fresh = lexicon_digest(spoken) in (None, built.lexicon_digest)
    stored = built.lexicon if is_fresh else None
    return Understanding(
        built=built,
        lexicon=from_stored(stored) if stored else load_lexicon(spoken),
        content=content,
        is_fresh=is_fresh,
        fillers=frozenset(content.words["fillers"].split()),
    )
