/* While a voice is being written: those that others said already, some way behind the typing. */
const PAUSE = 700;
const SHORTEST = 12;
const text = document.querySelector("#id_text");
const place = document.querySelector("[data-similar]");
const status = document.querySelector("[data-similar-status]");
let waiting = 0;
let asking = null;
let asked = "";

async function ask() {
  const typed = text.value.trim();
  if (typed === asked) return;
  asked = typed;
  asking?.abort();
  if (typed.length < SHORTEST) return show("");
  asking = new AbortController();
  try {
    const response = await fetch(`${place.dataset.similar}?${new URLSearchParams({ q: typed.slice(0, 1000) })}`, {
      signal: asking.signal,
    });
    if (response.ok) show(await response.text());
  } catch {
    // Without network, or typed on: what is shown stays.
  }
}

function show(part) {
  // Who is on one of its links keeps it; what is typed next brings the new one.
  if (place.contains(document.activeElement)) return;
  if (place.innerHTML === part) return;
  place.innerHTML = part;
  place.hidden = !part.trim();
  const said = place.querySelector("[data-similar-said]")?.textContent ?? "";
  // Said once for as many: not each time that a letter changes which they are.
  if (status.textContent !== said) status.textContent = said;
}

text.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
});
// What was typed before, here or when the page was last open, is looked at too.
setTimeout(ask, PAUSE);
