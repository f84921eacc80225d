// Chromium opens the talk page: what a person sees, hears and can do, on a small phone and on a desk, by day and by night.
"use strict";

const { readFileSync } = require("fs");
const { join } = require("path");
const { expect } = require("chai");
const { playSpeech } = require("./talk_page_stubs");

const url = process.env.TALK_URL;
const words = url ? JSON.parse(readFileSync(process.env.TALK_WORDS, "utf8")) : {};
const axe = readFileSync(require.resolve("axe-core"), "utf8");

const FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const PHONE = { width: 320, height: 568 };
const DESK = { width: 1280, height: 800 };
const LOOKS = [
  ["a small phone by day", { viewport: PHONE, colorScheme: "light" }],
  ["a small phone at night", { viewport: PHONE, colorScheme: "dark" }],
  ["a desk by day", { viewport: DESK, colorScheme: "light" }],
  ["a desk at night", { viewport: DESK, colorScheme: "dark" }],
];
const INTERNAL = /GO AS PLANNED|GO EASY|SHORTEN-OR-SWAP|\bREST\b|STOP-AND-GET-HELP/;

describe("the talk page, opened in Chromium", function () {
  this.timeout(30000);
  let browser, context, page, faults;

  before(async function () {
    if (!url) return this.skip();
    const { chromium } = require("playwright-core");
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS.split(" ") });
  });
  after(() => browser?.close());
  afterEach(async function () {
    await context?.close();
    if (this.currentTest.state === "passed") expect(faults, "errors, and requests to others").to.deep.equal([]);
  });

  async function open({ path = "/", stubs = {}, permissions = [], clock = false, ...options } = {}) {
    faults = [];
    context = await browser.newContext({ locale: "en-US", timezoneId: "America/New_York", viewport: DESK, permissions, ...options });
    await context.addInitScript(axe);
    await context.addInitScript(playSpeech, stubs);
    page = await context.newPage();
    if (clock) await page.clock.install();
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("request", (request) => request.url().startsWith(url) || faults.push(request.url()));
    await page.goto(url + path);
    await page.locator("#chips button").first().waitFor();
  }

  const replied = () => page.waitForResponse((response) => response.url().endsWith("/ask")).then((response) => response.json());
  async function type(text) {
    const [reply] = await Promise.all([replied(), page.fill("#text", text).then(() => page.press("#text", "Enter"))]);
    await settled();
    return reply;
  }
  async function tap(locator) {
    const [reply] = await Promise.all([replied(), locator.click()]);
    await settled();
    return reply;
  }
  const settled = () => page.waitForFunction(() => !document.querySelector("#ghost .dots"));
  const chip = (number) => page.locator("#chips button").nth(number);
  const spoken = () => page.evaluate(() => window.stub.spoken);
  const seen = () => page.locator("body").innerText();
  const recogniser = (event, ...more) => page.evaluate(([name, rest]) => window.stub.recognisers.at(-1)[name](...rest), [event, more]);
  const shot = (name) => page.screenshot({ path: join(process.env.TALK_SHOTS, `${name.replaceAll(" ", "-")}.png`) });

  async function isTidy(name) {
    await page.waitForTimeout(500); // what moves has come to rest
    await shot(name);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    expect(overflow, "pixels beyond the edge").to.equal(0);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).to.deep.equal([]);
    expect(await seen()).not.to.match(INTERNAL);
  }

  for (const [name, look] of LOOKS) {
    describe(`on ${name}`, () => {
      it("answers what was typed, with its sources one tap away, and goes on where a suggestion leads", async () => {
        await open(look);
        await isTidy(`start on ${name}`);
        const reply = await type("Should I run after leg day?");
        expect(await seen()).to.include(reply.speech);
        expect(await spoken()).to.deep.equal([reply.speech]);
        await page.locator("summary").click();
        expect(await page.locator(".sources a").count()).to.equal(reply.card.sources.length);
        await isTidy(`answer on ${name}`);
        const next = await tap(chip(0));
        expect(next.about).to.equal("check_in");
        expect(await page.locator("#chips button").allTextContents()).to.deep.equal(next.suggestions);
      });

      it("runs the check by taps to its verdict, a card with its reason", async () => {
        await open(look);
        await type("Should I run today?");
        await tap(chip(1)); // a little sore
        await tap(chip(0)); // nothing worse
        const { verdict, card } = await tap(chip(1)); // yesterday
        const shown = page.locator("article.verdict");
        expect(Object.values(words.verdicts)).to.include(await shown.locator("h2").innerText());
        expect(await shown.locator(".why").innerText()).to.include(verdict.why);
        expect(await shown.locator(".badge svg").count()).to.equal(1);
        expect(await shown.locator(".sources a").count()).to.equal(card.sources.length);
        await isTidy(`verdict on ${name}`);
      });

      it("shows a warning sign as its action and number, and nothing else", async () => {
        await open(look);
        await type("Should I run today?");
        const reply = await type("my chest hurts");
        expect(reply.about).to.equal("red_flag");
        expect(await page.locator("main").innerText()).not.to.match(/chest|sore/i);
        expect(await page.locator("main a, main button").evaluateAll((found) => found.map(({ href }) => href))).to.deep.equal(["tel:911"]);
        await isTidy(`warning on ${name}`);
      });
    });
  }

  describe("each verdict", () => {
    const CHECKS = [
      ["go", ["not at all", "no", "four days ago"]],
      ["easy", ["not at all", "no", "yesterday"]],
      ["short", ["a little", "no", "yesterday"]],
      ["swap", ["four", "no"]],
      ["rest", ["six", "no"]],
    ];
    for (const [look, answers] of CHECKS) {
      it(`has its own words: ${words.verdicts?.[look]}`, async () => {
        await open({ viewport: PHONE });
        for (const says of ["should I run today?", ...answers]) await type(says);
        expect(await page.locator("article.verdict h2").innerText()).to.equal(words.verdicts[look]);
        await isTidy(`verdict ${look}`);
      });
    }
  });

  describe("talking", () => {
    it("shows what is being heard, then asks it", async () => {
      await open({ viewport: PHONE });
      await page.click("#talk");
      expect(await page.getAttribute("#talk", "aria-pressed")).to.equal("true");
      expect(await page.innerText("#status")).to.equal(words.listening_tapped);
      await recogniser("hear", "should I", false);
      expect(await page.innerText("#ghost")).to.equal("should I");
      await isTidy("listening");
      await recogniser("hear", "should I run after leg day", true);
      const [reply] = await Promise.all([replied(), recogniser("end")]);
      await settled();
      expect(await page.locator(".bubble.you p").textContent()).to.equal("should I run after leg day");
      expect(await page.locator(".bubble.you svg").count(), "a microphone beside what was heard").to.equal(1);
      expect(await spoken()).to.deep.equal([reply.speech]);
      expect(await page.getAttribute("#talk", "aria-pressed")).to.equal("false");
    });

    it("ends a hold when it is let go", async () => {
      await open();
      await page.hover("#talk");
      await page.mouse.down();
      await recogniser("hear", "ice bath", true);
      await page.waitForFunction((text) => document.getElementById("status").textContent === text, words.listening_held);
      const [reply] = await Promise.all([replied(), page.mouse.up()]);
      expect(reply.about).to.equal("cold_plunge");
    });

    it("ends a tap at a second tap", async () => {
      await open();
      await page.click("#talk");
      await recogniser("hear", "ice bath", true);
      const [reply] = await Promise.all([replied(), page.click("#talk")]);
      expect(reply.about).to.equal("cold_plunge");
    });

    it("works by finger and by keyboard alike", async () => {
      await open({ viewport: PHONE, hasTouch: true });
      await page.tap("#talk");
      await recogniser("hear", "ice bath", true);
      await Promise.all([replied(), page.tap("#talk")]);
      await page.focus("#talk");
      await page.keyboard.press("Space");
      expect(await page.innerText("#status")).to.equal(words.listening_tapped);
      await recogniser("hear", "yes", true);
      await Promise.all([replied(), page.keyboard.press("Enter")]);
    });

    it("falls silent as soon as somebody talks, and at Escape", async () => {
      await open({ stubs: { neverEnds: true } });
      await type("Should I run after leg day?");
      expect(await page.evaluate(() => window.stub.speaking)).to.equal(true);
      await page.click("#talk");
      expect(await page.evaluate(() => window.stub.speaking)).to.equal(false);
      await page.keyboard.press("Escape");
      expect(await page.getAttribute("#talk", "aria-pressed")).to.equal("false");
      expect(await page.innerText("#status")).to.equal(words.hint);
      await type("ice bath");
      await page.keyboard.press("Escape");
      expect(await page.evaluate(() => window.stub.speaking)).to.equal(false);
    });

    for (const [code, line] of Object.entries(words.microphone_errors ?? {})) {
      it(`says what to do about ${code}, and typing goes on`, async () => {
        await open({ viewport: PHONE });
        await page.click("#talk");
        await recogniser("fail", code === "other" ? "bad-grammar" : code);
        expect(await page.innerText("#status")).to.equal(line);
        await isTidy(`error ${code}`);
        await type("Should I run after leg day?");
        expect(await page.innerText("#status")).to.equal(words.hint);
      });
    }

    it("says it did not catch a word when nothing was heard, and nothing at all when it was called off", async () => {
      await open();
      await page.click("#talk");
      await recogniser("end");
      expect(await page.innerText("#status")).to.equal(words.microphone_errors["no-speech"]);
      await page.click("#talk");
      await recogniser("fail", "aborted");
      expect(await page.innerText("#status")).to.equal(words.hint);
    });

    it("asks a finger's refused press once more when the tap is whole", async () => {
      await open({ hasTouch: true, stubs: { refuses: 1 } });
      await page.tap("#talk");
      await page.waitForFunction(() => window.stub.recognisers.length === 2);
      expect(await page.getAttribute("#talk", "aria-pressed")).to.equal("true");
    });

    it("says so when the browser listens on this device, and asks it to", async () => {
      await open({ stubs: { onDevice: true } });
      await page.waitForFunction((text) => document.getElementById("note").textContent === text, words.audio_note_local);
      await page.click("#talk");
      expect(await page.evaluate(() => window.stub.recognisers.at(-1).processLocally)).to.equal(true);
    });
  });

  describe("without a microphone", () => {
    for (const [name, look] of LOOKS) {
      it(`is a page to type on, on ${name}`, async () => {
        await open({ ...look, stubs: { deaf: true } });
        expect(await page.isVisible("#talk")).to.equal(false);
        expect(await page.innerText("#note")).to.equal(words.no_microphone);
        await type("Should I run after leg day?");
        await isTidy(`typing only on ${name}`);
      });
    }

    it("is as good in a browser that can neither listen nor speak", async () => {
      await open({ stubs: { deaf: true, mute: true } });
      expect(await page.isVisible("#sound")).to.equal(false);
      const reply = await type("Should I run after leg day?");
      expect(await seen()).to.include(reply.speech);
    });
  });

  describe("speaking", () => {
    it("stores nothing until somebody switches the sound off, and then only that", async () => {
      await open();
      const stored = () => page.evaluate(() => [Object.entries(localStorage), sessionStorage.length, document.cookie]);
      await type("Should I run today?");
      expect(await stored()).to.deep.equal([[], 0, ""]);
      await page.click("#sound");
      expect((await stored())[0]).to.have.length(1);
      await page.reload();
      await type("Should I run after leg day?");
      expect(await spoken()).to.deep.equal([]);
      await page.click("#sound");
      expect(await stored()).to.deep.equal([[], 0, ""]);
    });

    it("never uses a voice that sends the words elsewhere", async () => {
      await open({ stubs: { voices: [{ lang: "en-US", localService: false }] } });
      expect(await page.isVisible("#sound")).to.equal(false);
      await type("Should I run after leg day?");
      expect(await spoken()).to.deep.equal([]);
    });

    it("asks again after eight seconds of silence, in writing only", async () => {
      await open({ clock: true });
      const { speech, reprompt } = await type("Should I run after leg day?");
      await page.clock.runFor(7000);
      expect(await page.locator(".bubble.again").count()).to.equal(0);
      await page.clock.runFor(2000);
      expect(await page.locator(".bubble.again p").innerText()).to.equal(reprompt);
      await page.clock.runFor(60000);
      expect(await page.locator(".bubble.again").count()).to.equal(1);
      expect(await spoken()).to.deep.equal([speech]);
    });

    it("waits as long as somebody types", async () => {
      await open({ clock: true });
      await type("Should I run after leg day?");
      await page.fill("#text", "hm");
      await page.clock.runFor(60000);
      expect(await page.locator(".bubble.again").count()).to.equal(0);
    });
  });

  describe("the end of a talk", () => {
    it("clears what was said about a body, offers no chips, and the next question starts afresh", async () => {
      await open({ viewport: PHONE });
      for (const says of ["should I run today?", "my knees are a bit sore", "no", "yesterday"]) await type(says);
      const last = await type("goodbye");
      expect(last.ends_session).to.equal(true);
      expect(await page.locator("#log > *").count()).to.equal(2);
      expect(await page.locator("main").innerText()).not.to.match(/sore|knee|verdict|yesterday/i);
      expect(await page.locator("main button:visible, main a:visible").count()).to.equal(0);
      await isTidy("closed");
      const sent = page.waitForRequest((request) => request.url().endsWith("/ask"));
      await type("should I run today?");
      expect((await sent).postDataJSON().session).to.equal(null);
      expect(await page.locator(".bubble").count()).to.equal(2);
    });
  });

  describe("when something is amiss", () => {
    const expectFault = (text) => {
      expect(faults.join(" ")).to.include(text);
      faults.length = 0;
    };

    it("says that the coach can't be reached, and tries again at a tap", async () => {
      await open({ viewport: PHONE });
      await context.setOffline(true);
      await page.fill("#text", "Should I run after leg day?");
      await page.press("#text", "Enter");
      await page.locator(".bubble.problem").waitFor();
      expect(await seen()).to.include(words.problems.unreachable);
      expectFault("ERR_INTERNET_DISCONNECTED");
      await isTidy("unreachable");
      await context.setOffline(false);
      const reply = await tap(chip(0));
      expect(await page.locator(".bubble").count()).to.equal(2);
      expect(await seen()).to.include(reply.speech);
    });

    for (const [status, problem] of [[401, "private"], [413, "too_long"], [429, "busy"], [500, "other"]]) {
      it(`has kind words for ${status}`, async () => {
        await open();
        await page.route("**/ask", (route) => route.fulfill({ status, json: { error: "no" } }));
        await type("Should I run after leg day?");
        expect(await seen()).to.include(words.problems[problem]);
        expectFault(String(status));
      });
    }

    it("does without a time zone that the server does not know", async () => {
      await open();
      await page.route("**/ask", (route) => (route.request().postDataJSON().time_zone ? route.fulfill({ status: 400, json: {} }) : route.continue()));
      await page.fill("#text", "Should I run after leg day?");
      await page.press("#text", "Enter");
      await page.locator(".sources").waitFor();
      expectFault("400");
    });

    it("shows what a person typed as text, never as markup", async () => {
      await open();
      await type("<img src=x onerror=alert(1)> should I run");
      expect(await page.locator(".bubble.you p").innerText()).to.include("<img");
      expect(await page.locator("#log img").count()).to.equal(0);
    });
  });

  describe("the shortcut", () => {
    it("opens ready to listen, one tap away", async () => {
      await open({ path: "/?ask" });
      expect(await page.innerText("#status")).to.equal(words.ready);
      expect(await page.evaluate(() => document.activeElement.id)).to.equal("talk");
      expect(await page.evaluate(() => window.stub.recognisers.length)).to.equal(0);
    });

    it("listens at once where the microphone was allowed before", async () => {
      await open({ path: "/?ask", permissions: ["microphone"] });
      await page.waitForFunction(() => window.stub.recognisers.length === 1);
      expect(await page.getAttribute("#talk", "aria-pressed")).to.equal("true");
    });
  });

  describe("by keyboard", () => {
    it("reaches all there is, keeps its place after a suggestion, and announces replies", async () => {
      await open();
      const reached = [];
      for (let step = 0; step < 7; step++) {
        await page.keyboard.press("Tab");
        reached.push(await page.evaluate(() => document.activeElement.id || document.activeElement.className));
      }
      expect(reached).to.deep.equal(["sound", "chip", "chip", "chip", "talk", "text", "round send"]);
      await chip(0).focus();
      await Promise.all([replied(), page.keyboard.press("Enter")]);
      await settled();
      expect(await page.evaluate(() => document.activeElement.id)).to.equal("log");
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement.className)).to.equal("chip");
      expect(await page.getAttribute("#log", "role")).to.equal("log");
    });
  });

  describe("with other needs", () => {
    it("keeps still for those who asked for less motion", async () => {
      await open({ reducedMotion: "reduce" });
      await page.click("#talk");
      const moving = await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === "running").length);
      expect(moving).to.equal(0);
    });

    it("stays usable at four times the size", async () => {
      await open({ viewport: { width: 320, height: 256 } });
      await type("Should I run today?");
      await chip(2).scrollIntoViewIfNeeded();
      await tap(chip(1));
      await isTidy("four times the size");
    });

    it("can be told apart in forced colours", async () => {
      await open({ forcedColors: "active", viewport: PHONE });
      await type("Should I run after leg day?");
      await isTidy("forced colours");
    });
  });
});
