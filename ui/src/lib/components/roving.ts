/**
 * Where an arrow key leads in a row or column of things of which one has the tab stop: the next index, or `undefined` when the
 * key means nothing here. Ends wrap around.
 */
export function arrowed(event: KeyboardEvent, at: number, length: number, axis: "horizontal" | "vertical"): number | undefined {
  if (length === 0 || event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const [back, on] = axis === "horizontal" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  switch (event.key) {
    case on:
      return (at + 1) % length;
    case back:
      return (at - 1 + length) % length;
    case "Home":
      return 0;
    case "End":
      return length - 1;
    default:
      return undefined;
  }
}
