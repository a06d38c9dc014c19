/**
 * The code of a traveler: what it says, and whether it is as it was signed. One file for server,
 * command line and browser; the page /verify carries it in its own text, so it imports nothing.
 * docs/traveler.md describes the bytes.
 */

/** What the code on a traveler says of its build. */
export type TravelerCode = {
  /** Names the key it was signed with: the first 8 bytes of the key's SHA-256, hex. */
  key_id: string;
  customer_uuid: string;
  build_uuid: string;
  revision: string;
  /** The first 64 bytes of the build's name, in whole letters. */
  name: string;
  /** SHA-256 of partsText() of the parts on the plate, hex. */
  parts_sha256: string;
  /** SHA-256 of the facts that are printed, as attached to the PDF, hex. */
  facts_sha256: string;
};

/** One thing on the plate, as the code vouches for it. */
export type TravelerPart = {
  /** Its number on the plate, from 1. */
  place: number;
  printed_part_uuid: string;
  part_number: string;
  /** SHA-256 of its model file, hex. */
  model_sha256: string;
  x_um: number;
  y_um: number;
  z_um: number;
  /** Counter-clockwise, in thousandths of a degree. */
  rotation_mdeg: number;
};

/** The keys of a customer as they are published: a JWK Set (RFC 7517, RFC 8037) and whose it is. */
export type TravelerKeySet = {
  customer_uuid: string;
  customer_name: string;
  /** True for keys that anybody can compute: travelers of a sandbox prove nothing. */
  sandbox: boolean;
  keys: TravelerKey[];
};

export type TravelerKey = {
  kty: "OKP";
  crv: "Ed25519";
  alg: "EdDSA";
  use: "sig";
  kid: string;
  x: string;
  created_at: string;
  /** When it stopped being used to sign; null: it is in use. */
  retired_at: string | null;
};

/** What is found in the PDF of a traveler. */
export type TravelerDocument = { code: string; facts: string };

/** What was checked is not what was signed; the message is a sentence for people. */
export class TravelerError extends Error {
  override name = "TravelerError";
}

export const TRAVELER_ATTACHMENT = "vatline-traveler.txt";

const MARK = "VT1";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SIGNATURE_BYTES = 64;
const TEXT_BYTES_MAX = 64;
/** Key, customer, build, two hashes; then revision and name, each behind its length. */
const LAYOUT = { key_id: 0, customer_uuid: 8, build_uuid: 24, parts: 40, facts: 72, texts: 104 };
const ATTACHMENT_BYTES_MAX = 16 * 1024 * 1024;

/** The bytes that are signed: the mark with a line break, then the content of the code. */
export function travelerBytes(code: TravelerCode): Uint8Array<ArrayBuffer> {
  const revision = utf8(shortened(code.revision));
  const name = utf8(shortened(code.name));
  return joined([
    utf8(`${MARK}\n`),
    ...[code.key_id, code.customer_uuid, code.build_uuid].map(bytesOfHex),
    ...[code.parts_sha256, code.facts_sha256].map(bytesOfHex),
    ...[Uint8Array.of(revision.length), revision, Uint8Array.of(name.length), name],
  ]);
}

/** The code as it is printed and scanned: capital letters and digits. */
export function travelerText(signed: Uint8Array, signature: Uint8Array): string {
  return MARK + base32(joined([signed.subarray(MARK.length + 1), signature]));
}

