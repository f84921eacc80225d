"""The check as a dialog on Alexa: the question is ours, and Amazon listens for the slot that answers it.

What arrives in a slot is taken as words and heard by our own understanding; Amazon's resolution is never an enum.
"""

from typing import Any

from ask_sdk_model import Intent, IntentConfirmationStatus, Slot, SlotConfirmationStatus
from ask_sdk_model.dialog import ElicitSlotDirective
from ask_sdk_model.directive import Directive

from skill.conversation.state import State
from skill.interaction_model import CHECK, intent_name

# Which slot answers which question of ours.
SLOTS = {
    "soreness": "soreness",
    "safety": "sign",
    "which_sign": "sign",
    "pain_kind": "sign",
    "hours": "hours",
    "effort": "effort",
    "age": "age",
}
# Amazon wants to be sent every slot of the intent, empty or not.
CHECK_SLOTS = ("soreness", "sign", "hours", "run", "effort", "age")
# A slot that says by itself what it is about is heard with the question it answers.
QUESTIONS = {"soreness": "soreness", "sign": "safety", "hours": "hours", "effort": "effort", "age": "age"}


def elicitation(state: State) -> list[Directive]:
    """Asks Amazon to listen for the slot of the open question. The question itself is in our own speech."""
    slot = SLOTS.get(state.expecting or "")
    if slot is None:
        return []
    empty = {name: Slot(name=name, confirmation_status=SlotConfirmationStatus.NONE) for name in CHECK_SLOTS}
    intent = Intent(intent_name(CHECK), slots=empty, confirmation_status=IntentConfirmationStatus.NONE)
    return [ElicitSlotDirective(slot_to_elicit=slot, updated_intent=intent)]


def slot_words(intent: Any) -> dict[str, str]:
    """What was said in each slot that holds something, as words."""
    slots = (intent.slots if intent else None) or {}
    return {name: slot.value for name, slot in slots.items() if slot is not None and slot.value}
