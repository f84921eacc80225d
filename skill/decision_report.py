"""A decision as the JSON that callers read.

The run is named as the caller sends it: planned_run, or the part of it that was missing.
"""

from collections.abc import Mapping
from typing import Any

from skill.decision import Ask, Inputs, Verdict, decide
from skill.errors import BadInput

Words = Mapping[str, str]  # the sentences of decision.toml, by rule and reason, such as R5.hard

_PARTS_OF_THE_RUN = {"run_type": "planned_run.type", "run_minutes": "planned_run.minutes"}


def decide_line(obj: object, words: Words) -> dict[str, Any]:
    """The verdict for one object of inputs, or what to ask first. Raises BadInput on what can't be read."""
    if not isinstance(obj, Mapping):
        raise BadInput("inputs: write one JSON object")
    answer = decide(Inputs.from_dict(_inputs_of(obj)))
    if isinstance(answer, Ask):
        return {"ask": answer.input}
    return {
        "verdict": answer.name,
        "rule": answer.rule,
        "run_minutes": whole(answer.run_minutes),
        "why": words[answer.why],
        "assumed": assumed_names(answer),
    }


def assumed_names(verdict: Verdict) -> list[str]:
    if set(_PARTS_OF_THE_RUN) <= set(verdict.assumed):
        rest = (name for name in verdict.assumed if name != "run_minutes")
        return ["planned_run" if name == "run_type" else name for name in rest]
    return [_PARTS_OF_THE_RUN.get(name, name) for name in verdict.assumed]


def whole(minutes: float) -> float:
    """Ten minutes are 10, not 10.0."""
    return int(minutes) if minutes == int(minutes) else minutes


def _inputs_of(obj: Mapping[str, Any]) -> Mapping[str, Any]:
    """A worked example carries its inputs one level down, beside the verdict that it expects."""
    inner = obj.get("inputs")
    return inner if isinstance(inner, Mapping) else obj
