// What a screen shows of a reply: clean for Amazon's linter, inside every viewport, and as good to touch as to say.
"use strict";

const { join } = require("path");
const { expect } = require("chai");
const { StaticAplTemplateValidator } = require("apl-suggester");
const { ViewHost, VIEWPORTS } = require("./screens_viewhost");

const SKILL = "amzn1.ask.skill.test";
const CONVERSATIONS = {
  welcome: [["launch"]],
  answer: [["say", "is it okay to run with sore legs"]],
  clarify: [["say", "knees or ice bath"]],
  check: [["say", "should i run today"]],
  verdict: [["say", "should i run today"], ["say", "a little"], ["say", "no none of that"], ["say", "two days ago"]],
  warning: [["say", "my calf is swollen and hot"]],
};

const answers = {};
let host;

function envelope(request, attributes, screen = true) {
  const application = { applicationId: SKILL };
  const user = { userId: "amzn1.ask.account.TEST" };
  const supportedInterfaces = screen ? { "Alexa.Presentation.APL": { runtime: { maxVersion: "2024.3" } } } : {};
  return {
    version: "1.0",
    session: { new: !attributes, sessionId: "amzn1.echo-api.session.TEST", application, user, attributes: attributes ?? {} },
    context: { System: { application, user, device: { deviceId: "TEST", supportedInterfaces } } },
    request: { requestId: "amzn1.echo-api.request.TEST", timestamp: new Date().toISOString(), locale: "en-US", ...request },
  };
}

const launch = () => ({ type: "LaunchRequest" });
const say = (words) => ({
  type: "IntentRequest",
  dialogState: "COMPLETED",
  intent: { name: "AnythingIntent", confirmationStatus: "NONE", slots: { words: { name: "words", value: words, confirmationStatus: "NONE" } } },
});
const touch = (event) => ({ type: "Alexa.Presentation.APL.UserEvent", token: "leg-day-coach", arguments: event.arguments, source: {}, components: {} });

async function post(request, attributes, screen) {
  const response = await fetch(process.env.SKILL_URL, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(envelope(request, attributes, screen)),
  });
  expect(response.status).to.equal(200);
  return response.json();
}

const screenOf = (answer) => (answer.response.directives ?? []).find(({ type }) => type === "Alexa.Presentation.APL.RenderDocument");
const speechOf = (answer) => answer.response.outputSpeech.ssml;

before(async function () {
  if (!process.env.SKILL_URL) return this.skip();
  host = await ViewHost.start();
  for (const [name, turns] of Object.entries(CONVERSATIONS)) {
    let attributes;
    for (const [kind, words] of turns) {
      answers[name] = await post(kind === "launch" ? launch() : say(words), attributes);
      attributes = answers[name].sessionAttributes;
    }
  }
});
after(() => host?.stop());

for (const name of Object.keys(CONVERSATIONS)) {
  describe(`the screen of the ${name}`, () => {
    it("is clean for Amazon's linter", async () => {
      const found = await new StaticAplTemplateValidator().validate(screenOf(answers[name]).document);
      expect(found).to.deep.equal([]);
    });

    for (const [size, viewport] of Object.entries(VIEWPORTS)) {
      it(`shows all its texts inside a ${size} viewport`, async () => {
        const { reply } = screenOf(answers[name]).datasources;
        await host.show(screenOf(answers[name]), viewport);
        await host.page.screenshot({ path: join(process.env.SCREEN_SHOTS, `${name}-${size}.png`) });
        const texts = await host.texts();
        const all = texts.map(({ text }) => text).join(" ");
        const unescaped = (text) => text.replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
        for (const wanted of [reply.answer, reply.question, ...reply.ways_on]) expect(all).to.contain(unescaped(wanted));
        for (const { text, left, right, top } of texts) {
          expect(left, text).to.be.at.least(0);
          expect(right, text).to.be.at.most(viewport.width);
          expect(top, text).to.be.at.least(0);
          if (size === "round" && top < 240) expect(Math.hypot(Math.max(240 - left, right - 240), 240 - top), text).to.be.at.most(240);
        }
        const over = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = (one, other) => Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        const lying = texts.flatMap((one, place) => texts.slice(place + 1).filter((other) => over(one, other) > 0 && down(one, other) > 4));
        expect(lying, "texts that lie on another").to.deep.equal([]);
        expect(await host.touchable()).to.have.members(reply.ways_on);
        expect(host.faults).to.deep.equal([]);
      });
    }
  });
}

it("gives the same reply to a touch as to the voice", async () => {
  for (const name of ["welcome", "answer", "clarify", "check", "verdict"]) {
    const { ways_on: waysOn } = screenOf(answers[name]).datasources.reply;
    await host.show(screenOf(answers[name]), VIEWPORTS.hub);
    for (const words of waysOn) {
      const event = await host.tap(words);
      const touched = await post(touch(event), answers[name].sessionAttributes);
      const said = await post(say(words), answers[name].sessionAttributes);
      expect(speechOf(touched), words).to.equal(speechOf(said));
    }
  }
});

it("is not sent to a device without one, which hears the same", async () => {
  const without = await post(say("is it okay to run with sore legs"), undefined, false);
  expect(screenOf(without)).to.equal(undefined);
  expect(speechOf(without)).to.equal(speechOf(answers.answer));
});
