/** Small pictures in the sizes that formats want. */
import type { Thumbnail } from "./build-file.ts";

/**
 * Scales the largest of the pictures into the middle of a black one of the given size, each pixel
 * the mean of those it covers; black alone where there are none. One of that very size is taken as
 * it is.
 */
export function fitThumbnail(
  thumbnails: readonly Thumbnail[],
  width_px: number,
  height_px: number,
): Thumbnail {
  const fits = (picture: Thumbnail) =>
    picture.width_px === width_px && picture.height_px === height_px;
  const exact = thumbnails.find(fits);
  if (exact) return exact;
  const result = { width_px, height_px, rgb: new Uint8Array(3 * width_px * height_px) };
  const [source] = thumbnails.toSorted((a, b) => b.rgb.length - a.rgb.length);
  if (!source) return result;
  const scale = Math.min(width_px / source.width_px, height_px / source.height_px);
  const columns = Math.max(1, Math.round(source.width_px * scale));
  const rows = Math.max(1, Math.round(source.height_px * scale));
  const left = (width_px - columns) >> 1;
  const top = (height_px - rows) >> 1;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = 3 * ((top + y) * width_px + left + x);
      result.rgb.set(
        meanColour(source, [x / columns, (x + 1) / columns], [y / rows, (y + 1) / rows]),
        at,
      );
    }
  }
  return result;
}

type Share = [from: number, until: number];

function meanColour({ width_px, height_px, rgb }: Thumbnail, across: Share, down: Share) {
  const [x_from, x_end] = pixelsOf(across, width_px);
  const [y_from, y_end] = pixelsOf(down, height_px);
  const sums = [0, 0, 0];
  for (let y = y_from; y < y_end; y++) {
    for (let x = x_from; x < x_end; x++) {
      for (let c = 0; c < 3; c++) sums[c] += rgb[3 * (y * width_px + x) + c];
    }
  }
  const count = (x_end - x_from) * (y_end - y_from);
  return sums.map((sum) => Math.round(sum / count));
}

function pixelsOf([from, until]: Share, size_px: number): [number, number] {
  const first = Math.min(size_px - 1, Math.floor(from * size_px));
  return [first, Math.max(first + 1, Math.floor(until * size_px))];
}
