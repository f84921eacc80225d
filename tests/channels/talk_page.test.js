// Chromium opens the talk page: what a person sees and can do, on a small phone and on a desk, by day and by night.
"use strict";

const { expect } = require("chai");
const { LOOKS, PHONE, opened, words } = require("./talk_page_browser");

describe("the talk page, seen", () => {
  const { open, type, tap, chip, seen, spoken, settled, replied, isTidy } = opened;

  for (const [name, look] of LOOKS) {
    describe(`on ${name}`, () => {
      it("answers what was typed, with its sources one tap away, and goes on where a suggestion leads", async () => {
        await open(look);
        await isTidy(`start on ${name}`);
        const reply = await type("Should I run after leg day?");
        expect(await seen()).to.include(reply.speech);
        expect(await spoken()).to.deep.equal([reply.speech]);
        await opened.page.locator("summary").click();
        expect(await opened.page.locator(".sources a").count()).to.equal(reply.card.sources.length);
        await isTidy(`answer on ${name}`);
        const next = await tap(chip(0));
        expect(next.about).to.equal("check_in");
        expect(await opened.page.locator("#chips button").allTextContents()).to.deep.equal(next.suggestions);
      });

      it("runs the check by taps to its verdict, a card with its reason", async () => {
        await open(look);
        await type("Should I run today?");
        await tap(chip(1)); // a little sore
        await tap(chip(0)); // nothing worse
        const { verdict, card } = await tap(chip(1)); // yesterday
        const shown = opened.page.locator("article.verdict");
        expect(Object.values(words.verdicts)).to.include(await shown.locator("h2").innerText());
        expect(await shown.locator(".why").innerText()).to.include(verdict.why);
        expect(await shown.locator(".badge svg").count()).to.equal(1);
        expect(await shown.locator(".sources a").count()).to.equal(card.sources.length);
        await isTidy(`verdict on ${name}`);
      });

      it("shows a warning sign as its action and number, and nothing else", async () => {
        await open(look);
        await type("Should I run today?");
        const reply = await type("I have chest pain");
        expect(reply.about).to.equal("red_flag");
        expect(await opened.page.locator("main").innerText()).not.to.match(/chest|sore/i);
        expect(await opened.page.locator("main a, main button").evaluateAll((found) => found.map(({ href }) => href))).to.deep.equal(["tel:911"]);
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
        expect(await opened.page.locator("article.verdict h2").innerText()).to.equal(words.verdicts[look]);
        await isTidy(`verdict ${look}`);
      });
    }
  });

  describe("the end of a talk", () => {
    it("clears what was said about a body, offers no chips, and the next question starts afresh", async () => {
      await open({ viewport: PHONE });
      for (const says of ["should I run today?", "my knees are a bit sore", "no", "yesterday"]) await type(says);
      const last = await type("goodbye");
      expect(last.ends_session).to.equal(true);
      expect(await opened.page.locator("#log > *").count()).to.equal(2);
      expect(await opened.page.locator("main").innerText()).not.to.match(/sore|knee|verdict|yesterday/i);
      expect(await opened.page.locator("main button:visible, main a:visible").count()).to.equal(0);
      await isTidy("closed");
      const sent = opened.page.waitForRequest((request) => request.url().endsWith("/ask"));
      await type("should I run today?");
      expect((await sent).postDataJSON().session).to.equal(null);
      expect(await opened.page.locator(".bubble").count()).to.equal(2);
    });
  });

  describe("when something is amiss", () => {
    const expectFault = (text) => {
      expect(opened.faults.join(" ")).to.include(text);
      opened.faults.length = 0;
    };

    it("says that the coach can't be reached, and tries again at a tap", async () => {
      await open({ viewport: PHONE });
      await opened.page.context().setOffline(true);
      await opened.page.fill("#text", "Should I run after leg day?");
      await opened.page.press("#text", "Enter");
      await opened.page.locator(".bubble.problem").waitFor();
      expect(await seen()).to.include(words.problems.unreachable);
      expectFault("ERR_INTERNET_DISCONNECTED");
      await isTidy("unreachable");
      await opened.page.context().setOffline(false);
      const reply = await tap(chip(0));
      expect(await opened.page.locator(".bubble").count()).to.equal(2);
      expect(await seen()).to.include(reply.speech);
    });

    for (const [status, problem] of [[401, "private"], [413, "too_long"], [429, "busy"], [500, "other"]]) {
      it(`has kind words for ${status}`, async () => {
        await open();
        await opened.page.route("**/ask", (route) => route.fulfill({ status, json: { error: "no" } }));
        await type("Should I run after leg day?");
        expect(await seen()).to.include(words.problems[problem]);
        expectFault(String(status));
      });
    }

    it("does without a time zone that the server does not know", async () => {
      await open();
      await opened.page.route("**/ask", (route) => (route.request().postDataJSON().time_zone ? route.fulfill({ status: 400, json: {} }) : route.continue()));
      await opened.page.fill("#text", "Should I run after leg day?");
      await opened.page.press("#text", "Enter");
      await opened.page.locator(".sources").waitFor();
      expectFault("400");
    });

    it("shows what a person typed as text, never as markup", async () => {
      await open();
      await type("<img src=x onerror=alert(1)> should I run");
      expect(await opened.page.locator(".bubble.you p").innerText()).to.include("<img");
      expect(await opened.page.locator("#log img").count()).to.equal(0);
    });
  });

  describe("by keyboard", () => {
    it("reaches all there is, keeps its place after a suggestion, and announces replies", async () => {
      await open();
      const reached = [];
      for (let step = 0; step < 7; step++) {
        await opened.page.keyboard.press("Tab");
        reached.push(await opened.page.evaluate(() => document.activeElement.id || document.activeElement.className));
      }
      expect(reached).to.deep.equal(["sound", "chip", "chip", "chip", "talk", "text", "round send"]);
      await chip(0).focus();
      await Promise.all([replied(), opened.page.keyboard.press("Enter")]);
      await settled();
      expect(await opened.page.evaluate(() => document.activeElement.id)).to.equal("log");
      await opened.page.keyboard.press("Tab");
      expect(await opened.page.evaluate(() => document.activeElement.className)).to.equal("chip");
      expect(await opened.page.getAttribute("#log", "role")).to.equal("log");
    });
  });

  describe("with other needs", () => {
    it("keeps still for those who asked for less motion", async () => {
      await open({ reducedMotion: "reduce" });
      await opened.page.click("#talk");
      const moving = await opened.page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === "running").length);
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
