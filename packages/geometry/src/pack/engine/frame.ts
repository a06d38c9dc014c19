/** The plate as every board of one packing sees it: usable rectangle, gap, and cell grid. */
export type Frame = {
  /** Usable rectangle: the plate less its margins; its front-left corner is 0, 0 in here. */
  width: number;
  depth: number;
  gap: number;
  /** Side of a cell, mm. */
  cell: number;
  rows: number;
  /** 32-bit words per row, with room for a part that overhangs by a cell or two. */
  stride: number;
  /** Words of one bit plane, with a tail so that a shifted read never leaves the array. */
  plane: number;
  /** Bit planes: plane k marks where any of 2^k cells, counted from here, is taken. */
  levels: number;
  /** Layers of height that are told apart, each with bit planes of its own; mostly 1. */
  layers: number;
};

/** Lays a grid of square cells over the usable rectangle, starting in its front-left corner. */
export function makeFrame(
  width: number,
  depth: number,
  gap: number,
  cell: number,
  layers = 1,
): Frame {
  const columns = Math.ceil(width / cell) + 2;
  const rows = Math.ceil(depth / cell) + 2;
  const stride = Math.ceil(columns / 32) + 1;
  const levels = Math.max(1, Math.floor(Math.log2(columns)) + 1);
  const plane = rows * stride + stride + 2;
  return { width, depth, gap, cell, rows, stride, plane, levels, layers };
}
