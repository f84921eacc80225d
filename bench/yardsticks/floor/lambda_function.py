"""The floor: JSON in, JSON out, the same routes and no SDK."""

import json

WELCOME = "Welcome. Ask me whether to run after leg day."
ANSWER = "Yes, gently: an easy run on sore legs is fine."


def lambda_handler(event, context):
    request = event["request"]
    kind = request["type"]
    if kind == "LaunchRequest":
        return answer(WELCOME)
    if kind == "IntentRequest" and request["intent"]["name"] == "AnythingIntent":
        return answer(ANSWER)
    if kind == "SessionEndedRequest":
        return {"version": "1.0", "response": {}}
    return answer("Sorry, say that again?")


def answer(text):
    speech = {"type": "SSML", "ssml": f"<speak>{text}</speak>"}
    said = {"version": "1.0", "sessionAttributes": {}, "response": {"outputSpeech": speech, "shouldEndSession": False}}
    return json.loads(json.dumps(said))
