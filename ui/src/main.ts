import "./fonts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/primitives.css";
import "./styles/marks.css";
import { mount } from "svelte";
import App from "./App.svelte";

const target = document.getElementById("app");
if (target) {
  const wantsParts = import.meta.env.DEV && new URLSearchParams(location.search).has("components");
  if (wantsParts) void import("./dev/Components.svelte").then((parts) => mount(parts.default, { target }));
  else mount(App, { target });
}
