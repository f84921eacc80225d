// The replies that are more than a bubble: a verdict, a warning, and what an answer stands on.

import { icon, make } from "./element.js";

// How a verdict looks and which of the page's words it gets; the names themselves are never shown.
const LOOKS = {
  "GO AS PLANNED": () => "go",
  "GO EASY": () => "easy",
  "SHORTEN-OR-SWAP": (verdict) => (verdict.run_minutes ? "short" : "swap"),
  REST: () => "rest",
};
const LIMITED = ["easy", "short"]; // their minutes are the most that is advised; a plain go needs none
const SENTENCE = /[^.!?…]+(?:[.!?…]+|$)/gu;

/** The verdict with its reason and care, and the coach's question after it. Null for a verdict we have no look for. */
export function verdictCard(reply, words) {
  const { verdict } = reply;
  const look = LOOKS[verdict.name]?.(verdict);
  if (!look) return null;
  const [said, question] = parted(reply);
  const [action, care] = around(said, verdict.why);
  const minutes = LIMITED.includes(look) ? words.minutes.replace("{minutes}", verdict.run_minutes) : null;
  const card = make(
    "article",
    `verdict ${look}`,
    make(
      "header",
      "",
      make("span", "badge", icon(look)),
      make("h2", "", words.verdicts[look]),
      minutes && make("p", "minutes", minutes),
    ),
    paragraph("action", action),
    make("div", "why", make("h3", "", words.why), paragraph("", verdict.why)),
    paragraph("care", care),
    sources(reply, words),
  );
  return { card, question };
}

/** A warning sign: the action, and the number to call where the action names one. Nothing else. */
export function warning(reply, words) {
  const [text, number] = withDigits(reply.speech, words.numbers);
  const call = number && make("a", "call", icon("phone"), words.call.replace("{number}", number));
  if (call) call.href = `tel:${number}`;
  const panel = make("section", "warning", make("span", "badge", icon("warning")), make("p", "", text), call || null);
  panel.setAttribute("aria-label", words.warning);
  return panel;
}

/** What an answer stands on, one tap away; null when it names nothing. */
export function sources(reply, words) {
  const { text = "", sources: found = [] } = reply.card ?? {};
  const links = found.filter(({ url }) => /^https?:\/\//.test(url)).map((source) => make("li", "", link(source, words)));
  if (links.length === 0) return null;
  const summary = make("summary", "", icon("book"), make("span", "", words.sources), icon("open"));
  return make("details", "sources", summary, paragraph("", unsaid(text, reply.speech)), make("ul", "", ...links));
}

function link({ text, url }, words) {
  const anchor = make("a", "", text, make("span", "unseen", ` (${words.new_tab})`));
  Object.assign(anchor, { href: url, target: "_blank", rel: "noopener noreferrer" });
  return anchor;
}

/** What a card adds to an answer; nothing when it is a card about something else than what was said. */
function unsaid(text, speech) {
  const [first = "", ...others] = sentences(text);
  return speech.startsWith(first) ? others.filter((sentence) => !speech.includes(sentence)).join(" ") : "";
}

/** What was said without its last question, and the question. */
function parted({ speech, ends_session: isOver }) {
  const last = sentences(speech).at(-1);
  return !isOver && last?.endsWith("?") ? [speech.slice(0, speech.lastIndexOf(last)), last] : [speech, null];
}

/** What was said before the reason, and after it. */
function around(said, why) {
  const at = why ? said.indexOf(why) : -1;
  return at < 0 ? [said, ""] : [said.slice(0, at), said.slice(at + why.length)];
}

/** A number is spoken digit by digit, and twice; on a screen it is written as one calls it, and once. */
function withDigits(speech, numbers) {
  for (const [spoken, digits] of Object.entries(numbers)) {
    if (speech.includes(spoken)) return [speech.replaceAll(spoken, digits).replace(`, ${digits},`, ","), digits];
  }
  return [speech, null];
}

function sentences(text) {
  return (text.match(SENTENCE) ?? []).map((sentence) => sentence.trim()).filter(Boolean);
}

function paragraph(className, text) {
  return text.trim() ? make("p", className, text.trim()) : null;
}
