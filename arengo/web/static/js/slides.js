// The keys of a presentation, and of the remote controls that send them. The links do all of it too.
const KEYS = {
  ArrowRight: "next",
  PageDown: "next",
  " ": "next",
  ArrowLeft: "previous",
  PageUp: "previous",
  Escape: "leave",
};

document.addEventListener("keydown", (event) => {
  const onLink = event.key === " " && document.activeElement?.matches("a, button, summary");
  if (event.altKey || event.ctrlKey || event.metaKey || onLink) return;
  const link = document.querySelector(`[data-slide="${KEYS[event.key]}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
