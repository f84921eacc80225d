"""Alexa: Amazon's envelopes in and out, on ask-sdk-core. One set of handlers for Lambda and for the webhook.

A handler turns a request into what the coach understands, and dresses the answer as speech and a card.
"""

import logging
from typing import Any

from ask_sdk_core.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import IntentRequest, LaunchRequest, Response, SessionEndedRequest
from ask_sdk_model.events.skillevents import SkillDisabledRequest
from ask_sdk_model.ui import OutputSpeech, Reprompt, SimpleCard, SsmlOutputSpeech

from skill.app import Answer, Caller, Coach
from skill.channels import screens
from skill.channels.alexa_answers import Json
from skill.channels.alexa_clock import local_time
from skill.channels.alexa_dialog import QUESTIONS, elicitation, slot_words
from skill.channels.alexa_envelope import TolerantSerializer, UnknownRequest
from skill.channels.alexa_settings import device_zone
from skill.channels.markup import escaped
from skill.content.vocabulary import Says
from skill.conversation.speaker import Speaker, locale_of
from skill.conversation.state import State
from skill.errors import MemoryUnavailable
from skill.interaction_model import FALLBACK, NAVIGATE_HOME, meanings

VOICE = "voice"  # the session attribute that says who spoke last, where the voice was recognised
STATE = "state"  # the session attribute that carries a conversation
ZONE = "zone"  # and the one with the name of the device's time zone
UNKNOWN_ZONE = "unknown"  # asked for and not told, so that it is not asked for at every turn
NEED_A_CLOCK = ("check_in", "bare_legs", "log_leg_day", "last_leg_day", "what_if", "run_when")
LONGEST_CARD = 7_500  # characters; Amazon takes 8,000 with the title

log = logging.getLogger(__name__)


