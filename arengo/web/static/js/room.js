// The room's pages: what the stream does not do: they count the clocks, and send acts without being drawn anew.
import { inTime, newNumber } from "./sending.js";
import { isBeingTyped, replace } from "./stream.js";

const SECOND = 1000;
const clocks = new WeakMap();

function serverAhead(element) {
  // How far the server's clock is ahead of this device's, from when the part was drawn.
  if (!clocks.has(element)) clocks.set(element, Date.parse(element.dataset.now) - Date.now());
  return clocks.get(element);
}

function inMinutes(seconds) {
  const whole = Math.abs(Math.trunc(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function showClock(element) {
  const now = Date.now() + serverAhead(element);
  const { ends, began, paused, pausedFor } = element.dataset;
  const word = element.querySelector("[data-clock-word]");
  const time = element.querySelector("[data-clock-time]");
  if (ends) {
    // While it is paused the end was told as of the drawing, and moves on with the clock.
    const left = (Date.parse(ends) - (paused ? Date.parse(element.dataset.now) : now)) / SECOND;
    word.textContent = left < 0 ? element.dataset.over : element.dataset.left;
    time.textContent = inMinutes(left < 0 ? left : Math.ceil(left));
    element.classList.toggle("is-over", left < 0);
    element.classList.toggle("is-near", left >= 0 && left <= 60);
  } else {
    const gone = ((paused ? Date.parse(paused) : now) - Date.parse(began)) / SECOND - Number(pausedFor);
    word.textContent = element.dataset.since;
    time.textContent = inMinutes(Math.max(0, gone));
  }
}

function tick(root) {
  root.querySelectorAll("[data-clock]").forEach(showClock);
  root.querySelectorAll("[data-hour]").forEach((element) => {
    const now = new Date(Date.now() + serverAhead(element));
    // The zone of the hour is the server's: its own text carries the offset.
    const [, sign, hours, minutes] = element.dataset.now.match(/([+-])(\d\d):(\d\d)$/) || [];
    const offset = sign ? (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
    now.setUTCMinutes(now.getUTCMinutes() + offset);
    element.textContent = now.toISOString().slice(11, 16);
  });
}

function say(root, sentence, isTrouble = false) {
  const said = root.querySelector("[data-said]");
  if (!said) return;
  said.textContent = sentence;
  said.classList.toggle("is-trouble", isTrouble);
}

// The parts after whose change what is one's own may have changed too.
function wantedBy(mine) {
  const holders = mine ? [mine, ...mine.querySelectorAll("[data-wants]")] : [];
  return new Set(holders.flatMap((holder) => holder.dataset.wants?.split(" ") ?? []));
}

// One is in a part, or was until now: somebody else may have put one there, or called one.
const wasIn = new WeakMap();
function concernsMe(root, part) {
  const me = root.dataset.me;
  const place = me && root.querySelector(`[data-part="${CSS.escape(part)}"]`);
  if (!place) return false;
  const isIn = [...place.querySelectorAll("[data-who]")].some((one) => one.dataset.who.split(" ").includes(me));
  const was = wasIn.get(place) ?? false;
  wasIn.set(place, isIn);
  return isIn || was;
}

// Of several that were asked for at once, the last is right, in whatever order they come.
const askedLast = new WeakMap();

/** Draw anew what is one's own; not under who is typing there, unless something `isSent`. */
export async function fetchMine(root, isSent = false) {
  const mine = root.querySelector("[data-mine]");
  if (!mine || (!isSent && isBeingTyped(mine))) return;
  const asked = (askedLast.get(mine) ?? 0) + 1;
  askedLast.set(mine, asked);
  const response = await fetch(mine.dataset.url, { headers: { "X-Requested-With": "room" }, signal: inTime() });
  if (!response.ok || response.redirected) return;
  const fragment = document.createElement("template");
  fragment.innerHTML = await response.text();
  if (askedLast.get(mine) !== asked) return;
  // Somebody began to type while it was on its way.
  if (isSent || !isBeingTyped(mine)) replace(mine, fragment.content);
}

function afterAct(root, form) {
  const isMine = form.dataset.act === "mine";
  // What was sent is not typed any more.
  if (isMine || "clear" in form.dataset) form.reset();
  if ("clear" in form.dataset) {
    form.querySelectorAll("[data-number]").forEach((input) => { input.value = newNumber(); });
    form.closest("details")?.removeAttribute("open");
  }
  if (isMine) fetchMine(root, true).catch(() => {});
}

async function send(root, form, button) {
  if (form.dataset.busy) {
    say(root, root.dataset.stillSending);
    return;
  }
  form.dataset.busy = "yes";
  button?.setAttribute("aria-disabled", "true");
  say(root, root.dataset.sending);
  try {
    const action = button?.getAttribute("formaction") || form.action;
    const response = await fetch(action, {
      method: "POST",
      body: new FormData(form, button),
      headers: { "X-Requested-With": "room" },
      signal: inTime(),
    });
    if (response.status >= 500) throw new Error(response.statusText);
    if (response.status === 204) {
      say(root, form.dataset.done || "");
      afterAct(root, form);
    } else if (response.headers.get("Content-Type")?.startsWith("application/json")) {
      say(root, (await response.json()).sentence, true);
    } else {
      // A page, with what is wrong beside the field: let the browser show it.
      delete form.dataset.busy;
      HTMLFormElement.prototype.submit.call(withoutScript(form, action, button));
      return;
    }
  } catch {
    say(root, root.dataset.failed, true);
  }
  delete form.dataset.busy;
  button?.removeAttribute("aria-disabled");
}

function withoutScript(form, action, button) {
  if (button?.name) {
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(hidden);
  }
  form.action = action;
  return form;
}

document.querySelectorAll("[data-follow]").forEach((root) => {
  tick(root);
  setInterval(() => tick(root), SECOND);
  root.addEventListener("part", (event) => {
    tick(root);
    if (concernsMe(root, event.detail.part) || wantedBy(root.querySelector("[data-mine]")).has(event.detail.part)) {
      // Not all at the same moment: hundreds may have asked for something.
      setTimeout(() => fetchMine(root).catch(() => {}), Math.random() * SECOND);
    }
  });
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.act) return;
    event.preventDefault();
    send(root, form, event.submitter);
  });
  root.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("[data-send-on-enter]");
    if (form && event.key === "Enter" && !event.shiftKey && event.target.matches("textarea, input")) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
});
