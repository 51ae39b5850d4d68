// Seeing and hearing each other: the page's own section. Whatever goes wrong here, the page goes on.
//
// data-conference          on the section: the address at which one enters; the other acts are beside it
// data-hall, data-output   it is the hall that speaks; it is the hall's loudspeakers
// data-when="out preview"  in it: shown while it is one of these
import * as devices from "./conference-devices.js";
import { Listening, Speaking } from "./conference-lines.js";

const KEEP_MS = 20_000;

/** An act that the server refused, with its sentence; `isOut`: this device is no longer in. */
class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.isOut = status === 410;
  }
}

class Conference {
  constructor(root) {
    this.root = root;
    this.isHall = "hall" in root.dataset;
    this.isOutput = "output" in root.dataset;
    this.device = deviceNumber(root.dataset.conference);
    this.choice = { microphone: undefined, camera: undefined };
    this.listening = new Map();
    this.last = Promise.resolve();
    this.level = this.#meter("[data-level]");
    this.levelIn = this.#meter("[data-level-in]");
    this.#listenToThePage();
    this.show("out");
  }

  get isMesh() {
    return this.signalling === "peers";
  }

  /** The page's state: out, preview, in. */
  show(state) {
    this.root.dataset.state = state;
    for (const part of this.root.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
  }

  tell(word, name) {
    const sentence = this.root.dataset[`say${word[0].toUpperCase()}${word.slice(1)}`] ?? word;
    this.root.querySelector("[data-conference-said]").textContent = sentence.replace("%(name)s", name ?? "");
  }

  /** Say one thing to the server, after those said before. Raises Refused. */
  say(act, values = {}) {
    // As it is now: by its turn the device may be out.
    const all = this.#values(act, values);
    const said = this.last.then(() => this.#send(act, all));
    this.last = said.catch(() => {});
    return said;
  }

  signal(to, kind, payload) {
    return this.say("segnala", { to, kind, payload: JSON.stringify(payload) });
  }

  async preview() {
    if (!devices.canConfer()) return this.tell("old");
    try {
      devices.close(this.own);
      this.own = await devices.open(this.choice, this.isHall);
      await devices.list(this.root, this.choice);
      this.#showOwn(true);
      this.show("preview");
      this.tell("nothing");
      this.root.querySelector("[data-enter]:not([hidden])")?.focus();
    } catch (error) {
      this.tell(devices.trouble(error));
    }
    return undefined;
  }

  async enter() {
    if (!devices.canConfer()) return this.tell("old");
    this.audioOnly = Boolean(this.root.querySelector("[data-audio-only]")?.checked);
    if (!this.isHall) this.#closeOwn();
    this.tell("entering");
    try {
      const entrance = await this.say("entra", { audio_only: this.audioOnly });
      Object.assign(this, { code: entrance.code, iceServers: entrance.iceServers, signalling: entrance.signalling });
      this.after = 0;
      this.show("in");
      this.tell(this.isOutput ? "nothing" : "in");
      clearInterval(this.keeping);
      this.keeping = setInterval(() => this.#keep(), KEEP_MS);
      this.#floor(entrance.floor);
      this.look();
      if (this.isHall) await this.speak();
    } catch (error) {
      this.#failed(error);
    }
    return undefined;
  }

  async speak() {
    if (this.speaking) return;
    this.tell("starting");
    try {
      this.own ??= await devices.open(this.choice, this.isHall);
      this.speaking = new Speaking(this, this.own);
      this.#showOwn(true);
      await this.speaking.start();
      this.#speakingButtons();
      this.tell(this.isHall ? "hallIn" : this.speaking.hasCamera ? "onAirSeen" : "onAir");
    } catch (error) {
      this.#stopSpeaking();
      if (error instanceof DOMException) this.tell(devices.trouble(error));
      else this.#failed(error);
    }
  }

  async stop() {
    this.#stopSpeaking();
    this.tell("stopped");
    await this.say("smetti").catch((error) => this.#failed(error));
  }

  mute() {
    const tracks = this.own?.getAudioTracks() ?? [];
    const isOff = tracks.some((track) => track.enabled);
    for (const track of tracks) track.enabled = !isOff;
    this.#muteButton(isOff);
    if (isOff) this.tell(this.isHall ? "hallMuted" : "muted");
    else this.tell(this.isHall ? "hallIn" : this.speaking?.hasCamera ? "onAirSeen" : "onAir");
  }

  leave() {
    this.say("esci").catch(() => {});
    this.#out("left");
  }

  speakingFailed() {
    this.#stopSpeaking();
    this.tell("failed");
    this.say("smetti").catch(() => {});
  }

  lineTrouble(feed) {
    this.tell("line", this.names.get(feed));
  }

  /** What the part says: who is on air, and whether something was said to this device. */
  look() {
    if (this.root.dataset.state !== "in") return;
    const state = this.root.querySelector("[data-conference-state]");
    const feeds = [...state.querySelectorAll("[data-feed]")].filter((one) => !(("hall" in one.dataset) && (this.isHall || this.isOutput)));
    const others = new Map(feeds.filter((one) => one.dataset.feed !== this.code).map((one) => [one.dataset.feed, one.dataset.name]));
    this.names = others;
    for (const [feed, listening] of this.listening) {
      if (!others.has(feed)) this.#unlisten(feed, listening);
    }
    for (const [feed, name] of others) if (!this.listening.has(feed)) this.#listen(feed, name);
    const said = state.dataset.signals.split(" ").find((one) => one.startsWith(`${this.code}:`));
    if (said && Number(said.split(":")[1]) > this.after) this.#standing();
  }

  #listen(feed, name) {
    const tile = new Tile(this.root.querySelector("[data-tiles]"), name, this.isHall);
    const listening = new Listening(this, feed, (stream, track) => {
      tile.show(stream, track);
      this.levelIn?.add(stream);
    });
    listening.tile = tile;
    this.listening.set(feed, listening);
    listening.start(this.spare ?? "");
    this.spare = undefined;
  }

  #unlisten(feed, listening) {
    listening.stop();
    if (listening.tile.stream) this.levelIn?.remove(listening.tile.stream);
    listening.tile.remove();
    // The server ends this line when it gives the next.
    this.spare = listening.number || this.spare;
    this.listening.delete(feed);
  }

  async #standing() {
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      const { floor, publishing, signals } = await this.say("stato", { after: this.after });
      for (const signal of signals) this.after = Math.max(this.after, signal.id);
      if (this.speaking && !(floor && publishing)) this.#cut(floor);
      else if (floor !== this.hasFloor) this.#floor(floor);
      for (const signal of signals) this.#heard(signal);
    } catch (error) {
      this.#failed(error);
    }
    this.isAsking = false;
    this.look();
  }