/** What a code says, before anybody has checked it. White space about and within it is nothing. */
export function readTravelerText(text: string): {
  code: TravelerCode;
  signed: Uint8Array<ArrayBuffer>;
  signature: Uint8Array<ArrayBuffer>;
} {
  const plain = text.replace(/\s/g, "");
  if (!plain.startsWith(MARK)) {
    throw new TravelerError(`This is not the code of a traveler: it does not begin with ${MARK}.`);
  }
  const bytes = bytesOfBase32(plain.slice(MARK.length));
  const content = bytes.subarray(0, Math.max(0, bytes.length - SIGNATURE_BYTES));
  const hex = (from: number, length: number) => hexOf(content.subarray(from, from + length));
  const texts: string[] = [];
  let at = LAYOUT.texts;
  while (texts.length < 2) {
    const until = at + 1 + content[at];
    if (!(until <= content.length)) throw new TravelerError("The code is cut short.");
    texts.push(textOf(content.subarray(at + 1, until)));
    at = until;
  }
  if (at !== content.length) throw new TravelerError("The code is longer than it says.");
  return {
    code: {
      key_id: hex(LAYOUT.key_id, 8),
      customer_uuid: uuidOf(hex(LAYOUT.customer_uuid, 16)),
      build_uuid: uuidOf(hex(LAYOUT.build_uuid, 16)),
      revision: texts[0],
      name: texts[1],
      parts_sha256: hex(LAYOUT.parts, 32),
      facts_sha256: hex(LAYOUT.facts, 32),
    },
    signed: joined([utf8(`${MARK}\n`), content]),
    signature: bytes.slice(content.length),
  };
}

/** What a code says, and the key that signed it. Throws TravelerError where none of them did. */
export async function verifyTraveler(
  text: string,
  set: TravelerKeySet,
): Promise<{ code: TravelerCode; key: TravelerKey }> {
  const { code, signed, signature } = readTravelerText(text);
  const refusal = `It was not signed by any key of ${set.customer_name}.`;
  if (code.customer_uuid !== set.customer_uuid) throw new TravelerError(refusal);
  const key = set.keys.find(({ kid }) => kid === code.key_id);
  if (!key) throw new TravelerError(refusal);
  const jwk = { kty: key.kty, crv: key.crv, x: key.x };
  const imported = await crypto.subtle
    .importKey("jwk", jwk, "Ed25519", true, ["verify"])
    .catch(() => null);
  if (!imported) throw new TravelerError(`The key ${key.kid} cannot be read.`);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", imported));
  if ((await sha256(raw)).slice(0, 16) !== key.kid) {
    throw new TravelerError(`The key ${key.kid} is not the one that its name says.`);
  }
  if (!(await crypto.subtle.verify("Ed25519", imported, signature, signed))) {
    throw new TravelerError("It has been changed since it was signed, or was misread.");
  }
  return { code, key };
}

/** Keys as they were published, checked for their form. */
export function readTravelerKeys(text: string): TravelerKeySet {
  const refusal = "These are not the keys of a customer as a server publishes them.";
  let set: TravelerKeySet;
  try {
    set = JSON.parse(text);
  } catch {
    throw new TravelerError(refusal);
  }
  const isKey = (key: TravelerKey | null) =>
    key?.kty === "OKP" &&
    key.crv === "Ed25519" &&
    typeof key.kid === "string" &&
    typeof key.x === "string";
  const isSet =
    typeof set?.customer_uuid === "string" && typeof set.customer_name === "string" && set.keys;
  if (!isSet || !Array.isArray(set.keys) || !set.keys.every(isKey)) {
    throw new TravelerError(refusal);
  }
  return set;
}

/**
 * Checks the facts that are attached to the PDF against its code, which must be verified. Answers
 * them parsed, as they were signed.
 */
export async function readTravelerFacts(code: TravelerCode, facts: string) {
  if ((await sha256(utf8(facts))) !== code.facts_sha256) {
    throw new TravelerError("The facts in the document are not those that were signed.");
  }
  const read = JSON.parse(facts) as TravelerFacts;
  if ((await sha256(utf8(partsText(read.parts)))) !== code.parts_sha256) {
    throw new TravelerError("The parts in the document are not those that were signed.");
  }
  return read;
}

/**
 * Why a traveler that was signed is not of the build as it is now, for people; null where it is.
 * `build` is what the server says of the parts on it (GET /manage/v1/builds/{uuid}/placements).
 */
