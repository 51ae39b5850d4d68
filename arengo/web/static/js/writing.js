/* What is written in the room: nobody loses what they typed, and nothing is saved twice.

   data-drafts="whose"        around: under whose name drafts are kept in this browser, until sent
   data-draft="key"           what is saved together: a form, or a piece with data-url (its own address)
   data-save="blur|change"    by itself, when one leaves the field or chooses; without it, by the button
   data-number                by which the server knows it; given here when it is new, so twice is once
   data-unsent, -offline, -sending   the words of its data-draft-state
   data-write, data-line      the fields of an axis, shown while it is on */
import { fetchMine } from "./room.js";
import { inTime, newNumber } from "./sending.js";

const AGAIN_MS = 5000;
// By key: a piece may be drawn anew while it is on its way.
const waiting = new Set();
const onTheWay = new Set();
const drafts = new Map();

// Remembered: a piece may be replaced while its answer is still on the way.
const around = (sheet) => (sheet.draftsAround ??= sheet.closest("[data-drafts]"));
const words = (sheet, name) => sheet.dataset[name] ?? around(sheet).dataset[name] ?? "";
const keyOf = (sheet) => `arengo-draft:${around(sheet).dataset.drafts}:${sheet.dataset.draft}`;
const isNew = (sheet) => "number" in sheet.dataset;

function stored(sheet) {
  const key = keyOf(sheet);
  if (drafts.has(key)) return drafts.get(key);
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function store(sheet, draft) {
  drafts.set(keyOf(sheet), draft);
  try {
    if (draft) sessionStorage.setItem(keyOf(sheet), JSON.stringify(draft));
    else sessionStorage.removeItem(keyOf(sheet));
  } catch {
    // Without storage what is typed lasts as long as the page.
  }
}

function say(sheet, sentence, isTrouble = false) {
  const state = sheet.querySelector("[data-draft-state]");
  if (state.textContent !== sentence) state.textContent = sentence;
  state.classList.toggle("is-trouble", isTrouble);
}

const fieldsOf = (sheet) => [...sheet.querySelectorAll("textarea, input[type=radio]:checked")];
const valuesOf = (sheet) => Object.fromEntries(fieldsOf(sheet).map((field) => [field.dataset.name || field.name, field.value]));
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function keep(sheet) {
  if (isNew(sheet)) sheet.dataset.number ||= newNumber();
  store(sheet, { values: valuesOf(sheet), number: sheet.dataset.number });
  say(sheet, words(sheet, "unsent"));
}

function restore(root) {
  for (const sheet of root.querySelectorAll("[data-draft]")) {
    const draft = stored(sheet);
    if (!draft) continue;
    for (const field of sheet.querySelectorAll("textarea, input[type=radio]")) {
      const value = draft.values[field.dataset.name || field.name];
      if (field.type === "radio") field.checked = field.value === value;
      else if (value !== undefined && field !== document.activeElement) field.value = value;
    }
    if (draft.number) sheet.dataset.number = draft.number;
    sheet.closest("details")?.setAttribute("open", "");
    say(sheet, waiting.has(keyOf(sheet)) ? words(sheet, "offline") : words(sheet, "unsent"), waiting.has(keyOf(sheet)));
  }
}

function bodyOf(sheet) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  for (const field of sheet.querySelectorAll("input[type=hidden]")) body.set(field.name, field.value);
  for (const [name, value] of Object.entries(valuesOf(sheet))) body.set(name, value);
  if (sheet.dataset.number) body.set("number", sheet.dataset.number);
  return body;
}

const asDrawnNow = (sheet) =>
  (sheet.isConnected ? sheet : document.querySelector(`[data-draft="${CSS.escape(sheet.dataset.draft)}"]`)) ?? sheet;

async function save(sheet) {
  const key = keyOf(sheet);
  if (onTheWay.has(key) || !stored(sheet)) return;
  onTheWay.add(key);
  store(sheet, { ...stored(sheet), wasSent: true });
  say(sheet, words(sheet, "sending"));
  const sent = valuesOf(sheet);
  try {
    const answer = await fetch(sheet.dataset.url || sheet.action, {
      method: "POST",
      body: bodyOf(sheet),
      headers: { "X-Requested-With": "room" },
      // Left for another page: it goes all the same.
      keepalive: true,
      signal: inTime(),
    });
    if (answer.status >= 500) throw new Error(answer.statusText);
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    const told = isJson ? await answer.json() : {};
    // Only now: the piece may have been drawn anew up to here.
    answered(asDrawnNow(sheet), answer.ok, told, sent);
  } catch {
    waiting.add(key);
    say(asDrawnNow(sheet), words(sheet, "offline"), true);
  }
  onTheWay.delete(key);
  // Something else was chosen, or typed and left, while the first was on its way.
  const here = asDrawnNow(sheet);
  const isLeft = here.dataset.save === "change" || (here.dataset.save && !here.contains(document.activeElement));
  if (isLeft && "changed" in here.dataset) save(here);
}

/* It was put in another place, the first that was free, and stands there already. */
function leaveTo(sheet, number) {
  const isThere = (other) => other !== sheet && other.dataset.number === number;
  if (![...document.querySelectorAll("[data-draft]")].some(isThere)) return;
  sheet.dataset.number = "";
  sheet.querySelectorAll("textarea").forEach((field) => { field.value = ""; });
}

