/** Pictures with 5 bits of red, 6 of green and 5 of blue in a word. */
import type { Thumbnail } from "./build-file.ts";

/** What a value of 5 or 6 bits is of 255. */
const BITS_5 = Uint8Array.from({ length: 32 }, (_, value) => Math.round((value * 255) / 31));
const BITS_6 = Uint8Array.from({ length: 64 }, (_, value) => Math.round((value * 255) / 63));

export function packRgb565({ rgb }: Thumbnail): Uint16Array {
  const words = new Uint16Array(rgb.length / 3);
  for (let i = 0; i < words.length; i++) {
    const [red, green, blue] = [rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]];
    words[i] = ((red >> 3) << 11) | ((green >> 2) << 5) | (blue >> 3);
  }
  return words;
}

export function unpackRgb565(words: Uint16Array, width_px: number, height_px: number): Thumbnail {
  const rgb = new Uint8Array(3 * words.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    rgb[3 * i] = BITS_5[word >> 11];
    rgb[3 * i + 1] = BITS_6[(word >> 5) & 63];
    rgb[3 * i + 2] = BITS_5[word & 31];
  }
  return { width_px, height_px, rgb };
}
