import { asTrouble, call, type Output, type Trouble } from "../../lib/ipc";

/** One entry of the journal. */
export type Entry = Output<"journal">["entries"][number];

/** How many entries are asked for at once. */
export const PAGE = 100;

/** The journal as far as it was read: pages come when their rows come into sight, and answers to an older question are dropped. */
export class Journal {
  /** Entries in the journal; nothing before the first answer. */
  total = $state<number | undefined>(undefined);
  /** Those that match the words. */
  matching = $state(0);
  /** Why it could not be read. */
  trouble = $state.raw<Trouble | undefined>(undefined);
  #rows = $state.raw<ReadonlyMap<number, Entry>>(new Map());
  #asked = new Set<number>();
  #question = 0;
  #text = "";

  /** The entry of a row, latest first; nothing while it has not come. */
  at(row: number): Entry | undefined {
    return this.#rows.get(row);
  }

  /** Begins again with other words, or because the workspace has changed. Rows in sight stay until the new ones are there. */
  async ask(text: string): Promise<void> {
    this.#question += 1;
    this.#text = text;
    this.#asked = new Set();
    await this.#read(0, true);
  }

  /** Reads the pages of rows that came into sight. */
  need(from: number, to: number): void {
    for (let page = Math.floor(from / PAGE); page * PAGE < to; page += 1) void this.#read(page, false);
  }

  async #read(page: number, fresh: boolean): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    const question = this.#question;
    try {
      const answer = await call("journal", { text: this.#text, from: page * PAGE, rows: PAGE });
      if (question !== this.#question) return;
      const rows = new Map(fresh ? [] : this.#rows);
      answer.entries.forEach((entry, index) => rows.set(answer.from + index, entry));
      this.#rows = rows;
      this.total = answer.total;
      this.matching = answer.matching;
      this.trouble = undefined;
    } catch (thrown) {
      if (question !== this.#question) return;
      this.#asked.delete(page);
      this.trouble = asTrouble(thrown);
    }
  }
}
