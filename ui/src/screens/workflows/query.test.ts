import { describe, expect, it } from "vitest";
import { cleared, everything, flagged, narrows, queryFrom, sameFilter, sorted, toggled } from "./query";
import { allViews, freeId, movedView } from "./views";

describe("queries", () => {
  it("toggle values and flags", () => {
    const query = flagged(toggled(everything(), "class", "D2", true), "no_owner", true);
    expect([query.class, query.flags]).toEqual([["D2"], ["no_owner"]]);
    expect(narrows(query)).toBe(true);
    expect(narrows(toggled(flagged(query, "no_owner", false), "class", "D2", false))).toBe(false);
    expect(narrows(cleared({ ...query, sort: "met" }))).toBe(false);
    expect(cleared({ ...query, sort: "met" }).sort).toBe("met");
  });

  it("are the same filter whatever their order and page", () => {
    expect(sameFilter({ ...everything(), unit: ["a", "b"], sort: "id", from: 200 }, { ...everything(), unit: ["b", "a"] })).toBe(true);
  });

  it("are read back from anything", () => {
    expect(queryFrom(null)).toEqual(everything());
    expect(queryFrom({ class: "D2", flags: ["no_owner", "else"], text: 3, descending: true })).toEqual({ ...everything(), flags: ["no_owner"], descending: true });
  });

  it("sort the worst first where more is worse", () => {
    expect(sorted(everything(), "not_met")).toMatchObject({ sort: "not_met", descending: true });
    expect(sorted(everything(), "name")).toMatchObject({ sort: "name", descending: false });
  });
});

describe("views", () => {
  const saved = ["view-1", "view-2", "view-3"].map((id) => ({ id, name: id, query: everything() }));

  it("stand after ours and can be moved", () => {
    expect(allViews(saved).at(-1)).toMatchObject({ id: "view-3", own: true });
    expect(movedView(saved, "view-3", -1).map((view) => view.id)).toEqual(["view-1", "view-3", "view-2"]);
    expect(movedView(saved, "view-1", -1).map((view) => view.id)).toEqual(["view-1", "view-2", "view-3"]);
  });

  it("get a name that is free", () => {
    expect(freeId(saved)).toBe("view-4");
    expect(freeId([{ id: "view-2", name: "", query: everything() }])).toBe("view-3");
  });
});
