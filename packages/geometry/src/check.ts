/** What a mesh is like: its measures, and whether its surface is closed. */

import { boundsOf, measureMesh } from "./mesh.ts";
import type { LengthUnit, MeshWarning, ModelFile } from "./model/file.ts";
import { countDuplicates, inspectTopology } from "./topology.ts";
import type { Bounds, Mesh } from "./types.ts";

/**
 * Plain JSON. Edges are counted between welded vertices, those of a rim welded also where they
 * differ by rounding only (1e-7 of the size).
 */
export type MeshReport = {
  /** In the file, the degenerate ones included. */
  triangle_count: number;
  vertex_count: number;
  bounds: Bounds;
  size_mm: [x: number, y: number, z: number];
  /** Negative if the triangles face inwards; an estimate if the mesh is not watertight. */
  volume_mm3: number;
  area_mm2: number;
  /** Every edge is used equally often in both directions: the surface has no rim. */
  watertight: boolean;
  /** Edges used an odd number of times: the rims of holes. */
  open_edge_count: number;
  /** Edges used more than twice, as where two bodies touch along an edge. */
  nonmanifold_edge_count: number;
  /** Edges used an even number of times, but more often one way: neighbours facing apart. */
  inconsistent_edge_count: number;
  /** Triangles that face the other way than most of those they hang together with. */
  flipped_count: number;
  /** Triangles without area. */
  degenerate_count: number;
  /** Triangles that repeat the three corners of an earlier one, in any order. */
  duplicate_count: number;
  /** Groups of triangles that are joined by edges. */
  shell_count: number;
  /** The volume is negative. */
  inside_out: boolean;
  /** null: not read from a file. */
  format: ModelFile["format"] | null;
  /** What the file says its lengths are in, mm here; null: it does not say. */
  unit: LengthUnit | null;
  solid_count: number;
  warnings: MeshWarning[];
};

/** What reading the file has told about it. */
export type MeshSource = Omit<ModelFile, "mesh">;

/** Below this, a part was most likely drawn in metres or inches. */
const SIZE_MM_DOUBTFUL = 1;
/** Share of area times size below which a volume is rounding, as that of a flat sheet. */
const VOLUME_NOISE = 1e-9;

/**
 * Measures a mesh and counts the faults of its surface; no fault makes it throw.
 *
 * cost  linear: hash tables over edges and triangles
 */
export function inspectMesh(mesh: Mesh, source?: MeshSource): MeshReport {
  const bounds = boundsOf(mesh);
  const { area_mm2, volume_mm3, zero_area_count } = measureMesh(mesh);
  const { min, max } = bounds;
  const size_mm: MeshReport["size_mm"] = [max[0] - min[0], max[1] - min[1], max[2] - min[2]];
  const dropped_count = source?.degenerate_count ?? 0;
  const topology = inspectTopology(mesh);
  const report: MeshReport = {
    triangle_count: mesh.triangles.length / 3 + dropped_count,
    vertex_count: mesh.positions.length / 3,
    bounds,
    size_mm,
    volume_mm3,
    area_mm2,
    watertight: topology.open_edge_count + topology.inconsistent_edge_count === 0,
    ...topology,
    degenerate_count: dropped_count + zero_area_count,
    duplicate_count: countDuplicates(mesh),
    inside_out: volume_mm3 < -VOLUME_NOISE * area_mm2 * Math.max(...size_mm),
    format: source?.format ?? null,
    unit: source?.unit ?? null,
    solid_count: source?.solid_count ?? 1,
    warnings: [],
  };
  report.warnings = [...(source?.warnings ?? []), ...warningsOf(report)];
  return report;
}

function warningsOf(report: MeshReport): MeshWarning[] {
  const warnings: MeshWarning[] = [];
  const warn = (code: string, count: number, detail: string) => {
    if (count > 0) warnings.push({ code, detail });
  };
  const { open_edge_count, inconsistent_edge_count, nonmanifold_edge_count } = report;
  const { degenerate_count, duplicate_count } = report;
  const size_max = Math.max(...report.size_mm);
  warn("open_edges", open_edge_count, `${open_edge_count} edges belong to the rim of a hole.`);
  warn(
    "inconsistent_edges",
    inconsistent_edge_count,
    `At ${inconsistent_edge_count} edges, neighbouring triangles face opposite ways.`,
  );
  warn(
    "nonmanifold_edges",
    nonmanifold_edge_count,
    `${nonmanifold_edge_count} edges are shared by more than two triangles.`,
  );
  warn("degenerate_triangles", degenerate_count, `${degenerate_count} triangles have no area.`);
  warn("duplicate_triangles", duplicate_count, `${duplicate_count} triangles repeat another.`);
  warn("inside_out", Number(report.inside_out), "The triangles face inwards.");
  warn(
    "very_small",
    Number(report.unit === null && size_max < SIZE_MM_DOUBTFUL),
    `The longest side has ${size_max} mm: perhaps the file is in metres or inches.`,
  );
  return warnings;
}
