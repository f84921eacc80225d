"""The objects that handlers see, and the answers that leave, are those of Amazon's own serializer."""

import json
from collections import Counter
from typing import Any

import pytest
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Request, RequestEnvelope, ResponseEnvelope
from generated import envelopes, responses

from skill.channels.alexa_answers import Json, as_text, written
from skill.channels.alexa_envelope import TolerantSerializer
from skill.channels.alexa_plans import Odd, read_envelope

OF_EACH_TYPE = 45
AMAZONS = DefaultSerializer()


def amazons(event: dict[str, Any]) -> RequestEnvelope:
    read = AMAZONS.deserialize(json.dumps(event), RequestEnvelope)
    assert isinstance(read, RequestEnvelope)
    return read


def same(ours: Any, theirs: Any) -> bool:
    """The same class, or one that is read when it is looked at, and the same in all parts, however deep."""
    if not hasattr(theirs, "deserialized_types"):
        return bool(ours == theirs)
    named = (ours.__class__.__module__, ours.__class__.__qualname__)
    if named != (theirs.__class__.__module__, theirs.__class__.__qualname__) or not isinstance(ours, theirs.__class__):
        return False
    for attribute in theirs.__dict__:
        one, other = getattr(ours, attribute), getattr(theirs, attribute)
        pairs = zip(one, other, strict=True) if isinstance(one, list) and isinstance(other, list) else [(one, other)]
        if not all(same(*pair) for pair in pairs):
            return False
    return bool(ours.__dict__.keys() == theirs.__dict__.keys() and ours == theirs and theirs == ours)


def test_every_type_of_request_is_read_as_amazon_reads_it() -> None:
    read: Counter[str] = Counter()
    for event in envelopes(OF_EACH_TYPE, seed=1, strange=0.0):
        theirs, ours = amazons(event), read_envelope(json.loads(json.dumps(event)))

        assert same(ours, theirs), event
        assert ours.to_dict() == theirs.to_dict()
        read[event["request"]["type"]] += 1

    assert read.keys() == Request.discriminator_value_class_map.keys()
    assert read.total() >= 2_000


def test_what_is_strange_is_left_to_amazon_or_read_as_amazon_reads_it() -> None:
    outcomes: Counter[str] = Counter()
    for event in envelopes(OF_EACH_TYPE // 2, seed=2, strange=0.02):
        try:
            ours = read_envelope(json.loads(json.dumps(event)))
        except Odd:
            outcomes["left"] += 1
            continue
        try:
            theirs = amazons(event)
        except Exception:  # whatever the SDK raises: it has to show as well when somebody looks at the part
            with pytest.raises((SerializationException, AttributeError, TypeError)):
                ours.to_dict()
            outcomes["refused"] += 1
            continue
        assert same(ours, theirs), event
        outcomes["read"] += 1

    assert min(outcomes["left"], outcomes["refused"], outcomes["read"]) > 50, outcomes


def test_answers_are_written_as_amazon_writes_them() -> None:
    for answer in responses(2_000, seed=3):
        made = AMAZONS.deserialize(json.dumps(answer), ResponseEnvelope)

        assert written(made) == AMAZONS.serialize(made)


@pytest.mark.parametrize(
    "timestamp", ["2026-01-01T12:00:00.5Z", "2026-01-01T12:00:00+01:00", "1 January 2026", "2026-01-01T12:00:00"]
)
def test_another_form_of_timestamp_is_left_to_amazon(timestamp: str) -> None:
    event = {"request": {"type": "LaunchRequest", "timestamp": timestamp}}

    with pytest.raises(Odd):
        read_envelope(event)
    assert TolerantSerializer().read(event) == amazons(event)


def test_what_only_amazon_can_write_is_written_by_amazon() -> None:
    class Told:
        deserialized_types = {"price": "object"}  # noqa: RUF012 - as in Amazon's classes
        price = 1 + 2j

    with pytest.raises(AttributeError):
        TolerantSerializer().serialize(Told())
    with pytest.raises(Odd):
        written(object())


def test_json_is_not_looked_through() -> None:
    document = Json(anything=object())

    assert written({"document": document})["document"] is document


@pytest.mark.parametrize("said", ['"document":null', '{"document":null}', "é \ud83e ☂ </speak>"])
@pytest.mark.parametrize("document", [None, {"type": "APL"}, Json(type="APL", mainTemplate={"document": None})])
def test_an_answer_is_sent_as_pythons_own_json_has_it(said: str, document: Any) -> None:
    shows = {"type": "RenderDocument", "document": document, "datasources": {"heard": said}}
    for directives in ({}, {"directives": [{"type": "Elicit"}, shows]}, {"directives": [shows, {"type": "Elicit"}]}):
        answer = {"sessionAttributes": {"state": {"speech": said}}, "response": {"speech": said, **directives}}

        assert as_text(answer) == json.dumps(answer, separators=(",", ":"))
