/* The door on a telephone. Every tap goes through door-acts.js, so that it is neither lost nor done
   twice when the network comes and goes; without this script the page's own forms do the same. */
import { act, kept, refresh, session, tellAll } from "./door-acts.js";
import { start as startCamera } from "./door-camera.js";
import * as store from "./door-store.js";
import { looksLikeOne } from "./door-ticket.js";

const TONES = { green: [880, 120], amber: [440, 250], red: [180, 450] };
const LIST_EVERY_MS = 60_000;
const TELL_EVERY_MS = 10_000;
const FOUND_AT_MOST = 20;

const page = document.querySelector("[data-door]");
const camera = document.querySelector("[data-door-camera]");
const door = {
  list: page.dataset.list,
  tell: page.dataset.tell,
  words: page.dataset,
  token: () => document.querySelector("input[name=csrfmiddlewaretoken]").value,
};
let isAway = false;
let lastDone = "";

startCamera(camera, { onTicket: (text) => doIt("ticket", { text }), onPicture: sendPicture });
// Keys, storage and a worker of its own: a browser gives them to a secure address only.
if (window.isSecureContext) begin();

async function begin() {
  for (const form of document.querySelectorAll("[data-act]")) takeOver(form);
  page.addEventListener("submit", (event) => {
    if (isAway && event.target.matches("[data-needs-network]")) {
      event.preventDefault();
      show({ colour: "amber", word: page.dataset.wait, sentence: page.dataset.needsNetwork });
    }
  });
  document.querySelector("[role=search]").addEventListener("submit", search);
  document.querySelector("[data-leave]")?.addEventListener("click", leave);
  window.addEventListener("online", comeBack);
  window.addEventListener("offline", goAway);
  setInterval(comeBack, TELL_EVERY_MS);
  setInterval(keepList, LIST_EVERY_MS);
  await comeBack();
  await keepList();
  keepPage();
  navigator.storage?.persist?.();
  const asked = new URL(location.href).searchParams.get("cerca");
  // The page kept here knows nothing of what was typed.
  if (asked && asked !== document.getElementById("cerca").value) await find(asked);
}

function takeOver(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    const { csrfmiddlewaretoken: _token, ...typed } = Object.fromEntries(new FormData(form));
    const code = form.dataset.code ? { code: form.dataset.code } : {};
    const outcome = await doIt(form.dataset.act, { ...typed, ...code });
    delete form.dataset.busy;
    if (outcome.colour === "green") form.reset();
  });
}

async function doIt(kind, details) {
  const outcome = await act(door, kind, details);
  isAway = Boolean(outcome.isLate);
  show(outcome);
  await say();
  if (!isAway) await keepList();
  return outcome;
}

/** This page and what it is made of, so that it opens without network too. */
async function keepPage() {
  const worker = navigator.serviceWorker;
  if (!worker) return;
  worker.addEventListener("message", async () => {
    document.querySelector("[data-can-go-on]").hidden = !(await kept(door));
  });
  await worker.register(page.dataset.worker, { scope: page.dataset.scope });
  const parts = performance.getEntriesByType("resource").map((entry) => entry.name);
  (await worker.ready).active.postMessage([location.pathname, ...parts]);
}

function goAway() {
  isAway = true;
  say();
}

async function comeBack() {
  const outcomes = await tellAll(door);
  if (outcomes === null) isAway = true;
  else if (outcomes.length || isAway) await keepList(outcomes.length ? page.dataset.told : "");
  await say();
}

async function keepList(done = "") {
  isAway = !(await refresh(door));
  await count();
  await say(isAway ? "" : done);
}

async function count() {
  const list = await kept(door);
  if (!list) return;
  const late = (await store.all("acts", door.list)).filter((one) => one.isShown);
  const people = late.filter((one) => one.kind !== "companion").length;
  const numbers = {
    inside: list.inside + late.length,
    arrived: list.arrived + people,
    expected: Math.max(0, list.expected - people),
  };
  for (const [name, number] of Object.entries(numbers)) {
    for (const place of document.querySelectorAll(`[data-count=${name}]`)) place.textContent = number;
  }
}

/** One line: all is told, or how much is kept here; and what a person has to settle. */
async function say(done = "") {
  const untold = (await store.all("acts", door.list)).filter((one) => one.isShown).length;
  const line = document.querySelector("[data-network]");
  const words = untold === 1 ? page.dataset.untoldOne : page.dataset.untold.replace("%n", untold);
  const why = session.isOver ? page.dataset.signedOut : page.dataset.away;
  const text = untold && !session.isOver ? words : isAway ? why : done || lastDone;
  lastDone = untold || isAway ? "" : text;
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("is-away", isAway || untold > 0);
  await showTroubles();
  if (untold) await count();
}

