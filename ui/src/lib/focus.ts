/** How long whoever took the focused thing away has to put the focus elsewhere: a dialog gives it back a moment after it closed. */
const GRACE = 120;

/** True when what had the focus can no longer have it: it was taken out of the page, or turned off. */
function lost(last: Element | null): boolean {
  return last !== null && (!last.isConnected || last.matches(":disabled"));
}

/** Keeps the focus in the window: when what had it goes away and nothing else takes it, `to` gets it. Returns how to stop. */
export function keepFocus(root: HTMLElement, to: () => HTMLElement | undefined): () => void {
  let last: Element | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const nowhere = () => document.activeElement === null || document.activeElement === document.body || document.activeElement.matches(":disabled");
  const settle = () => {
    timer = undefined;
    if (!lost(last) || !nowhere() || document.querySelector("[role=dialog], [role=menu]")) return;
    last = null;
    to()?.focus({ preventScroll: true });
  };
  const onfocusin = (event: FocusEvent) => {
    last = event.target instanceof Element ? event.target : null;
  };
  const watch = new MutationObserver(() => {
    if (timer === undefined && lost(last)) timer = setTimeout(settle, GRACE);
  });

  root.addEventListener("focusin", onfocusin);
  watch.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
  return () => {
    clearTimeout(timer);
    watch.disconnect();
    root.removeEventListener("focusin", onfocusin);
  };
}
