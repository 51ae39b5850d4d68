// The page of an act on many voices while it goes on: looks again every second, and says each quarter.
// Without this file the page comes anew every three seconds.
const PAUSE = 1000;
const QUARTER = 25;
const status = document.querySelector("[data-act-status]");
const sentenceIn = (act) => act.querySelector("[data-act-sentence]");
let said = 0;

function show(fresh) {
  const here = document.querySelector("[data-act]");
  const sentence = sentenceIn(fresh).textContent;
  if (!("underWay" in fresh.dataset)) {
    here.replaceWith(fresh);
    status.textContent = sentence;
    return false;
  }
  const value = fresh.querySelector("progress").value;
  sentenceIn(here).textContent = sentence;
  here.querySelector("progress").value = value;
  if (value >= said + QUARTER) {
    said = value;
    status.textContent = sentence;
  }
  return true;
}

async function look() {
  let goesOn = true;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-act]");
    if (answer.ok && fresh) goesOn = show(fresh);
  } catch {
    // The network is away for a moment: the next look finds it.
  }
  if (goesOn) setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
