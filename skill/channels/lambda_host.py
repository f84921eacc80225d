"""Hosts the Alexa skill on AWS Lambda. The skill is built at the first request and kept for the next ones."""

import os
import sys
from dataclasses import replace
from functools import cache
from typing import Any

from ask_sdk_core.exceptions import AskSdkException

from skill.app import open_coach
from skill.channels.alexa import alexa_skill
from skill.errors import BadInput, SettingsError
from skill.metrics import Metrics
from skill.settings import Settings

ON_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME"  # Lambda sets it, and keeps what is printed


@cache
def _skill() -> Any:
    settings = Settings.from_environment(os.environ, memory_url="none:")
    if not settings.skill_id:
        raise SettingsError("SKILL_ID is not set; set it to the id of your Alexa skill")
    coach = open_coach(settings)
    if ON_LAMBDA in os.environ:
        # Here, because Lambda's own runtime has loaded what it takes; nobody reads a log elsewhere.
        from skill.log_lines import log_turn, write_log_to

        write_log_to(sys.stdout)
        coach = replace(coach, metrics=Metrics(tell=log_turn))
    return alexa_skill(coach)


def lambda_handler(event: dict[str, Any], context: object) -> Any:
    """An Alexa envelope in, an Alexa envelope out. Raises for another skill's id, as Amazon asks for."""
    skill = _skill()
    try:
        envelope = skill.serializer.read(event)
    except (AskSdkException, AttributeError, TypeError, ValueError) as fault:
        # Lambda logs what is raised, and the SDK's words quote what was sent.
        raise BadInput(f"the envelope can't be read ({type(fault).__name__})") from None
    return skill.serializer.serialize(skill.invoke(request_envelope=envelope, context=context))
