/** Words and numbers from the bytes of a text, without making strings of them. */

import { decimalOf } from "../model/decimal.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
const HASH = 35;
const LOWER_CASE = 32;
const TEXT_LENGTH_MAX = 40;

/** The lower-case ASCII codes of a keyword, for Cursor.is. */
export function word(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Walks over a text; everything up to a space counts as blank, and so does `#` to the line end. */
export class Cursor {
  at: number;
  /** Bounds of the word last read; equal at the end of the text. */
  word_start = 0;
  word_end = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const has_mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    this.at = has_mark ? 3 : 0;
  }

  /** Moves behind the next word; false at the end of the text. */
  nextWord(): boolean {
    this.#skipBlank();
    const bytes = this.#bytes;
    let at = this.at;
    while (at < bytes.length && bytes[at] > SPACE) at++;
    this.word_start = this.at;
    this.word_end = at;
    this.at = at;
    return this.word_end > this.word_start;
  }

  /** Tells whether the word last read is this one, in any case. */
  is(expected: Uint8Array): boolean {
    if (this.word_end - this.word_start !== expected.length) return false;
    for (let i = 0; i < expected.length; i++) {
      if ((this.#bytes[this.word_start + i] | LOWER_CASE) !== expected[i]) return false;
    }
    return true;
  }

  /** Reads the next word as a decimal number: NaN if it is none, or if the text has ended. */
  nextNumber(): number {
    if (!this.nextWord()) return Number.NaN;
    return decimalOf(this.#bytes, this.word_start, this.word_end);
  }

  /** Moves behind the next line end. */
  skipLine(): void {
    const bytes = this.#bytes;
    let at = this.at;
    while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
    this.at = at;
  }

  /** The line of a byte, counted from 1; CR, LF and CR LF each end one. */
  lineOf(byte: number): number {
    const bytes = this.#bytes;
    let line = 1;
    for (let at = 0; at < byte; at++) {
      if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) line++;
    }
    return line;
  }

  /** The word last read, shortened and with "?" for what is not printable ASCII. */
  text(): string {
    const end = Math.min(this.word_end, this.word_start + TEXT_LENGTH_MAX);
    const codes = this.#bytes.subarray(this.word_start, end);
    return Array.from(codes, (code) => (code < 127 ? String.fromCharCode(code) : "?")).join("");
  }

  #skipBlank(): void {
    const bytes = this.#bytes;
    let at = this.at;
    while (at < bytes.length && bytes[at] <= SPACE) at++;
    while (bytes[at] === HASH) {
      while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
      while (at < bytes.length && bytes[at] <= SPACE) at++;
    }
    this.at = at;
  }
}
