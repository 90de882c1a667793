import Plus from "@lucide/svelte/icons/plus";
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { expect, test, vi } from "vitest";
import { violations, words } from "../testing";
import Button from "./Button.svelte";
import Checkbox from "./Checkbox.svelte";
import Chip from "./Chip.svelte";
import Dialog from "./Dialog.svelte";
import IconButton from "./IconButton.svelte";
import KeyHint from "./KeyHint.svelte";
import SearchField from "./SearchField.svelte";
import Segmented from "./Segmented.svelte";
import SelectField from "./SelectField.svelte";
import Tabs from "./Tabs.svelte";
import Tag from "./Tag.svelte";
import TextField from "./TextField.svelte";

test("a button says its key in the tooltip and does what it says", async () => {
  const done = vi.fn();
  const { container } = render(Button, { variant: "primary", icon: Plus, shortcut: "Ctrl K", onclick: done, children: words("Find") });
  const button = screen.getByRole("button", { name: "Find" });
  expect(button.title).toBe("(Ctrl K)");
  expect(button.getAttribute("aria-keyshortcuts")).toBe("Control+K");
  await userEvent.click(button);
  expect(done).toHaveBeenCalledOnce();
  expect(await violations(container)).toEqual([]);
});

test("an icon button has a name", async () => {
  const { container } = render(IconButton, { icon: Plus, label: "Add a row", pressed: true });
  expect(screen.getByRole("button", { name: "Add a row", pressed: true })).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test("a chip can be taken away by name, a tag and keys only say", async () => {
  const away = vi.fn();
  const { container } = render(Chip, { label: "Class", value: "D2, D3", onRemove: away });
  await userEvent.click(screen.getByRole("button", { name: "Remove Class D2, D3" }));
  expect(away).toHaveBeenCalledOnce();
  expect(await violations(container)).toEqual([]);
  expect(render(Tag, { record: true, children: words("PR.AA-05") }).container.textContent).toBe("PR.AA-05");
  expect(render(KeyHint, { keys: "G then W" }).container.querySelectorAll("kbd")).toHaveLength(2);
});

test("tabs: one tab stop, arrows choose, ends wrap", async () => {
  const changed = vi.fn();
  const { container } = render(Tabs, { group: "Views", value: "all", tabs: [{ value: "all", label: "All", count: 25 }, { value: "late", label: "Late" }], onChange: changed });
  expect(screen.getAllByRole("tab").map((tab) => tab.tabIndex)).toEqual([0, -1]);
  await fireEvent.keyDown(screen.getByRole("tab", { name: /All/ }), { key: "ArrowLeft" });
  expect(changed).toHaveBeenCalledWith("late");
  expect(document.activeElement?.textContent).toContain("Late");
  expect(await violations(container)).toEqual([]);
});

test("segments skip what cannot be chosen", async () => {
  const changed = vi.fn();
  const { container } = render(Segmented, {
    label: "View",
    value: "grid",
    options: [{ value: "grid", label: "Grid" }, { value: "flow", label: "Flow", disabled: true }, { value: "matrix", label: "Matrix" }],
    onChange: changed,
  });
  await fireEvent.keyDown(screen.getByRole("radio", { name: "Grid" }), { key: "ArrowRight" });
  expect(changed).toHaveBeenCalledWith("matrix");
  expect(screen.getByRole("radio", { name: "Matrix" }).getAttribute("aria-checked")).toBe("true");
  expect(await violations(container)).toEqual([]);
});

test("a field ties its label, its error and its help together", async () => {
  const typed = vi.fn();
  const { container, rerender } = render(TextField, { label: "Reason", value: "", error: "Say why.", hint: "One line", oninput: typed });
  const field = screen.getByLabelText<HTMLInputElement>("Reason");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent);
  expect(described).toEqual(["Say why.", "One line"]);
  await userEvent.type(field, "x");
  expect(typed).toHaveBeenCalledWith("x");
  await rerender({ label: "Reason", value: "Because", lines: 3, keeps: 400, error: undefined, hint: undefined });
  expect(container.textContent).toContain("7 of 400 characters kept");
  expect(await violations(container)).toEqual([]);
});

test("a list field is opened and chosen from with the keyboard", async () => {
  const chosen = vi.fn();
  const { container } = render(SelectField, { label: "Owner", value: "", options: [{ value: "okon", label: "Adaeze Okon" }, { value: "tait", label: "Owen Tait" }], onChange: chosen });
  expect(await violations(container)).toEqual([]);
  const trigger = screen.getByRole("combobox", { name: /Owner/ });
  trigger.focus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(2));
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(chosen).toHaveBeenCalled());
});

test("a box is checked by its words", async () => {
  const changed = vi.fn();
  const { container } = render(Checkbox, { label: "Also those without an owner", checked: false, onChange: changed });
  await userEvent.click(screen.getByLabelText("Also those without an owner"));
  expect(changed).toHaveBeenCalledWith(true);
  expect(await violations(container)).toEqual([]);
});

test("a filter tells its text after a rest, and Esc empties it", async () => {
  const told = vi.fn();
  const { container } = render(SearchField, { label: "Filter workflows", value: "", rest: 1, onSearch: told });
  const field = screen.getByRole("textbox", { name: "Filter workflows" });
  await userEvent.type(field, "ref");
  await waitFor(() => expect(told).toHaveBeenCalledWith("ref"));
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(told).toHaveBeenLastCalledWith(""));
  expect(await violations(container)).toEqual([]);
});

test("a dialog has a name, keeps the focus, and Esc closes it", async () => {
  const closed = vi.fn();
  render(Dialog, { open: true, title: "Period", description: "Every figure obeys it.", onClose: closed, children: createRawSnippet(() => ({ render: () => "<button>Inside</button>" })) });
  const dialog = await screen.findByRole("dialog", { name: "Period" });
  await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
  expect(await violations(dialog)).toEqual([]);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(closed).toHaveBeenCalledOnce());
});
