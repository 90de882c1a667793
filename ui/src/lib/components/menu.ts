import type { Icon } from "./icon";

/** One thing a menu can do. */
export interface MenuAction {
  /** A verb that names the effect. */
  label: string;
  /** A quieter word after it. */
  note?: string | undefined;
  /** A lucide icon. */
  icon?: Icon | undefined;
  /** The key that does the same. */
  shortcut?: string | undefined;
  /** Cannot be chosen now. */
  disabled?: boolean;
  /** Cannot be undone. */
  danger?: boolean;
  /** Shown as a choice that holds or does not. */
  checked?: boolean;
  /** What it does. */
  onSelect: () => void;
}

/** An action, a heading, or a rule between groups. */
export type MenuEntry = MenuAction | { heading: string } | { rule: true };
