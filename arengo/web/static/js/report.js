/* The report of a meeting: what is typed is kept in this browser until it is sent. */
import "./register.js";
import { sendOnce } from "./register-once.js";

const form = document.querySelector("form[data-keep]");
const key = form.dataset.keep;
const boxes = [...form.querySelectorAll("textarea, input.form-control, select")];

function stored() {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
}

function store() {
  const typed = Object.fromEntries(boxes.filter((box) => box.value).map((box) => [box.name, box.value]));
  // Whose mailbox it is stays out of a browser that others use, too.
  delete typed.email;
  try {
    localStorage.setItem(key, JSON.stringify(typed));
  } catch {
    // Without storage what is typed lasts as long as the page.
  }
}

if (boxes.every((box) => !box.value)) {
  for (const [name, value] of Object.entries(stored())) {
    const box = boxes.find((each) => each.name === name);
    if (box) box.value = value;
  }
}
form.addEventListener("input", store);
sendOnce([form]);
