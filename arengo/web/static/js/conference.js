// Seeing and hearing each other: the page's own section. Whatever goes wrong here, the page goes on.
//
// data-conference          on the section: the address at which one enters; the other acts are beside it
// data-role                hall: it is the hall that speaks; output: its loudspeakers; interpreter: who signs
// data-when="out preview"  in it: shown while it is one of these
import * as devices from "./conference-devices.js";
import { Listening, Speaking } from "./conference-lines.js";
import { Pinned, Tile } from "./conference-tiles.js";
import { inTime, newNumber } from "./sending.js";

const KEEP_MS = 20_000;
const AGAIN_MS = 1000;
const STAND_BY_MS = 1500;

/** An act that the server refused, with its sentence; `isOut`: this device is no longer in. */
class Refused extends Error {
  constructor(sentence, isOut) {
    super(sentence);
    this.isOut = isOut;
  }
}

class Conference {
  constructor(root) {
    this.root = root;
    this.role = root.dataset.role ?? "person";
    this.device = deviceNumber(root.dataset.conference);
    this.choice = { microphone: undefined, camera: undefined };
    this.listening = new Map();
    this.last = Promise.resolve();
    this.level = this.#meter("[data-level]");
    this.levelIn = this.#meter("[data-level-in]");
    const pinned = root.ownerDocument.querySelector("[data-pinned]");
    this.pinned = pinned && new Pinned(pinned, () => this.look());
    this.#listenToThePage();
    this.show("out");
  }

  get isMesh() {
    return this.signalling === "peers";
  }

  /** The hall and who signs are on air as long as they are in; a person with the floor, and by a button. */
  get isService() {
    return this.role === "hall" || this.role === "interpreter";
  }

