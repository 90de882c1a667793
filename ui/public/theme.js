// Runs before the first paint, so that a dark room stays dark: the stored choice, or what the system asks for.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem("countersign.theme");
  } catch (error) {
    choice = null;
  }
  var dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-theme", dark ? "dark" : "light");
})();
