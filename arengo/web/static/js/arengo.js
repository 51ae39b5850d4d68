// The few things that move on a page. Every page works without this file, and loads what it uses.
const hooks = {
  "[data-collapse]": () => import("./collapse.js"),
  "[data-dropdown]": () => import("./dropdown.js"),
  "[data-dialog]": () => import("./dialog.js"),
  "[data-tabs]": () => import("./tabs.js"),
  "[data-bottom-bar]": () => import("./bottom_bar.js"),
  "[data-stream]": () => import("./stream.js"),
};
for (const [selector, load] of Object.entries(hooks)) {
  const elements = document.querySelectorAll(selector);
  if (elements.length) load().then((module) => elements.forEach((element) => module.default(element)));
}
