// Camera, microphone and their levels. Nothing is opened but by a press of a button.

/** A picture of 640 × 360 is enough for a face, and all that a home's upload carries well. */
const PICTURE = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15, max: 24 } };
const SIGNING = { ideal: 25, max: 30 };
/** A mixer has already done what a browser would do to a voice. */
const AS_IT_IS = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

export function canConfer() {
  return Boolean(navigator.mediaDevices?.getUserMedia && window.RTCPeerConnection);
}

/** The tracks of the chosen devices; without a camera, the voice alone. `choice.camera === ""`: none wanted. */
export async function open(choice, role) {
  const video = choice.camera === "" ? false : { ...PICTURE, ...exactly(choice.camera) };
  // Who signs is seen, and the hands need more pictures a second than a face.
  if (role === "interpreter") return navigator.mediaDevices.getUserMedia({ video: { ...video, frameRate: SIGNING } });
  const audio = { ...(role === "hall" ? AS_IT_IS : {}), ...exactly(choice.microphone) };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio, video });
  } catch (error) {
    if (!video || error.name === "NotAllowedError" || error.name === "SecurityError") throw error;
    return navigator.mediaDevices.getUserMedia({ audio });
  }
}

export function close(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The word for what went wrong, of those the page has a sentence for. */
export function trouble(error) {
  if (error.name === "NotAllowedError" || error.name === "SecurityError") return "refused";
  return error.name === "NotReadableError" ? "busy" : "none";
}

/** Fill the two lists with what there is; what was chosen stays chosen. */
export async function list(root, choice) {
  const found = await navigator.mediaDevices.enumerateDevices();
  fill(root.querySelector("[data-choose=microphone]"), found, "audioinput", choice.microphone);
  const cameras = root.querySelector("[data-choose=camera]");
  fill(cameras, found, "videoinput", choice.camera);
  cameras?.append(new Option(cameras.dataset.noCamera, "", false, choice.camera === ""));
}

/** Shows the loudest of some streams on a meter, until it is stopped. */
export class Level {
  constructor(meter) {
    this.meter = meter;
    this.sources = new Map();
  }

  add(stream) {
    if (!stream.getAudioTracks().length || this.sources.has(stream)) return;
    this.context ??= new AudioContext();
    this.analyser ??= this.context.createAnalyser();
    const source = this.context.createMediaStreamSource(stream);
    source.connect(this.analyser);
    this.sources.set(stream, source);
    this.samples ??= new Uint8Array(this.analyser.fftSize);
    if (!this.isOn) this.#draw((this.isOn = true));
  }

  remove(stream) {
    this.sources.get(stream)?.disconnect();
    this.sources.delete(stream);
    if (!this.sources.size) this.stop();
  }

  stop() {
    this.isOn = false;
    this.context?.close();
    this.context = this.analyser = undefined;
    this.sources.clear();
    this.meter.value = 0;
  }

  #draw() {
    if (!this.isOn) return;
    this.analyser.getByteTimeDomainData(this.samples);
    const loudest = this.samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0);
    this.meter.value = Math.round(Math.sqrt(loudest / 128) * 100);
    requestAnimationFrame(() => this.#draw());
  }
}

function exactly(device) {
  return device ? { deviceId: { exact: device } } : {};
}

function fill(select, found, kind, chosen) {
  if (!select) return;
  const options = found.filter((device) => device.kind === kind).map((device, place) => new Option(device.label || `${place + 1}`, device.deviceId, false, device.deviceId === chosen));
  select.replaceChildren(...options);
}
