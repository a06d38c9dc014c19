/** The line below the plate of a slice video, drawn with letters of five by seven dots. */

const GLYPH_COLUMNS = 5;
const GLYPH_ROWS = 7;
/** A letter and the gap to the next. */
const ADVANCE = GLYPH_COLUMNS + 1;

/** Rows from the top, each five dots wide; the lowest bit is the rightmost dot. */
const GLYPHS = new Map<string, readonly number[]>([
  ["0", [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110]],
  ["1", [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]],
  ["2", [0b01110, 0b10001, 0b00001, 0b00010, 0b00100, 0b01000, 0b11111]],
  ["3", [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110]],
  ["4", [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010]],
  ["5", [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110]],
  ["6", [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110]],
  ["7", [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000]],
  ["8", [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110]],
  ["9", [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100]],
  [".", [0b00000, 0b00000, 0b00000, 0b00000, 0b00000, 0b01100, 0b01100]],
  ["/", [0b00001, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b10000]],
  ["L", [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111]],
  ["a", [0b00000, 0b00000, 0b01110, 0b00001, 0b01111, 0b10001, 0b01111]],
  ["y", [0b00000, 0b10001, 0b10001, 0b01111, 0b00001, 0b00001, 0b01110]],
  ["e", [0b00000, 0b00000, 0b01110, 0b10001, 0b11111, 0b10000, 0b01110]],
  ["r", [0b00000, 0b00000, 0b10110, 0b11001, 0b10000, 0b10000, 0b10000]],
  ["m", [0b00000, 0b00000, 0b11010, 0b10101, 0b10101, 0b10001, 0b10001]],
]);

/** Letters of this many pixels a dot, from `width_px` of the picture on. */
const SCALES = [
  { width_px: 720, dot_px: 3 },
  { width_px: 0, dot_px: 2 },
];
const MARGIN_DOTS = 5;

type Strip = { pixels: Uint8Array; width_px: number; top_px: number; height_px: number };

/**
 * Draws layer number and height into a strip of a picture as wide as the strip. Layers count from
 * 1, so that the height is that of the layer's upper side.
 */
export function drawCaption(
  strip: Strip,
  {
    layer_index,
    layer_count,
    layer_mm,
  }: Record<"layer_index" | "layer_count" | "layer_mm", number>,
  tone: number,
): void {
  const dot_px = SCALES.find(({ width_px }) => strip.width_px >= width_px)?.dot_px ?? 1;
  const margin = MARGIN_DOTS * dot_px;
  const layer = layer_index + 1;
  drawText(strip, `Layer ${layer} / ${layer_count}`, margin, dot_px, tone);
  const height = `${(layer * layer_mm).toFixed(3)} mm`;
  const width = (height.length * ADVANCE - 1) * dot_px;
  drawText(strip, height, strip.width_px - margin - width, dot_px, tone);
}

function drawText(strip: Strip, text: string, left_px: number, dot_px: number, tone: number) {
  const top_px = strip.top_px + ((strip.height_px - GLYPH_ROWS * dot_px) >> 1);
  for (const [i, letter] of [...text].entries()) {
    const left = left_px + i * ADVANCE * dot_px;
    for (const [row, dots] of (GLYPHS.get(letter) ?? []).entries()) {
      for (let column = 0; column < GLYPH_COLUMNS; column++) {
        if ((dots >> (GLYPH_COLUMNS - 1 - column)) % 2 === 0) continue;
        for (let y = 0; y < dot_px; y++) {
          const at = (top_px + row * dot_px + y) * strip.width_px + left + column * dot_px;
          strip.pixels.fill(tone, at, at + dot_px);
        }
      }
    }
  }
}