function answered(sheet, isSaved, told, sent) {
  waiting.delete(keyOf(sheet));
  if (!isSaved) {
    say(sheet, told.sentence ?? words(sheet, "unsent"), true);
    return;
  }
  if (isNew(sheet) && told.number) sheet.dataset.number = told.number;
  delete sheet.dataset.changed;
  if (!isSame(sent, valuesOf(sheet))) {
    sheet.dataset.changed = "";
    keep(sheet);
    return;
  }
  store(sheet, null);
  if (isNew(sheet)) leaveTo(sheet, told.number);
  sheet.querySelectorAll("textarea").forEach((field) => { field.defaultValue = field.value; });
  sheet.classList.toggle("is-tidy", Boolean(sent.kind && sent.about));
  say(sheet, told.sentence ?? "");
  if (sheet.dataset.then === "mine") {
    document.activeElement?.blur();
    fetchMine(document.querySelector("[data-follow]")).catch(() => {});
  }
}

function sendAgain() {
  for (const sheet of document.querySelectorAll("[data-draft]")) {
    if (waiting.has(keyOf(sheet))) save(sheet);
  }
}

/* The fields for an axis: those of the one that is on; those of another while something is unsent. */
function showAxes(root) {
  const write = root.querySelector("[data-write]");
  const now = root.querySelector("[data-on-line]");
  if (!write || !now) return;
  for (const axis of write.querySelectorAll("[data-line]")) {
    const isOn = axis.dataset.line === now.dataset.onLine;
    const isUnsent = [...axis.querySelectorAll("[data-draft]")].some(stored) || axis.contains(document.activeElement);
    if (isOn) axis.hidden = false;
    if (isOn && !("on" in axis.dataset)) axis.open = true;
    if (!isOn && "on" in axis.dataset) axis.open = isUnsent;
    if (isOn) axis.dataset.on = "";
    else delete axis.dataset.on;
    axis.querySelector("[data-late]").hidden = isOn || !isUnsent;
    if (now.dataset.moment === "closed") axis.hidden = !isUnsent;
  }
  write.hidden = ![...write.querySelectorAll("[data-line]")].some((axis) => !axis.hidden);
}

/* The note-taker's page: Enter goes on to the next sentence, or to who speaks now. */
const isEmpty = (field) => field.value.trim() === "";
const firstEmpty = (root) => [...root.querySelectorAll("[data-current] textarea")].find(isEmpty);

function goOn(root, field) {
  const place = field.closest("[data-part]");
  const fields = [...field.closest(".turn").querySelectorAll("textarea")];
  const next = fields.slice(fields.indexOf(field) + 1).find(isEmpty);
  if (place && "isLate" in place.dataset) {
    // Somebody else speaks by now: their fields come as soon as this one is left.
    root.dataset.goOn = "";
    field.blur();
  } else if (next) {
    next.focus();
  } else {
    field.blur();
    root.dataset.goOn = "";
  }
}

function afterDrawing(root) {
  restore(root);
  const last = root.lastField;
  const wasLeft = last && !last.isConnected && isEmpty(last) && !document.activeElement?.closest("[data-current] textarea");
  if (!("goOn" in root.dataset) && !wasLeft) return;
  delete root.dataset.goOn;
  firstEmpty(root)?.focus();
}

/* The tidy-up: letters choose, J and K go from one to the next. */
function byLetter(event) {
  const note = event.target.closest?.(".tidy-note");
  if (!note || event.ctrlKey || event.metaKey || event.altKey) return;
  const letter = event.key.toLowerCase();
  const step = { j: 1, k: -1 }[letter];
  if (step) {
    const notes = [...document.querySelectorAll(".tidy-note")];
    notes[notes.indexOf(note) + step]?.querySelector("input:checked, input[type=radio]").focus();
    event.preventDefault();
    return;
  }
  const radio = note.querySelector(`[data-letter="${CSS.escape(letter)}"]`);
  if (!radio) return;
  event.preventDefault();
  radio.focus();
  if (!radio.checked) radio.click();
}

document.addEventListener("input", (event) => {
  const sheet = event.target.closest?.("[data-draft]");
  if (sheet) keep(sheet);
});
document.addEventListener("change", (event) => {
  const sheet = event.target.closest?.("[data-draft][data-save=change]");
  if (sheet) save(sheet);
});
document.addEventListener("focusout", (event) => {
  const sheet = event.target.closest?.("[data-draft][data-save=blur]");
  if (sheet && event.target.matches("textarea") && !isEmpty(event.target)) save(sheet);
});
document.addEventListener("submit", (event) => {
  const sheet = event.target.closest("[data-draft]") ?? event.submitter?.closest("[data-draft]");
  if (!sheet) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keep(sheet);
  save(sheet);
}, true);
document.addEventListener("keydown", (event) => {
  byLetter(event);
  const field = event.target;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !field.matches?.("[data-save=blur] textarea")) return;
  event.preventDefault();
  const root = field.closest("[data-follow]");
  if (!isEmpty(field)) save(field.closest("[data-draft]"));
  goOn(root, field);
});

document.querySelectorAll("[data-follow]").forEach((root) => {
  showAxes(root);
  root.addEventListener("focusin", (event) => {
    root.lastField = event.target.matches("[data-save=blur] textarea") ? event.target : null;
  });
  root.addEventListener("part", (event) => {
    if (event.detail.part === "now") showAxes(root);
    if (event.detail.part === "notes") afterDrawing(root);
  });
  // One's own part is fetched anew.
  const mine = root.querySelector("[data-mine]");
  if (mine) new MutationObserver(() => restore(mine)).observe(mine, { childList: true });
});
// What had been sent before the page was left, and did not arrive, goes now.
for (const sheet of document.querySelectorAll("[data-draft]")) {
  if (stored(sheet)?.wasSent || (sheet.dataset.save && stored(sheet))) waiting.add(keyOf(sheet));
}
restore(document);
sendAgain();
document.querySelectorAll("[data-follow]").forEach(showAxes);
window.addEventListener("online", sendAgain);
setInterval(sendAgain, AGAIN_MS);
