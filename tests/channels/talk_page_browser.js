// What the tests of the talk page share: a browser, a page that tells of every fault, and hands to use it with.
"use strict";

const { readFileSync } = require("fs");
const { join } = require("path");
const { expect } = require("chai");
const { playSpeech } = require("./talk_page_stubs");

const url = process.env.TALK_URL;
const words = url ? JSON.parse(readFileSync(process.env.TALK_WORDS, "utf8")) : {};

const FLAGS =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const PHONE = { width: 320, height: 568 };
const DESK = { width: 1280, height: 800 };
const LOOKS = [
  ["a small phone by day", { viewport: PHONE, colorScheme: "light" }],
  ["a small phone at night", { viewport: PHONE, colorScheme: "dark" }],
  ["a desk by day", { viewport: DESK, colorScheme: "light" }],
  ["a desk at night", { viewport: DESK, colorScheme: "dark" }],
];
const INTERNAL = /GO AS PLANNED|GO EASY|SHORTEN-OR-SWAP|\bREST\b|STOP-AND-GET-HELP/;

// The page that is open now. Its faults are errors, warnings, and requests to anybody else.
const opened = { page: null, faults: [] };
let browser;

before(async function () {
  this.timeout(30000);
  if (!url) return this.skip();
  browser = await require("playwright-core").chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS.split(" ") });
});
after(() => browser?.close());
afterEach(async function () {
  await opened.page?.context().close();
  if (this.currentTest.state === "passed") expect(opened.faults, "faults").to.deep.equal([]);
});

async function open({ path = "/", stubs = {}, clock = false, ...options } = {}) {
  const context = await browser.newContext({ locale: "en-US", timezoneId: "America/New_York", viewport: DESK, ...options });
  await context.addInitScript({ path: require.resolve("axe-core") });
  await context.addInitScript(playSpeech, stubs);
  const page = await context.newPage();
  Object.assign(opened, { page, faults: [] });
  if (clock) await page.clock.install();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && opened.faults.push(message.text()));
  page.on("pageerror", (error) => opened.faults.push(error.message));
  page.on("request", (request) => request.url().startsWith(url) || opened.faults.push(request.url()));
  await page.goto(url + path);
  await chip(0).waitFor();
}

const chip = (number) => opened.page.locator("#chips button").nth(number);
const seen = () => opened.page.locator("body").innerText();
const spoken = () => opened.page.evaluate(() => window.stub.spoken);
const settled = () => opened.page.waitForFunction(() => !document.querySelector("#ghost .dots"));
const replied = () => opened.page.waitForResponse((response) => response.url().endsWith("/ask")).then((response) => response.json());
const recogniser = (event, ...more) =>
  opened.page.evaluate(([name, rest]) => window.stub.recognisers.at(-1)[name](...rest), [event, more]);

async function replyTo(action) {
  const [reply] = await Promise.all([replied(), action()]);
  await settled();
  return reply;
}
const tap = (locator) => replyTo(() => locator.click());
const type = (text) => replyTo(() => opened.page.fill("#text", text).then(() => opened.page.press("#text", "Enter")));

/** Nothing sticks out, nothing shuts anybody out, nothing internal shows; and a picture of it is kept. */
async function isTidy(name) {
  const { page } = opened;
  await page.waitForTimeout(500); // what moves has come to rest
  await page.screenshot({ path: join(process.env.TALK_SHOTS, `${name.replaceAll(" ", "-")}.png`) });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  expect(overflow, "pixels beyond the edge").to.equal(0);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).to.deep.equal([]);
  expect(await seen()).not.to.match(INTERNAL);
}

Object.assign(opened, { open, chip, seen, spoken, settled, replied, recogniser, tap, type, isTidy });
module.exports = { DESK, LOOKS, PHONE, opened, words };
