/** The pixels of a GOO layer: runs of black, white and grey (specification 1.2). */
import type { Layer } from "@vatline/geometry";
import { BuildFileError } from "../build-file-error.ts";
import { LayerBuilder, type Panel } from "../layer-builder.ts";
import type { Spans } from "../spans.ts";

/** What bits 7 and 6 of a run's first byte say of its level. */
const BLACK = 0;
const GREY = 1;
const CHANGE = 2;
const WHITE = 3;

const RUN_BYTES_MAX = 5;
const RUN_PX_MAX = 0xfffffff;

/** The most bytes that the spans can take. */
export function packedBytesMax({ count }: Spans): number {
  return RUN_BYTES_MAX * count;
}

/** Packs spans to `bytes` from `at`, and gives the end. No span may be longer than 2^28 - 1. */
export function packRuns({ count, lengths, levels }: Spans, bytes: Uint8Array, at: number): number {
  for (let i = 0; i < count; i++) {
    const length = lengths[i];
    const level = levels[i];
    const kind = level === 0 ? BLACK : level === 255 ? WHITE : GREY;
    const more_bytes = length < 1 << 4 ? 0 : length < 1 << 12 ? 1 : length < 1 << 20 ? 2 : 3;
    bytes[at++] = (kind << 6) | (more_bytes << 4) | (length & 15);
    if (kind === GREY) bytes[at++] = level;
    if (more_bytes > 2) bytes[at++] = length >>> 20;
    if (more_bytes > 1) bytes[at++] = length >>> 12;
    if (more_bytes > 0) bytes[at++] = length >>> 4;
  }
  return at;
}

/**
 * Unpacks runs, those that say the change of the level too.
 *
 * grey_max  what white is in the bytes of grey: 255 or 15
 * throws    BuildFileError "layer_damaged"
 */
export function unpackRuns(
  packed: Uint8Array,
  panel: Panel,
  layer_index: number,
  grey_max: number,
): Layer {
  const builder = new LayerBuilder(panel, layer_index);
  let level = 0;
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
    const kind = first >> 6;
    let length = first & 15;
    if (kind === CHANGE) {
      level += first & 0x20 ? -(first & 15) : first & 15;
      length = first & 0x10 ? next() : 1;
    } else {
      level = kind === BLACK ? 0 : kind === WHITE ? grey_max : next();
      let more = 0;
      for (let left = (first >> 4) & 3; left > 0; left--) more = (more << 8) | next();
      length += more * 16;
    }
    if (level < 0 || level > grey_max) throw damaged(`has a level of ${level}`);
    if (length === 0 || length > RUN_PX_MAX) throw damaged(`has a run of ${length} pixels`);
    builder.add((level * 255) / grey_max, length);
  }
  return builder.finish();
}
