/** Records of numbers and texts, field after field, in either order of bytes. */
import { BuildFileError } from "./build-file-error.ts";

/** Writes fields one after another into bytes of a given length. */
export class ByteWriter {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #little: boolean;
  at_byte = 0;

  constructor(size_bytes: number, order: "little" | "big") {
    this.bytes = new Uint8Array(size_bytes);
    this.#view = new DataView(this.bytes.buffer);
    this.#little = order === "little";
  }

  u8(...values: number[]): this {
    for (const value of values) this.#view.setUint8(this.at_byte++, value);
    return this;
  }

  u16(...values: number[]): this {
    for (const value of values) this.#view.setUint16(this.#next(2), value, this.#little);
    return this;
  }

  /** Too many for arguments. */
  words(values: Iterable<number>): this {
    for (const value of values) this.u16(value);
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) this.#view.setUint32(this.#next(4), value, this.#little);
    return this;
  }

  f32(...values: number[]): this {
    for (const value of values) this.#view.setFloat32(this.#next(4), value, this.#little);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#next(bytes.length));
    return this;
  }

  /** A text in a place of fixed length, what does not fit cut off; at least one zero ends it. */
  text(value: string, place_bytes: number): this {
    this.bytes.set(asciiOf(value).subarray(0, place_bytes - 1), this.#next(place_bytes));
    return this;
  }

  zeros(count: number): this {
    this.#next(count);
    return this;
  }

  #next(size_bytes: number): number {
    const at = this.at_byte;
    this.at_byte += size_bytes;
    return at;
  }
}

/** The bytes of a text, "?" for what is not printable ASCII: displays of printers know no more. */
export function asciiOf(text: string): Uint8Array {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
  return new TextEncoder().encode(plain.replace(/[^ -~]/g, "?"));
}

/** Reads fields one after another; throws BuildFileError "file_cut_off" behind the end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #little: boolean;
  at_byte: number;

  constructor(bytes: Uint8Array, order: "little" | "big", at_byte = 0) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = order === "little";
    this.at_byte = at_byte;
  }

  u8(): number {
    return this.#view.getUint8(this.#next(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#next(2), this.#little);
  }

  words(count: number): Uint16Array {
    const at = this.#next(2 * count);
    const words = new Uint16Array(count);
    for (let i = 0; i < count; i++) words[i] = this.#view.getUint16(at + 2 * i, this.#little);
    return words;
  }

  u32(): number {
    return this.#view.getUint32(this.#next(4), this.#little);
  }

  /** The number as people wrote it: the shortest one that 32 bits keep like this. */
  f32(): number {
    return shortestOf(this.#view.getFloat32(this.#next(4), this.#little));
  }

  raw(size_bytes: number): Uint8Array {
    const at = this.#next(size_bytes);
    return this.bytes.subarray(at, at + size_bytes);
  }

  /** A text of a fixed place, up to its first zero. */
  text(place_bytes: number): string {
    const bytes = this.raw(place_bytes);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  skip(size_bytes: number): this {
    this.#next(size_bytes);
    return this;
  }

  #next(size_bytes: number): number {
    const at = this.at_byte;
    if (at + size_bytes > this.bytes.length) {
      const detail = `The file ends at byte ${this.bytes.length}, in what begins at byte ${at}.`;
      throw new BuildFileError("file_cut_off", detail, { byte: at });
    }
    this.at_byte += size_bytes;
    return at;
  }
}

/** A number of 32 bits has at most 9 digits that count. */
function shortestOf(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}