class Opened(AbstractRequestHandler):
    """The skill was opened without a question."""

    def __init__(self, coach: Coach) -> None:
        self.coach = coach

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return isinstance(handler_input.request_envelope.request, LaunchRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        caller = _caller(handler_input, self.coach, needs_clock=self.coach.memory.reach == "store")
        return _dressed(handler_input, self.coach, self.coach.launch(caller), caller)


class Spoken(AbstractRequestHandler):
    """Something was said, and Amazon found an intent for it."""

    def __init__(self, coach: Coach) -> None:
        self.coach = coach
        self.meanings = {**meanings(coach.content), NAVIGATE_HOME: "stop"}

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return isinstance(handler_input.request_envelope.request, IntentRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        request = handler_input.request_envelope.request
        intent = request.intent if isinstance(request, IntentRequest) else None
        name, said = (intent.name if intent else None) or FALLBACK, slot_words(intent)
        state, meaning = _state(handler_input), self.meanings.get(name)
        dated = said and (state.expecting or self.coach.understanding.tells_time(" ".join(said.values())))
        caller = _caller(handler_input, self.coach, needs_clock=bool(dated) or meaning in NEED_A_CLOCK)
        return _dressed(handler_input, self.coach, self._answer(name, said, state, caller), caller)

    def _answer(self, name: str, said: dict[str, str], state: State, caller: Caller) -> Answer:
        """A topic by its intent, a value by its words. An intent we don't know is not understood."""
        if name in self.meanings:
            answers = {QUESTIONS.get(slot, slot): words for slot, words in said.items()}
            return self.coach.intent(self.meanings[name], answers, state, caller)
        return self.coach.hear(" ".join(said.values()), state, caller)


class Touched(AbstractRequestHandler):
    """A way on was touched on the screen: the same turn as if its words had been said."""

    def __init__(self, coach: Coach) -> None:
        self.coach = coach

    def can_handle(self, handler_input: HandlerInput) -> bool:
        envelope = handler_input.request_envelope
        return envelope.session is not None and screens.touched(envelope.request) is not None

    def handle(self, handler_input: HandlerInput) -> Response:
        words = screens.touched(handler_input.request_envelope.request) or ""
        caller = _caller(handler_input, self.coach)
        return _dressed(handler_input, self.coach, self.coach.hear(words, _state(handler_input), caller), caller)


class Ended(AbstractRequestHandler):
    """The session is over; nothing may be said."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return isinstance(handler_input.request_envelope.request, SessionEndedRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        return _silent(handler_input)


class Disabled(AbstractRequestHandler):
    """The person disabled the skill: what was kept of them goes."""

    def __init__(self, coach: Coach) -> None:
        self.coach = coach

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return isinstance(handler_input.request_envelope.request, SkillDisabledRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        person = _caller(handler_input, self.coach, needs_clock=False).person
        try:
            if person:
                self.coach.forget(person)
        except MemoryUnavailable as fault:
            log.error("somebody disabled the skill and is not forgotten yet; Amazon is told to try again: %s", fault)
            raise
        return _silent(handler_input)


class Unknown(AbstractRequestHandler):
    """A kind of request that is newer than this skill: a kind word where somebody listens, else silence."""

    def __init__(self, coach: Coach) -> None:
        self.coach = coach

    def can_handle(self, handler_input: HandlerInput) -> bool:  # noqa: ARG002 - Amazon's names
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        envelope = handler_input.request_envelope
        if envelope.session is None or not isinstance(envelope.request, UnknownRequest):
            return _silent(handler_input)
        caller = _caller(handler_input, self.coach, needs_clock=False)
        return _dressed(handler_input, self.coach, self.coach.hear("", _state(handler_input), caller), caller)


class Failed(AbstractExceptionHandler):
    """Speaks an apology, never a traceback. That somebody could not be forgotten goes on to Amazon, to come again."""

    def __init__(self, coach: Coach) -> None:
        self.coach = coach

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        left = isinstance(handler_input.request_envelope.request, SkillDisabledRequest)
        return not (left and isinstance(exception, MemoryUnavailable))

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        self.coach.metrics.failed("an Alexa request failed", exception)
        envelope = handler_input.request_envelope
        if envelope.session is None or isinstance(envelope.request, SessionEndedRequest):
            return _silent(handler_input)
        locale = locale_of(self.coach.content, getattr(envelope.request, "locale", None))
        sorry = Speaker(self.coach.content, locale, {}).say(Says.OUT_OF_ORDER)
        return Response(output_speech=_ssml(sorry), should_end_session=True)


def alexa_skill(coach: Coach) -> CustomSkill:
    """The skill as Amazon's SDK runs it."""
    builder = SkillBuilder()
    builder.skill_id = coach.settings.skill_id  # type: ignore[assignment]  # the SDK infers None
    for handler in (Opened(coach), Spoken(coach), Touched(coach), Ended(), Disabled(coach), Unknown(coach)):
        builder.add_request_handler(handler)
    builder.add_exception_handler(Failed(coach))
    skill = builder.create()
    skill.serializer = TolerantSerializer()
    return skill


def _dressed(handler_input: HandlerInput, coach: Coach, answer: Answer, caller: Caller) -> Response:
    """Speech and card, and a screen where there is one; the session stays open exactly when something was asked."""
    reply = answer.reply
    kept = Json({STATE: answer.state.to_dict()})
    if caller.zone:
        kept[ZONE] = caller.zone
    if caller.account:
        kept[VOICE] = caller.person
    _keep(handler_input, {} if reply.ends_session else kept)
    card, directives = reply.card, list[Any]() if reply.ends_session else list[Any](elicitation(answer.state))
    context = handler_input.request_envelope.context
    if screens.has_screen(context.system if context else None):
        directives.append(screens.rendered(answer, coach.content))
    return Response(
        output_speech=_ssml(reply.speech),
        reprompt=Reprompt(output_speech=_ssml(reply.reprompt)) if reply.reprompt else None,
        directives=directives or None,
        card=SimpleCard(title=card.title, content=card.text[:LONGEST_CARD]) if card.title else None,
        should_end_session=reply.ends_session,
    )


def _silent(handler_input: HandlerInput) -> Response:
    _keep(handler_input, {})
    return Response(should_end_session=True)


def _keep(handler_input: HandlerInput, attributes: dict[str, Any]) -> None:
    """What the session carries to its next turn; outside of a session the SDK takes nothing."""
    if handler_input.request_envelope.session is not None:
        handler_input.attributes_manager.session_attributes = attributes


def _ssml(text: str) -> OutputSpeech:
    return SsmlOutputSpeech(ssml=f"<speak>{escaped(text)}</speak>")


def _state(handler_input: HandlerInput) -> State:
    session = _session(handler_input)
    saved, before, now = session.get(STATE), session.get(VOICE), _recognised(handler_input)
    if before and now and before != now:
        return State()  # another voice in the same session: what was said before is not theirs
    return State.from_dict(saved) if isinstance(saved, dict) else State()


def _caller(handler_input: HandlerInput, coach: Coach, needs_clock: bool = True) -> Caller:
    """Who speaks: a recognised voice before the account it speaks through; and what time it is for them."""
    envelope = handler_input.request_envelope
    system = envelope.context.system if envelope.context else None
    # A short answer is not always recognised, and a session has one voice until another one is.
    person = _recognised(handler_input) or _session(handler_input).get(VOICE)
    user = system.user.user_id if system and system.user else None
    locale = getattr(envelope.request, "locale", None)
    saved = _session(handler_input).get(ZONE)
    name = saved if isinstance(saved, str) else None
    if needs_clock and name is None:
        name = device_zone(system) or UNKNOWN_ZONE
    offset = float(locale_of(coach.content, locale).values.get("utc_offset", 0))
    return Caller(local_time(name, offset), locale, person or user, user if person else None, name)


def _recognised(handler_input: HandlerInput) -> str | None:
    context = handler_input.request_envelope.context
    system = context.system if context else None
    return system.person.person_id if system and system.person else None


def _session(handler_input: HandlerInput) -> dict[str, Any]:
    """The session's attributes; nothing outside of a session, where the SDK has none to give."""
    if handler_input.request_envelope.session is None:
        return {}
    return handler_input.attributes_manager.session_attributes or {}
