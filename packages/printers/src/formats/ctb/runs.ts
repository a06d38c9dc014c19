/** The pixels of a CTB layer: runs of 7 bit grey, and the key stream that may lie over them. */
import type { Layer } from "@vatline/geometry";
import { BuildFileError } from "../build-file-error.ts";
import { LayerBuilder, type Panel } from "../layer-builder.ts";
import type { Spans } from "../spans.ts";

const RUN_MARK = 0x80;
const RUN_BYTES_MAX = 5;
/** The first byte of a length by how many bytes follow it, and the bits of it that count. */
const LENGTH_MARKS = [0x00, 0x80, 0xc0, 0xe0];

/** The most bytes that the spans can take. */
export function packedBytesMax({ count }: Spans): number {
  return RUN_BYTES_MAX * count;
}

/** Packs spans to `bytes` from `at`, and gives the end. Levels lose their lowest bit. */
export function packRuns({ count, lengths, levels }: Spans, bytes: Uint8Array, at: number): number {
  for (let i = 0; i < count; ) {
    const grey = levels[i] >> 1;
    let length = lengths[i++];
    // Neighbours that have become equal are one run.
    while (i < count && levels[i] >> 1 === grey) length += lengths[i++];
    if (length === 1) {
      bytes[at++] = grey;
      continue;
    }
    bytes[at++] = grey | RUN_MARK;
    const more = length < 1 << 7 ? 0 : length < 1 << 14 ? 1 : length < 1 << 21 ? 2 : 3;
    bytes[at++] = LENGTH_MARKS[more] | (length >>> (8 * more));
    for (let shift = 8 * (more - 1); shift >= 0; shift -= 8) bytes[at++] = length >>> shift;
  }
  return at;
}

/** Unpacks runs; throws BuildFileError "layer_damaged". */
export function unpackRuns(packed: Uint8Array, panel: Panel, layer_index: number): Layer {
  const builder = new LayerBuilder(panel, layer_index);
  let at = 0;
  const damaged = (what: string) => {
    const detail = `Layer ${layer_index} ${what} at byte ${at} of its pixels.`;
    return new BuildFileError("layer_damaged", detail, { layer: layer_index });
  };
  const next = () => {
    if (at >= packed.length) throw damaged("is cut off in a run");
    return packed[at++];
  };
  while (at < packed.length) {
    const first = next();
    const grey = first & 0x7f;
    let length = 1;
    if (first & RUN_MARK) {
      const mark = next();
      const more = mark < 0x80 ? 0 : mark < 0xc0 ? 1 : mark < 0xe0 ? 2 : 3;
      if (mark >= 0xf0) throw damaged(`has a run whose length begins with ${mark}`);
      length = mark - LENGTH_MARKS[more];
      for (let left = more; left > 0; left--) length = (length << 8) | next();
    }
    if (length === 0) throw damaged("has a run of no pixels");
    builder.add(grey === 0 ? 0 : 2 * grey + 1, length);
  }
  return builder.finish();
}

/**
 * Takes the key stream off the pixels of a layer; key 0 stands for none. Packing never uses one:
 * it protects nothing.
 *
 * source  the `86` cipher of catibo, src/crypto.rs; its doc/cbddlp-ctb.adoc has one constant wrong
 */
export function decipher(packed: Uint8Array, key: number, layer_index: number): Uint8Array {
  if (key === 0) return packed;
  const plain = new Uint8Array(packed.length);
  const step = (Math.imul(key, 0x2d83cdac) + 0xd8a83423) | 0;
  let word = Math.imul((Math.imul(layer_index, 0x1e1530cd) + 0xec3d47cd) | 0, step);
  for (let at = 0; at < packed.length; at++) {
    plain[at] = packed[at] ^ (word >>> (8 * (at & 3)));
    if ((at & 3) === 3) word = (word + step) | 0;
  }
  return plain;
}
