"""Hosts the Alexa skill on AWS Lambda. The skill is built at the first request and kept for the next ones."""

import os
from functools import cache
from typing import Any

from skill.app import open_coach
from skill.channels.alexa import alexa_skill
from skill.errors import SettingsError
from skill.settings import Settings


@cache
def _skill() -> Any:
    settings = Settings.from_environment(os.environ, memory_url="none:")
    if not settings.skill_id:
        raise SettingsError("SKILL_ID is not set; set it to the id of your Alexa skill")
    return alexa_skill(open_coach(settings))


def lambda_handler(event: dict[str, Any], context: object) -> Any:
    """An Alexa envelope in, an Alexa envelope out. Raises for another skill's id, as Amazon asks for."""
    skill = _skill()
    return skill.serializer.serialize(skill.invoke(request_envelope=skill.serializer.read(event), context=context))
