/* Reads a ticket with nothing but the public key: the format is in arengo/registrations/tickets.py,
   and a test compares the two. */
const PREFIX = "AR1";
const PURPOSE = new TextEncoder().encode("arengo ticket 1\0");
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const [CODE_BYTES, CLAIM_BYTES, SIGNATURE_BYTES] = [5, 10, 64];

export const looksLikeOne = (text) => text.trim().toUpperCase().startsWith(PREFIX);

/** {code, version} of a genuine ticket, else null. `key` is the public key, DER in base 64. */
export async function read(text, key) {
  if (!looksLikeOne(text)) return null;
  const signed = fromBase32(text.trim().toUpperCase().slice(PREFIX.length));
  if (signed?.length !== CLAIM_BYTES + SIGNATURE_BYTES) return null;
  const claim = signed.subarray(0, CLAIM_BYTES);
  const isGenuine = await crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    await imported(key),
    signed.subarray(CLAIM_BYTES),
    await new Blob([PURPOSE, claim]).arrayBuffer(),
  );
  if (!isGenuine) return null;
  return { code: codeOf(claim.subarray(0, CODE_BYTES)), version: claim.at(-2) * 256 + claim.at(-1) };
}

function imported(key) {
  const der = Uint8Array.from(atob(key), (sign) => sign.charCodeAt(0));
  return crypto.subtle.importKey("spki", der, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
}

function fromBase32(text) {
  const bits = [...text].map((sign) => BASE32.indexOf(sign));
  if (bits.includes(-1)) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let [held, count, at] = [0, 0, 0];
  for (const five of bits) {
    held = ((held << 5) | five) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes[at++] = (held >> count) & 0xff;
  }
  return bytes;
}

function codeOf(bytes) {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{5}/g).map((five) => CROCKFORD[parseInt(five, 2)]).join("");
}
