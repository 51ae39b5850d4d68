// The connections over which one is seen and heard, and sees and hears: by way of a server, or browser to browser.
// Between browsers a description is sent once one's own addresses are in it; what is found later follows. The server
// waits at its address (ICE lite) and needs none of ours: to look for them first would cost a tenth of a second each.
const GATHER_MS = 400;
const AGAIN_MS = 400;
const LEAD_MS = 100;
const TRIES = 8;

/** One's own picture and sound. To the server over one connection, else to each who asks for it. */
export class Speaking {
  /** `isKnown`: the server was told of it, so that what it says of one who speaks is said of this. */
  constructor(conference) {
    Object.assign(this, { conference, stream: null, peers: new Map(), isKnown: false });
  }

  get hasCamera() {
    return this.stream.getVideoTracks().length > 0;
  }

  /** A line to the server on which nothing is sent yet; the others turn theirs to it. */
  prepare() {
    this.preparing ??= this.#prepare();
    return this.preparing;
  }

  async start(stream) {
    this.stream = stream;
    if (this.conference.isMesh) {
      await this.conference.say("parla", { camera: this.hasCamera, sdp: "" });
      this.isKnown = true;
      return;
    }
    await this.prepare();
    await Promise.all([this.conference.say("in-onda", { camera: this.hasCamera }), this.#send()]);
  }

  /** Somebody would see and hear: an offer, to them alone. */
  async wanted(from, audioOnly) {
    this.peers.get(from)?.close();
    const line = this.#line(from);
    const options = { direction: "sendonly", streams: [this.stream] };
    // The sound always first: who wants nothing else asks for the first.
    for (const track of this.stream.getAudioTracks()) line.addTransceiver(track, options);
    for (const track of audioOnly ? [] : this.stream.getVideoTracks()) line.addTransceiver(track, options);
    trickle(this.conference, line, from);
    await line.setLocalDescription();
    await gathered(line);
    await this.conference.signal(from, "offer", { sdp: line.localDescription.sdp });
  }

  async heard({ from, kind, sdp, candidate }) {
    const line = this.peers.get(from);
    if (kind === "answer" && line?.signalingState === "have-local-offer") await line.setRemoteDescription({ type: "answer", sdp });
    else if (kind === "candidate" && line?.remoteDescription) await line.addIceCandidate(candidate);
  }

  stop() {
    for (const line of this.peers.values()) line.close();
    this.peers.clear();
  }

  /** Who signs is only seen; of anybody else it is not known yet whether there is a camera. */
  async #prepare() {
    const line = this.#line("server");
    this.kinds = this.conference.role === "interpreter" ? ["video"] : ["audio", "video"];
    // Of one stream: what is heard and what is seen stay together at the others.
    const options = { direction: "sendonly", streams: [new MediaStream()] };
    for (const kind of this.kinds) line.addTransceiver(kind, options);
    await line.setLocalDescription();
    const { sdp } = await this.conference.say("parla", { sdp: line.localDescription.sdp });
    this.isKnown = true;
    await line.setRemoteDescription({ type: "answer", sdp });
    await connected(line);
    await this.conference.say("pronta");
    this.readyAt = Date.now();
  }

  async #send() {
    // Who is not there for the first whole picture waits long for the next.
    await new Promise((done) => setTimeout(done, this.readyAt + LEAD_MS - Date.now()));
    const line = this.peers.get("server");
    await Promise.all(line.getTransceivers().map(({ sender, mid }) => sender.replaceTrack(this.#trackFor(mid))));
  }

  #trackFor(mid) {
    const kind = this.kinds[Number(mid)];
    return this.stream.getTracks().find((track) => track.kind === kind) ?? null;
  }

  #line(name) {
    const line = new RTCPeerConnection({ iceServers: this.conference.iceServers });
    this.peers.set(name, line);
    line.addEventListener("connectionstatechange", () => {
      if (line.connectionState === "failed" && this.peers.get(name) === line && name === "server") this.conference.speakingFailed(this);
    });
    return line;
  }
}

/** Somebody else's picture and sound, or a line that waits for somebody. `show` gets the stream, once it is there. */
export class Listening {
  constructor(conference, feed = "", show = () => {}) {
    Object.assign(this, { conference, feed, show, line: null, number: "", tries: 0, isOver: false });
  }

