/** What reading a model file gives, whatever its format. */

import type { Mesh } from "../types.ts";

export type MeshWarning = {
  /** Stable name of the finding. */
  code: string;
  /** A sentence for people, with the figures. */
  detail: string;
  at?: { byte?: number; line?: number; triangle?: number };
};

/** Units that a file may say its lengths are in, each in mm, exactly. */
export const UNIT_MM = {
  micron: 0.001,
  millimeter: 1,
  centimeter: 10,
  inch: 25.4,
  foot: 304.8,
  meter: 1000,
} as const;
export type LengthUnit = keyof typeof UNIT_MM;

export type ModelFile = {
  /** Without the triangles that degenerate_count counts. */
  mesh: Mesh;
  format: "stl_binary" | "stl_ascii" | "obj" | "3mf";
  /** What the file says its lengths are in, mm here; null: it does not say, mm are taken. */
  unit: LengthUnit | null;
  /** Solids of an ASCII STL, groups of an OBJ, placed meshes of a 3MF; a binary STL is one. */
  solid_count: number;
  /** Triangles left out of the mesh because two of their corners are the same point. */
  degenerate_count: number;
  warnings: MeshWarning[];
};
