// Amazon's view host for the web, in one page that shows one screen after the other.
"use strict";

const { readFileSync } = require("fs");

const FLAGS = "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking --disable-sync";

// Pixels as the device has them; the view host is told the density.
const VIEWPORTS = {
  round: { width: 480, height: 480, dpi: 160, shape: "ROUND", mode: "HUB" },
  small: { width: 1024, height: 600, dpi: 160, shape: "RECTANGLE", mode: "HUB" },
  hub: { width: 1280, height: 800, dpi: 160, shape: "RECTANGLE", mode: "HUB" },
  tv: { width: 1920, height: 1080, dpi: 320, shape: "RECTANGLE", mode: "TV" },
};

// A device brings Amazon's font. A sans serif of about its width stands in, a little wider where there is none but that.
const face = (weight, ...names) => `@font-face { font-family: amazon-ember-display; font-weight: ${weight}; src: ${names.map((name) => `local("${name}")`)}; }`;
const FONTS = face(400, "Liberation Sans", "DejaVu Sans") + face(700, "Liberation Sans Bold", "DejaVu Sans Bold");

class ViewHost {
  static async start() {
    const host = new ViewHost();
    host.browser = await require("playwright-core").chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS.split(" ") });
    host.page = await host.browser.newPage();
    host.faults = [];
    host.page.on("pageerror", (error) => host.faults.push(error.message));
    await host.page.route("**/*", (route) => route.abort()); // it asks Amazon for fonts
    await host.page.setContent(`<style>${FONTS}</style><body style='margin:0'></body>`);
    await host.page.evaluate(() => Promise.all([document.fonts.load("20px amazon-ember-display"), document.fonts.load("700 20px amazon-ember-display")]));
    // The engine tells once that it is ready, and only to who waits for it already.
    const script = readFileSync(require.resolve("apl-viewhost-web"), "utf8");
    await host.page.addScriptTag({ content: `${script};window.ready = AplRenderer.initEngine();` });
    await host.page.evaluate(() => window.ready);
    return host;
  }

  async show(directive, viewport) {
    await this.page.setViewportSize({ width: viewport.width, height: viewport.height });
    await this.page.evaluate(
      async ([document_, data, { width, height, dpi, shape, mode }]) => {
        window.shown?.destroy();
        window.sent = [];
        document.body.innerHTML = `<div id="view" style="position:relative;overflow:hidden;width:${width}px;height:${height}px"></div>`;
        const content = AplRenderer.Content.create(JSON.stringify(document_));
        for (const [name, value] of Object.entries(data)) content.addData(name, JSON.stringify(value));
        window.shown = AplRenderer.default.create({
          content,
          view: document.getElementById("view"),
          viewport: { width, height, dpi, isRound: shape === "ROUND", shape, mode, theme: "dark" },
          theme: "dark",
          mode,
          environment: { agentName: "tests", agentVersion: "1", allowOpenUrl: false, disallowVideo: true },
          utcTime: 0,
          localTimeAdjustment: 0,
          onSendEvent: (event) => window.sent.push(event),
        });
        await window.shown.init();
      },
      [directive.document, directive.datasources, viewport],
    );
    await this.page.waitForTimeout(100);
  }

  // Every text on the screen with its box, in the pixels of the page, scrolled to the top.
  texts() {
    return this.page.evaluate(() => {
      const found = [];
      const walker = document.createTreeWalker(document.getElementById("view"), NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        const text = walker.currentNode.textContent.trim();
        if (text && right > left) found.push({ text, left, right, top, bottom });
      }
      return found;
    });
  }

  // What each touch target says, also where it says nothing.
  touchable() {
    return this.page.evaluate(() => {
      const touchWrapper = AplRenderer.ComponentType.kComponentTypeTouchWrapper;
      const all = Object.values(window.shown.componentMap);
      return all.filter(({ component }) => component.getType() === touchWrapper).map(({ container }) => container.innerText.trim());
    });
  }

  async tap(words) {
    const box = (await this.texts()).find(({ text }) => text === words);
    if (!box) throw new Error(`nothing on the screen says ${words}`);
    await this.page.waitForTimeout(600); // the view host takes no mouse in a screen's first half second
    await this.page.mouse.move((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    await this.page.evaluate(() => (window.sent = []));
    await this.page.mouse.down();
    await this.page.waitForTimeout(60); // a finger rests for a moment
    await this.page.mouse.up();
    await this.page.waitForFunction(() => window.sent.length > 0, undefined, { timeout: 5000 });
    return this.page.evaluate(() => window.sent.at(-1));
  }

  stop() {
    return this.browser.close();
  }
}

module.exports = { ViewHost, VIEWPORTS };
