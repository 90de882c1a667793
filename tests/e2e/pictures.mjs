// Takes a picture of every screen in both themes at 1440 x 900: node pictures.mjs FOLDER
import { join } from "node:path";
import { WITH, WITHOUT, theme } from "./screens.mjs";
import { forgetHome, newHome, openDemo, withWindow } from "./window.mjs";

const folder = process.argv[2] ?? "pictures";
const only = process.argv.slice(3);
const home = newHome();
await withWindow(home, async (window) => {
  const missing = await window.run(() => [1440 - innerWidth, 900 - innerHeight]);
  await window.browser.setWindowSize(1440 + missing[0], 900 + missing[1]);
  const take = async (screens) => {
    for (const screen of screens.filter((s) => only.length === 0 || only.includes(s.name))) {
      for (const name of ["light", "dark"]) {
        try {
          await theme(window, name);
          await screen.go(window);
        } catch (error) {
          console.error(`${screen.name}, ${name}: ${error.message.slice(0, 400)}`);
        }
        await window.picture(join(folder, `${screen.name}-${name}.png`));
        await screen.leave?.(window).catch(() => {});
      }
    }
  };
  await take(WITHOUT);
  await openDemo(window);
  await take(WITH);
});
forgetHome(home);
