// A suggestion is taken with a click or with "s": its box is ticked here, and nothing is saved.
const link = document.querySelector("[data-take]");
const box = link && document.querySelector(`input[name="targets"][value="${CSS.escape(link.dataset.take)}"]`);
const isTyping = (element) => element.matches("textarea, select, input:not([type=checkbox]):not([type=radio]), [contenteditable]");

function take() {
  box.checked = true;
  box.focus();
  link.parentElement.querySelector("[data-taken]").textContent = link.parentElement.querySelector("[data-taken]").dataset.taken;
}

if (box) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    take();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "s" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    take();
  });
}
