// What both clients need: the running skill's address, and the cases that the Python side wrote.
"use strict";

const { readFileSync } = require("fs");

const url = process.env.SKILL_URL;
const cases = JSON.parse(readFileSync(process.env.SKILL_CASES, "utf8"));

async function post(envelope) {
  const response = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(envelope) });
  if (!response.ok) throw new Error(`the webhook answered ${response.status}: ${await response.text()}`);
  return response.json();
}

module.exports = { url, cases, post };
