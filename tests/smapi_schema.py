"""Amazon's description of its skill management API, as a JSON schema that takes nothing it does not name.

The description lies in the npm package ask-smapi-model. It leaves objects open, so that a misspelt key would pass, and
tells kinds of a thing apart by a key that JSON schema does not know; both are put right here.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

SPEC = Path(__file__).parent / "channels" / "node_modules" / "ask-smapi-model" / "spec.json"
MANIFEST = "v1.skill.Manifest.SkillManifestEnvelope"
MODEL = "v1.skill.interactionModel.InteractionModelData"


def faults(name: str, instance: object) -> list[str]:
    """What Amazon would hold against it, each with its place."""
    schema = {"$ref": f"#/definitions/{name}", "definitions": definitions()}
    found = Draft4Validator(schema).iter_errors(instance)
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}" for fault in found]


@cache
def definitions() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))["definitions"]
    return {name: _closed(_kinds(name, one, read)) for name, one in read.items()}


def _kinds(name: str, one: dict[str, Any], read: dict[str, Any]) -> dict[str, Any]:
    """A thing that comes in kinds is one of them, or as it is described itself."""
    key = one.get("discriminator")
    if not key:
        return one
    kinds = [_kind(one, other, key) for other in read.values() if _is_kind_of(name, other)]
    known = [kind["properties"][key]["enum"][0] for kind in kinds]
    plain = {**one, "properties": {**one["properties"], key: {"type": "string", "not": {"enum": known}}}}
    return {"anyOf": [*kinds, plain]} if kinds else one


def _is_kind_of(name: str, other: dict[str, Any]) -> bool:
    return "x-discriminator-value" in other and {"$ref": f"#/definitions/{name}"} in other.get("allOf", ())


def _kind(base: dict[str, Any], other: dict[str, Any], key: str) -> dict[str, Any]:
    own: dict[str, Any] = next((part for part in other["allOf"] if "$ref" not in part), {})
    properties = {**base["properties"], **own.get("properties", {}), key: {"enum": [other["x-discriminator-value"]]}}
    required = [*base.get("required", ()), *own.get("required", ())]
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def _closed(one: Any) -> Any:
    """The same, with every object that names its properties taking no others."""
    if isinstance(one, list):
        return [_closed(part) for part in one]
    if not isinstance(one, dict):
        return one
    closed = {key: _closed(part) for key, part in one.items()}
    if isinstance(one.get("properties"), dict) and "allOf" not in one:
        closed.setdefault("additionalProperties", False)
    return closed
