/* Follows what happens: the parts of a page are replaced as they change. By a stream that stays open;
   where none passes, by asking every few seconds. The page is whole without either.

   data-stream, data-poll, data-since   on the element: where to follow, where to ask, from which event
   data-part="queue"                    in it: what is replaced, with the fragment of that part
   data-stream-state                    in it: says how it goes, with its data-live, -reconnecting, -polling
   data-announcer                       in it (aria-live): the one place from which a screen reader hears,
                                        what stands in a new fragment's data-announce */
const OPEN_MS = 10_000;
const SILENT_MS = 45_000;
const FAILURES = 3;
const POLL_MS = 5_000;
const POLL_AT_MOST_MS = 15_000;
const STREAM_AGAIN_MS = 120_000;
const LEFT_MS = 600;
const TYPED = "textarea, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range])";

/** Follow what `element` shows; gives what stops it. */
export function follow(element) {
  const page = new LivePage(element);
  const stream = new Stream(element, page, () => poll.start());
  const poll = new Poll(element, page, () => stream.start());
  stream.onLive = () => poll.stop();
  stream.start();
  return () => (stream.stop(), poll.stop());
}
export default follow;

/** The parts that are on the page, and what was seen of them. */
class LivePage {
  constructor(element) {
    this.element = element;
    this.since = Number(element.dataset.since) || 0;
    this.late = new Map();
    // What came for each part, and not what stands there: other scripts, and people, change that.
    this.came = new WeakMap();
    for (const place of this.#places()) this.came.set(place, place.innerHTML.trim());
  }

  #places(part) {
    return this.element.querySelectorAll(part === undefined ? "[data-part]" : `[data-part="${CSS.escape(part)}"]`);
  }

  get parts() {
    return new Set([...this.#places()].map((place) => place.dataset.part));
  }

  saw(id) {
    if (Number(id) > this.since) this.since = Number(id);
  }

  say(state) {
    this.element.dataset.streamIs = state;
    for (const place of this.element.querySelectorAll("[data-stream-state]")) {
      const words = place.dataset[state] ?? "";
      if (place.textContent !== words) place.textContent = words;
    }
  }

  show(part, html) {
    const fragment = document.createElement("template");
    fragment.innerHTML = html;
    let hasChanged = false;
    for (const place of this.#places(part)) {
      hasChanged = this.#put(place, part, fragment) || hasChanged;
    }
    if (hasChanged) this.element.dispatchEvent(new CustomEvent("part", { bubbles: true, detail: { part } }));
  }

  #put(place, part, fragment) {
    const came = fragment.innerHTML.trim();
    if (this.came.get(place) === came) {
      this.#forget(place);
      return false;
    }
    if (isBeingTyped(place)) {
      this.#wait(place, part, fragment);
      return false;
    }
    this.#forget(place);
    const heard = place.querySelector("[data-announce]")?.textContent;
    replace(place, fragment.content.cloneNode(true));
    this.came.set(place, came);
    this.#announce(place, heard);
    return true;
  }

  #wait(place, part, fragment) {
    const isNew = !this.late.has(place);
    this.late.set(place, fragment.innerHTML);
    place.dataset.isLate = "";
    if (!isNew) return;
    const whenLeft = () => {
      // Not under the finger of whoever goes from the field to its button.
      setTimeout(() => {
        if (this.late.has(place) && place.contains(document.activeElement)) return;
        place.removeEventListener("focusout", whenLeft);
        if (this.late.has(place)) this.show(part, this.late.get(place));
      }, LEFT_MS);
    };
    place.addEventListener("focusout", whenLeft);
  }

  #forget(place) {
    this.late.delete(place);
    delete place.dataset.isLate;
  }

  #announce(place, heard) {
    const words = place.querySelector("[data-announce]")?.textContent;
    const announcer = this.element.querySelector("[data-announcer]");
    if (announcer && words?.trim() && words !== heard) announcer.textContent = words.trim();
  }
}

/** Somebody has written something into a field of this part, and is still there. */
export function isBeingTyped(place) {
  const field = document.activeElement;
  return place.contains(field) && (field.isContentEditable || (field.matches(TYPED) && field.value !== ""));
}

const named = (field) => field.name && `[name="${CSS.escape(field.name)}"]`;
const keyOf = (node) => (node.dataset?.key ? `[data-key="${CSS.escape(node.dataset.key)}"]` : node.id && `#${CSS.escape(node.id)}`);

