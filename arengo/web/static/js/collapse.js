// A button that opens and closes what its aria-controls names.
export default function collapse(button) {
  const target = document.getElementById(button.getAttribute("aria-controls"));
  if (!target) return;
  const show = (isOpen) => {
    button.setAttribute("aria-expanded", String(isOpen));
    target.classList.toggle("is-open", isOpen);
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  target.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    show(false);
    button.focus();
  });
}
