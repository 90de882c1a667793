import { afterEach, expect, test } from "vitest";
import { keepFocus } from "./focus";

let stop = () => {};
afterEach(() => {
  stop();
  document.body.replaceChildren();
});

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

function page(): { first: HTMLButtonElement; second: HTMLButtonElement; home: HTMLElement } {
  document.body.innerHTML = '<main tabindex="-1"><button>First</button><button>Second</button></main>';
  const home = document.querySelector("main") as HTMLElement;
  const [first, second] = [...document.querySelectorAll("button")] as [HTMLButtonElement, HTMLButtonElement];
  stop = keepFocus(document.body, () => home);
  return { first, second, home };
}

test("the focus goes home when what had it is taken away", async () => {
  const { first, home } = page();
  first.focus();
  first.remove();
  await pause(200);
  expect(document.activeElement).toBe(home);
});

test("a focus that went elsewhere, or that nobody had, is left alone", async () => {
  const { first, second } = page();
  second.remove();
  await pause(200);
  expect(document.activeElement).toBe(document.body);
  const third = document.createElement("button");
  first.after(third);
  first.focus();
  first.remove();
  third.focus();
  await pause(200);
  expect(document.activeElement).toBe(third);
});

test("a button that was turned off while it had the focus gives it up", async () => {
  const { first, home } = page();
  first.focus();
  first.disabled = true;
  await pause(200);
  expect(document.activeElement).toBe(home);
});
