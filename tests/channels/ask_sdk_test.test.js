// ask-sdk-test plays Alexa: it fails a session that stays open without a question, or closes with one.
"use strict";

const { AlexaTest, IntentRequestBuilder, LaunchRequestBuilder, SessionEndedRequestBuilder } = require("ask-sdk-test");
const { cases, post } = require("./skill");

const settings = { appId: "amzn1.ask.skill.channel-test", userId: "amzn1.ask.account.TEST", deviceId: "amzn1.ask.device.TEST", locale: "en-US" };
const handler = (event, context, callback) => post(event).then((reply) => callback(null, reply), callback);
const alexa = new AlexaTest(handler, settings);

const launch = () => new LaunchRequestBuilder(settings).build();
const intent = (name, slots = {}) => {
  const builder = new IntentRequestBuilder(settings, name);
  for (const [slot, value] of Object.entries(slots)) builder.withSlot(slot, value);
  return builder.build();
};
const turn = ({ intent: name, slots, like, ends = false }) => ({
  request: name === "LaunchRequest" ? launch() : intent(name, slots),
  saysLike: like,
  shouldEndSession: ends,
  repromptsNothing: ends ? true : undefined,
});

describe("the skill, driven by ask-sdk-test", () => {
  describe("answers every topic from a fresh session and after a launch", () => {
    for (const topic of cases.topics) {
      alexa.test([turn(topic)], `${topic.intent}, asked in one shot`);
      alexa.test([turn({ intent: "LaunchRequest" }), turn(topic)], `${topic.intent}, after a launch`);
    }
  });
  describe("carries conversations on", () => {
    for (const conversation of cases.conversations) alexa.test(conversation.turns.map(turn), conversation.name);
  });
  describe("is silent when the session ends", () => {
    alexa.test([turn({ intent: "LaunchRequest" }), { request: new SessionEndedRequestBuilder(settings, "USER_INITIATED").build(), saysNothing: true, shouldEndSession: true }]);
  });
});
