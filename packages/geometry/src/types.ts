/**
 * The shapes that geometry verbs take and give. Everything here is plain data that survives
 * structuredClone, so that any verb can run on a worker thread. Lengths are mm, angles degrees
 * counter-clockwise about z, unless a name says otherwise.
 */

/** A closed polygon as x0, y0, x1, y1, ...; the last point joins the first and is not repeated. */
export type Ring = Float64Array;

/**
 * A set of rings read by the non-zero rule: outer rings run counter-clockwise, holes clockwise.
 * Several outer rings are allowed (a model of several bodies).
 */
export type Outline = Ring[];

/** Lower and upper corner of an axis-parallel box. */
export type Bounds = {
  min: [x: number, y: number, z: number];
  max: [x: number, y: number, z: number];
};

/** Triangles over shared (welded) vertices. */
export type Mesh = {
  /** x, y, z of each vertex. */
  positions: Float32Array;
  /** Three vertex indices per triangle, counter-clockwise seen from outside. */
  triangles: Uint32Array;
};

/**
 * The shadow of a mesh on the platform, in the model's own x and y, never smaller than the true
 * shadow, and at most `tolerance_mm` larger. It carries no gap: that belongs to the packing.
 */
export type Footprint = {
  outline: Outline;
  /** Of the outline, holes taken off. */
  area_mm2: number;
  /** Lowest z of the mesh; a placement lifts the model by -z_min_mm so that it stands at 0. */
  z_min_mm: number;
  height_mm: number;
  /** How the outline was found: exact projection, union of triangles, or a grown raster. */
  method: "projection" | "triangles" | "raster";
};

/** Which turns about z a part may be given. A list holds the allowed degrees themselves. */
export type RotationRule = "any" | "90" | "180" | "none" | number[];

/** One thing to place. Equal outlines may share one Outline object; ids must differ. */
export type PackItem = {
  id: string;
  outline: Outline;
  height_mm: number;
  /** The lower is placed first when not all can be; equal ranks are free to be mixed. */
  rank?: number;
  /** Takes precedence over the rule of the options. */
  rotations?: RotationRule;
};

/** A build platform: front-left corner at 0, 0, surface at z = 0. */
export type Plate = {
  width_mm: number;
  depth_mm: number;
  height_mm: number;
};

export type PackOptions = {
  /** Same seed, same items, same options: same answer. 0 to 2^32 - 1. */
  seed: number;
  /** Least distance between two parts, mm, >= 0. */
  gap_mm: number;
  /** Least distance of a part from the rim of the plate, mm, >= 0. */
  margin_mm: number;
  rotations: RotationRule;
  /** Most plates to open; what does not fit on them is left out with code "plates_used_up". */
  plates_max?: number;
  /** Work to spend on improving the first answer, in moves, not in seconds. 0: first answer. */
  moves_max?: number;
  /** Polled about every 10 ms; true ends the search with the best complete answer so far. */
  shouldStop?: () => boolean;
};

/** Turn the model's own coordinates about z by rotation_deg, then add x_mm and y_mm. */
export type Placement = { id: string; x_mm: number; y_mm: number; rotation_deg: number };

export type PackedPlate = { placements: Placement[]; utilisation: number };

/** Why an item has no place. */
export type LeftOut = {
  id: string;
  code: "too_tall" | "too_large" | "outline_invalid" | "plates_used_up";
  /** A sentence for people, with the figures that decided. */
  reason: string;
};

/** A packing that is not committed yet. Every item is either placed once or left out once. */
export type Packing = {
  plates: PackedPlate[];
  left_out: LeftOut[];
  /** No packing can have fewer plates than this. */
  bound_plates: number;
  seed: number;
  moves: number;
};
