// The desk with a keyboard: "/" goes to the search; a form is sent once; all of a list is ticked at once.
import { sendOnce } from "./register-once.js";

const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.querySelector("[data-search]");
  if (!search || isTyping(event.target)) return;
  event.preventDefault();
  search.focus();
  search.select();
});

for (const all of document.querySelectorAll("[data-tick-all]")) {
  const boxes = () => document.querySelectorAll(`input[name="${all.dataset.tickAll}"]`);
  all.hidden = false;
  all.querySelector("input").addEventListener("change", (event) => {
    for (const box of boxes()) box.checked = event.target.checked;
  });
}

sendOnce(document.querySelectorAll("form[method=post]:not([data-download])"));
document.querySelector("#problems")?.focus();
