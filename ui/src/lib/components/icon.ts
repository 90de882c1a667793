import type { Component } from "svelte";

/** A lucide icon, imported one by one: `import Plus from "@lucide/svelte/icons/plus"`. */
export type Icon = Component<{ size?: number | string; strokeWidth?: number | string; "aria-hidden"?: "true" }>;
