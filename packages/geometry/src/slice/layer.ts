/** A slice of a plate as a printer's panel shows it: runs of lit pixels, row by row. */

/**
 * The panel a plate is sliced for: its pixels, the size of one in mm (a pixel need not be square),
 * and the thickness of a layer. Pixel (0, 0) covers the corner of the plate at x = 0 and the
 * *largest* y: rows run from the far edge to the near one, as pictures do.
 */
export interface SliceGrid {
  width_px: number;
  height_px: number;
  pixel_width_mm: number;
  pixel_height_mm: number;
  layer_mm: number;
}

/**
 * One layer as runs of pixels of equal brightness. Row `y` has the runs from `row_ends[y - 1]` (0
 * for the first row) to `row_ends[y]`; run `r` lights the pixels `starts[r] <= x < ends[r]` with
 * `levels[r]`, 1 to 255. The runs of a row are in order of x, do not overlap, and two that touch
 * differ in level: equal pictures are equal runs. What no run names is dark.
 */
export interface Layer {
  row_ends: Uint32Array;
  starts: Uint16Array;
  ends: Uint16Array;
  levels: Uint8Array;
}
