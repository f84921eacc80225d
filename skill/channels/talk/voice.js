// Speaks through the browser's own speech synthesis, with voices of this device only.

const KEY = "leg-day-coach.sound"; // all this page ever stores, and only once somebody switched the sound off
const LATE = 2000; // milliseconds after which a voice that has not begun counts as silent
const PER_WORD = 600; // milliseconds a slow voice takes; some never say that they have finished

const engine = window.speechSynthesis;

export const canSpeak = Boolean(engine && window.SpeechSynthesisUtterance);

/** `locale` is such as en-GB. */
export function openVoice(locale) {
  let speaking = null; // what is being said now
  let muted = remembered();
  let woken = false;

  function say(text, done) {
    stop();
    const voice = canSpeak && !muted ? chosen(locale) : null;
    if (!voice) {
      done();
      return;
    }
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = voice.lang ?? locale;
    if (voice.lang) utterance.voice = voice;
    const saying = { done, timer: null, utterance }; // kept: Chrome forgets to tell the end of what nobody holds
    speaking = saying;
    const over = () => {
      if (speaking !== saying) return;
      clearTimeout(saying.timer);
      speaking = null;
      done();
    };
    utterance.onstart = () => {
      clearTimeout(saying.timer);
      saying.timer = setTimeout(over, LATE + text.split(" ").length * PER_WORD);
    };
    utterance.onend = over;
    utterance.onerror = over;
    saying.timer = setTimeout(over, LATE);
    engine.speak(utterance);
  }

  /** Silence at once. */
  function stop() {
    if (!canSpeak) return;
    clearTimeout(speaking?.timer);
    speaking = null;
    engine.cancel?.();
  }

  /** Apple's browsers stay silent until a voice was used within a tap or a key; the answer comes after it. */
  function wake() {
    if (woken || !canSpeak || muted || !/Apple/.test(navigator.vendor)) return;
    woken = true;
    engine.speak(new SpeechSynthesisUtterance(""));
  }

  function mute(wanted) {
    const cut = speaking;
    muted = wanted;
    if (wanted) stop();
    cut?.done();
    remember(wanted);
  }

  return {
    say,
    stop,
    wake,
    mute,
    get muted() {
      return muted;
    },
    get isHere() {
      return canSpeak && chosen(locale) !== null;
    },
  };
}

/**
 * A voice of this device that speaks the language; null when there are only voices that send the words elsewhere.
 * Without a list, which some browsers fill late, the browser chooses.
 */
function chosen(locale) {
  const voices = engine.getVoices?.() ?? [];
  if (voices.length === 0) return {};
  const here = voices.filter((voice) => voice.localService !== false);
  const speaking = (wanted) => here.filter(({ lang = "" }) => lang.replace("_", "-").startsWith(wanted));
  const [language] = locale.split("-");
  const fitting = [...speaking(locale), ...speaking(language)];
  return fitting.find((voice) => voice.default) ?? fitting[0] ?? null;
}

// Storage may be closed to the page; then the choice lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem(KEY) === "off";
  } catch {
    return false;
  }
}

function remember(off) {
  try {
    if (off) localStorage.setItem(KEY, "off");
    else localStorage.removeItem(KEY);
  } catch {
    // see above
  }
}
