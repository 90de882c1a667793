import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { shell } from "../lib/state/shell.svelte";
import NewWorkspace from "./NewWorkspace.svelte";

test("Enter without a name says what is missing, and with a name goes on", async () => {
  const make = vi.spyOn(shell, "newWorkspace").mockResolvedValue(true);
  const onClose = vi.fn();
  render(NewWorkspace, { onClose });
  const field = screen.getByRole("textbox", { name: /Organisation/ });
  await userEvent.click(field);
  await userEvent.keyboard("{Enter}");
  await screen.findByText(/Say whose workflows these are/);
  expect(make).not.toHaveBeenCalled();
  await userEvent.type(field, "Acme{Enter}");
  expect(make).toHaveBeenCalledWith("Acme");
  expect(onClose).toHaveBeenCalled();
  make.mockRestore();
});
