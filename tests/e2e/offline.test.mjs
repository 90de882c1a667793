// Nothing leaves the page: every way out that a page knows is tried, and refused. A socket that listens would hear of it.
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { forgetHome, newHome, openDemo, withWindow } from "./window.mjs";

test("every way out of the page is refused", { timeout: 180_000 }, async () => {
  const heard = [];
  const listener = net.createServer((socket) => {
    const at = heard.push("a connection that said nothing") - 1;
    socket.on("error", () => {});
    socket.once("data", (bytes) => {
      heard[at] = bytes.toString("latin1").split("\r\n")[0];
      socket.destroy();
    });
  });
  await new Promise((done) => listener.listen(0, "127.0.0.1", done));
  const address = `127.0.0.1:${listener.address().port}`;
  const home = newHome();
  try {
    await withWindow(home, async (window) => {
      await openDemo(window);
      const before = await window.run(() => location.href);
      const tried = await window.browser.executeAsync((where, done) => {
        const blocked = [];
        document.addEventListener("securitypolicyviolation", (e) => blocked.push(`${e.effectiveDirective} ${e.blockedURI}`));
        const outcome = {};
        const note = (name, value) => {
          outcome[name] = String(value);
        };
        const attempts = [
          fetch(`http://${where}/fetch`).then(() => note("fetch", "answered"), () => note("fetch", "refused")),
          new Promise((end) => {
            const request = new XMLHttpRequest();
            request.onload = () => (note("xhr", "answered"), end());
            request.onerror = () => (note("xhr", "refused"), end());
            try {
              request.open("GET", `http://${where}/xhr`);
              request.send();
            } catch {
              note("xhr", "refused");
              end();
            }
          }),
          new Promise((end) => {
            try {
              const socket = new WebSocket(`ws://${where}/socket`);
              socket.onopen = () => (note("websocket", "answered"), end());
              socket.onerror = () => (note("websocket", "refused"), end());
            } catch {
              note("websocket", "refused");
              end();
            }
          }),
          new Promise((end) => {
            try {
              const source = new EventSource(`http://${where}/events`);
              source.onopen = () => (note("eventsource", "answered"), end());
              source.onerror = () => (source.close(), note("eventsource", "refused"), end());
            } catch {
              note("eventsource", "refused");
              end();
            }
          }),
          new Promise((end) => {
            const image = new Image();
            image.onload = () => (note("image", "answered"), end());
            image.onerror = () => (note("image", "refused"), end());
            image.src = `http://${where}/image.png`;
          }),
          new Promise((end) => {
            const script = document.createElement("script");
            script.onload = () => (note("script", "answered"), end());
            script.onerror = () => (note("script", "refused"), end());
            script.src = `http://${where}/script.js`;
            document.head.append(script);
          }),
          new Promise((end) => {
            const sheet = document.createElement("link");
            sheet.rel = "stylesheet";
            sheet.onload = () => (note("stylesheet", "answered"), end());
            sheet.onerror = () => (note("stylesheet", "refused"), end());
            sheet.href = `http://${where}/style.css`;
            document.head.append(sheet);
          }),
          new Promise((end) => {
            const frame = document.createElement("iframe");
            frame.src = `http://${where}/frame`;
            frame.onload = frame.onerror = () => end();
            document.body.append(frame);
            setTimeout(end, 500);
          }).then(() => note("frame", "tried")),
        ];
        note("beacon", navigator.sendBeacon?.(`http://${where}/beacon`, "x") ?? "absent");
        note("open", window.open(`http://${where}/open`));
        const form = document.createElement("form");
        form.action = `http://${where}/form`;
        form.method = "post";
        document.body.append(form);
        form.submit();
        try {
          // Text as code is refused too.
          note("eval", (0, eval)("1 + 1"));
        } catch {
          note("eval", "refused");
        }
        Promise.all(attempts).then(() => setTimeout(() => done({ outcome, blocked }), 600));
      }, address);
      for (const name of ["fetch", "xhr", "websocket", "eventsource", "image", "script", "stylesheet", "eval"]) {
        assert.equal(tried.outcome[name], "refused", `${name}: ${JSON.stringify(tried)}`);
      }
      assert.equal(tried.outcome.open, "null", "a second window was opened");
      for (const way of ["location.href", "location.assign", "anchor", "meta"]) {
        await window.run(
          (how, to) => {
            if (how === "location.href") location.href = to;
            if (how === "location.assign") location.assign(to);
            if (how === "anchor") {
              const anchor = document.createElement("a");
              anchor.href = to;
              document.body.append(anchor);
              anchor.click();
            }
            if (how === "meta") {
              const meta = document.createElement("meta");
              meta.httpEquiv = "refresh";
              meta.content = `0;url=${to}`;
              document.head.append(meta);
            }
          },
          way,
          `http://${address}/${way}`,
        );
        await new Promise((done) => setTimeout(done, 300));
        assert.equal(await window.run(() => location.href), before, `${way} left the page`);
      }
      await window.run((to) => {
        for (const rel of ["preconnect", "dns-prefetch", "prefetch", "preload", "icon", "manifest"]) {
          const link = document.createElement("link");
          link.rel = rel;
          link.as = "image";
          link.href = to;
          document.head.append(link);
        }
        const anchor = document.createElement("a");
        anchor.href = location.hash || "#overview";
        anchor.ping = to;
        document.body.append(anchor);
        anchor.click();
      }, `http://${address}/ahead`);
      await new Promise((done) => setTimeout(done, 1_000));
      assert.equal(await window.run(() => typeof RTCPeerConnection), "undefined", "the page can talk to peers");
      assert.deepEqual(heard, [], "something reached the listening socket");
      await window.sees("Where each framework stands");
      const reach = await window.browser.executeAsync((done) => {
        const invoke = window.__TAURI_INTERNALS__?.invoke;
        if (!invoke) return done(["no bridge"]);
        const asked = ["plugin:fs|read_text_file", "plugin:shell|execute", "plugin:http|fetch", "plugin:dialog|open", "plugin:opener|open_path", "plugin:window|create", "plugin:webview|create_webview_window"];
        Promise.all(asked.map((name) => invoke(name, { path: "/etc/passwd" }).then(() => `${name} answered`, () => null))).then((got) => done(got.filter(Boolean)));
      });
      assert.deepEqual(reach, [], "a command that no capability grants answered");
    });
  } finally {
    listener.close();
  }
  forgetHome(home);
});
