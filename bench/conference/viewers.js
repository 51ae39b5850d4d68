// Many who look at one speaker, in one page: each with a personal link, a place and a line of their own. Frames are
// counted as they arrive; only whole pictures go on to the decoder, or 150 of them would take the machine.
// Gives window.viewers: enter(), follow(), firstFrames(), counts(), lost().
({ entrances }) => {
  const csrf = document.querySelector("[data-conference-token] [name=csrfmiddlewaretoken]").value;

  class Viewer {
    constructor(entrance) {
      Object.assign(this, { entrance, frames: 0, firstAt: null, device: crypto.randomUUID() });
    }

    async say(act, values) {
      const body = new FormData();
      const all = { csrfmiddlewaretoken: csrf, device: this.device, code: this.code ?? "", ...values };
      for (const [name, value] of Object.entries(all)) body.set(name, value);
      const answer = await fetch(act ? `${this.entrance}../${act}/` : this.entrance, { method: "POST", body, headers: { "X-Requested-With": "room" } });
      if (!answer.ok) throw new Error(`${act || "entra"}: ${answer.status}`);
      return answer.status === 204 ? {} : answer.json();
    }

    async enter() {
      const { code, iceServers } = await this.say("", {});
      Object.assign(this, { code, iceServers });
      await this.answer(await this.say("aspetta", { instead: "" }));
    }

    async listen(feed) {
      const offer = await this.say("ascolta", { feed, on: this.number });
      if (offer.sdp) await this.answer(offer);
    }

    async answer({ sdp, line }) {
      this.line?.close();
      this.number = line;
      this.line = new RTCPeerConnection({ iceServers: this.iceServers, encodedInsertableStreams: true });
      this.line.addEventListener("track", ({ receiver, track }) => this.count(receiver, track.kind === "video"));
      const up = new Promise((done) => {
        this.line.addEventListener("connectionstatechange", () => this.line.connectionState === "connected" && done());
      });
      await this.line.setRemoteDescription({ type: "offer", sdp });
      await this.line.setLocalDescription();
      await this.say("rispondi", { line, sdp: this.line.localDescription.sdp });
      await up;
    }

    count(receiver, isVideo) {
      const { readable, writable } = receiver.createEncodedStreams();
      const transform = (frame, out) => {
        if (!isVideo) return;
        this.frames += 1;
        this.firstAt ??= Date.now();
        if (frame.type === "key") out.enqueue(frame);
      };
      readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable).catch(() => {});
    }
  }

  const viewers = entrances.map((entrance) => new Viewer(entrance));
  const each = (act) => Promise.all(viewers.map(act));
  window.viewers = {
    enter: () => each((viewer) => viewer.enter()).then(() => viewers.length),
    // Who is about to speak is named by the part that the page's own stream brings: all turn to them.
    follow: () => {
      const part = document.querySelector("[data-part=conference]");
      const known = new Set();
      new MutationObserver(() => {
        for (const { dataset } of part.querySelectorAll("[data-feed]")) {
          if (known.has(dataset.feed)) continue;
          known.add(dataset.feed);
          each((viewer) => viewer.listen(dataset.feed)).catch((error) => console.error(error));
        }
      }).observe(part, { childList: true, subtree: true });
    },
    firstFrames: () => viewers.map((viewer) => viewer.firstAt),
    counts: () => viewers.map((viewer) => viewer.frames),
    lost: async () => {
      const reports = await each((viewer) => viewer.line.getStats());
      const received = reports.flatMap((report) => [...report.values()].filter((one) => one.type === "inbound-rtp"));
      return received.reduce((sum, one) => sum + one.packetsLost, 0);
    },
  };
}
