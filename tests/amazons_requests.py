"""Requests as Amazon's own types allow them, drawn by hypothesis: every field may be there or not, with any value."""

import importlib
import re
from enum import Enum
from typing import Any

from ask_sdk_model import Context, Session
from ask_sdk_model.request import Request
from envelopes import SKILL_ID
from hypothesis import strategies as st

DEEPEST = 5
TIMES = ("2026-11-25T18:00:00Z", "2026-11-25T18:00:00.123Z", "2026-11-25T18:00:00+05:30")
WORDS = ("six", "a little", "yesterday", "no", "chest pain", "should i run", "<b>", "${x}", "", "\u202esix", "a" * 300)

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def envelopes(intents: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Envelopes for our skill with a request of any kind Amazon has; an intent is one of these names, or any text."""
    requests = {name: _request(name, path) for name, path in Request.discriminator_value_class_map.items()}
    spoken = st.builds(_with_intent, requests["IntentRequest"], st.sampled_from(intents))
    return st.builds(
        _envelope,
        spoken | st.one_of(list(requests.values())),
        _model(Session, DEEPEST) | st.none(),
        _model(Context, DEEPEST) | st.none(),
        st.dictionaries(st.sampled_from(["state", "zone", "voice", "x"]), anything, max_size=3),
    )


def _request(name: str, path: str) -> st.SearchStrategy[dict[str, Any]]:
    return _model(_class(path), DEEPEST).map(lambda drawn: {**drawn, "type": name})


def _class(path: str) -> Any:
    module, name = path.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def _with_intent(request: dict[str, Any], name: str) -> dict[str, Any]:
    intent = request.get("intent")
    return {**request, "intent": {**(intent if isinstance(intent, dict) else {}), "name": name}}


def _envelope(request: Any, session: Any, context: Any, attributes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {"version": "1.0", "request": request, "context": context or {}}
    system = whole["context"].get("System")
    whole["context"]["System"] = {**(system or {}), "application": {"applicationId": SKILL_ID}}
    if session is not None:
        whole["session"] = {**session, "application": {"applicationId": SKILL_ID}, "attributes": attributes}
    return whole


def _model(kind: Any, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    """A model of Amazon's, with any of its fields."""
    fields = {
        kind.attribute_map[name]: _value(type_, depth - 1)
        for name, type_ in kind.deserialized_types.items()
        if name in kind.attribute_map
    }
    return st.fixed_dictionaries({}, optional=fields)


def _value(type_: str, depth: int) -> st.SearchStrategy[Any]:
    if depth <= 0:
        return st.none()
    many, each = re.fullmatch(r"list\[(.+)\]", type_), re.fullmatch(r"dict\(str, (.+)\)", type_)
    if many:
        return st.lists(_value(many[1], depth), max_size=2)
    if each:
        return st.dictionaries(
            st.sampled_from(["words", "soreness", "sign", "hours"]), _value(each[1], depth), max_size=2
        )
    plain = {
        "str": st.sampled_from(WORDS) | st.text(max_size=40),
        "bool": st.booleans(),
        "int": st.integers(),
        "float": st.floats(allow_nan=False, allow_infinity=False),
        "object": anything,
        "datetime": st.sampled_from(TIMES) | st.text(max_size=12),
    }
    if type_ in plain:
        return plain[type_]
    kind = _class(type_)
    if issubclass(kind, Enum):
        return st.sampled_from([one.value for one in kind]) | st.just("SOMETHING_NEW")
    return _model(kind, depth)
