/** What a report is made of, as plain data. */

export const FINDING_KINDS = [
  "island",
  "resin_trap",
  "cupping",
  "overhang",
  "thin_wall",
  "thin_gap",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Gravest first. */
export const SEVERITIES = ["severe", "moderate", "minor"] as const;
export type Severity = (typeof SEVERITIES)[number];

export type Finding = {
  kind: FindingKind;
  severity: Severity;
  /** Where it begins, and in how many layers it is seen; of an island, until it is held. */
  layer_index: number;
  layer_count: number;
  /** A place in it, in that layer or the layer in which it is largest. */
  place_layer_index: number;
  x_mm: number;
  y_mm: number;
  /** Of the lower side of layer `layer_index`. */
  z_mm: number;
  /** Of an overhang, the sum; of all others, the largest layer: of an island, while it floats. */
  area_mm2: number;
  /** Of traps and cups. */
  volume_ml: number | null;
  /** Of walls and gaps, on average. */
  thickness_mm: number | null;
  /** Of islands: how many regions began it, or how many small islands close by it stands for. */
  begin_count: number;
  /** A sentence for people. */
  text: string;
};

/** How many findings there are, kept or not. */
export type FindingCounts = Record<FindingKind, number>;

export type Printability = {
  layer_count: number;
  /** Sides of the pixels that layers were looked at with. */
  pixel_width_mm: number;
  pixel_height_mm: number;
  layer_mm: number;
  /** The gravest of each kind; gravest first. */
  findings: Finding[];
  counts: FindingCounts;
  /** Of all findings, kept or not. */
  severities: Record<Severity, number>;
};

/** Gravest first, then largest, then lowest. */
export function compareFindings(a: Compared, b: Compared): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind) ||
    sizeOf(b) - sizeOf(a) ||
    a.layer_index - b.layer_index ||
    a.x_mm - b.x_mm ||
    a.y_mm - b.y_mm
  );
}

type Compared = Omit<Finding, "text">;

const sizeOf = ({ volume_ml, area_mm2 }: Compared) => volume_ml ?? area_mm2;
