/** Serials and numbers that look arbitrary and follow from a seed alone. */

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** `length` characters of 0-9A-Z that depend on every word. */
export function codeOf(length: number, ...words: (string | number)[]): string {
  return digitsOf(length, ALPHABET, words);
}

/** A 7-byte tag uid as 14 hexadecimal digits. */
export function nfcUidOf(...words: (string | number)[]): string {
  return `04${digitsOf(12, ALPHABET.slice(0, 16), words)}`;
}

/** A number from 0, below 1, that depends on every word. */
export function shareOf(...words: (string | number)[]): number {
  return hashOf(words.join("\n")) / 2 ** 32;
}

function digitsOf(length: number, alphabet: string, words: (string | number)[]): string {
  let digits = "";
  for (let i = 0; i < length; i++) {
    digits += alphabet[hashOf([...words, i].join("\n")) % alphabet.length];
  }
  return digits;
}

/** FNV-1a over UTF-16 units, then the 32-bit finalizer of MurmurHash3, so that all bits mix. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
