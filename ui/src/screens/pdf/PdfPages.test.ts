import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import PdfPages from "./PdfPages.svelte";

const fake = vi.hoisted(() => ({ open: (): Promise<unknown> => Promise.resolve() }));
vi.mock("./document", () => ({ openPdf: () => fake.open() }));

describe("the pages of a PDF", () => {
  it("turns pages with the keys and the buttons, and tells how many there are", async () => {
    const close = vi.fn();
    const file = { pages: 3, draw: () => ({ done: Promise.resolve(), cancel: () => {} }), text: async () => "Statement of scope", close };
    fake.open = () => Promise.resolve(file);
    let pages = 0;
    const { unmount } = render(PdfPages, { data: new ArrayBuffer(8), onPages: (count: number) => (pages = count), label: "Report" });
    await screen.findByText("Page 1 of 3");
    expect(pages).toBe(3);
    await userEvent.click(screen.getByRole("button", { name: "Next page" }));
    await screen.findByText("Page 2 of 3");
    screen.getByRole("group", { name: "Report" }).focus();
    await userEvent.keyboard("{End}");
    await screen.findByText("Page 3 of 3");
    expect((screen.getByRole("button", { name: "Next page" }) as HTMLButtonElement).disabled).toBe(true);
    await userEvent.keyboard("{PageUp}");
    await screen.findByText("Page 2 of 3");
    unmount();
    await waitFor(() => expect(close).toHaveBeenCalled());
  });

  it("says that a file could not be drawn", async () => {
    fake.open = () => Promise.reject(new Error("Invalid PDF structure."));
    render(PdfPages, { data: new ArrayBuffer(8) });
    await screen.findByText("This PDF could not be drawn.");
  });
});
