/** The statements of an OBJ file, read word by word straight from the bytes. */

import { GeometryError } from "../error.ts";
import { decimalOf } from "../model/decimal.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
const HASH = 35;
const MINUS = 45;
const SLASH = 47;
const DIGIT_0 = 48;
const BACKSLASH = 92;
const INDEX_MAX = 2 ** 31;
const LINE_BYTES_MAX = 1 << 20;
const TEXT_LENGTH_MAX = 40;

/**
 * Walks over statements: one a line, going on behind a backslash at the line end, without what
 * stands behind `#`. Every statement, however long, is passed once.
 */
export class Statements {
  /** Line of the word last read, counted from 1; CR, LF and CR LF each end one. */
  line = 1;
  /** Bounds of the word last read; equal at the end of a statement. */
  word_start = 0;
  word_end = 0;
  readonly #bytes: Uint8Array;
  #at: number;
  #line_start: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const has_mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    this.#at = has_mark ? 3 : 0;
    this.#line_start = this.#at;
  }

  /**
   * Skips the rest of the statement and moves behind the first word of the next; false at the end
   * of the file. Throws GeometryError "line_too_long".
   */
  nextStatement(): boolean {
    for (;;) {
      while (this.nextWord());
      this.#endLine();
      if (this.#at >= this.#bytes.length) return false;
      this.#at++;
      if (this.#bytes[this.#at - 1] === CR && this.#bytes[this.#at] === LF) this.#at++;
      this.#line_start = this.#at;
      this.line++;
      if (this.nextWord()) return true;
    }
  }

  /** Moves behind the next word of the statement; false where there is none. */
  nextWord(): boolean {
    const bytes = this.#bytes;
    this.#skipBlank();
    let at = this.#at;
    if (bytes[at] === HASH) while (at < bytes.length && !isLineEnd(bytes[at])) at++;
    this.word_start = at;
    while (at < bytes.length && bytes[at] > SPACE && !this.#goesOn(at)) at++;
    this.word_end = at;
    this.#at = at;
    return at > this.word_start;
  }

  /** Tells whether the word last read is this one. */
  is(expected: Uint8Array): boolean {
    if (this.word_end - this.word_start !== expected.length) return false;
    for (let i = 0; i < expected.length; i++) {
      if (this.#bytes[this.word_start + i] !== expected[i]) return false;
    }
    return true;
  }

  /** The next word of the statement as a decimal number; NaN if it is none or there is none. */
  nextNumber(): number {
    return this.nextWord() ? decimalOf(this.#bytes, this.word_start, this.word_end) : Number.NaN;
  }

  /** The index that the word last read begins with, as in `7`, `-7`, `7/1`, `7//1`; else NaN. */
  wordAsIndex(): number {
    const bytes = this.#bytes;
    const negative = bytes[this.word_start] === MINUS;
    const start = negative ? this.word_start + 1 : this.word_start;
    let index = 0;
    let at = start;
    for (; at < this.word_end && isDigit(bytes[at]); at++) {
      index = Math.min(10 * index + bytes[at] - DIGIT_0, INDEX_MAX);
    }
    if (at === start) return Number.NaN;
    for (; at < this.word_end; at++) {
      if (!isDigit(bytes[at]) && bytes[at] !== SLASH && bytes[at] !== MINUS) return Number.NaN;
    }
    return negative ? -index : index;
  }

  /** The word last read, shortened and with "?" for what is not printable ASCII. */
  text(): string {
    const end = Math.min(this.word_end, this.word_start + TEXT_LENGTH_MAX);
    const codes = this.#bytes.subarray(this.word_start, end);
    return Array.from(codes, (code) => (code < 127 ? String.fromCharCode(code) : "?")).join("");
  }

  /** Skips what separates words, line ends behind a backslash included. */
  #skipBlank(): void {
    const bytes = this.#bytes;
    for (;;) {
      while (bytes[this.#at] <= SPACE && !isLineEnd(bytes[this.#at])) this.#at++;
      if (!this.#goesOn(this.#at)) return;
      this.#at += bytes[this.#at + 1] === CR && bytes[this.#at + 2] === LF ? 3 : 2;
      this.#endLine();
      this.#line_start = this.#at;
      this.line++;
    }
  }

  #goesOn(at: number): boolean {
    return this.#bytes[at] === BACKSLASH && isLineEnd(this.#bytes[at + 1]);
  }

  #endLine(): void {
    const line_bytes = this.#at - this.#line_start;
    if (line_bytes <= LINE_BYTES_MAX) return;
    const detail = `Line ${this.line} has ${line_bytes} bytes, at most ${LINE_BYTES_MAX} are read.`;
    throw new GeometryError("line_too_long", detail, { line: this.line });
  }
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte < DIGIT_0 + 10;
}

function isLineEnd(byte: number): boolean {
  return byte === LF || byte === CR;
}
