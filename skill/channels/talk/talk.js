// The conversation: what is said goes to /ask, and what comes back is shown and spoken.
// Only the session's token is carried from turn to turn, and only in this page's memory.

import { canListen, isRefusal, listensOnDevice, openMicrophone, pushToTalk } from "./microphone.js";
import { openView } from "./view.js";
import { canSpeak, openVoice } from "./voice.js";

const SILENCE = 8000; // milliseconds without a word before the coach asks again, in writing
const PATIENCE = 15000; // milliseconds that an answer may take
const PROBLEMS = { 401: "private", 413: "too_long", 429: "busy" };

const language = document.documentElement.lang;
const locale = navigator.languages.find((name) => name.startsWith(language)) ?? language;
const words = await (await fetch(`/talk/words.${language}.json`)).json();
const view = openView(words);
const voice = openVoice(locale);
const [talk, sound, form, input] = ["talk", "sound", "form", "text"].map((id) => document.getElementById(id));

let session = null;
let timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
let asking = null; // the question that waits for its answer
let silence = null; // runs while nobody says anything

async function ask(text, wasHeard = false) {
  quiet();
  asking?.abort();
  const mine = (asking = new AbortController());
  const late = setTimeout(() => mine.abort(), PATIENCE);
  view.asked(text, wasHeard);
  try {
    const response = await post(text, mine.signal);
    if (mine !== asking) return;
    if (response.ok) answer(await response.json());
    else fail(PROBLEMS[response.status] ?? "other", text, wasHeard);
  } catch {
    if (mine === asking) fail("unreachable", text, wasHeard);
  } finally {
    clearTimeout(late);
    if (mine === asking) asking = null;
  }
}

async function post(text, signal) {
  const body = JSON.stringify({ text, session, locale, time_zone: timeZone });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch("/ask", { method: "POST", headers, body, signal });
  if (response.status !== 400 || !timeZone) return response;
  timeZone = undefined; // the server may not know this browser's zone; it can do without
  return post(text, signal);
}

function answer(reply) {
  session = reply.session ?? null;
  if (reply.ends_session) view.closed(reply);
  else {
    view.answered(reply);
    view.offer(reply.suggestions ?? [], ask);
  }
  voice.say(reply.speech, () => {
    clearTimeout(silence);
    if (reply.reprompt && !microphone?.listening) silence = setTimeout(() => view.again(reply.reprompt), SILENCE);
  });
}

function fail(problem, text, wasHeard) {
  view.problem(words.problems[problem], problem === "private" ? null : () => ask(text, wasHeard));
}

/** Somebody is here: the coach stops talking and waiting. */
function quiet() {
  voice.stop();
  clearTimeout(silence);
}

const microphone = canListen ? openMicrophone(locale, { listening, partly: view.partly, heard, failed, idle }) : null;
let onDevice = false;
let isMeant = true; // the listening was asked for by a whole tap, so that a refusal is one
let wasRefused = false;

function listening() {
  quiet();
  view.listening(true);
}

function heard(text) {
  ask(text, true);
}

function failed(code) {
  wasRefused = !isMeant && isRefusal(code);
  if (wasRefused) view.line(words.ready);
  else view.line(words.microphone_errors[code] ?? words.microphone_errors.other, "problem");
}

function idle() {
  view.listening(false);
}

function listen(isTap) {
  asking?.abort();
  asking = null;
  isMeant = isTap;
  wasRefused = false;
  voice.wake();
  microphone.start(onDevice);
}

function openTalking() {
  talk.hidden = false;
  view.line("");
  pushToTalk(talk, microphone, {
    pressed: listen,
    released: () => {
      view.line(words.one_moment);
      microphone.finish();
    },
    tapped: () => {
      isMeant = true;
      if (wasRefused) listen(true);
    },
    lasting: (isHeld) => {
      if (microphone.listening) view.line(isHeld ? words.listening_held : words.listening_tapped, "listening");
    },
  });
  listensOnDevice(locale).then((isLocal) => {
    onDevice = isLocal;
    if (isLocal) document.getElementById("note").textContent = words.audio_note_local;
  });
}

/** Opened by the shortcut: listens at once where that was allowed before, else waits for one tap. */
async function openReady() {
  if (!microphone) {
    input.focus();
    return;
  }
  view.line(words.ready);
  talk.focus();
  const permission = await navigator.permissions?.query({ name: "microphone" }).catch(() => null);
  if (permission?.state === "granted") listen(false);
}

function openSound() {
  const appear = () => {
    sound.hidden = !voice.isHere;
  };
  appear();
  speechSynthesis.addEventListener?.("voiceschanged", appear); // some browsers list their voices late
  view.soundIs(!voice.muted);
  sound.addEventListener("click", () => {
    voice.mute(!voice.muted);
    view.soundIs(!voice.muted);
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  input.value = "";
  if (!text) return;
  microphone?.drop();
  voice.wake();
  ask(text);
});
input.addEventListener("input", () => clearTimeout(silence));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  microphone?.drop();
  quiet();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return;
  microphone?.drop();
  quiet();
});

if (canSpeak) openSound();
if (microphone) openTalking();
else view.typingOnly();
view.offer(words.hero_starters, ask);
if (new URLSearchParams(location.search).has("ask")) openReady();
