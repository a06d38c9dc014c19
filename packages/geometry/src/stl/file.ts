/** What reading an STL file gives. */

import type { Mesh } from "../types.ts";

export type MeshWarning = {
  /** Stable name of the finding. */
  code: string;
  /** A sentence for people, with the figures. */
  detail: string;
  at?: { byte?: number; line?: number; triangle?: number };
};

export type StlFile = {
  /** Without the triangles that degenerate_count counts. */
  mesh: Mesh;
  format: "binary" | "ascii";
  /** Of an ASCII file: how many `solid` it opens. A binary file is one solid. */
  solid_count: number;
  /** Triangles left out of the mesh because two of their corners are the same point. */
  degenerate_count: number;
  warnings: MeshWarning[];
};
