/** Triangles cut by level planes. */

/**
 * Cuts the triangle of three offsets into `positions` at height `z` and writes the cut as x, y of
 * its beginning and of its end: on the way the solid lies to the left. Answers false for a triangle
 * that does not cross the plane; a corner in the plane counts as below it.
 */
export function cutTriangle(
  positions: Float32Array,
  corners: readonly [number, number, number],
  z: number,
  cut: Float64Array,
): boolean {
  let crosses = false;
  for (let i = 0; i < 3; i++) {
    const p = corners[i];
    const q = corners[(i + 1) % 3];
    const rises = positions[p + 2] <= z && positions[q + 2] > z;
    const falls = positions[p + 2] > z && positions[q + 2] <= z;
    if (!rises && !falls) continue;
    crosses = true;
    // From the lower end, so that both triangles of an edge find the same point.
    const [low, high] = rises ? [p, q] : [q, p];
    const share = (z - positions[low + 2]) / (positions[high + 2] - positions[low + 2]);
    const at = rises ? 2 : 0;
    cut[at] = positions[low] + share * (positions[high] - positions[low]);
    cut[at + 1] = positions[low + 1] + share * (positions[high + 1] - positions[low + 1]);
  }
  return crosses;
}
