// The door's camera: the browser reads the QR where it can, else the server reads the picture.
const box = document.querySelector("[data-door-camera]");
const EVERY_MS = 350;
const SAME_TICKET_MS = 4000;
const SIDE = 720;
const TONES = { green: [880, 120], amber: [440, 250], red: [180, 450] };

if (box) start(box);

function start(box) {
  const video = box.querySelector("video");
  const say = box.querySelector("[data-say]");
  const button = box.querySelector("[data-start]");
  box.hidden = false;
  if (!window.isSecureContext || !navigator.mediaDevices) {
    button.hidden = true;
    say.textContent = box.dataset.insecure;
    return;
  }
  button.addEventListener("click", async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment" },
      });
    } catch {
      say.textContent = box.dataset.denied;
      return;
    }
    video.classList.add("is-on");
    button.hidden = true;
    await video.play();
    watch(box, video);
  });
}

async function watch(box, video) {
  const detector = await makeDetector();
  const canvas = document.createElement("canvas");
  let last = "";
  let lastAt = 0;
  for (;;) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    if (document.hidden || !video.videoWidth) continue;
    const body = new FormData();
    if (detector) {
      const codes = await detector.detect(video).catch(() => []);
      const text = codes[0]?.rawValue ?? "";
      if (!text || (text === last && Date.now() - lastAt < SAME_TICKET_MS)) continue;
      last = text;
      lastAt = Date.now();
      body.append("testo", text);
    } else {
      if (Date.now() - lastAt < SAME_TICKET_MS) continue;
      body.append("immagine", await frame(video, canvas), "foto.jpg");
    }
    if (await send(box, body)) lastAt = Date.now();
  }
}

async function makeDetector() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
}

function frame(video, canvas) {
  const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = video.videoWidth * scale;
  canvas.height = video.videoHeight * scale;
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
}

async function send(box, body) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(box.dataset.action, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token, "X-Requested-With": "door" },
  }).catch(() => null);
  if (!answer || answer.status !== 200) return false;
  const now = document.getElementById("door-now");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  now.replaceWith(page.getElementById("door-now"));
  const outcome = document.querySelector("[data-outcome]");
  if (outcome) signal(outcome.dataset.outcome);
  return true;
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
