/* The questionnaire: what was answered is kept in this browser until it is sent, and orders have buttons. */
import "./register.js";
import { ranking } from "./ranking.js";
import { sendOnce } from "./register-once.js";

const KEY = "arengo-questionnaire";
const NOT_KEPT = ["csrfmiddlewaretoken", "number", "aperto", "secondo_motivo"];
const form = document.querySelector("form[data-questionnaire]");

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
}

function store() {
  const typed = [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.includes(name) && value);
  try {
    localStorage.setItem(KEY, JSON.stringify(typed));
  } catch {
    // Without storage what is typed lasts as long as the page.
  }
}

// Says whether anything was found: only the answers to these same questions are put back.
function restore() {
  const typed = stored();
  if (!typed.some(([name, value]) => name === "domande" && value === form.elements.domande.value)) return false;
  const answers = typed.filter(([name]) => name !== "domande" && form.elements[name]);
  for (const [name, value] of answers) {
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (control.type === "checkbox" || control.type === "radio") control.checked ||= control.value === value;
      else control.value = value;
    }
  }
  return answers.length > 0;
}

const found = document.querySelector("[data-found]");
if (!document.getElementById("problems") && restore()) found.textContent = found.dataset.found;
const words = document.getElementById("ranking-words").dataset;
for (const list of document.querySelectorAll("[data-ranking]")) ranking(list, words);
form.addEventListener("input", store);
sendOnce([form]);