  #heard(signal) {
    const isForSpeaking = signal.kind === "want" || signal.kind === "answer" || !this.listening.has(signal.from);
    const whom = isForSpeaking ? this.speaking : this.listening.get(signal.from);
    const done = signal.kind === "want" ? whom?.wanted(signal.from, signal.audioOnly) : whom?.heard(signal);
    done?.catch(() => {});
  }

  async #keep() {
    await this.say("qui").catch((error) => error.isOut && this.#failed(error));
    if (this.root.dataset.state === "in") this.#standing();
  }

  /** The floor came or went while not speaking. */
  #floor(has) {
    const had = this.hasFloor;
    this.hasFloor = has;
    this.#speakingButtons();
    if (this.isHall || has === had) return;
    if (has) this.tell("floor");
    else if (had) this.tell("floorEnded");
  }

  #cut(stillHas) {
    this.#stopSpeaking();
    this.hasFloor = stillHas;
    this.#speakingButtons();
    this.tell(stillHas ? "failed" : "floorEnded");
  }

  #stopSpeaking() {
    this.speaking?.stop();
    this.speaking = null;
    this.#closeOwn();
    this.#speakingButtons();
  }

  #speakingButtons() {
    const toggle = (selector, isShown) => {
      const element = this.root.querySelector(selector);
      if (element) element.hidden = !isShown;
    };
    toggle("[data-floor]", this.hasFloor || this.speaking);
    toggle("[data-speak]", !this.speaking);
    toggle("[data-mute]", Boolean(this.speaking));
    toggle("[data-stop]", Boolean(this.speaking));
    this.#muteButton(false);
  }

  #muteButton(isOff) {
    const button = this.root.querySelector("[data-mute]");
    const words = button && { ...this.root.dataset, ...button.dataset };
    if (button) button.textContent = isOff ? words.sayUnmute : words.sayMute;
  }

  #showOwn(isShown) {
    const video = this.root.querySelector("[data-preview-video]");
    if (!isShown) {
      this.level?.stop();
      if (video) video.srcObject = null;
      this.ownTile?.remove();
      this.ownTile = null;
      return;
    }
    this.level?.stop();
    this.level?.add(this.own);
    if (video) video.srcObject = this.own;
    if (this.speaking && !this.isHall) {
      this.ownTile = new Tile(this.root.querySelector("[data-tiles]"), this.root.dataset.sayYou, true);
      this.ownTile.figure.classList.add("tile-own");
      this.ownTile.show(this.own);
    }
  }

  #closeOwn() {
    devices.close(this.own);
    this.own = null;
    this.#showOwn(false);
  }

  #out(word) {
    clearInterval(this.keeping);
    this.hasFloor = false;
    this.#stopSpeaking();
    for (const [feed, listening] of this.listening) this.#unlisten(feed, listening);
    this.code = this.spare = undefined;
    this.show("out");
    this.tell(word);
  }

  #failed(error) {
    if (error.isOut) this.#out(error.message);
    else this.tell(error instanceof Refused ? error.message : "failed");
    if (this.root.dataset.state !== "in" && this.root.dataset.state !== "preview") this.show("out");
  }

  async #send(act, values) {
    const address = new URL(act === "entra" ? "." : `../${act}/`, new URL(this.root.dataset.conference, location.href));
    const body = this.#body(values);
    const isQuestion = act === "stato";
    if (isQuestion) {
      body.delete("csrfmiddlewaretoken");
      address.search = new URLSearchParams(body);
    }
    const answer = await fetch(address, {
      method: isQuestion ? "GET" : "POST",
      body: isQuestion ? undefined : body,
      headers: { "X-Requested-With": "room" },
      cache: "no-store",
    });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (answer.redirected) throw new Refused(410, "left");
    if (!answer.ok) throw new Refused(answer.status, isJson ? (await answer.json()).sentence : "failed");
    return isJson ? answer.json() : {};
  }

  #values(act, values) {
    return { device: this.device, ...(this.code && act !== "entra" ? { code: this.code } : {}), ...values };
  }

  #body(values) {
    const body = new FormData(this.root.querySelector("[data-conference-token]"));
    for (const [name, value] of Object.entries(values)) if (value !== false) body.set(name, value === true ? "on" : value);
    return body;
  }

  #meter(selector) {
    const meter = this.root.querySelector(selector);
    return meter && new devices.Level(meter);
  }

  #listenToThePage() {
    const acts = { preview: () => this.preview(), enter: () => this.enter(), cancel: () => this.#out("nothing"), speak: () => this.speak(), stop: () => this.stop(), mute: () => this.mute(), leave: () => this.leave() };
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      for (const [name, act] of Object.entries(acts)) if (button && name in button.dataset) act();
    });
    this.root.addEventListener("change", (event) => {
      const { choose } = event.target.dataset;
      if (!choose) return;
      this.choice[choose] = event.target.value;
      this.preview();
    });
    this.root.closest("[data-follow]").addEventListener("part", (event) => event.detail.part === "conference" && this.look());
    addEventListener("pagehide", () => {
      if (this.code) navigator.sendBeacon(new URL("../esci/", new URL(this.root.dataset.conference, location.href)), this.#body(this.#values("esci", {})));
    });
  }
}

/** A picture with a name under it; `isSilent` for what is not to be heard here. */
class Tile {
  constructor(place, name, isSilent) {
    this.figure = document.createElement("figure");
    this.video = Object.assign(document.createElement("video"), { autoplay: true, playsInline: true, muted: isSilent });
    this.video.setAttribute("aria-label", name);
    this.figure.append(this.video, Object.assign(document.createElement("figcaption"), { textContent: name }));
    this.figure.className = "tile";
    place.append(this.figure);
  }

  show(stream) {
    this.stream = stream;
    if (this.video.srcObject !== stream) this.video.srcObject = stream;
    this.figure.classList.toggle("has-picture", stream.getVideoTracks().length > 0);
    this.video.play().catch(() => {});
  }

  remove() {
    this.video.srcObject = null;
    this.figure.remove();
  }
}

/** Drawn anew, the page is the same device. */
function deviceNumber(name) {
  const key = `conference:${name}`;
  const number = sessionStorage.getItem(key) ?? crypto.randomUUID();
  sessionStorage.setItem(key, number);
  return number;
}

document.querySelectorAll("[data-conference]").forEach((root) => {
  root.conference = new Conference(root);
});
