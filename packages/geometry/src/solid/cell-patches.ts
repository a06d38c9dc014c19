/** How a surface can cross one cell of a grid: the patches of each of the 256 cases. */

/** Corner n of a cell lies at x = n & 1, y = (n >> 1) & 1, z = n >> 2. */
export const EDGE_CORNERS: readonly (readonly [low: number, high: number])[] = [
  ...([1, 2, 4] as const).flatMap((bit) =>
    [0, 1, 2, 3, 4, 5, 6, 7]
      .filter((corner) => (corner & bit) === 0)
      .map((corner): [number, number] => [corner, corner | bit]),
  ),
];

/** The edge of a cell along an axis (0 to 2) from a corner: a number from 0 to 11. */
export const EDGE_OF: readonly Uint8Array[] = [0, 1, 2].map((axis) =>
  Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7], (corner) =>
    Math.max(
      EDGE_CORNERS.findIndex(([low, high]) => low === corner && high === (corner | (1 << axis))),
      0,
    ),
  ),
);

export type CellCase = {
  patch_count: number;
  /** Of each edge that the surface crosses: its patch. */
  patches: Uint8Array;
};

/**
 * For each set of corners inside, bit n for corner n: the patches into which the surface falls.
 * Where a face has two corners inside that face each other, the surface parts them, as seen from
 * both of its cells: so the patches of neighbouring cells meet edge to edge (G. Nielson, Dual
 * marching cubes, 2004).
 */
export const CELL_CASES: readonly CellCase[] = Array.from({ length: 256 }, (_, inside) =>
  caseOf(inside),
);

function caseOf(inside: number): CellCase {
  const isInside = (corner: number) => ((inside >> corner) & 1) === 1;
  const crossed = EDGE_CORNERS.map(([low, high]) => isInside(low) !== isInside(high));
  const leaders = EDGE_CORNERS.map((_, edge) => edge);
  const join = (a: number, b: number) => {
    const [from, to] = [leaders[a], leaders[b]];
    for (let edge = 0; edge < 12; edge++) if (leaders[edge] === from) leaders[edge] = to;
  };
  for (let face = 0; face < 6; face++) {
    const edges = edgesOfFace(face >> 1, face & 1).filter((edge) => crossed[edge]);
    for (const a of edges) {
      for (const b of edges) {
        if (a >= b) continue;
        const shared = EDGE_CORNERS[a].find((corner) => EDGE_CORNERS[b].includes(corner));
        const apart = edges.length === 4 && (shared === undefined || !isInside(shared));
        if (!apart) join(a, b);
      }
    }
  }
  const found = [...new Set(leaders.filter((_, edge) => crossed[edge]))];
  const patches = Uint8Array.from(leaders, (leader) => Math.max(found.indexOf(leader), 0));
  return { patch_count: found.length, patches };
}

function edgesOfFace(axis: number, side: number): number[] {
  const onFace = (corner: number) => ((corner >> axis) & 1) === side;
  return EDGE_CORNERS.flatMap(([low, high], edge) => (onFace(low) && onFace(high) ? [edge] : []));
}
