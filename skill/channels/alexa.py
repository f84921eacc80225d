"""Alexa: Amazon's envelopes in and out, on ask-sdk-core. One set of handlers for Lambda and for the webhook.

A handler turns a request into what the coach understands, and dresses the answer as speech and a card.
"""

from datetime import UTC, datetime
from xml.sax.saxutils import escape

from ask_sdk_core.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import IntentRequest, LaunchRequest, RequestEnvelope, Response, SessionEndedRequest
from ask_sdk_model.events.skillevents import SkillDisabledRequest
from ask_sdk_model.ui import OutputSpeech, Reprompt, SimpleCard, SsmlOutputSpeech

from skill.app import Answer, Caller, Coach
from skill.channels.alexa_dialog import QUESTIONS, elicitation, slot_words
from skill.channels.alexa_envelope import TolerantSerializer, UnknownRequest
from skill.content.vocabulary import Says
from skill.conversation.speaker import Speaker, locale_of
from skill.conversation.state import State
from skill.interaction_model import FALLBACK, NAVIGATE_HOME, meanings

STATE = "state"  # the session attribute that carries a conversation
LONGEST_CARD = 7_500  # characters; Amazon takes 8,000 with the title


class Opened(AbstractRequestHandler):
    """The skill was opened without a question."""

    def __init__(self, coach: Coach) -> None:
        self.coach = coach

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return isinstance(handler_input.request_envelope.request, LaunchRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        return _dressed(handler_input, self.coach.launch(_caller(handler_input.request_envelope)))


class Spoken(AbstractRequestHandler):
    """Something was said, and Amazon found an intent for it."""

    def __init__(self, coach: Coach) -> None:
        self.coach = coach
        self.meanings = {**meanings(coach.content), NAVIGATE_HOME: "stop"}

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return isinstance(handler_input.request_envelope.request, IntentRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        envelope = handler_input.request_envelope
        return _dressed(handler_input, self._answer(envelope, _state(handler_input), _caller(envelope)))

    def _answer(self, envelope: RequestEnvelope, state: State, caller: Caller) -> Answer:
        """A topic by its intent, a value by its words. An intent we don't know is not understood."""
        request = envelope.request
        intent = request.intent if isinstance(request, IntentRequest) else None
        name = intent.name if intent else FALLBACK
        said = slot_words(intent)
        if name in self.meanings:
            answers = {QUESTIONS.get(slot, slot): words for slot, words in said.items()}
            return self.coach.intent(self.meanings[name], answers, state, caller)
        return self.coach.hear(" ".join(said.values()), state, caller)


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
        person = _caller(handler_input.request_envelope).person
        if person:
            self.coach.forget(person)
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
        return _dressed(handler_input, self.coach.hear("", _state(handler_input), _caller(envelope)))


class Failed(AbstractExceptionHandler):
    """A fault of ours: an apology is spoken, never a traceback."""

    def __init__(self, coach: Coach) -> None:
        self.coach = coach

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:  # noqa: ARG002 - Amazon's names
        return True

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:  # noqa: ARG002 - Amazon's names
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
    for handler in (Opened(coach), Spoken(coach), Ended(), Disabled(coach), Unknown(coach)):
        builder.add_request_handler(handler)
    builder.add_exception_handler(Failed(coach))
    skill = builder.create()
    skill.serializer = TolerantSerializer()
    return skill


def _dressed(handler_input: HandlerInput, answer: Answer) -> Response:
    """Speech and card; the session stays open exactly when something was asked."""
    reply = answer.reply
    handler_input.attributes_manager.session_attributes = {} if reply.ends_session else {STATE: answer.state.to_dict()}
    card = reply.card
    return Response(
        output_speech=_ssml(reply.speech),
        reprompt=Reprompt(output_speech=_ssml(reply.reprompt)) if reply.reprompt else None,
        directives=elicitation(answer.state) if not reply.ends_session else None,
        card=SimpleCard(title=card.title, content=card.text[:LONGEST_CARD]) if card.title else None,
        should_end_session=reply.ends_session,
    )


def _silent(handler_input: HandlerInput) -> Response:
    if handler_input.request_envelope.session is not None:
        handler_input.attributes_manager.session_attributes = {}
    return Response(should_end_session=True)


def _ssml(text: str) -> OutputSpeech:
    return SsmlOutputSpeech(ssml=f"<speak>{escape(text)}</speak>")


def _state(handler_input: HandlerInput) -> State:
    attributes = handler_input.attributes_manager.session_attributes or {}
    saved = attributes.get(STATE)
    return State.from_dict(saved) if isinstance(saved, dict) else State()


def _caller(envelope: RequestEnvelope) -> Caller:
    """Who speaks: a recognised voice before the account it speaks through."""
    system = envelope.context.system if envelope.context else None
    person = system.person.person_id if system and system.person else None
    user = system.user.user_id if system and system.user else None
    return Caller(now=datetime.now(UTC), locale=getattr(envelope.request, "locale", None), person=person or user)
