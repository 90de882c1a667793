import { configure } from "@testing-library/svelte";
import { afterEach, beforeEach } from "vitest";
import { setBackend } from "./lib/ipc/transport";

// A busy machine is no failure: what a test waits for may take its time.
configure({ asyncUtilTimeout: 5000 });

class Watch {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

beforeEach(() => {
  globalThis.ResizeObserver ??= Watch as unknown as typeof ResizeObserver;
  Element.prototype.scrollIntoView ??= () => {};
});

afterEach(() => setBackend());
