// A button that opens a short list over the page: Escape, a click outside or leaving it closes it.
import collapse from "./collapse.js";

export default function dropdown(button) {
  const list = document.getElementById(button.getAttribute("aria-controls"));
  if (!list) return;
  collapse(button);
  const isOpen = () => button.getAttribute("aria-expanded") === "true";
  const holds = (node) => button.contains(node) || list.contains(node);
  const close = () => {
    button.setAttribute("aria-expanded", "false");
    list.classList.remove("is-open");
  };
  document.addEventListener("click", (event) => {
    if (isOpen() && !holds(event.target)) close();
  });
  list.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !holds(event.relatedTarget)) close();
  });
}