/** Before a place is drawn anew; what it gives is called after. Whoever stood in it stands there again:
    on the same button or, where that is gone, at the beginning of the place. */
export function keepFocus(place) {
  const stood = document.activeElement;
  if (!place.contains(stood)) return () => {};
  const key = keyOf(stood);
  return () => {
    const again = key && place.querySelector(key);
    if (!again) place.tabIndex = -1;
    (again || place).focus({ preventScroll: true });
  };
}

/** Put `content` in a place, with what one typed there and what one opened. */
export function replace(place, content) {
  const standAgain = keepFocus(place);
  const opened = [...place.querySelectorAll("details[open][data-key]")].map(keyOf);
  const typed = [...place.querySelectorAll(TYPED)]
    .filter((field) => field.value !== field.defaultValue)
    .map((field) => [keyOf(field) || named(field), field.value]);
  place.replaceChildren(content);
  for (const [key, value] of typed) {
    const field = key && place.querySelector(key);
    if (field) field.value = value;
  }
  for (const key of opened) place.querySelector(`details${key}`)?.setAttribute("open", "");
  standAgain();
}

/** The stream; `giveUp` is called when none passes, and it is tried again later. */
class Stream {
  constructor(element, page, giveUp) {
    Object.assign(this, { element, page, giveUp, failures: 0 });
  }

  start() {
    this.stop();
    const address = new URL(this.element.dataset.stream, location.href);
    // A browser sets Last-Event-ID only when it comes back by itself.
    address.searchParams.set("dopo", this.page.since);
    this.source = new EventSource(address);
    this.source.addEventListener("ping", () => this.#heard());
    this.source.addEventListener("error", () => this.#failed());
    for (const part of this.page.parts) {
      this.source.addEventListener(part, (event) => {
        this.#heard();
        this.page.saw(event.lastEventId);
        this.page.show(part, event.data);
      });
    }
    this.#listen(OPEN_MS);
  }

  stop() {
    clearTimeout(this.watch);
    this.source?.close();
    this.source = null;
  }

  #heard() {
    this.failures = 0;
    this.page.say("live");
    this.onLive();
    this.#listen(SILENT_MS);
  }

  #listen(patience) {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.#leave(), patience);
  }

  #failed() {
    this.failures += 1;
    const isOver = this.source?.readyState === EventSource.CLOSED;
    if (isOver || this.failures >= FAILURES) this.#leave();
    else if (this.element.dataset.streamIs !== "polling") this.page.say("reconnecting");
  }

  #leave() {
    this.stop();
    this.failures = 0;
    this.giveUp();
  }
}

/** Asking every few seconds, while the page is looked at. */
class Poll {
  constructor(element, page, tryStream) {
    Object.assign(this, { element, page, tryStream, wait: POLL_MS, isOn: false });
    document.addEventListener("visibilitychange", () => this.isOn && !document.hidden && this.#ask());
  }

  start() {
    clearTimeout(this.again);
    this.again = setTimeout(this.tryStream, STREAM_AGAIN_MS);
    if (this.isOn) return;
    this.isOn = true;
    this.#ask();
  }

  stop() {
    this.isOn = false;
    clearTimeout(this.again);
    clearTimeout(this.next);
  }

  async #ask() {
    clearTimeout(this.next);
    if (!this.isOn || this.isAsking || document.hidden) return;
    this.isAsking = true;
    const isDone = await this.#changed().catch(() => false);
    this.isAsking = false;
    if (!this.isOn) return;
    this.page.say(isDone ? "polling" : "reconnecting");
    this.wait = isDone ? POLL_MS : Math.min(this.wait * 1.5, POLL_AT_MOST_MS);
    // Not all at the same instant.
    this.next = setTimeout(() => this.#ask(), this.wait * (0.8 + 0.4 * Math.random()));
  }

  async #changed() {
    const address = new URL(this.element.dataset.poll, location.href);
    address.searchParams.set("dopo", this.page.since);
    // How many there were near an id says nothing of another, which came by the stream.
    if (this.asked?.id === this.page.since) address.searchParams.set("vicini", this.asked.near);
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(POLL_AT_MOST_MS) });
    if (!answer.ok) return false;
    const { id, near, parts } = await answer.json();
    // The stream came meanwhile: what it brought is newer.
    if (!this.isOn) return true;
    this.asked = { id, near };
    this.page.saw(id);
    for (const [part, html] of Object.entries(parts)) this.page.show(part, html);
    return true;
  }
}
