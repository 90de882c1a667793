import { untrack } from "svelte";
import { asTrouble, type Trouble } from "../../lib/ipc";

/** How many rows are asked for at once. */
export const PAGE = 200;
/** How many pages are kept; those farthest from where the reader is are forgotten first. */
const KEPT = 60;

/** What an answer must tell about a page. */
export interface PageOf<Row> {
  /** Rows there are. */
  total: number;
  /** Rows that match. */
  matching: number;
  /** First row of the page. */
  from: number;
  /** The rows. */
  rows: readonly Row[];
}

/**
 * Rows that are asked for page by page as they come into sight. While another question is on its way the rows of the last one
 * stay; an answer to a question that is no longer asked is dropped.
 */
export class Pages<Row, Answer extends PageOf<Row>> {
  /** The latest answer: what it tells beside its rows. */
  answer = $state.raw<Answer | undefined>(undefined);
  /** Why the last page could not be had. */
  trouble = $state.raw<Trouble | undefined>(undefined);
  #pages = new Map<number, readonly Row[]>();
  #pending = new Set<number>();
  #version = $state(0);
  #question = 0;
  #beginning = false;
  #ask: ((from: number, rows: number) => Promise<Answer>) | undefined;

  /** How many rows match. */
  get matching(): number {
    return this.answer?.matching ?? 0;
  }

  /** Asks anew, beginning with the page that holds a row. Resolves when that page is there, or is not wanted any more. */
  async begin(ask: (from: number, rows: number) => Promise<Answer>, at = 0): Promise<boolean> {
    this.#question += 1;
    this.#pending.clear();
    this.#ask = ask;
    this.#beginning = true;
    const question = this.#question;
    const from = Math.floor(at / PAGE) * PAGE;
    try {
      let answer = await ask(from, PAGE);
      if (from > 0 && answer.rows.length === 0 && question === this.#question) answer = await ask(0, PAGE);
      if (question !== this.#question) return false;
      this.#beginning = false;
      this.#pages = new Map([[answer.from / PAGE, answer.rows]]);
      this.answer = answer;
      this.trouble = undefined;
      this.#version += 1;
      return true;
    } catch (thrown) {
      if (question === this.#question) this.trouble = asTrouble(thrown);
      return false;
    } finally {
      if (question === this.#question) this.#beginning = false;
    }
  }

  /** The row at a place; nothing while it has not come. */
  at(index: number): Row | undefined {
    return this.#version >= 0 ? this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE] : undefined;
  }

  /** Asks for the rows `from` up to, not including, `to`, as far as they are not here or on their way. */
  need(from: number, to: number): void {
    untrack(() => {
      if (!this.answer || this.#beginning) return;
      for (let page = Math.floor(from / PAGE); page * PAGE < to; page += 1) {
        if (!this.#pages.has(page) && !this.#pending.has(page)) void this.#fetch(page);
      }
    });
  }

  async #fetch(page: number): Promise<void> {
    const ask = this.#ask;
    const question = this.#question;
    if (!ask) return;
    this.#pending.add(page);
    try {
      const answer = await ask(page * PAGE, PAGE);
      if (question !== this.#question) return;
      this.#pages.set(page, answer.rows);
      this.#forgetFar(page);
      this.trouble = undefined;
      this.#version += 1;
    } catch (thrown) {
      if (question === this.#question) this.trouble = asTrouble(thrown);
    } finally {
      if (question === this.#question) this.#pending.delete(page);
    }
  }

  #forgetFar(near: number): void {
    while (this.#pages.size > KEPT) {
      let far = near;
      for (const page of this.#pages.keys()) if (Math.abs(page - near) > Math.abs(far - near)) far = page;
      this.#pages.delete(far);
    }
  }
}
