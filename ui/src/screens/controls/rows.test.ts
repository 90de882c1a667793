import { describe, expect, it } from "vitest";
import { Rows, type Page } from "./rows.svelte";

const pageOf = (from: number, rows: number, total: number, name = "row"): Page<string> => ({
  matching: total,
  from,
  rows: Array.from({ length: Math.max(0, Math.min(rows, total - from)) }, (_, at) => `${name} ${from + at}`),
});

describe("rows that come page by page", () => {
  it("asks for the first page, then only for pages that come into sight, once each", async () => {
    const asked: number[] = [];
    const rows = new Rows<string, Page<string>>();
    await rows.ask(async (from, count) => {
      asked.push(from);
      return pageOf(from, count, 1000);
    });
    rows.need(90, 260);
    rows.need(150, 250);
    await new Promise((done) => setTimeout(done));
    expect(asked).toEqual([0, 100, 200]);
    expect(rows.total).toBe(1000);
    expect(rows.at(250)).toBe("row 250");
    expect(rows.at(300)).toBeUndefined();
  });

  it("drops the answer to an earlier query", async () => {
    const rows = new Rows<string, Page<string>>();
    let late: (page: Page<string>) => void = () => {};
    void rows.ask(() => new Promise((done) => (late = done)));
    await rows.ask(async (from, count) => pageOf(from, count, 2, "new"));
    late(pageOf(0, 100, 50, "old"));
    await new Promise((done) => setTimeout(done));
    expect(rows.at(0)).toBe("new 0");
    expect(rows.total).toBe(2);
  });

  it("goes back to the first page when the place asked for is past the end", async () => {
    const rows = new Rows<string, Page<string>>();
    await rows.ask(async (from, count) => pageOf(from, count, 5), 300);
    expect(rows.at(0)).toBe("row 0");
  });

  it("keeps what went wrong, and asks again", async () => {
    const rows = new Rows<string, Page<string>>();
    let times = 0;
    const read = async (from: number, count: number) => {
      times += 1;
      if (times === 1) throw new Error("gone");
      return pageOf(from, count, 3);
    };
    await rows.ask(read);
    expect(rows.trouble?.code).toBe("program/window");
    await rows.ask(read);
    expect(rows.trouble).toBeUndefined();
    expect(rows.total).toBe(3);
  });
});
