// Chromium opens the talk page: talking to it and hearing it, and doing without either.
"use strict";

const { expect } = require("chai");
const { LOOKS, PHONE, opened, words } = require("./talk_page_browser");

describe("the talk page, talked to", () => {
  const { open, type, replied, settled, seen, spoken, recogniser, isTidy } = opened;

  describe("talking", () => {
    it("shows what is being heard, then asks it", async () => {
      await open({ viewport: PHONE });
      await opened.page.click("#talk");
      expect(await opened.page.getAttribute("#talk", "aria-pressed")).to.equal("true");
      expect(await opened.page.innerText("#status")).to.equal(words.listening_tapped);
      await recogniser("hear", "should I", false);
      expect(await opened.page.innerText("#ghost")).to.equal("should I");
      await isTidy("listening");
      await recogniser("hear", "should I run after leg day", true);
      const [reply] = await Promise.all([replied(), recogniser("end")]);
      await settled();
      expect(await opened.page.locator(".bubble.you p").textContent()).to.equal("should I run after leg day");
      expect(await opened.page.locator(".bubble.you svg").count(), "a microphone beside what was heard").to.equal(1);
      expect(await spoken()).to.deep.equal([reply.speech]);
      expect(await opened.page.getAttribute("#talk", "aria-pressed")).to.equal("false");
    });

    it("ends a hold when it is let go", async () => {
      await open();
      await opened.page.hover("#talk");
      await opened.page.mouse.down();
      await recogniser("hear", "ice bath", true);
      await opened.page.waitForFunction((text) => document.getElementById("status").textContent === text, words.listening_held);
      const [reply] = await Promise.all([replied(), opened.page.mouse.up()]);
      expect(reply.about).to.equal("cold_plunge");
    });

    it("ends a tap at a second tap", async () => {
      await open();
      await opened.page.click("#talk");
      await recogniser("hear", "ice bath", true);
      const [reply] = await Promise.all([replied(), opened.page.click("#talk")]);
      expect(reply.about).to.equal("cold_plunge");
    });

    it("works by finger and by keyboard alike", async () => {
      await open({ viewport: PHONE, hasTouch: true });
      await opened.page.tap("#talk");
      await recogniser("hear", "ice bath", true);
      await Promise.all([replied(), opened.page.tap("#talk")]);
      await opened.page.focus("#talk");
      await opened.page.keyboard.press("Space");
      expect(await opened.page.innerText("#status")).to.equal(words.listening_tapped);
      await recogniser("hear", "yes", true);
      await Promise.all([replied(), opened.page.keyboard.press("Enter")]);
    });

    it("falls silent as soon as somebody talks, and at Escape", async () => {
      await open({ stubs: { neverEnds: true } });
      await type("Should I run after leg day?");
      expect(await opened.page.evaluate(() => window.stub.speaking)).to.equal(true);
      await opened.page.click("#talk");
      expect(await opened.page.evaluate(() => window.stub.speaking)).to.equal(false);
      await opened.page.keyboard.press("Escape");
      expect(await opened.page.getAttribute("#talk", "aria-pressed")).to.equal("false");
      expect(await opened.page.innerText("#status")).to.equal(words.hint);
      await type("ice bath");
      await opened.page.keyboard.press("Escape");
      expect(await opened.page.evaluate(() => window.stub.speaking)).to.equal(false);
    });

    for (const [code, line] of Object.entries(words.microphone_errors ?? {})) {
      it(`says what to do about ${code}, and typing goes on`, async () => {
        await open({ viewport: PHONE });
        await opened.page.click("#talk");
        await recogniser("fail", code === "other" ? "bad-grammar" : code);
        expect(await opened.page.innerText("#status")).to.equal(line);
        await isTidy(`error ${code}`);
        await type("Should I run after leg day?");
        expect(await opened.page.innerText("#status")).to.equal(words.hint);
      });
    }

    it("says it did not catch a word when nothing was heard, and nothing at all when it was called off", async () => {
      await open();
      await opened.page.click("#talk");
      await recogniser("end");
      expect(await opened.page.innerText("#status")).to.equal(words.microphone_errors["no-speech"]);
      await opened.page.click("#talk");
      await recogniser("fail", "aborted");
      expect(await opened.page.innerText("#status")).to.equal(words.hint);
    });

    it("asks a finger's refused press once more when the tap is whole", async () => {
      await open({ hasTouch: true, stubs: { refuses: 1 } });
      await opened.page.tap("#talk");
      await opened.page.waitForFunction(() => window.stub.recognisers.length === 2);
      expect(await opened.page.getAttribute("#talk", "aria-pressed")).to.equal("true");
    });

    it("says so when the browser listens on this device, and asks it to", async () => {
      await open({ stubs: { onDevice: true } });
      await opened.page.waitForFunction((text) => document.getElementById("note").textContent === text, words.audio_note_local);
      await opened.page.click("#talk");
      expect(await opened.page.evaluate(() => window.stub.recognisers.at(-1).processLocally)).to.equal(true);
    });
  });

  describe("without a microphone", () => {
    for (const [name, look] of LOOKS) {
      it(`is a page to type on, on ${name}`, async () => {
        await open({ ...look, stubs: { deaf: true } });
        expect(await opened.page.isVisible("#talk")).to.equal(false);
        expect(await opened.page.innerText("#note")).to.equal(words.no_microphone);
        await type("Should I run after leg day?");
        await isTidy(`typing only on ${name}`);
      });
    }

    it("is as good in a browser that can neither listen nor speak", async () => {
      await open({ stubs: { deaf: true, mute: true } });
      expect(await opened.page.isVisible("#sound")).to.equal(false);
      const reply = await type("Should I run after leg day?");
      expect(await seen()).to.include(reply.speech);
    });
  });

  describe("speaking", () => {
    it("stores nothing until somebody switches the sound off, and then only that", async () => {
      await open();
      const stored = () => opened.page.evaluate(() => [Object.entries(localStorage), sessionStorage.length, document.cookie]);
      await type("Should I run today?");
      expect(await stored()).to.deep.equal([[], 0, ""]);
      await opened.page.click("#sound");
      expect((await stored())[0]).to.have.length(1);
      await opened.page.reload();
      await type("Should I run after leg day?");
      expect(await spoken()).to.deep.equal([]);
      await opened.page.click("#sound");
      expect(await stored()).to.deep.equal([[], 0, ""]);
    });

    it("never uses a voice that sends the words elsewhere", async () => {
      await open({ stubs: { voices: [{ lang: "en-US", localService: false }] } });
      expect(await opened.page.isVisible("#sound")).to.equal(false);
      await type("Should I run after leg day?");
      expect(await spoken()).to.deep.equal([]);
    });

    it("asks again after eight seconds of silence, in writing only", async () => {
      await open({ clock: true });
      const { speech, reprompt } = await type("Should I run after leg day?");
      await opened.page.clock.runFor(7000);
      expect(await opened.page.locator(".bubble.again").count()).to.equal(0);
      await opened.page.clock.runFor(2000);
      expect(await opened.page.locator(".bubble.again p").innerText()).to.equal(reprompt);
      await opened.page.clock.runFor(60000);
      expect(await opened.page.locator(".bubble.again").count()).to.equal(1);
      expect(await spoken()).to.deep.equal([speech]);
    });

    it("waits as long as somebody types", async () => {
      await open({ clock: true });
      await type("Should I run after leg day?");
      await opened.page.fill("#text", "hm");
      await opened.page.clock.runFor(60000);
      expect(await opened.page.locator(".bubble.again").count()).to.equal(0);
    });
  });

  describe("the shortcut", () => {
    it("opens ready to listen, one tap away", async () => {
      await open({ path: "/?ask" });
      expect(await opened.page.innerText("#status")).to.equal(words.ready);
      expect(await opened.page.evaluate(() => document.activeElement.id)).to.equal("talk");
      expect(await opened.page.evaluate(() => window.stub.recognisers.length)).to.equal(0);
    });

    it("listens at once where the microphone was allowed before", async () => {
      await open({ path: "/?ask", permissions: ["microphone"] });
      await opened.page.waitForFunction(() => window.stub.recognisers.length === 1);
      expect(await opened.page.getAttribute("#talk", "aria-pressed")).to.equal("true");
    });
  });
});
