/** A small picture of polygons with smooth edges, drawn in memory: the same bytes everywhere. */

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** x and y in turn, in pixels, y running down. The first point is not repeated. */
export type Path = ArrayLike<number>;

/** Rows looked at within one row of pixels. */
const SUBROWS = 4;

/** Where a path crosses a row, and whether it runs down (1) or up (-1) there. */
type Crossing = { x: number; turn: number };

export class Canvas {
  readonly width_px: number;
  readonly height_px: number;
  /** Rows from the top, three bytes a pixel. */
  readonly rgb: Uint8Array;

  constructor(width_px: number, height_px: number, [red, green, blue]: Colour) {
    this.width_px = width_px;
    this.height_px = height_px;
    this.rgb = new Uint8Array(3 * width_px * height_px);
    for (let at = 0; at < this.rgb.length; ) {
      this.rgb[at++] = red;
      this.rgb[at++] = green;
      this.rgb[at++] = blue;
    }
  }

  /** Fills what the paths go round, by the non-zero rule. */
  fill(paths: readonly Path[], colour: Colour): void {
    const rows = crossingsOf(paths, this.height_px * SUBROWS);
    const covered = new Float32Array(this.width_px);
    for (let y = 0; y < this.height_px; y++) {
      let [from, until] = [this.width_px, 0];
      for (let sub = 0; sub < SUBROWS; sub++) {
        const row = rows.get(y * SUBROWS + sub);
        if (!row) continue;
        row.sort((a, b) => a.x - b.x);
        coverRow(row, covered);
        from = Math.min(from, Math.max(0, Math.floor(row[0].x)));
        until = Math.max(until, Math.min(this.width_px, Math.ceil(row[row.length - 1].x)));
      }
      if (from >= until) continue;
      this.#blend(y, from, covered.subarray(from, until), colour);
      covered.fill(0, from, until);
    }
  }

  /** Draws along closed paths, `width` pixels wide. */
  stroke(paths: readonly Path[], width: number, colour: Colour): void {
    this.fill(
      paths.flatMap((path) => sidesOf(path, width / 2)),
      colour,
    );
  }

  #blend(y: number, from: number, covered: Float32Array, colour: Colour): void {
    let at = 3 * (y * this.width_px + from);
    for (const share of covered) {
      for (let c = 0; c < 3; c++, at++) {
        const below = this.rgb[at];
        this.rgb[at] = Math.round(below + Math.min(1, share) * (colour[c] - below));
      }
    }
  }
}

/** Adds what lies inside along a subrow, its crossings from left to right. */
function coverRow(row: Crossing[], covered: Float32Array): void {
  let winding = 0;
  for (let i = 0; i + 1 < row.length; i++) {
    winding += row[i].turn;
    if (winding !== 0) coverSpan(covered, row[i].x, row[i + 1].x);
  }
}

/** Adds to each pixel the share of a subrow that lies from `from` to `to`. */
function coverSpan(covered: Float32Array, from: number, to: number): void {
  const left = Math.max(0, from);
  const right = Math.min(covered.length, to);
  for (let x = Math.floor(left); x < right; x++) {
    covered[x] += (Math.min(x + 1, right) - Math.max(x, left)) / SUBROWS;
  }
}

/** By subrow: where the paths cross its middle. */
function crossingsOf(paths: readonly Path[], subrow_count: number): Map<number, Crossing[]> {
  const rows = new Map<number, Crossing[]>();
  for (const path of paths) {
    for (let i = 0; i + 1 < path.length; i += 2) {
      const next = (i + 2) % path.length;
      const [x0, y0, x1, y1] = [
        path[i],
        path[i + 1] * SUBROWS,
        path[next],
        path[next + 1] * SUBROWS,
      ];
      const [top, bottom, turn] = y0 < y1 ? [y0, y1, 1] : [y1, y0, -1];
      const last = Math.min(subrow_count, Math.ceil(bottom - 0.5));
      for (let row = Math.max(0, Math.ceil(top - 0.5)); row < last; row++) {
        const x = x0 + ((row + 0.5 - y0) / (y1 - y0)) * (x1 - x0);
        const crossings = rows.get(row);
        if (crossings) crossings.push({ x, turn });
        else rows.set(row, [{ x, turn }]);
      }
    }
  }
  return rows;
}

/** A rectangle about each side of a path, longer than it by `half` at both ends. */
function sidesOf(path: Path, half: number): Path[] {
  const sides: Path[] = [];
  for (let i = 0; i + 1 < path.length; i += 2) {
    const next = (i + 2) % path.length;
    const [dx, dy] = [path[next] - path[i], path[next + 1] - path[i + 1]];
    const length = Math.hypot(dx, dy);
    if (length === 0) continue;
    const [ux, uy] = [(half * dx) / length, (half * dy) / length];
    const [ax, ay, bx, by] = [path[i] - ux, path[i + 1] - uy, path[next] + ux, path[next + 1] + uy];
    sides.push([ax + uy, ay - ux, bx + uy, by - ux, bx - uy, by + ux, ax - uy, ay + ux]);
  }
  return sides;
}
