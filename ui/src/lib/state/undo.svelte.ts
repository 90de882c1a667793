/** Something that was done and can be taken back. */
export interface Undoable {
  /** What was done. */
  label: string;
  /** Takes it back. */
  run: () => void;
}

class Undo {
  /** The latest thing that can be taken back. */
  last = $state.raw<Undoable | undefined>(undefined);

  /** Remembers how to take back what was just done. */
  offer(label: string, run: () => void): void {
    this.last = { label, run };
  }

  /** Takes back the latest thing, once. */
  run(): void {
    const last = this.last;
    this.last = undefined;
    last?.run();
  }

  /** Forgets it: it was taken back in another way, or the workspace is another. */
  forget(): void {
    this.last = undefined;
  }
}

/** What Ctrl Z takes back. */
export const undo = new Undo();
