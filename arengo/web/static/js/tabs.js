// Sections one under the other become tabs: arrows, Home and End move, as ARIA's pattern says.
// In the page they are <div data-tabs> with <section> and, in each, a first heading with an id.
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

export default function tabs(box) {
  const panels = [...box.querySelectorAll(":scope > section")];
  if (panels.length < 2) return;
  const list = document.createElement("div");
  list.className = "tab-list";
  list.setAttribute("role", "tablist");
  const buttons = panels.map((panel, place) => makeTab(panel, place, box.id));
  list.append(...buttons);
  box.prepend(list);

  const choose = (chosen, takesFocus) => {
    buttons.forEach((button, place) => {
      const isChosen = place === chosen;
      button.setAttribute("aria-selected", String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
      panels[place].hidden = !isChosen;
    });
    if (takesFocus) buttons[chosen].focus();
  };
  buttons.forEach((button, place) => button.addEventListener("click", () => choose(place, false)));
  list.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(document.activeElement);
    const last = buttons.length - 1;
    let next = here + (STEPS[event.key] ?? 0);
    if (event.key === "Home") next = 0;
    if (event.key === "End") next = last;
    if (next === here) return;
    event.preventDefault();
    choose(next < 0 ? last : next > last ? 0 : next, true);
  });
  const named = panels.findIndex((panel) => panel.id && `#${panel.id}` === location.hash);
  choose(Math.max(named, 0), false);
}

function makeTab(panel, place, boxId) {
  const heading = panel.querySelector("h2, h3, h4");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = heading.textContent;
  button.id = `${boxId || "tabs"}-tab-${place}`;
  button.setAttribute("role", "tab");
  panel.id ||= `${boxId || "tabs"}-panel-${place}`;
  button.setAttribute("aria-controls", panel.id);
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", button.id);
  panel.tabIndex = 0;
  heading.classList.add("visually-hidden");
  return button;
}
