/* Putting answers in order with buttons: the places that one chooses stay whole, and the list shows them.
   Without this script each answer has its place to choose, and the server says what is not right. */
const BUTTONS = { up: "↑", down: "↓" };

function say(sentence, what, place) {
  return sentence.replace("%(what)s", what).replace("%(place)s", place);
}

export function ranking(list, words) {
  const rows = [...list.querySelectorAll(".ranking-row")].map((row) => ({
    row,
    select: row.querySelector("select"),
    name: row.querySelector("label").textContent.trim(),
  }));
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  list.after(status);

  const placed = () => rows.filter(({ select }) => select.value).sort((a, b) => a.select.value - b.select.value);

  // Writes the places of `order`, from the first; the others have none. The list follows.
  function show(order) {
    for (const each of rows) {
      const place = order.indexOf(each) + 1;
      each.select.value = place ? String(place) : "";
      each.row.classList.toggle("has-place", place > 0);
    }
    list.append(...[...order, ...rows.filter((each) => !order.includes(each))].map(({ row }) => row));
  }

  function put(each, place) {
    const order = placed().filter((other) => other !== each);
    if (place) order.splice(place - 1, 0, each);
    show(order);
    const now = order.indexOf(each) + 1;
    status.textContent = now ? say(words.placed, each.name, now) : say(words.out, each.name, "");
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function move(each, way) {
    const order = placed();
    const place = order.indexOf(each) + 1;
    if (way === "up") put(each, place ? Math.max(1, place - 1) : order.length + 1);
    else if (place) put(each, place < order.length ? place + 1 : 0);
  }

  for (const each of rows) {
    const moves = document.createElement("span");
    moves.className = "ranking-moves";
    for (const [way, sign] of Object.entries(BUTTONS)) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ranking-move";
      button.textContent = sign;
      button.setAttribute("aria-label", say(words[way], each.name, ""));
      button.addEventListener("click", () => {
        move(each, way);
        button.focus();
      });
      moves.append(button);
    }
    each.row.append(moves);
    each.select.addEventListener("change", () => {
      const wanted = Number(each.select.value);
      put(each, wanted);
      each.select.focus();
    });
  }
  // What came back with a mistake in it is shown as it was sent.
  const places = placed().map(({ select }) => Number(select.value));
  if (places.every((place, index) => place === index + 1)) show(placed());
}
