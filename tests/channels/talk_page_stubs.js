// Stands in for a browser's ears and mouth, which no headless browser has. It runs inside the page, before the page's own.
"use strict";

/**
 * `deaf` and `mute` take the two away; `neverEnds` keeps speaking; `voices` are those of the device; `refuses` is how
 * many times the microphone is refused at first; `onDevice` says that sound need not leave the device.
 */
function playSpeech({ deaf, mute, neverEnds, voices = [], refuses = 0, onDevice = false }) {
  const stub = { spoken: [], recognisers: [], speaking: false };
  window.stub = stub;

  class Recogniser {
    static available = async () => (onDevice ? "available" : "unavailable");

    constructor() {
      stub.recognisers.push(this);
    }
    start() {
      if (stub.recognisers.length <= refuses) queueMicrotask(() => this.fail("not-allowed"));
      else this.onstart?.();
    }
    stop() {
      setTimeout(() => this.end());
    }
    abort() {
      this.fail("aborted");
    }
    hear(transcript, isFinal) {
      this.onresult?.({ results: [Object.assign([{ transcript }], { isFinal })] });
    }
    fail(error) {
      this.onerror?.({ error });
      this.end();
    }
    end() {
      this.onend?.();
    }
  }

  const remove = (name) => Object.defineProperty(window, name, { value: undefined, configurable: true, writable: true });
  remove("webkitSpeechRecognition");
  remove("SpeechRecognition");
  if (!deaf) window.SpeechRecognition = Recogniser;
  if (mute) {
    remove("speechSynthesis");
    return;
  }
  const engine = window.speechSynthesis;
  engine.getVoices = () => voices;
  engine.cancel = () => {
    stub.speaking = false;
  };
  engine.speak = (utterance) => {
    stub.spoken.push(utterance.text);
    stub.speaking = true;
    setTimeout(() => utterance.dispatchEvent(new Event("start")));
    if (!neverEnds) setTimeout(() => utterance.dispatchEvent(new Event("end")), 20);
  };
}

module.exports = { playSpeech };
