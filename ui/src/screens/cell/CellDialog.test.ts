import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend } from "../../lib/ipc/fake";
import type { CellView } from "../../lib/ipc/types";
import CellDialog from "./CellDialog.svelte";

const SOURCE = { file: "approvals.csv", row: 212, column: "approver" };
const VIEW: CellView = {
  file: "approvals.csv", sheet: null, sha256: "41c79e0277ab", imported_at: "2026-09-24T10:00:00Z", imported_by: "T. Brandl",
  columns: ["id", "approver"], rows: [{ row: 211, cells: ["R-1", "b.lee"] }, { row: 212, cells: ["R-2", "a.okon\u202e"] }], row: 212, column: 1, value: "a.okon\u202e", note: "Another file of the same name was imported too.",
};

describe("the cell dialog", () => {
  it("shows the value, the rows around it, the note and the hash", async () => {
    const backend = fakeBackend({ cell: () => VIEW });
    render(CellDialog, { source: SOURCE });
    await screen.findByRole("dialog", { name: "The cell in its file" });
    expect(backend.inputs("cell")).toEqual([{ file: "approvals.csv", sheet: null, row: 212, column: "approver" }]);
    await screen.findByText("41c79e0277ab");
    expect(screen.getByText("Another file of the same name was imported too.")).toBeTruthy();
    expect(screen.getByText("(the cell asked for)").parentElement?.textContent).toContain("a.okon[RLO]");
    expect(document.querySelector('tr[aria-current="true"] th')?.textContent).toBe("212");
    const found = await axe.run(document.body, { rules: { region: { enabled: false }, "color-contrast": { enabled: false } } });
    expect(found.violations.map((violation) => violation.id)).toEqual([]);
  });

  it("says that a cell is empty instead of showing nothing", async () => {
    fakeBackend({ cell: () => ({ ...VIEW, value: "" }) });
    render(CellDialog, { source: SOURCE });
    await screen.findByText("The cell is empty.");
  });

  it("says what went wrong, and asks again", async () => {
    let times = 0;
    fakeBackend({
      cell: () => {
        times += 1;
        if (times === 1) throw new Trouble("workspace/damaged", "The bytes of approvals.csv are not there.");
        return VIEW;
      },
    });
    render(CellDialog, { source: SOURCE });
    await screen.findByText("The bytes of approvals.csv are not there.");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("41c79e0277ab");
  });

  it("tells when it was closed with Esc", async () => {
    fakeBackend({ cell: () => VIEW });
    let closed = 0;
    render(CellDialog, { source: SOURCE, onClose: () => (closed += 1) });
    await screen.findByText("41c79e0277ab");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(closed).toBe(1));
  });
});
