// virtual-alexa plays an Echo from our interaction model: an intent it does not find there can't be asked.
"use strict";

const assert = require("assert");
const { VirtualAlexa } = require("virtual-alexa");
const { cases, url } = require("./skill");

const echo = () => VirtualAlexa.Builder().skillURL(url).interactionModelFile(process.env.SKILL_MODEL).locale("en-US").create();
const speech = (reply) => reply.response.outputSpeech.ssml;
const isOpen = (reply) => reply.response.shouldEndSession === false;

async function say(alexa, { intent, slots, like, ends = false }) {
  const reply = intent === "LaunchRequest" ? await alexa.launch() : await alexa.intend(intent, slots);
  if (like) assert.ok(speech(reply).includes(like), `${intent} said ${speech(reply)}`);
  assert.strictEqual(isOpen(reply), !ends, `${intent} said ${speech(reply)}`);
  assert.strictEqual(speech(reply).includes("?"), !ends);
}

describe("the skill, driven by virtual-alexa", () => {
  for (const topic of cases.topics) {
    it(`answers ${topic.intent}`, async () => say(echo(), topic));
  }
  for (const topic of cases.topics.filter(({ sample }) => sample)) {
    it(`hears “${topic.sample}” as ${topic.intent}`, async () => {
      const reply = await echo().utter(topic.sample);
      assert.ok(speech(reply).includes(topic.like), speech(reply));
    });
  }
  for (const conversation of cases.conversations) {
    it(conversation.name, async () => {
      const alexa = echo();
      for (const turn of conversation.turns) await say(alexa, turn);
    });
  }
});