async function showTroubles() {
  const troubles = await store.all("troubles", door.list);
  const box = document.querySelector("[data-troubles]");
  box.hidden = !troubles.length;
  const rows = troubles.map((trouble) => {
    const row = clone("trouble", { name: trouble.name, sentence: trouble.sentence });
    row.querySelector("button").addEventListener("click", async () => {
      await store.take("troubles", trouble.nonce);
      await showTroubles();
    });
    return row;
  });
  box.querySelector("ul").replaceChildren(...rows);
}

function search(event) {
  const typed = event.target.elements.cerca.value.trim();
  if (looksLikeOne(typed)) {
    // A reader of bar codes types the whole ticket.
    event.preventDefault();
    event.target.reset();
    doIt("ticket", { text: typed });
  } else if (isAway || !navigator.onLine) {
    event.preventDefault();
    find(typed);
  }
}

async function find(typed) {
  const list = await kept(door);
  const words = plain(typed).split(" ").filter(Boolean);
  const code = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, "");
  const found = (list?.people ?? []).filter(
    ([its, , , name]) => its === code || (name && words.every((word) => plain(name).includes(word))),
  );
  const rows = found.slice(0, FOUND_AT_MOST).map(([its, , kind, name, whom]) => {
    const row = clone("found", { name, whom });
    const form = row.querySelector("form");
    form.dataset.code = its;
    form.querySelector("button").textContent = list.answers[kind].tap ?? form.dataset.tap;
    form.hidden = !["enters", "unconfirmed"].includes(kind);
    takeOver(form);
    return row;
  });
  const box = document.querySelector("[data-found]");
  box.querySelector("ul").replaceChildren(...rows);
  box.querySelector("[data-nobody]").hidden = rows.length > 0;
  box.hidden = false;
  for (const old of document.querySelectorAll("[data-found-there]")) old.remove();
}

const plain = (text) => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().trim();

function clone(name, texts) {
  const row = document.getElementById(`${name}-row`).content.firstElementChild.cloneNode(true);
  for (const [part, text] of Object.entries(texts)) {
    const place = row.querySelector(`[data-${part}]`);
    place.textContent = text;
    place.hidden = !text;
  }
  return row;
}

function show(outcome) {
  const { colour, word, sentence, name = "", tap = "", code = "" } = outcome;
  const late = outcome.isLate ? page.dataset.late : "";
  const section = clone("outcome", { word, name, sentence, late });
  section.classList.add(`outcome-${colour}`);
  section.dataset.outcome = colour;
  const form = section.querySelector("form");
  if (tap) {
    form.dataset.code = code;
    form.querySelector("button").textContent = tap;
    takeOver(form);
  } else form.remove();
  const now = document.getElementById("door-now");
  now.querySelector("[data-outcome]")?.remove();
  now.prepend(section);
  document.querySelector("[data-found]").hidden = true;
  // Green, or in already: nothing is left to press for them.
  if (code && !tap && colour !== "red") markPresent(code, section);
  section.scrollIntoView({ block: "nearest" });
  signal(colour);
}

/** Who was found by the server and is in now: their row says so, and has no button any more. */
function markPresent(code, section) {
  const form = document.querySelector(`[data-found-there] form[data-code="${CSS.escape(code)}"]`);
  if (!form) return;
  form.closest("li").querySelector("[data-state]").textContent = page.dataset.present;
  if (form.contains(document.activeElement)) section.focus({ preventScroll: true });
  form.remove();
}

async function sendPicture(picture) {
  const body = new FormData();
  body.append("immagine", picture, "foto.jpg");
  const headers = { "X-CSRFToken": door.token(), "X-Requested-With": "door" };
  const answer = await fetch(camera.dataset.action, { method: "POST", body, headers }).catch(() => null);
  if (!answer) camera.querySelector("[data-say]").textContent = camera.dataset.away;
  if (!answer || answer.status !== 200) return false;
  camera.querySelector("[data-say]").textContent = "";
  const read = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("door-now").replaceWith(read.getElementById("door-now"));
  for (const form of document.querySelectorAll("#door-now [data-act]")) takeOver(form);
  const outcome = document.querySelector("[data-outcome]");
  if (outcome) signal(outcome.dataset.outcome);
  return true;
}

async function leave(event) {
  event.preventDefault();
  await tellAll(door);
  const untold = await store.untold();
  if (untold) return show({ colour: "amber", word: page.dataset.wait, sentence: page.dataset.notYet });
  await store.forget();
  location.href = event.target.closest("a").href;
}

function signal(colour) {
  const [pitch, length] = TONES[colour];
  navigator.vibrate?.(colour === "green" ? 80 : [120, 80, 120]);
  const context = new AudioContext();
  const tone = context.createOscillator();
  tone.frequency.value = pitch;
  tone.connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + length / 1000);
  tone.onended = () => context.close();
}
