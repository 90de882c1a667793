// One real window under a virtual display, driven over WebDriver: started fresh, with folders of its own, and always ended.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { remote } from "webdriverio";

const HERE = dirname(fileURLToPath(import.meta.url));

/** The top of the project. */
export const ROOT = resolve(HERE, "../..");

const target = process.env.CARGO_TARGET_DIR ? resolve(ROOT, process.env.CARGO_TARGET_DIR) : join(ROOT, "target");

/** The program under test: the window built with debug assertions, whose dialogs can be answered from a file. */
export const PROGRAM = process.env.COUNTERSIGN_WINDOW ?? join(target, "debug/countersign-desktop");

/** The command line built beside it. */
export const COMMAND = process.env.COUNTERSIGN_COMMAND ?? join(target, "debug/countersign");

/** The time every window of a test believes it is. */
export const NOW = "2026-10-05T09:00:00Z";

const freePort = () =>
  new Promise((done) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** A folder that stands for one person's computer. Several windows can be opened on it, one after the other. */
export function newHome() {
  const home = mkdtempSync(join(tmpdir(), "countersign-e2e-"));
  for (const part of ["data", "config", "cache", "files", "runtime"]) mkdirSync(join(home, part), { mode: 0o700 });
  writeFileSync(join(home, "dialogs"), "");
  return home;
}

/** The folder is not kept when the test went well. */
export const forgetHome = (home) => rmSync(home, { recursive: true, force: true });

/** What the next dialogs answer: each a list of paths; an empty list cancels. */
export function answerDialogs(home, ...answers) {
  const file = join(home, "dialogs");
  const waiting = existsSync(file) ? readFileSync(file, "utf8") : "";
  writeFileSync(file, waiting + answers.map((paths) => JSON.stringify(paths) + "\n").join(""));
}

/** The environment of a window. */
export const environment = (home) => ({
  ...process.env,
  NO_AT_BRIDGE: "1",
  LIBGL_ALWAYS_SOFTWARE: "1",
  GTK_THEME: "Adwaita",
  LANG: "C.UTF-8",
  TZ: "UTC",
  COUNTERSIGN_NOW: NOW,
  COUNTERSIGN_DIALOGS: join(home, "dialogs"),
  XDG_DATA_HOME: join(home, "data"),
  XDG_CONFIG_HOME: join(home, "config"),
  XDG_CACHE_HOME: join(home, "cache"),
});

async function reachable(port) {
  for (let i = 0; i < 100; i++) {
    try {
      await fetch(`http://127.0.0.1:${port}/status`);
      return;
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  throw new Error("WebKitWebDriver did not answer within ten seconds");
}

/** Opens a window, hands it to `act`, and ends it whatever happened. */
export async function withWindow(home, act, { args = [], size = [1440, 900], env = {} } = {}) {
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], {
    detached: true,
    stdio: "ignore",
    env: { ...environment(home), TAURI_WEBVIEW_AUTOMATION: "true", ...env },
  });
  let browser;
  try {
    await reachable(port);
    browser = await remote({
      hostname: "127.0.0.1",
      port,
      logLevel: "error",
      connectionRetryTimeout: 60_000,
      capabilities: { "wdio:enforceWebDriverClassic": true, "webkitgtk:browserOptions": { binary: PROGRAM, args } },
    });
    await browser.setTimeout({ script: 30_000 });
    await browser.setWindowSize(...size).catch(() => {});
    return await act(new Window(browser, home));
  } finally {
    await browser?.deleteSession().catch(() => {});
    try {
      process.kill(-driver.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

/** What a test does with a window, in the words of someone who sits in front of it. */
export class Window {
  constructor(browser, home) {
    this.browser = browser;
    this.home = home;
  }

  /** Runs a function of the page. */
  run(script, ...values) {
    return this.browser.execute(script, ...values);
  }

  /** Waits until a function of the page gives something, and gives that. */
  async until(script, values = [], { timeout = 15_000, what = "the page" } = {}) {
    const end = Date.now() + timeout;
    for (;;) {
      const found = await this.run(script, ...values);
      if (found) return found;
      if (Date.now() > end) throw new Error(`waited ${timeout} ms for ${what}\n${await this.text()}`);
      await new Promise((done) => setTimeout(done, 40));
    }
  }

  /** Everything that can be read. */
  text() {
    return this.run(() => document.body.innerText);
  }

  /** Waits until a text can be read. */
  sees(text, options = {}) {
    return this.until((wanted) => document.body.innerText.replace(/\s+/g, " ").includes(wanted), [text], { what: `"${text}"`, ...options });
  }

  /** Waits until a text can no longer be read. */
  loses(text, options = {}) {
    return this.until((wanted) => !document.body.innerText.replace(/\s+/g, " ").includes(wanted), [text], { what: `"${text}" to go`, ...options });
  }

  /** The element with a role and a name, as an element that WebDriver can act on. */
  async find(role, name, { timeout = 20_000, within = "body" } = {}) {
    await this.until(
      (wantedRole, wantedName, where) => {
        const implied = {
          button: "button,[role=button]",
          link: "a[href],[role=link]",
          tab: "[role=tab]",
          row: "tr,[role=row]",
          gridcell: "td,[role=gridcell]",
          textbox: "input:not([type]),input[type=text],input[type=search],textarea,[role=textbox],[role=searchbox],[role=combobox]",
          checkbox: "input[type=checkbox],[role=checkbox]",
          radio: "input[type=radio],[role=radio]",
          combobox: "select,[role=combobox]",
          option: "option,[role=option]",
          menuitem: "[role=menuitem],[role=menuitemradio],[role=menuitemcheckbox]",
          heading: "h1,h2,h3,[role=heading]",
        };
        const nameOf = (e) => {
          const by = e.getAttribute("aria-labelledby");
          const labelled = by ? by.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ") : "";
          const label = e.labels?.length ? [...e.labels].map((l) => l.textContent).join(" ") : "";
          return (e.getAttribute("aria-label") || labelled || label || e.textContent || e.getAttribute("placeholder") || "").replace(/\s+/g, " ").trim();
        };
        document.querySelectorAll("[data-e2e]").forEach((e) => e.removeAttribute("data-e2e"));
        const all = [...document.querySelectorAll(where)].flatMap((root) => [...root.querySelectorAll(implied[wantedRole] ?? `[role=${wantedRole}]`)]);
        const seen = all.filter((e) => e.getClientRects().length > 0);
        const found = seen.find((e) => nameOf(e) === wantedName) ?? seen.find((e) => nameOf(e).startsWith(wantedName)) ?? seen.find((e) => nameOf(e).includes(wantedName));
        found?.setAttribute("data-e2e", "");
        return Boolean(found);
      },
      [role, name, within],
      { timeout, what: `the ${role} "${name}"` },
    );
    return this.browser.$("[data-e2e]");
  }

  /** Does something with an element. A screen may draw it anew between finding and doing: then it is found again. */
  async act(role, name, does, options) {
    for (let left = 5; ; left--) {
      const element = await this.find(role, name, options);
      try {
        return await does(element);
      } catch (error) {
        if (left === 0 || !/stale|not found|wasn't found|not interactable|intercepted/i.test(`${error.name} ${error.message}`)) throw error;
        await new Promise((done) => setTimeout(done, 100));
      }
    }
  }

  click(role, name, options) {
    return this.act(role, name, (element) => element.click(), options);
  }

  doubleClick(role, name, options) {
    return this.act(role, name, (element) => element.doubleClick(), options);
  }

  /** Presses keys, one after the other. */
  async keys(...keys) {
    for (const key of keys) await this.browser.keys(key);
  }

  /** Types, once a field has the focus. */
  async write(text) {
    await this.until(() => document.activeElement?.matches("input, textarea"), [], { what: "a field to have the focus" });
    await this.keys(...text);
  }

  /** Goes to an address of the window, as "Copy citation" and the palette do. */
  async go(address) {
    await this.run((to) => {
      location.hash = to;
    }, `#/${address}`);
    await this.settled();
  }

  /** Waits until nothing is being fetched or drawn. */
  async settled() {
    await this.until(() => !document.querySelector("[aria-busy=true]"), [], { what: "the page to settle" });
    await this.browser.executeAsync((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
  }

  /** Takes a picture, when what was asked for has been painted too: canvases and pages of a document come a moment later. */
  async picture(path) {
    await new Promise((done) => setTimeout(done, 700));
    mkdirSync(dirname(path), { recursive: true });
    await this.browser.saveScreenshot(path);
  }
}

/** Opens the made-up organisation from the first page. */
export async function openDemo(window) {
  await window.click("button", "Open the made-up organisation", { timeout: 30_000 });
  await window.sees("Where each framework stands", { timeout: 60_000 });
  await window.settled();
}
