/** The bits of a deflate stream, and the head of a block with codes of its own (RFC 1951). */
import { codeLengths, codesOf } from "./huffman.ts";

/** Bits from the lowest up. Each write may touch the 4 bytes after the last whole one. */
export class BitWriter {
  readonly view: DataView;
  at_byte: number;
  waiting = 0;
  waiting_count = 0;

  constructor(view: DataView, at_byte: number) {
    this.view = view;
    this.at_byte = at_byte;
  }

  /** At most 24 bits. */
  write(bits: number, bit_count: number): void {
    this.waiting |= bits << this.waiting_count;
    this.waiting_count += bit_count;
    this.view.setUint32(this.at_byte, this.waiting, true);
    this.at_byte += this.waiting_count >> 3;
    this.waiting >>>= this.waiting_count & 24;
    this.waiting_count &= 7;
  }
}

/** Bits kept for later, because the length of the whole must be known first. */
export class BitList {
  readonly #pairs: [bits: number, bit_count: number][] = [];
  bit_count = 0;

  add(bits: number, bit_count: number): void {
    this.#pairs.push([bits, bit_count]);
    this.bit_count += bit_count;
  }

  copyTo(out: BitWriter): void {
    for (const [bits, bit_count] of this.#pairs) out.write(bits, bit_count);
  }
}

const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LENGTH_CODE_BITS_MAX = 7;
/** Runs of zero lengths, short and long ones: symbol, extra bits, least and most. */
const ZERO_RUNS = [
  { symbol: 18, extra_bits: 7, least: 11, most: 138 },
  { symbol: 17, extra_bits: 3, least: 3, most: 10 },
];

/** The beginning of the one and last block: its codes, and distance 1 as the only distance. */
export function blockHead(lengths: Uint8Array): BitList {
  let length_count = lengths.length;
  while (lengths[length_count - 1] === 0) length_count--;
  const items = lengthItems([...lengths.subarray(0, length_count), 1]);
  const counts = new Int32Array(19);
  for (const { symbol } of items) counts[symbol]++;
  const code_lengths = codeLengths(counts, LENGTH_CODE_BITS_MAX);
  const codes = codesOf(code_lengths);
  let order_count = LENGTH_ORDER.length;
  while (code_lengths[LENGTH_ORDER[order_count - 1]] === 0) order_count--;
  const head = new BitList();
  head.add(0b101, 3);
  head.add(length_count - 257, 5);
  head.add(0, 5);
  head.add(order_count - 4, 4);
  for (const symbol of LENGTH_ORDER.slice(0, order_count)) head.add(code_lengths[symbol], 3);
  for (const { symbol, extra, extra_bits } of items) {
    head.add(codes[symbol], code_lengths[symbol]);
    head.add(extra, extra_bits);
  }
  return head;
}

function lengthItems(lengths: number[]): { symbol: number; extra: number; extra_bits: number }[] {
  const items = [];
  for (let i = 0; i < lengths.length; ) {
    let zeros = 0;
    while (lengths[i + zeros] === 0) zeros++;
    const run = ZERO_RUNS.find(({ least }) => zeros >= least);
    if (run === undefined) {
      items.push({ symbol: lengths[i++], extra: 0, extra_bits: 0 });
    } else {
      const taken = Math.min(zeros, run.most);
      items.push({ symbol: run.symbol, extra: taken - run.least, extra_bits: run.extra_bits });
      i += taken;
    }
  }
  return items;
}
