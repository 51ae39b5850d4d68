// The list of questions is everybody's; which are one's own, and which one supports, is told apart. Put together here.
function idsOf(root, name) {
  return new Set((root.querySelector("[data-own-questions]")?.dataset[name] ?? "").split(" ").filter(Boolean));
}

function mark(root) {
  const own = idsOf(root, "ownQuestions");
  const supported = idsOf(root, "supportedQuestions");
  root.querySelectorAll("[data-support]").forEach((button) => {
    const isOn = supported.has(button.value);
    // Pressed again, it takes the support back.
    button.name = isOn ? "withdraw" : "question";
    button.setAttribute("aria-pressed", String(isOn));
    button.hidden = own.has(button.value);
  });
  root.querySelectorAll("[data-own-question]").forEach((tag) => {
    tag.hidden = !own.has(tag.dataset.ownQuestion);
  });
}

document.querySelectorAll("[data-follow]").forEach((root) => {
  const mine = root.querySelector("[data-mine]");
  if (!mine) return;
  mark(root);
  root.addEventListener("part", (event) => event.detail.part === "questions" && mark(root));
  new MutationObserver(() => mark(root)).observe(mine, { childList: true });
});
