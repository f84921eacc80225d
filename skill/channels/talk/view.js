// What is on the screen: the conversation, what may be said next, and the line above the microphone.

import { sources, verdictCard, warning } from "./card.js";
import { icon, make, show } from "./element.js";

const find = (id) => document.getElementById(id);
const [hero, log, ghost, chips] = ["hero", "log", "ghost", "chips"].map(find);
const [sound, status, talk, input, note] = ["sound", "status", "talk", "text", "note"].map(find);

export function openView(words) {
  let isOver = false; // the talk on the screen has ended, so the next one starts on a clean one

  function bubble(who, text, ...more) {
    const speaker = make("span", "unseen", `${who === "you" ? words.you : words.coach}: `);
    const said = make("div", `bubble ${who}`, speaker, make("p", "", text), ...more);
    log.append(said);
    return said;
  }

  /** The person's words, as they were typed or heard. */
  function asked(text, wasHeard) {
    if (isOver) log.replaceChildren();
    isOver = false;
    forgetProblem();
    hero.hidden = true;
    document.body.classList.add("talking");
    ghost.replaceChildren();
    offer([]);
    line("");
    const mine = bubble("you", text);
    if (wasHeard) mine.prepend(icon("microphone"));
    waiting();
    follow();
  }

  /** A question that got no answer is asked again, so its first try goes. */
  function forgetProblem() {
    const failed = log.lastElementChild;
    if (!failed?.matches(".problem")) return;
    failed.previousElementSibling?.remove();
    failed.remove();
  }

  /** Three dots while the coach thinks. The style shows them only when that takes a moment. */
  function waiting() {
    ghost.replaceChildren(make("div", "bubble coach dots", make("i"), make("i"), make("i")));
  }

  /** The coach's reply: a bubble, or a card for a verdict. */
  function answered(reply) {
    ghost.replaceChildren();
    const verdict = reply.verdict && verdictCard(reply, words);
    if (verdict) {
      log.append(make("div", "unseen", `${words.coach}: `), verdict.card);
      if (verdict.question) bubble("coach", verdict.question);
    } else {
      bubble("coach", reply.speech, sources(reply, words));
    }
  }

  /** The last words of a talk. Whatever was said about a body goes from the screen with it. */
  function closed(reply) {
    isOver = true;
    ghost.replaceChildren();
    offer([]);
    if (reply.about === "red_flag") {
      log.replaceChildren(warning(reply, words));
    } else {
      log.replaceChildren();
      bubble("coach", reply.speech);
      log.append(make("p", "closed", words.closed));
    }
    follow();
  }

  /** One more try for an answer that didn't come: the question again, in its shorter form. */
  function again(text) {
    bubble("coach", text).classList.add("again");
    follow();
  }

  /** What did not work, in kind words, with a way to try again. */
  function problem(text, retry) {
    ghost.replaceChildren();
    bubble("coach", text).classList.add("problem");
    offer(retry ? [words.try_again] : [], retry);
  }

  /** Things to say next. `pick` is told which was tapped. */
  function offer(suggestions, pick) {
    chips.hidden = suggestions.length === 0;
    chips.replaceChildren(
      ...suggestions.map((text) => {
        const chip = make("button", "chip", text);
        chip.type = "button";
        chip.addEventListener("click", () => {
          pick(text);
          // The chip is gone, and focus with it; what comes next is read from the conversation on.
          log.focus({ preventScroll: true });
        });
        return chip;
      }),
    );
    if (suggestions.length > 0) follow();
  }

  /** The line above the microphone; `kind` is listening, problem, or nothing. */
  function line(text, kind = "") {
    status.className = kind;
    status.textContent = text || (talk.hidden ? "" : words.hint);
  }

  function listening(isOn) {
    talk.setAttribute("aria-pressed", String(isOn));
    show(talk.firstElementChild, isOn ? "stop" : "microphone");
    document.body.classList.toggle("listening", isOn);
    if (!isOn) ghost.replaceChildren();
    line(isOn ? words.listening : "", isOn ? "listening" : "");
  }

  /** What is being heard, before it is sure. */
  function partly(text) {
    ghost.replaceChildren(make("div", "bubble you unsure", make("p", "", text)));
    window.scrollTo({ top: document.documentElement.scrollHeight });
  }

  function soundIs(isOn) {
    sound.setAttribute("aria-pressed", String(isOn));
    show(sound.firstElementChild, isOn ? "sound" : "silent");
  }

  /** Nobody can talk here: typing is all there is, and the page says so without fuss. */
  function typingOnly() {
    talk.hidden = true;
    note.textContent = words.no_microphone;
    input.placeholder = words.type_only;
    document.body.classList.add("typing-only");
    line("");
  }

  /** Brings the newest into sight, without hiding the start of what was asked last. */
  function follow() {
    const mine = [...log.querySelectorAll(".bubble.you")].at(-1) ?? log.firstElementChild;
    const top = mine ? mine.getBoundingClientRect().top + window.scrollY - 72 : 0;
    window.scrollTo({ top: Math.min(top, document.documentElement.scrollHeight - window.innerHeight) });
  }

  return { asked, answered, closed, again, problem, offer, line, listening, partly, soundIs, typingOnly, waiting };
}
