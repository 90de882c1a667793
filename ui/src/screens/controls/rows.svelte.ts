import { asTrouble, type Trouble } from "../../lib/ipc";
import { wasStopped } from "../../lib/ipc/errors";

/** A page as every list of the workbench answers it. */
export interface Page<Row> {
  /** How many rows match. */
  matching: number;
  /** Where the page begins, from 0. */
  from: number;
  /** The rows of the page. */
  rows: Row[];
}

/** Asks for one page. */
export type ReadPage<Answer> = (from: number, rows: number) => Promise<Answer>;

const PAGE = 100;

/** The rows of a list that come page by page as they come into sight. Answers to an earlier query are dropped. */
export class Rows<Row, Answer extends Page<Row>> {
  /** The latest page: the counts of the list are in it. */
  page = $state.raw<Answer | undefined>(undefined);
  /** Why a page did not come. */
  trouble = $state.raw<Trouble | undefined>(undefined);
  #rows = $state.raw<(Row | undefined)[]>([]);
  #asked = new Set<number>();
  #turn = 0;
  #renewing = false;
  #read: ReadPage<Answer> | undefined;

  /** How many rows match. */
  get total(): number {
    return this.page?.matching ?? 0;
  }

  /** The row at a place, or nothing while it has not come. */
  at = (index: number): Row | undefined => this.#rows[index];

  /** Where a row that has come stands; -1 for one that has not. */
  find(is: (row: Row) => boolean): number {
    return this.#rows.findIndex((row) => row !== undefined && is(row));
  }

  /** A new query, or the same one after the workspace changed. The rows in sight stay until the first page comes. */
  async ask(read: ReadPage<Answer>, first = 0): Promise<void> {
    this.#turn += 1;
    this.#read = read;
    this.#asked.clear();
    this.#renewing = true;
    await this.#fetch(Math.floor(first / PAGE), true);
  }

  /** Rows `from` up to, not including, `to` came into sight. */
  need = (from: number, to: number): void => {
    if (this.#renewing) return;
    for (let page = Math.floor(from / PAGE); page <= Math.floor(Math.max(from, to - 1) / PAGE); page += 1) {
      if (!this.#asked.has(page)) void this.#fetch(page, false);
    }
  };

  async #fetch(page: number, fresh: boolean): Promise<void> {
    const turn = this.#turn;
    const read = this.#read;
    if (!read) return;
    this.#asked.add(page);
    try {
      const answer = await read(page * PAGE, PAGE);
      if (turn !== this.#turn) return;
      this.#renewing = false;
      const rows = fresh ? [] : this.#rows.slice();
      answer.rows.forEach((row, at) => (rows[answer.from + at] = row));
      this.#rows = rows;
      this.page = answer;
      this.trouble = undefined;
      if (fresh && answer.rows.length === 0 && answer.matching > 0 && page > 0) await this.#fetch(0, true);
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#renewing = false;
      this.#asked.delete(page);
      const trouble = asTrouble(thrown);
      if (!wasStopped(trouble)) this.trouble = trouble;
    }
  }
}
