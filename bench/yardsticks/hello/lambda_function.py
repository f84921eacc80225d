"""Hello world as Amazon's samples write it: SkillBuilder, five handlers and one for exceptions."""

import logging

from ask_sdk_core.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_core.utils import is_intent_name, is_request_type
from ask_sdk_model.ui import SimpleCard

logger = logging.getLogger(__name__)
TITLE = "Hello"


class LaunchRequestHandler(AbstractRequestHandler):
    def can_handle(self, handler_input):
        return is_request_type("LaunchRequest")(handler_input)

    def handle(self, handler_input):
        speech = "Welcome. Ask me whether to run after leg day."
        handler_input.response_builder.speak(speech).set_card(SimpleCard(TITLE, speech)).set_should_end_session(False)
        return handler_input.response_builder.response


class QuestionIntentHandler(AbstractRequestHandler):
    def can_handle(self, handler_input):
        return is_intent_name("AnythingIntent")(handler_input) or is_intent_name("SoreLegsIntent")(handler_input)

    def handle(self, handler_input):
        speech = "Yes, gently: an easy run on sore legs is fine."
        handler_input.response_builder.speak(speech).set_card(SimpleCard(TITLE, speech)).set_should_end_session(False)
        return handler_input.response_builder.response


class HelpIntentHandler(AbstractRequestHandler):
    def can_handle(self, handler_input):
        return is_intent_name("AMAZON.HelpIntent")(handler_input)

    def handle(self, handler_input):
        speech = "You can ask me whether to run."
        handler_input.response_builder.speak(speech).ask(speech).set_card(SimpleCard(TITLE, speech))
        return handler_input.response_builder.response


class CancelOrStopIntentHandler(AbstractRequestHandler):
    def can_handle(self, handler_input):
        return is_intent_name("AMAZON.CancelIntent")(handler_input) or is_intent_name("AMAZON.StopIntent")(
            handler_input
        )

    def handle(self, handler_input):
        speech = "Goodbye."
        handler_input.response_builder.speak(speech).set_card(SimpleCard(TITLE, speech))
        return handler_input.response_builder.response


class SessionEndedRequestHandler(AbstractRequestHandler):
    def can_handle(self, handler_input):
        return is_request_type("SessionEndedRequest")(handler_input)

    def handle(self, handler_input):
        return handler_input.response_builder.response


class CatchAllExceptionHandler(AbstractExceptionHandler):
    def can_handle(self, handler_input, exception):
        return True

    def handle(self, handler_input, exception):
        logger.error(exception, exc_info=True)
        handler_input.response_builder.speak("Sorry, there was a problem.").ask("Please try again.")
        return handler_input.response_builder.response


builder = SkillBuilder()
for handler in (
    LaunchRequestHandler, QuestionIntentHandler, HelpIntentHandler, CancelOrStopIntentHandler, SessionEndedRequestHandler,
):  # fmt: skip
    builder.add_request_handler(handler())
builder.add_exception_handler(CatchAllExceptionHandler())

lambda_handler = builder.lambda_handler()