export function outdatedBy(
  code: TravelerCode,
  build: { revision?: string; parts_sha256?: string },
): string | null {
  if (build.revision !== code.revision) {
    return `It is of revision ${code.revision}; the build is at revision ${build.revision} now.`;
  }
  if (build.parts_sha256 === code.parts_sha256) return null;
  return "The parts on the build are not those of the traveler.";
}

/** What is printed on a traveler, as data. Lengths and volumes as they are printed or finer. */
export type TravelerFacts = {
  customer: { uuid: string; name: string };
  build: {
    uuid: string;
    name: string;
    revision: string;
    application_name: string;
    packing_group: string | null;
    created_at: string;
  };
  build_sop: { name: string; version: number; resin_name: string; print_profile: string };
  platform: { class: string; width_mm: number; depth_mm: number };
  slice_thickness_nm: number;
  layer_count: number;
  height_mm: number;
  volume_ml: number;
  resin_ml: number;
  print_time_s: number;
  parts: (TravelerPart & {
    model_filename: string | null;
    part_order_number: string | null;
    due_date: string | null;
    print_time_s: number | null;
    resin_ml: number | null;
  })[];
};

/**
 * The text whose SHA-256 a code carries for its parts: a line that says what it is, then a line of
 * JSON for each part, by place.
 */
export function partsText(parts: readonly TravelerPart[]): string {
  const lines = parts
    .toSorted((a, b) => a.place - b.place)
    .map((part) => {
      const { place, printed_part_uuid, part_number, model_sha256 } = part;
      const { x_um, y_um, z_um, rotation_mdeg } = part;
      const position = [x_um, y_um, z_um, rotation_mdeg];
      return JSON.stringify([place, printed_part_uuid, part_number, model_sha256, ...position]);
    });
  return ["vatline parts 1", ...lines].join("\n");
}

/** The code and the facts that a PDF carries as an attachment; it need not be from us. */
export async function readTravelerPdf(bytes: Uint8Array): Promise<TravelerDocument> {
  // One letter a byte, so that places in the text are places in the file.
  const text = new TextDecoder("latin1").decode(bytes);
  if (!text.startsWith("%PDF-")) throw new TravelerError("This is not a PDF.");
  for (const found of text.matchAll(/\/EmbeddedFile\b[\s\S]{0,500}?\bstream\r?\n/g)) {
    const start = found.index + found[0].length;
    const end = text.indexOf("endstream", start);
    if (end < 0) continue;
    const packed = found[0].includes("/FlateDecode");
    const content = await unpacked(bytes.subarray(start, end), packed);
    const [code, facts] = content.split("\n", 2);
    if (content.startsWith(MARK) && facts !== undefined) return { code, facts };
  }
  throw new TravelerError(
    "The PDF carries no signed facts. If it was printed or saved anew, scan its code instead.",
  );
}

async function unpacked(bytes: Uint8Array, packed: boolean): Promise<string> {
  // Copied: a stream takes bytes of a buffer of its own.
  const source = new Blob([Uint8Array.from(bytes)]).stream();
  const stream = packed ? source.pipeThrough(new DecompressionStream("deflate")) : source;
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > ATTACHMENT_BYTES_MAX) return "";
      chunks.push(value);
    }
  } catch {
    // The line break before "endstream" is no part of what was packed.
  }
  return textOf(joined(chunks));
}

/** SHA-256 in hex. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(bytes))));
}

function shortened(text: string): string {
  let short = "";
  for (const letter of text) {
    if (utf8(short + letter).length > TEXT_BYTES_MAX) break;
    short += letter;
  }
  return short;
}

function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31];
}

function bytesOfBase32(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) throw new TravelerError(`No code of a traveler has the letter ${letter} in it.`);
    held = (held << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  // Another spelling of the same bytes was never printed.
  if (base32(bytes) !== text) throw new TravelerError("The code is cut short.");
  return bytes;
}

function joined(pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function bytesOfHex(text: string): Uint8Array {
  const digits = text.replaceAll("-", "");
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

const hexOf = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const uuidOf = (hex: string) =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    "-",
  );

const utf8 = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
