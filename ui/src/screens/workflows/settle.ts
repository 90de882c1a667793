/** How long something must rest before it is written down, in milliseconds. */
const REST = 250;

/**
 * A function that does its work once there has been a rest: for what is written into the history of the window, which takes only
 * so many writes. `stop` forgets what is still waiting.
 */
export function settling<Told extends readonly unknown[]>(work: (...told: Told) => void): { (...told: Told): void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (...told: Told) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...told), REST);
  };
  return Object.assign(later, { stop: () => clearTimeout(timer) });
}
