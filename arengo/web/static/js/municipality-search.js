// A text field with a <datalist> becomes a search that forgives accents, capitals and apostrophes
// (ARIA combobox). Without this file the browser's own list does the work.

const AT_MOST = 8;

export function fold(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]/g, "");
}

export function search(names, typed) {
  const wanted = fold(typed);
  if (!wanted) return [];
  const begins = names.filter((name) => name.folded.startsWith(wanted));
  const inside = names.filter((name) => !name.folded.startsWith(wanted) && name.folded.includes(wanted));
  return [...begins, ...inside].slice(0, AT_MOST).map((name) => name.text);
}

export function searchList(field) {
  const source = document.getElementById(field.getAttribute("list"));
  const names = Array.from(source.options, (option) => ({ text: option.value, folded: fold(option.value) }));
  field.removeAttribute("list");
  source.remove();

  const box = document.createElement("div");
  box.className = "combobox";
  field.before(box);
  const list = document.createElement("ul");
  list.className = "combobox-list";
  list.id = `${field.id}-list`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0]?.textContent ?? "");
  list.hidden = true;
  box.append(field, list);
  Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    autocomplete: "off",
  }).forEach(([name, value]) => field.setAttribute(name, value));

  let active = -1;

  function close() {
    list.hidden = true;
    list.replaceChildren();
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function choose(text) {
    field.value = text;
    close();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function mark(number) {
    const options = [...list.children];
    active = (number + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    field.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function open() {
    const found = search(names, field.value);
    if (!found.length || (found.length === 1 && fold(found[0]) === fold(field.value))) return close();
    active = -1;
    field.removeAttribute("aria-activedescendant");
    list.replaceChildren(
      ...found.map((text, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = text;
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(text));
        return option;
      }),
    );
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
  }

  field.addEventListener("input", open);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) open();
      if (list.hidden) return;
      event.preventDefault();
      if (active < 0) mark(event.key === "ArrowDown" ? 0 : -1);
      else mark(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(list.children[active].textContent);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
}
