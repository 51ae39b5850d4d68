// Words that are highlighted with the mouse are one passage, to the letter: their place in the text goes
// with the form. Without this, and with the keyboard, whole sentences are ticked.
const lines = document.querySelector("[data-passages]");
const exact = document.querySelector("[data-exact]");
const chosen = document.querySelector("[data-chosen]");

/** Where in the text a point of the page is; null outside of it. */
function placeOf(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const piece = element.closest("[data-start]");
  if (!piece || !lines.contains(piece)) return null;
  const before = document.createRange();
  before.selectNodeContents(piece);
  before.setEnd(node, offset);
  return Number(piece.dataset.start) + [...before.toString()].length;
}

/** The first and the last piece that a selection touches, where its ends are between pieces. */
function ends(range) {
  const touched = [...lines.querySelectorAll("[data-start]")].filter((piece) => range.intersectsNode(piece));
  if (!touched.length) return null;
  const last = touched.at(-1);
  const start = placeOf(range.startContainer, range.startOffset) ?? Number(touched[0].dataset.start);
  const end = placeOf(range.endContainer, range.endOffset) ?? Number(last.dataset.start) + [...last.textContent].length;
  return end > start ? [start, end] : null;
}

function look() {
  const selection = document.getSelection();
  const words = selection.toString().trim();
  // A click elsewhere, to send the form, takes nothing back.
  if (!words || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  if (!lines.contains(range.commonAncestorContainer)) return;
  const found = ends(range);
  if (!found) return;
  exact.value = found.join("-");
  chosen.textContent = `${chosen.dataset.words}«${words.replace(/\s+/g, " ")}»`;
}

function forget() {
  exact.value = "";
  chosen.textContent = "";
}

if (lines && exact && chosen) {
  lines.addEventListener("mouseup", () => setTimeout(look));
  lines.addEventListener("mousedown", forget);
  lines.addEventListener("change", forget);
  // Who highlights inside a sentence does not tick it.
  lines.addEventListener("click", (event) => {
    if (event.detail && !document.getSelection().isCollapsed && !event.target.matches("input")) event.preventDefault();
  });
}
