/** Triangles of a polygon in space, by cutting ears off. */

/** Corners of one face at most: an ear costs time in proportion to the corners that turn in. */
export const CORNERS_MAX = 10_000;

/**
 * Cuts a polygon into triangles over its own corners, so that neighbours still meet edge to edge.
 *
 * `points` holds x, y, z; `corners` numbers them in order. The polygon may be concave; where it is
 * not flat it is seen along its mean normal (Newell). False where no ear was left, as in one that
 * crosses itself: the triangles then still join all corners, but may overlap.
 *
 * cost  linear where all corners turn out; at most their number times those that turn in
 */
export function triangulatePolygon(
  points: Float64Array,
  corners: readonly number[],
  emit: (a: number, b: number, c: number) => void,
): boolean {
  if (corners.length === 3) {
    emit(corners[0], corners[1], corners[2]);
    return true;
  }
  const flat = flatten(points, corners);
  const ears = new Ears(flat);
  let simple = true;
  for (let left = corners.length; left > 3; left--) {
    const { ear, clean } = ears.find(left);
    simple &&= clean;
    const [before, after] = ears.cut(ear);
    emit(corners[before], corners[ear], corners[after]);
  }
  const [a, b, c] = ears.last();
  emit(corners[a], corners[b], corners[c]);
  return simple;
}

/** The polygon in the plane of its two axes nearest to it, counter-clockwise. */
function flatten(points: Float64Array, corners: readonly number[]): Float64Array {
  const normal = [0, 0, 0];
  let before = 3 * corners[corners.length - 1];
  for (const corner of corners) {
    const here = 3 * corner;
    for (let axis = 0; axis < 3; axis++) {
      const u = (axis + 1) % 3;
      const v = (axis + 2) % 3;
      normal[axis] +=
        (points[before + u] - points[here + u]) * (points[before + v] + points[here + v]);
    }
    before = here;
  }
  const sizes = normal.map(Math.abs);
  const axis = sizes.indexOf(Math.max(...sizes));
  const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
  const flat = new Float64Array(2 * corners.length);
  corners.forEach((corner, i) => {
    flat[2 * i] = points[3 * corner + (normal[axis] < 0 ? v : u)];
    flat[2 * i + 1] = points[3 * corner + (normal[axis] < 0 ? u : v)];
  });
  return flat;
}

/** What is left of a counter-clockwise polygon while ears are cut off. */
class Ears {
  readonly #flat: Float64Array;
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  /** Corners that do not turn out; only they can lie inside an ear. */
  readonly #inward: Set<number>;
  #at = 0;

  constructor(flat: Float64Array) {
    const count = flat.length / 2;
    this.#flat = flat;
    this.#before = Int32Array.from({ length: count }, (_, i) => (i + count - 1) % count);
    this.#after = Int32Array.from({ length: count }, (_, i) => (i + 1) % count);
    this.#inward = new Set();
    for (let i = 0; i < count; i++) if (this.#turnAt(i) <= 0) this.#inward.add(i);
  }

  /** Finds a corner to cut off; not clean where no ear is left, as where the outline crosses. */
  find(left: number): { ear: number; clean: boolean } {
    let fallback = this.#at;
    for (let tries = 0; tries < left; tries++) {
      const corner = this.#at;
      this.#at = this.#after[corner];
      if (this.#inward.has(corner)) continue;
      if (this.#isEar(corner)) return { ear: corner, clean: true };
      fallback = corner;
    }
    return { ear: fallback, clean: false };
  }

  /** Takes a corner out and gives its neighbours. */
  cut(ear: number): [before: number, after: number] {
    const before = this.#before[ear];
    const after = this.#after[ear];
    this.#after[before] = after;
    this.#before[after] = before;
    this.#inward.delete(ear);
    for (const corner of [before, after]) {
      if (this.#turnAt(corner) > 0) this.#inward.delete(corner);
      else this.#inward.add(corner);
    }
    // Going on behind the neighbour keeps the triangles from becoming a fan of slivers.
    this.#at = this.#after[after];
    return [before, after];
  }

  last(): [number, number, number] {
    return [this.#before[this.#at], this.#at, this.#after[this.#at]];
  }

  #isEar(corner: number): boolean {
    const before = this.#before[corner];
    const after = this.#after[corner];
    for (const other of this.#inward) {
      if (other === before || other === after) continue;
      if (this.#isWithin(other, before, corner, after)) return false;
    }
    return true;
  }

  /** Whether a corner lies in a triangle or on its rim; one at a corner of it does not count. */
  #isWithin(other: number, a: number, b: number, c: number): boolean {
    if (this.#same(other, a) || this.#same(other, b) || this.#same(other, c)) return false;
    return (
      this.#turn(a, b, other) >= 0 && this.#turn(b, c, other) >= 0 && this.#turn(c, a, other) >= 0
    );
  }

  #same(i: number, j: number): boolean {
    const flat = this.#flat;
    return flat[2 * i] === flat[2 * j] && flat[2 * i + 1] === flat[2 * j + 1];
  }

  #turnAt(corner: number): number {
    return this.#turn(this.#before[corner], corner, this.#after[corner]);
  }

  /** Twice the area of a triangle; positive where it turns left. */
  #turn(a: number, b: number, c: number): number {
    const flat = this.#flat;
    const ax = flat[2 * a];
    const ay = flat[2 * a + 1];
    return (
      (flat[2 * b] - ax) * (flat[2 * c + 1] - ay) - (flat[2 * b + 1] - ay) * (flat[2 * c] - ax)
    );
  }
}
