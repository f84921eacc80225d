"""What MCP clients are told about arguments and results: the reply object and the verdict, as schemas.

An argument's description is also what a caller reads who sent something else, after "send".
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from skill.decision_values import EFFORTS, LONGEST_RUN, MOST_SORE, PRIORITIES, RED_FLAGS, RUN_TYPES, SORENESS_WORDS
from skill.decision_values import TRAINING_AGES as AGES


def _number(told: object) -> object:
    """Some clients send each argument as text."""
    try:
        return float(told) if isinstance(told, str) else told
    except ValueError:
        return told


Number = Annotated[float, Field(strict=True)]  # true is no number
SentAsText = BeforeValidator(_number)


def _choice(*words: str) -> Any:
    """Tells a client the words there are; the core judges what it sends."""
    return Field(json_schema_extra={"enum": list(words)})


# What `ask` takes.
Text = Annotated[str, Field(description="what the person said, in their own words: should I run after leg day?")]
Session = Annotated[str | None, Field(description="the session of the last reply as it came; leave it out to begin")]
Locale = Annotated[str | None, Field(description="the person's language and country, such as en-GB")]
TimeZone = Annotated[str | None, Field(description="the person's time zone by its name, such as Europe/London")]

# What `decide` takes; nothing, or null, is not known.
Flags = Annotated[
    list[Annotated[str, _choice(*RED_FLAGS)]] | None,
    Field(description=f"a list of the warning signs named, any of {', '.join(RED_FLAGS)}; [] if asked and none"),
]
Pain = Annotated[bool | None, Field(description="true for sharp pain or pain in a joint, false if asked and none")]
Soreness = Annotated[
    Annotated[Number, Field(ge=0, le=MOST_SORE)] | Annotated[str, _choice(*SORENESS_WORDS)] | None,
    Field(description=f"0 to {MOST_SORE}, or one of {', '.join(SORENESS_WORDS)}"),
    SentAsText,
]
Hours = Annotated[
    Annotated[Number, Field(ge=0)] | None,
    Field(description="a number of hours since leg day, 0 or more"),
    SentAsText,
]
Effort = Annotated[
    Annotated[str, _choice(*EFFORTS)] | None, Field(description=f"how hard leg day was: one of {', '.join(EFFORTS)}")
]
TrainingAge = Annotated[
    Annotated[str, _choice(*AGES)] | None, Field(description=f"how used to training: one of {', '.join(AGES)}")
]
Priority = Annotated[
    Annotated[str, _choice(*PRIORITIES)] | None, Field(description=f"what matters: one of {', '.join(PRIORITIES)}")
]


class PlannedRun(BaseModel):
    """The run that is planned; what is not told is an easy one, of twenty minutes."""

    type: Annotated[str, _choice(*RUN_TYPES)] | None = None
    minutes: Annotated[Annotated[Number, Field(ge=0, le=LONGEST_RUN)] | None, SentAsText] = None


Run = Annotated[
    PlannedRun | None,
    Field(description=f"the planned run as an object: type, one of {', '.join(RUN_TYPES)}, and minutes, a number"),
]


class Verdict(BaseModel):
    """Whether to run, and how much."""

    name: str = Field(description="GO AS PLANNED, GO EASY, SHORTEN-OR-SWAP, REST or STOP-AND-GET-HELP")
    rule: str = Field(description="the rule that decided, R1 to R10")
    run_minutes: int | float = Field(description="the most minutes to run today")
    why: str
    assumed: list[str] = Field(description="inputs that were not told, so the careful value was taken")


class Source(BaseModel):
    """What a claim stands on."""

    claim: str
    text: str
    url: str


class Card(BaseModel):
    """What a screen can show beside the speech."""

    title: str
    text: str
    sources: list[Source]


class Understood(BaseModel):
    """What was heard."""

    topic: str | None
    confidence: float
    facts: dict[str, Any]


class Reply(BaseModel):
    """The reply object that every way in shares."""

    speech: str = Field(description="plain text, to be said as it is")
    reprompt: str | None = Field(description="to be said when nobody answers")
    about: str = Field(description="the topic or the act")
    family: str
    verdict: Verdict | None
    suggestions: list[str] = Field(description="what the person can say next")
    card: Card
    ends_session: bool = Field(description="false: the speech ended in a question that wants an answer")
    session: str | None = Field(description="goes back in with the answer")
    understood: Understood


class Decision(BaseModel):
    """A verdict; or only `ask`, with the input to find out first."""

    verdict: str | None = None
    rule: str | None = None
    run_minutes: int | float | None = None
    why: str | None = None
    assumed: list[str] | None = None
    ask: str | None = Field(None, description="the input to ask the person for; then call again")
