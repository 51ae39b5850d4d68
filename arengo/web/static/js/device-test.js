// The test before the meeting. Nothing that is seen or heard here leaves the computer.

const root = document.querySelector("[data-device-test]");
const part = (name) => root.querySelector(`[data-${name}]`);
const PINGS = 6;
const GOOD_MS = 150;
const FAIR_MS = 400;
const NOTES = [440, 554, 659];

function say(element, outcome, words = element.dataset[outcome]) {
  element.dataset.outcome = outcome;
  element.textContent = words;
}

function canUseMedia() {
  return Boolean(navigator.mediaDevices?.getUserMedia && window.AudioContext);
}

/* Camera and microphone */
let stream = null;
let sound = null;

function showLevel(analyser, meter) {
  const samples = new Uint8Array(analyser.fftSize);
  const draw = () => {
    if (!stream) return;
    analyser.getByteTimeDomainData(samples);
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0);
    meter.value = Math.round(Math.sqrt(loudest / 128) * 100);
    requestAnimationFrame(draw);
  };
  draw();
}

async function ask() {
  try {
    return { found: await navigator.mediaDevices.getUserMedia({ video: true, audio: true }), outcome: "good" };
  } catch (error) {
    if (error.name === "NotAllowedError" || error.name === "SecurityError") throw error;
    return { found: await navigator.mediaDevices.getUserMedia({ audio: true }), outcome: "onlyMicrophone" };
  }
}

function outcomeOf(error) {
  if (error.name === "NotAllowedError" || error.name === "SecurityError") return "refused";
  return error.name === "NotReadableError" ? "busy" : "none";
}

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  sound?.close();
  sound = null;
  part("video").srcObject = null;
  part("media").hidden = true;
  part("media-result").textContent = "";
  part("start").hidden = false;
  part("start").focus();
}

async function start() {
  const result = part("media-result");
  try {
    const { found, outcome } = await ask();
    stream = found;
    part("media").hidden = false;
    part("start").hidden = true;
    part("video").hidden = !found.getVideoTracks().length;
    part("video").srcObject = found;
    sound = new AudioContext();
    const analyser = sound.createAnalyser();
    sound.createMediaStreamSource(found).connect(analyser);
    showLevel(analyser, part("level"));
    say(result, outcome);
  } catch (error) {
    say(result, outcomeOf(error));
  }
}

/* Loudspeaker */
function play() {
  const context = new AudioContext();
  NOTES.forEach((frequency, place) => {
    const note = context.createOscillator();
    const volume = context.createGain();
    const begins = context.currentTime + place * 0.45;
    note.frequency.value = frequency;
    volume.gain.setValueAtTime(0, begins);
    volume.gain.linearRampToValueAtTime(0.25, begins + 0.05);
    volume.gain.linearRampToValueAtTime(0, begins + 0.4);
    note.connect(volume).connect(context.destination);
    note.start(begins);
    note.stop(begins + 0.4);
  });
  setTimeout(() => context.close(), 2000);
  say(part("tone-result"), "played");
}

/* Network */
async function ping(address) {
  const begins = performance.now();
  const answer = await fetch(`${address}?${begins}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return performance.now() - begins;
}

async function testNetwork() {
  const result = part("network-result");
  say(result, "running");
  try {
    const times = [];
    for (let turn = 0; turn < PINGS; turn += 1) times.push(await ping(root.dataset.ping));
    const middle = times.sort((one, other) => one - other)[Math.floor(PINGS / 2)];
    const outcome = middle <= GOOD_MS ? "good" : middle <= FAIR_MS ? "fair" : "poor";
    say(result, outcome, result.dataset[outcome].replace("%(ms)s", String(Math.round(middle))));
  } catch {
    say(result, "none");
  }
}

/* Computer and browser */
function judgeBrowser() {
  const result = part("browser-result");
  const isPhone = matchMedia("(pointer: coarse)").matches && Math.min(screen.width, screen.height) < 820;
  if (!canUseMedia()) say(result, "old");
  else say(result, isPhone ? "phone" : "good");
}

judgeBrowser();
if (canUseMedia()) {
  for (const element of root.querySelectorAll("[data-with-test]")) element.hidden = false;
  for (const element of root.querySelectorAll("[data-without-test]")) element.hidden = true;
  part("start").addEventListener("click", start);
  part("stop").addEventListener("click", stop);
  part("tone").addEventListener("click", play);
  part("network").addEventListener("click", testNetwork);
  window.addEventListener("pagehide", stop);
}
