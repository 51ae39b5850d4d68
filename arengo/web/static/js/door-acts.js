/* What is done at the door goes into this telephone first and to the server next, again and again
   until it answers: each act has a number, so that told twice it is done once. Without network the
   telephone answers by itself, from the list it keeps; who has a place enters, places are not given. */
import * as store from "./door-store.js";
import * as ticket from "./door-ticket.js";

const ANSWER_WITHIN_MS = 5000;
const AT_ONCE = 50;

/** Whether the server answered last that nobody is signed in any more. */
export const session = { isOver: false };

/** Do something at this door; gives what to show: {colour, word, sentence, name, code, tap, isLate}. */
export async function act(door, kind, details = {}) {
  const one = { ...details, kind, door: door.list, nonce: crypto.randomUUID(), at: Date.now() };
  await store.put("acts", one);
  const outcomes = await tellAll(door);
  const answered = outcomes?.find((outcome) => outcome.nonce === one.nonce);
  if (answered) return answered;
  const alone = await decide(door, one);
  const isIn = alone.colour === "green";
  if (isIn) await store.put("acts", { ...one, code: alone.code || one.code, isShown: true, name: one.name ?? alone.name });
  else await store.take("acts", one.nonce);
  return { ...alone, isLate: isIn };
}

/** Tell the server what it does not know yet. Null when it does not answer. */
export function tellAll(door) {
  // Two windows of one telephone take turns.
  return navigator.locks.request("arengo-door", () => tell(door));
}

async function tell(door) {
  const waiting = (await store.all("acts", door.list)).slice(0, AT_ONCE);
  if (!waiting.length) return [];
  const acts = waiting.map(({ isShown, at, door: _door, ...said }) => ({
    ...said,
    seconds_ago: Math.max(0, Math.round((Date.now() - at) / 1000)),
  }));
  const answer = await ask(door.tell, {
    method: "POST",
    body: JSON.stringify({ acts }),
    headers: { "Content-Type": "application/json", "X-CSRFToken": door.token() },
  });
  const outcomes = (await answer?.json().catch(() => null))?.outcomes;
  if (!outcomes) return null;
  for (const outcome of outcomes) {
    const one = waiting.find((row) => row.nonce === outcome.nonce);
    if (!one) continue;
    // Who was let in here, and whom the server would not have let in, is for a person to settle.
    if (one.isShown && outcome.colour !== "green" && !isAlreadyIn(outcome)) {
      await store.put("troubles", { ...outcome, name: outcome.name || one.name || "", door: door.list, at: one.at });
    }
    await store.take("acts", outcome.nonce);
  }
  return outcomes;
}

const isAlreadyIn = (outcome) => outcome.colour === "amber" && !outcome.tap;

/** Ask for the list anew; false when there is no answer. */
export async function refresh(door) {
  const answer = await ask(door.list);
  const list = await answer?.json().catch(() => null);
  if (!list?.people) return false;
  const until = Date.now() + list.keep_seconds * 1000;
  await store.put("kept", { ...list, door: door.list, at: Date.now(), until });
  return true;
}

/** The list kept here, without what is too old to be kept. */
export async function kept(door) {
  const list = await store.get("kept", door.list);
  if (list && list.until < Date.now() && !(await store.untold())) {
    await store.forget();
    return undefined;
  }
  return list;
}

async function ask(url, options = {}) {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const answer = await fetch(url, { ...options, signal }).catch(() => null);
  // A redirect leads to the sign-in page: what is to be told stays until somebody signs in.
  if (answer) session.isOver = answer.redirected;
  return answer?.ok && !answer.redirected ? answer : null;
}

async function decide(door, one) {
  const list = await kept(door);
  if (!list) return { colour: "amber", word: door.words.wait, sentence: door.words.nolist };
  const say = (kind, row) => ({ ...list.answers[kind], name: row?.[3] ?? "", code: row?.[0] ?? "" });
  const late = await store.all("acts", door.list);
  const entered = late.filter((act) => act.isShown);
  if (list.inside + entered.length >= list.safety) return say("full");
  if (one.kind === "companion") return say("companion");
  if (one.kind === "walk_in") return { ...list.answers.waits, name: one.name };
  const claim = one.kind === "ticket" ? await ticket.read(one.text, list.key) : { code: one.code };
  if (!claim) return say("false");
  const row = list.people.find(([code]) => code === claim.code);
  // Found by name, or let in after a look at a genuine ticket.
  const isTapped = one.kind === "person";
  if (!row) return isTapped ? say("enters") : { ...say("unknown"), code: claim.code };
  if (claim.version !== undefined && claim.version !== row[1]) return say("replaced", row);
  if (row[2] === "in" || entered.some((act) => act.code === row[0])) return say("in", row);
  return say(isTapped && row[2] === "unconfirmed" ? "enters" : row[2], row);
}
