/* A voice written on the site: what is typed is kept in this browser until it is sent, and counted. */
import "./register.js";
import "./similar.js";
import { sendOnce } from "./register-once.js";

const KEY = "arengo-voice";
const form = document.querySelector("form[data-write]");
const text = form.querySelector("#id_text");
const count = form.querySelector("[data-count]");
const most = Number(text.dataset.most);
const inWords = (sentence, number) => sentence.replace("%(n)s", number);

function stored() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function store(words) {
  try {
    if (words.trim()) localStorage.setItem(KEY, words);
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage what is typed lasts as long as the page.
  }
}

function counted() {
  const left = most - text.value.trim().length;
  // Only near the end: a number that runs along while one writes helps nobody.
  if (left < 0) return inWords(text.dataset.over, -left);
  return left <= most / 10 ? inWords(text.dataset.left, left) : "";
}

function say(sentence) {
  if (count.textContent !== sentence) count.textContent = sentence;
}

if (!text.value && stored()) {
  text.value = stored();
  say(text.dataset.found);
} else {
  say(counted());
}
text.addEventListener("input", () => {
  store(text.value);
  say(counted());
});
sendOnce([form]);
