// A sheet written by hand is enlarged and turned where it stands, by buttons and by keys; what cannot be
// read is marked where one writes. Without this the picture is as wide as its place, and scrolls.
const STEP = 1.25;
const MOST = 5;

function show(page) {
  const { frame, image, place, zoom, turn } = page;
  const width = place.clientWidth * zoom;
  const ratio = Number(image.getAttribute("height")) / Number(image.getAttribute("width"));
  const isLying = turn % 180 !== 0;
  const drawn = isLying ? width / ratio : width;
  const moved = { 0: "", 90: "translateY(-100%)", 180: "translate(-100%, -100%)", 270: "translateX(-100%)" };
  image.style.width = `${drawn}px`;
  image.style.transform = `rotate(${turn}deg) ${moved[turn]}`;
  frame.style.width = `${width}px`;
  frame.style.height = `${isLying ? drawn : drawn * ratio}px`;
}

function zoomBy(page, factor) {
  page.zoom = Math.min(MOST, Math.max(1, page.zoom * factor));
  show(page);
}

function turnOn(page) {
  page.turn = (page.turn + 90) % 360;
  show(page);
}

const KEYS = {
  "+": (page) => zoomBy(page, STEP),
  "=": (page) => zoomBy(page, STEP),
  "-": (page) => zoomBy(page, 1 / STEP),
  0: (page) => zoomBy(page, 0),
  r: turnOn,
  R: turnOn,
};

for (const figure of document.querySelectorAll("[data-page]")) {
  const page = { place: figure.querySelector("[data-scroll]"), frame: figure.querySelector("[data-frame]"), image: figure.querySelector("img"), zoom: 1, turn: 0 };
  figure.querySelector("[data-tools]").hidden = false;
  figure.querySelector("[data-zoom=in]").addEventListener("click", () => zoomBy(page, STEP));
  figure.querySelector("[data-zoom=out]").addEventListener("click", () => zoomBy(page, 1 / STEP));
  figure.querySelector("[data-turn]").addEventListener("click", () => turnOn(page));
  page.place.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(page);
  });
}

const mark = document.querySelector("[data-illegible]");
const words = document.getElementById("id_words");

function markIllegible() {
  words.setRangeText(mark.dataset.illegible, words.selectionStart, words.selectionEnd, "end");
  words.focus();
}

if (mark && words) {
  mark.hidden = false;
  mark.addEventListener("click", markIllegible);
  words.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyI") return;
    event.preventDefault();
    markIllegible();
  });
}