  /** A line on which nobody is yet. */
  async standBy(instead) {
    await this.#answer(await this.conference.say("aspetta", { instead }));
  }

  /** `spare`: a line that stands, which the server may turn to them without a word more of ours. */
  async start(spare = this) {
    if (this.isOver) return;
    try {
      const offer = await this.conference.say("ascolta", { feed: this.feed, on: spare.number });
      if (!offer.line) return;
      if (offer.sdp) await this.#answer(offer);
      else this.#take(spare);
      this.tries = 0;
    } catch (error) {
      this.#again(error);
    }
    // It was not taken.
    if (spare !== this && spare.line !== this.line) spare.stop();
  }

  /** Between browsers the offer comes from the one who speaks. */
  async offered(sdp) {
    trickle(this.conference, this.#newLine(), this.feed);
    await this.line.setRemoteDescription({ type: "offer", sdp });
    await this.line.setLocalDescription();
    await gathered(this.line);
    await this.conference.signal(this.feed, "answer", { sdp: this.line.localDescription.sdp });
  }

  async heard({ kind, sdp, candidate }) {
    if (kind === "offer") await this.offered(sdp);
    else if (kind === "candidate" && this.line?.remoteDescription) await this.line.addIceCandidate(candidate);
  }

  stop() {
    this.isOver = true;
    clearTimeout(this.wait);
    this.line?.close();
  }

  async #answer({ sdp, line }) {
    if (this.isOver) return;
    this.number = line;
    this.#newLine();
    await this.line.setRemoteDescription({ type: "offer", sdp });
    await this.line.setLocalDescription();
    await this.conference.say("rispondi", { line, sdp: this.line.localDescription.sdp });
  }

  #take({ line, number }) {
    Object.assign(this, { line, number });
    line.holder = this;
    if (line.stream) this.show(line.stream);
    if (this.isOver) line.close();
  }

  #newLine() {
    this.line?.close();
    const line = new RTCPeerConnection({ iceServers: this.conference.iceServers });
    line.holder = this;
    line.addEventListener("track", ({ streams, track }) => {
      line.stream = streams[0] ?? new MediaStream([track]);
      line.holder.show(line.stream);
    });
    line.addEventListener("connectionstatechange", () => {
      if (line.connectionState === "failed" && line === line.holder.line) line.holder.#again();
    });
    this.line = line;
    return line;
  }

  #again(error) {
    // A line that only waited is missed by nobody.
    if (this.isOver || error?.isOut || !this.feed) return;
    this.tries += 1;
    if (this.tries > TRIES) return;
    if (this.tries === 3) this.conference.lineTrouble(this.feed);
    clearTimeout(this.wait);
    this.wait = setTimeout(() => this.start(), AGAIN_MS * this.tries);
  }
}

function trickle(conference, line, to) {
  line.addEventListener("icecandidate", ({ candidate }) => {
    if (candidate && line.isSent) conference.signal(to, "candidate", { candidate: candidate.toJSON() }).catch(() => {});
  });
}

function gathered(line) {
  return new Promise((done) => {
    const finish = () => {
      clearTimeout(patience);
      line.isSent = true;
      done();
    };
    const patience = setTimeout(finish, GATHER_MS);
    if (line.iceGatheringState === "complete") finish();
    line.addEventListener("icegatheringstatechange", () => line.iceGatheringState === "complete" && finish());
  });
}

function connected(line) {
  return new Promise((done, fail) => {
    const look = () => {
      if (line.connectionState === "connected") done();
      else if (["failed", "closed"].includes(line.connectionState)) fail(new Error(line.connectionState));
    };
    line.addEventListener("connectionstatechange", look);
    look();
  });
}
