/**
 * A zlib stream written from runs of equal bytes, one deflate block with codes of its own (RFC 1950
 * and 1951). A run is its byte and matches of distance 1, so cost and size go with the runs.
 */
import { newSpans, type Spans } from "../spans.ts";
import { BitList, BitWriter, blockHead } from "./block-head.ts";
import { codeLengths, codesOf } from "./huffman.ts";

const MATCH_MIN = 3;
const MATCH_MAX = 258;
/** Deflate with a window of 32 kB, no dictionary. */
const ZLIB_HEAD = 0x7801;
const ZLIB_HEAD_BYTES = 2;
const ADLER_BYTES = 4;
const ADLER_MODULUS = 65521;
/** Division takes time: sums are let grow as long as what they add up to is exact. */
const SUM_MAX = 2 ** 20;

/** A token is a byte, or 256 and the length of a match, and how often it is repeated. */
const TOKEN_KINDS = 256 + MATCH_MAX + 1;
/** No match has length 0: that kind ends the block. */
const END_KIND = 256;
const REPEAT_SHIFT = 10;
const KIND_MASK = (1 << REPEAT_SHIFT) - 1;

const SYMBOLS = 286;
const CODE_BITS_MAX = 15;

/** By what is left of a run after its longest matches: bytes to write, and whether a match. */
const REST_SINGLES = Uint8Array.from({ length: MATCH_MAX }, (_, n) => (n < MATCH_MIN ? n + 1 : 1));
const REST_MATCHES = REST_SINGLES.map((_, rest) => Number(rest >= MATCH_MIN));

/** Symbol, count and value of the extra bits, by length of match. */
const [LENGTH_SYMBOL, LENGTH_EXTRA_BITS, LENGTH_EXTRA] = lengthTables();

/** Holds the memory that packing takes from one layer to the next. */
export class SpanDeflater {
  /** What to pack. */
  readonly spans: Spans = newSpans();
  readonly #counts = new Int32Array(TOKEN_KINDS);
  readonly #bits = new Int32Array(TOKEN_KINDS);
  readonly #bit_counts = new Uint8Array(TOKEN_KINDS);
  #tokens = new Int32Array(0);
  #token_count = 0;
  #head = new BitList();
  #body_bytes = 0;
  #adler = 1;

