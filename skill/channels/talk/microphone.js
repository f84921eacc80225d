// Listens through the browser's own speech recognition, and knows a tap from a hold.

const HELD = 350; // milliseconds after which a press is a hold, so that letting go ends the listening
const PATIENCE = 3000; // milliseconds that a recogniser gets to finish; some never say that they did
const REFUSED = ["not-allowed", "service-not-allowed"];

const Recogniser = window.SpeechRecognition ?? window.webkitSpeechRecognition;

export const canListen = Boolean(Recogniser);

/** Whether this browser can turn sound into words without sending it anywhere. */
export async function listensOnDevice(locale) {
  try {
    return (await Recogniser.available({ langs: [locale], processLocally: true })) === "available";
  } catch {
    return false; // most browsers don't know the question
  }
}

/**
 * `on` is told what happens: listening(), partly(text), heard(text), failed(code), and idle() at the end of each.
 * What was heard comes once, when the listening is over.
 */
export function openMicrophone(locale, on) {
  let current = null; // the listening that goes on now

  function start(onDevice) {
    if (current) return;
    const recogniser = new Recogniser();
    const listening = { recogniser, text: "", error: null, live: false, dropped: false };
    current = listening;
    recogniser.lang = locale;
    recogniser.interimResults = true;
    if (onDevice) recogniser.processLocally = true;
    recogniser.onstart = () => {
      listening.live = true;
    };
    recogniser.onresult = (event) => {
      if (listening !== current) return;
      listening.text = Array.from(event.results, (result) => result[0].transcript.trim()).join(" ");
      on.partly(listening.text);
    };
    recogniser.onerror = (event) => {
      listening.error = event.error;
    };
    recogniser.onend = () => settle(listening);
    on.listening();
    try {
      recogniser.start();
    } catch {
      listening.error = "other";
      settle(listening);
    }
  }

  function settle(listening) {
    if (listening !== current) return;
    current = null;
    on.idle();
    if (listening.dropped) return;
    if (listening.text) on.heard(listening.text);
    else if (listening.error !== "aborted") on.failed(listening.error ?? "no-speech");
  }

  /** Ends the listening and takes what was heard. */
  function finish() {
    const listening = current;
    listening?.recogniser.stop();
    setTimeout(() => listening && settle(listening), PATIENCE);
  }

  /** Ends the listening and takes nothing. */
  function drop() {
    if (!current) return;
    const listening = current;
    listening.dropped = true;
    listening.recogniser.abort();
    settle(listening);
  }

  return {
    start,
    finish,
    drop,
    get listening() {
      return current !== null;
    },
    get live() {
      return Boolean(current?.live);
    },
  };
}

/**
 * Makes a button push-to-talk: hold it and let go, or tap it and tap again. A keyboard and a screen reader tap.
 * `on.pressed(isTap)` starts, `on.released()` finishes, `on.lasting(isHeld)` tells which of the two it has become.
 * `on.tapped()` comes last. Some phones grant the microphone to a whole tap only, not yet to a finger coming down.
 */
export function pushToTalk(button, microphone, on) {
  let press = null; // the press that goes on now
  let pointed = false; // a click that belongs to a pointer was dealt with already

  button.addEventListener("contextmenu", (event) => event.preventDefault()); // a long press opens one on phones
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pointed = true;
    if (microphone.listening) {
      on.released();
      return;
    }
    button.setPointerCapture(event.pointerId);
    press = { held: false };
    const started = press;
    setTimeout(() => {
      if (press !== started) return;
      press.held = true;
      on.lasting(true);
    }, HELD);
    on.pressed(event.pointerType === "mouse");
  });
  const released = () => {
    if (!press) return;
    // While the browser still asks for permission nothing can be heard, so that press counts as a tap.
    if (press.held && microphone.live) on.released();
    else on.lasting(false);
    press = null;
  };
  button.addEventListener("pointerup", released);
  button.addEventListener("pointercancel", () => {
    pointed = false;
    released();
  });
  button.addEventListener("click", () => {
    const isDone = pointed;
    pointed = false;
    if (isDone) on.tapped();
    else if (microphone.listening) on.released();
    else {
      on.pressed(true);
      on.lasting(false);
    }
  });
}

/** Whether an error says that listening is not allowed here. */
export const isRefusal = (code) => REFUSED.includes(code);
