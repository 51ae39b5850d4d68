// What everything that the room's pages send has: a number by which twice is once, and an end to its waiting.
const ANSWER_WITHIN_MS = 15_000;

/** A number of this page's own, by which the server knows again what it was told already. */
export function newNumber() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // On an address without https, as in a rehearsal.
  const digits = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
}

/** The `signal` of a fetch that is given up when nothing answers; an old browser waits as long as it likes. */
export const inTime = () => AbortSignal.timeout?.(ANSWER_WITHIN_MS);