  /** Chooses the codes for the spans and gives the length of their stream in bytes. */
  plan(): number {
    this.#readTokens();
    const lengths = codeLengths(this.#symbolCounts(), CODE_BITS_MAX);
    this.#fillTables(lengths, codesOf(lengths));
    this.#head = blockHead(lengths);
    this.#body_bytes = Math.ceil((this.#head.bit_count + this.#tokenBits()) / 8);
    return ZLIB_HEAD_BYTES + this.#body_bytes + ADLER_BYTES;
  }

  /** Writes the stream planned last. */
  write(file: Uint8Array, at_byte: number): void {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    view.setUint16(at_byte, ZLIB_HEAD);
    const body_at = at_byte + ZLIB_HEAD_BYTES;
    const out = new BitWriter(view, body_at);
    this.#head.copyTo(out);
    this.#writeTokens(out);
    // The last word of the bits may lie over these bytes, so they come after it.
    view.setUint32(body_at + this.#body_bytes, this.#adler);
  }

  #readTokens(): void {
    const { count, lengths, levels } = this.spans;
    const tokens_max = 4 * count + 4;
    if (this.#tokens.length < tokens_max) this.#tokens = new Int32Array(2 * tokens_max);
    const tokens = this.#tokens;
    const counts = this.#counts.fill(0);
    let token_count = 0;
    let a = 1;
    let b = 0;
    for (let i = 0; i < count; i++) {
      const level = levels[i];
      const length = lengths[i];
      // Adler-32 of a run in closed form: exact, since only dark runs are longer than a row.
      b += length * (a + level * (length + 1) * 0.5);
      a += level * length;
      if (a >= SUM_MAX) a %= ADLER_MODULUS;
      if (b > 2 ** 51) b %= ADLER_MODULUS;
      const longest = ((length - 1) / MATCH_MAX) | 0;
      const rest = length - 1 - longest * MATCH_MAX;
      const singles = REST_SINGLES[rest];
      counts[level] += singles;
      counts[256 + MATCH_MAX] += longest;
      counts[256 + rest]++;
      // Every token is written; those that are not wanted are overwritten by the next.
      tokens[token_count] = level;
      tokens[token_count + 1] = level;
      tokens[token_count + 2] = level;
      token_count += singles;
      tokens[token_count] = (256 + MATCH_MAX) | ((longest - 1) << REPEAT_SHIFT);
      token_count += -longest >>> 31;
      tokens[token_count] = 256 + rest;
      token_count += REST_MATCHES[rest];
    }
    counts[END_KIND] = 1;
    tokens[token_count++] = END_KIND;
    this.#token_count = token_count;
    this.#adler = (b % ADLER_MODULUS) * 65536 + (a % ADLER_MODULUS);
  }

  #symbolCounts(): Int32Array {
    const counts = new Int32Array(SYMBOLS);
    counts.set(this.#counts.subarray(0, END_KIND + 1));
    for (let length = MATCH_MIN; length <= MATCH_MAX; length++) {
      counts[LENGTH_SYMBOL[length]] += this.#counts[256 + length];
    }
    return counts;
  }

  /** The bits of each token: code, extra bits of a length, and a 0 for distance 1. */
  #fillTables(lengths: Uint8Array, codes: Uint16Array): void {
    for (let level = 0; level <= END_KIND; level++) {
      this.#bits[level] = codes[level];
      this.#bit_counts[level] = lengths[level];
    }
    for (let length = MATCH_MIN; length <= MATCH_MAX; length++) {
      const symbol = LENGTH_SYMBOL[length];
      this.#bits[256 + length] = codes[symbol] | (LENGTH_EXTRA[length] << lengths[symbol]);
      this.#bit_counts[256 + length] = lengths[symbol] + LENGTH_EXTRA_BITS[length] + 1;
    }
  }

  #tokenBits(): number {
    let sum = 0;
    for (let kind = 0; kind < TOKEN_KINDS; kind++) {
      sum += this.#counts[kind] * this.#bit_counts[kind];
    }
    return sum;
  }

  /** The writer's own steps stand here too: calls would double the time. */
  #writeTokens(out: BitWriter): void {
    const { view } = out;
    const [tokens, bits, bit_counts] = [this.#tokens, this.#bits, this.#bit_counts];
    let { at_byte, waiting, waiting_count } = out;
    for (let i = 0; i < this.#token_count; i++) {
      const token = tokens[i];
      const kind = token & KIND_MASK;
      let repeat = token >>> REPEAT_SHIFT;
      do {
        waiting |= bits[kind] << waiting_count;
        waiting_count += bit_counts[kind];
        view.setUint32(at_byte, waiting, true);
        at_byte += waiting_count >> 3;
        waiting >>>= waiting_count & 24;
        waiting_count &= 7;
      } while (repeat-- > 0);
    }
    out.at_byte = at_byte;
    out.waiting = waiting;
    out.waiting_count = waiting_count;
  }
}

/** RFC 1951, section 3.2.5: four symbols for each number of extra bits, and 285 for 258. */
function lengthTables(): [Uint16Array, Uint8Array, Uint8Array] {
  const symbols = new Uint16Array(MATCH_MAX + 1);
  const extra_bits = new Uint8Array(MATCH_MAX + 1);
  const extras = new Uint8Array(MATCH_MAX + 1);
  let length = MATCH_MIN;
  for (let symbol = 257; symbol < 285; symbol++) {
    const bits = Math.max(0, ((symbol - 257) >> 2) - 1);
    for (let extra = 0; extra < 1 << bits && length < MATCH_MAX; extra++, length++) {
      symbols[length] = symbol;
      extra_bits[length] = bits;
      extras[length] = extra;
    }
  }
  symbols[MATCH_MAX] = 285;
  return [symbols, extra_bits, extras];
}
