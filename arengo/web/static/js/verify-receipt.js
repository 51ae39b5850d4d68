/* Checks a receipt of the ledger in the reader's own browser, with nothing from the server but the
   receipt itself. The format, byte by byte, is in docs/ledger.md; arengo/core/ledger/receipts.py
   does the same in Python, and a test compares the two.

   The page has the receipt in <script type="application/json" id="receipt"> and says the outcome in
   an element with data-verify-outcome and its sentences: data-ok, data-bad, data-waiting,
   data-unavailable. The element's data-result then holds which of the four it is. */

const utf8 = new TextEncoder();
const CHAIN_LENGTH = 200;
const HEX = { 16: /^[0-9a-f]{32}$/, 32: /^[0-9a-f]{64}$/ };

function insist(isSo) {
  if (!isSo) throw new Error("the receipt does not hold");
}

function fromHex(text, length = 32) {
  insist(typeof text === "string" && HEX[length].test(text));
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function whole(number) {
  insist(Number.isSafeInteger(number) && number >= 0);
  return number;
}

async function sha256(...parts) {
  const bytes = await new Blob(parts).arrayBuffer();
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

async function checkContent(receipt) {
  const entry = JSON.parse(receipt.entry);
  insist(Array.isArray(entry) && entry.length === 7 && entry[0] === "arengo-entry-1");
  if (receipt.content === null) return; // erased: what stays is still proven
  const { salt, text } = receipt.content;
  insist(typeof text === "string");
  insist(toHex(await sha256(fromHex(salt, 16), utf8.encode(text))) === entry[6]);
}

function* sidesOf(position, count) {
  for (let last = count - 1; last > 0; last = Math.floor(last / 2)) {
    if (position % 2) yield "left";
    else if (position < last) yield "right";
    position = Math.floor(position / 2);
  }
}

async function checkInclusion(receipt) {
  const block = receipt.blocks[0];
  insist(whole(receipt.position) < whole(block.count));
  let hash = await sha256(Uint8Array.of(0), await sha256(utf8.encode(receipt.entry)));
  insist(toHex(hash) === receipt.leaf);
  const sides = [...sidesOf(receipt.position, block.count)];
  insist(sides.length === receipt.path.length);
  for (const [number, step] of receipt.path.entries()) {
    const [side, neighbour] = step;
    insist(step.length === 2 && side === sides[number]);
    const other = fromHex(neighbour);
    hash = await sha256(Uint8Array.of(1), ...(side === "left" ? [other, hash] : [hash, other]));
  }
  insist(toHex(hash) === block.root);
}

async function checkChain({ blocks, head }) {
  let before = null;
  for (const block of blocks) {
    const { number, previous, root, count, sealed_at: sealedAt } = block;
    fromHex(previous);
    fromHex(root);
    insist(typeof sealedAt === "string");
    const header = `arengo-block-1\n${whole(number)}\n${previous}\n${root}\n${whole(count)}\n${sealedAt}\n`;
    insist(toHex(await sha256(utf8.encode(header))) === block.hash);
    insist(!before || (number === before.number + 1 && previous === before.hash));
    before = block;
  }
  fromHex(head.hash);
  const reachesHead = before.number === whole(head.number);
  insist(reachesHead ? before.hash === head.hash : blocks.length === CHAIN_LENGTH);
}

/** "ok", "bad" or "waiting": what the receipt alone proves. */
export async function check(receipt) {
  try {
    insist(receipt.format === "arengo-receipt-1");
    await checkContent(receipt);
    if (receipt.state === "waiting") return "waiting";
    insist(receipt.state === "sealed");
    await checkInclusion(receipt);
    await checkChain(receipt);
    return "ok";
  } catch {
    return "bad";
  }
}

async function outcomeOf(text) {
  // Browsers offer crypto.subtle over HTTPS and on localhost only.
  if (!globalThis.crypto?.subtle) return "unavailable";
  try {
    return await check(JSON.parse(text));
  } catch {
    return "bad";
  }
}

const source = document.getElementById("receipt");
const place = document.querySelector("[data-verify-outcome]");
if (source && place) {
  const result = await outcomeOf(source.textContent);
  place.dataset.result = result;
  place.textContent = place.dataset[result] ?? result;
}
