// A button that opens the <dialog> it names. Without this file its link or form does the same on a
// page of its own.
export default function dialog(button) {
  const target = document.getElementById(button.dataset.dialog);
  if (!target || !target.showModal) return;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    target.showModal();
  });
  for (const closer of target.querySelectorAll("[data-close]")) {
    closer.addEventListener("click", () => target.close());
  }
  target.addEventListener("close", () => button.focus());
}
