import { describe, expect, it } from "vitest";
import { FRAMEWORK } from "./fixture";
import { allOf, cut, levelsOf, metOf, pathTo, pruned, treeOf } from "./tree";

const roots = treeOf(FRAMEWORK.nodes);
const labels = (branches: typeof roots) => allOf(branches).map((branch) => branch.node.label);

describe("the tree of a framework", () => {
  it("hangs each element below the one before it that is less deep", () => {
    expect(roots.map((branch) => branch.node.label)).toEqual(["GV", "PR"]);
    expect(labels(roots)).toEqual(FRAMEWORK.nodes.map((node) => node.label));
    expect(pathTo(roots, "nist-csf@2.0/PR.AA-05")).toEqual(["nist-csf@2.0/PR", "nist-csf@2.0/PR.AA"]);
    expect(pathTo(roots, "nist-csf@2.0/GV")).toEqual([]);
  });

  it("leaves out what does not apply, and groups that are empty then", () => {
    expect(labels(pruned(roots, true, ""))).toEqual(["PR", "PR.AA", "PR.AA-05"]);
  });

  it("finds words in labels and titles, and keeps what stands above and below a group that has them", () => {
    expect(labels(pruned(roots, false, "reviewed"))).toEqual(["PR", "PR.AA", "PR.AA-05"]);
    expect(labels(pruned(roots, false, "govern"))).toEqual(["GV", "GV.OC-01"]);
    expect(pruned(roots, false, "nothing like it")).toEqual([]);
  });

  it("writes counts with their denominator, and nothing where nothing applies", () => {
    const none = { met: 0, accepted_risk: 0, partial: 0, not_assessed: 0, not_met: 0, not_applicable: 3 };
    expect(metOf({ ...none, met: 4, partial: 12 })).toBe("4 of 16");
    expect(metOf(none)).toBe("");
    expect(metOf(null)).toBe("");
    expect(levelsOf(FRAMEWORK.nodes)).toBe("Function, category, subcategory");
    expect(cut("nist-csf@2.0/PR.AA-05")).toEqual({ edition: "nist-csf@2.0", label: "PR.AA-05" });
  });
});
