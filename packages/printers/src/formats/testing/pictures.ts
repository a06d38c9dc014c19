/** PNG files read by the plainest of means, unlike the code that is held against them. */
import { inflateSync } from "node:zlib";

/** The pixels of an 8 bit grey PNG whose rows have the filters None and Up. */
export function readPlainPng(file: Uint8Array): {
  width_px: number;
  height_px: number;
  pixels: Uint8Array;
} {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [width_px, height_px] = [view.getUint32(16), view.getUint32(20)];
  const data_bytes = view.getUint32(33);
  const rows = inflateSync(file.subarray(41, 41 + data_bytes));
  const pixels = new Uint8Array(width_px * height_px);
  for (let at = 0; at < pixels.length; at++) {
    const [x, y] = [at % width_px, Math.floor(at / width_px)];
    const filter = rows[y * (width_px + 1)];
    const above = filter === 2 && y > 0 ? pixels[at - width_px] : 0;
    pixels[at] = rows[y * (width_px + 1) + 1 + x] + above;
  }
  if (rows.length !== pixels.length + height_px) throw new Error(`${rows.length} bytes of pixels`);
  return { width_px, height_px, pixels };
}

/** A picture with left and right, or top and bottom, changed. */
export function mirrorPixels(
  pixels: Uint8Array,
  width_px: number,
  { mirror_x, mirror_y }: { mirror_x: boolean; mirror_y: boolean },
): Uint8Array {
  const height_px = pixels.length / width_px;
  return pixels.map((_, at) => {
    const [x, y] = [at % width_px, Math.floor(at / width_px)];
    const from_x = mirror_x ? width_px - 1 - x : x;
    const from_y = mirror_y ? height_px - 1 - y : y;
    return pixels[from_y * width_px + from_x];
  });
}