  /** The page's state: out, preview, in. */
  show(state) {
    const stood = document.activeElement;
    this.root.dataset.state = state;
    for (const part of this.root.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
    if (!this.root.contains(stood) || !stood.closest("[hidden]")) return;
    // The button that was pressed is gone: one stands at the beginning of what it changed.
    this.root.tabIndex = -1;
    this.root.focus({ preventScroll: true });
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
      this.own = await devices.open(this.choice, this.role);
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
    if (!this.isService) this.#closeOwn();
    this.tell("entering");
    try {
      const entrance = await this.say("entra", { audio_only: this.wantsAudioOnly });
      Object.assign(this, { code: entrance.code, iceServers: entrance.iceServers, signalling: entrance.signalling });
      // Lines of who no longer speaks, for the server to end.
      this.ended = [];
      this.after = 0;
      this.show("in");
      this.tell(this.role === "output" ? "nothing" : "in");
      clearInterval(this.keeping);
      this.keeping = setInterval(() => this.#keep(), KEEP_MS);
      this.#floor(entrance.floor);
      this.look();
      this.#standBy();
      if (this.isService) await this.speak();
    } catch (error) {
      this.#failed(error);
    }
    return undefined;
  }

  async speak() {
    if (this.speaking) return;
    this.tell("starting");
    try {
      this.own ??= await devices.open(this.choice, this.role);
      this.speaking = this.prepared ?? new Speaking(this);
      this.prepared = null;
      this.#showOwn(true);
      await this.speaking.start(this.own);
      this.#speakingButtons();
      this.#tellOnAir();
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
    if (isOff) this.tell(this.isService ? "connectedMuted" : "muted");
    else this.#tellOnAir();
  }

  leave() {
    this.say("esci").catch(() => {});
    this.#out("left");
  }

  get wantsAudioOnly() {
    return Boolean(this.root.querySelector("[data-audio-only]")?.checked);
  }

  /** The pictures of who speaks, or the sound only; who signs stays in the picture. */
  async choosePictures() {
    if (this.root.dataset.state !== "in") return;
    try {
      await this.say("immagini", { audio_only: this.wantsAudioOnly });
      for (const listening of this.listening.values()) if (!listening.isPinned) listening.start();
      this.tell(this.wantsAudioOnly ? "audioOnly" : "pictures");
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The line on which one speaks, or was about to, is gone. */
  speakingFailed(line) {
    if (line === this.prepared) this.prepared = null;
    else {
      this.#stopSpeaking();
      this.tell("failed");
    }
    line.stop();
    this.say("smetti").catch(() => {});
  }

  lineTrouble(feed) {
    this.tell("line", this.others.get(feed)?.name);
  }

  /** What the part says: who is on air, and whether something was said to this device. */
  look() {
    if (this.root.dataset.state !== "in") return;
    const state = this.root.querySelector("[data-conference-state]");
    const all = [...state.querySelectorAll("[data-feed]")].map((one) => one.dataset);
    this.pinned?.tell(all.some((one) => one.role === "interpreter" && !("ready" in one)));
    this.others = new Map(all.filter((one) => this.#isForMe(one)).map((one) => [one.feed, one]));
    for (const [feed, listening] of this.listening) {
      if (!this.others.has(feed)) this.#unlisten(feed, listening);
    }
    for (const [feed, other] of this.others) {
      if (!this.listening.has(feed)) this.#listen(feed, other);
      this.listening.get(feed).tile.tell(!("ready" in other), "camera" in other);
    }
    const said = state.dataset.signals.split(" ").find((one) => one.startsWith(`${this.code}:`));
    if (said && Number(said.split(":")[1]) > this.after) this.#standing();
  }

  /** Not oneself; in the hall not the hall; not who signs, where that was hidden. */
  #isForMe({ feed, role }) {
    if (feed === this.code || (role === "interpreter" && this.pinned?.isHidden)) return false;
    return !(role === "hall" && (this.role === "hall" || this.role === "output"));
  }

  #listen(feed, { name, role }) {
    const isPinned = role === "interpreter" && Boolean(this.pinned);
    const place = isPinned ? this.pinned.place : this.root.querySelector("[data-tiles]");
    const tile = new Tile(place, name, this.role === "hall");
    const listening = new Listening(this, feed, (stream) => {
      tile.show(stream);
      this.levelIn?.add(stream);
    });
    Object.assign(listening, { tile, isPinned });
    this.listening.set(feed, listening);
    // A line of two, for sound and picture: of no use for who signs, nor without the pictures.
    const spare = isPinned || this.wantsAudioOnly ? undefined : this.spare;
    listening.start(spare);
    if (!spare) return;
    this.spare = null;
    // Not all at the same moment: hundreds have just taken theirs.
    setTimeout(() => this.#standBy(), STAND_BY_MS * (1 + Math.random()));
  }

  /** By way of a server, a line for who speaks next: to turn one that stands takes no time. */
  async #standBy() {
    if (this.isMesh || this.wantsAudioOnly || this.spare || this.root.dataset.state !== "in") return;
    const waiting = new Listening(this);
    await waiting.standBy(this.ended.pop() ?? "").catch(() => {});
    if (this.root.dataset.state === "in" && !this.spare) this.spare = waiting;
    else waiting.stop();
  }

  #unlisten(feed, listening) {
    if (listening.tile.stream) this.levelIn?.remove(listening.tile.stream);
    listening.tile.remove();
    this.listening.delete(feed);
    listening.stop();
    if (listening.number) this.ended.push(listening.number);
  }

  async #standing() {
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      const { floor, publishing, signals } = await this.say("stato", { after: this.after });
      for (const signal of signals) this.after = Math.max(this.after, signal.id);
      const line = this.speaking ?? this.prepared;
      if (line?.isKnown && !(floor && publishing)) this.#cut(floor);
      else if (floor !== this.hasFloor) this.#floor(floor);
      for (const signal of signals) this.#heard(signal);
    } catch (error) {
      this.#failed(error);
      await new Promise((done) => setTimeout(done, AGAIN_MS));
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
    if (has) this.#prepare();
    if (this.isService || has === had) return;
    if (has) this.tell("floor");
    else if (had) this.tell("floorEnded");
  }

  /** By way of a server, a line with nothing on it: to speak is then only to send. No device is opened. */
  async #prepare() {
    if (this.isMesh || this.role !== "person" || this.prepared || this.speaking) return;
    const line = new Speaking(this);
    this.prepared = line;
    // What went wrong is said by the button, which tries anew.
    await line.prepare().catch(() => {
      line.stop();
      if (this.prepared === line) this.prepared = null;
    });
  }

  #cut(stillHas) {
    const wasOnAir = Boolean(this.speaking);
    this.#stopSpeaking();
    if (!wasOnAir) return this.#floor(stillHas);
    this.hasFloor = stillHas;
    this.#speakingButtons();
    return this.tell(stillHas ? "failed" : "floorEnded");
  }

  #tellOnAir() {
    if (this.isService) this.tell("connected");
    else this.tell(this.speaking?.hasCamera ? "onAirSeen" : "onAir");
  }

  #stopSpeaking() {
    this.speaking?.stop();
    this.prepared?.stop();
    this.speaking = this.prepared = null;
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
    if (this.speaking && !this.isService) {
      this.ownTile = new Tile(this.root.querySelector("[data-tiles]"), this.root.dataset.sayYou, true);
      this.ownTile.figure.classList.add("tile-own");
      this.ownTile.show(this.own);
      this.ownTile.tell(true, true);
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
    this.pinned?.tell(false);
    this.spare?.stop();
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
      signal: inTime(),
    });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (answer.redirected) throw new Refused("left", true);
    if (!answer.ok) {
      // Who may not even ask how things stand holds a link that was taken away.
      const isOut = answer.status === 410 || (isQuestion && answer.status === 403);
      throw new Refused(isJson ? (await answer.json()).sentence : "failed", isOut);
    }
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
      if ("audioOnly" in event.target.dataset) this.choosePictures();
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

/** Drawn anew, the page is the same device. */
function deviceNumber(name) {
  const key = `conference:${name}`;
  const number = sessionStorage.getItem(key) ?? newNumber();
  sessionStorage.setItem(key, number);
  return number;
}

document.querySelectorAll("[data-conference]").forEach((root) => {
  root.conference = new Conference(root);
});
