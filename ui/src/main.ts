import "./fonts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/primitives.css";
import "./styles/marks.css";
import { mount } from "svelte";
import App from "./App.svelte";

const target = document.getElementById("app");
if (target) {
  const asked = new URLSearchParams(location.search);
  if (import.meta.env.DEV && asked.has("components")) void import("./dev/Components.svelte").then((parts) => mount(parts.default, { target }));
  else if (import.meta.env.DEV && asked.has("fakes")) void import("./dev/fakes").then(({ useFakes }) => { useFakes(asked); mount(App, { target }); });
  else mount(App, { target });
}
