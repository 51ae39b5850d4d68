// The door's camera: the browser reads the QR where it can, else the server reads the picture.
const EVERY_MS = 350;
const SAME_TICKET_MS = 4000;
const SIDE = 720;

/** `onTicket(text)` is called for a QR that was read here, `onPicture(blob)` where it cannot be. */
export function start(box, { onTicket, onPicture }) {
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
    watch(video, onTicket, onPicture);
  });
}

async function watch(video, onTicket, onPicture) {
  const detector = await makeDetector();
  const canvas = document.createElement("canvas");
  let last = "";
  let lastAt = 0;
  for (;;) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    if (document.hidden || !video.videoWidth) continue;
    if (detector) {
      const codes = await detector.detect(video).catch(() => []);
      const text = codes[0]?.rawValue ?? "";
      if (!text || (text === last && Date.now() - lastAt < SAME_TICKET_MS)) continue;
      last = text;
      lastAt = Date.now();
      await onTicket(text);
    } else {
      if (Date.now() - lastAt < SAME_TICKET_MS) continue;
      if (await onPicture(await frame(video, canvas))) lastAt = Date.now();
    }
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
