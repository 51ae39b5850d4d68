// The room's page says now and then that it is open, and that it goes: so online has its minutes as the hall has.
//
// data-here, data-gone   on the room: where it says so
const EVERY_MS = 240_000;

class Presence {
  constructor(room) {
    this.room = room;
    this.token = room.querySelector("[name=csrfmiddlewaretoken]").value;
    // Back from the browser's memory nothing is drawn anew, and no script begins again.
    addEventListener("pageshow", (event) => event.persisted && this.say());
    addEventListener("pagehide", () => this.go());
    // A telephone that slept counted no minutes.
    document.addEventListener("visibilitychange", () => !document.hidden && Date.now() - this.saidAt > EVERY_MS && this.say());
    this.say();
  }

  async say() {
    clearTimeout(this.next);
    this.saidAt = Date.now();
    // Not all at the same moment: everybody came at the beginning.
    this.next = setTimeout(() => this.say(), EVERY_MS * (0.85 + 0.3 * Math.random()));
    // Whatever comes of it, the page goes on: the next sign makes up for one that was lost.
    await fetch(this.room.dataset.here, { method: "POST", body: this.#body(), headers: { "X-Requested-With": "room" }, redirect: "manual" }).catch(() => {});
  }

  go() {
    clearTimeout(this.next);
    navigator.sendBeacon(this.room.dataset.gone, this.#body());
  }

  #body() {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.token);
    return body;
  }
}

document.querySelectorAll("[data-here]").forEach((room) => new Presence(room));
