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

/**
 * What a part is between two heights above the platform, seen from above. It includes what lies
 * within the vertical clearance of the band, so that parts in neighbouring bands never touch.
 */
export type Band = { z_from_mm: number; z_to_mm: number; outline: Outline };

/** One thing to place. Equal outlines may share one Outline object; ids must differ. */
export type PackItem = {
  id: string;
  outline: Outline;
  height_mm: number;
  /** The lower is placed first when not all can be; equal ranks are free to be mixed. */
  rank?: number;
  /** Takes precedence over the rule of the options. */
  rotations?: RotationRule;
  /** For packing by height, lowest first; without them the outline counts at every height. */
  bands?: Band[];
};

/** A build platform: front-left corner at 0, 0, surface at z = 0. */
export type Plate = {
  width_mm: number;
  depth_mm: number;
  height_mm: number;
  /** Zones that every part keeps the gap from, in the plate's coordinates. */
  exclusions?: Outline[];
};

/** A part that stands on a plate already and stays where it is. */
export type FixedPart = Placement & { outline: Outline; height_mm: number; bands?: Band[] };

/** A plate that already carries parts and may take more. */
export type OpenPlate = { id: string; fixed: FixedPart[] };

export type PackOptions = {
  /** Same seed, same items, same options: same answer. 0 to 2^32 - 1. */
  seed: number;
  /** Least distance between two parts, mm, >= 0. */
  gap_mm: number;
  /** Least distance of a part from the rim of the plate, mm, >= 0. */
  margin_mm: number;
  rotations: RotationRule;
  /** Most new plates to open; what then has no place is left out with code "plates_used_up". */
  plates_max?: number;
  /** Plates that are filled, in this order, before a new one is opened; at most 48. */
  open_plates?: OpenPlate[];
  /** Whether parts may reach over each other where their bands leave room; see PackItem. */
  height_aware?: boolean;
  /** What a plate takes to print, s: among equal numbers of plates the least total is sought. */
  time?: { plate_s: number; height_s_per_mm: number };
  /** Work to spend on improving the first answer, in moves, not in seconds. 0: first answer. */
  moves_max?: number;
  /** Polled about every 10 ms; true ends the search with the best complete answer so far. */
  shouldStop?: () => boolean;
  /** Called with the first answer, and then with better ones, at most once in 200 moves. */
  onProgress?: (progress: PackProgress) => void;
};

/** How far a search is: figures of its best complete answer. */
export type PackProgress = {
  /** New plates. */
  plates: number;
  left_out: number;
  /** Of the emptiest new plate; 0 where there is none. */
  least_utilisation: number;
  moves: number;
};

/** Turn the model's own coordinates about z by rotation_deg, then add x_mm and y_mm. */
export type Placement = { id: string; x_mm: number; y_mm: number; rotation_deg: number };

/** A placement by the packer, and why it is there. */
export type PackedPart = Placement & { why: PlacedBecause };

/** How a part came to its place, and what it touches there. */
export type PlacedBecause = {
  /**
   * first_fit: the first plate with room for it, in order of rank and size; opened_plate: no plate
   * had room for it, so that this one was opened; periodic: a seat of a pattern of equal parts;
   * jigsaw: a piece of a plate without gaps; improved: put here to have fewer or emptier plates,
   * or to print them in less time.
   */
  code: "first_fit" | "opened_plate" | "periodic" | "jigsaw" | "improved";
  /** Sides of the usable rectangle that it lies against. */
  rims: ("left" | "right" | "front" | "back")[];
  /** Parts that it is no farther from than the gap. */
  ids: string[];
};

export type PackedPlate = {
  /** Of the open plate that was filled; absent on a new plate. */
  open_plate_id?: string;
  /** What was placed by this packing; the fixed parts of an open plate are not repeated. */
  placements: PackedPart[];
  /** Share of the plate's area in use, fixed parts included, 0 to 1. */
  utilisation: number;
  /** Of the highest part, fixed parts included. */
  height_mm: number;
};

/** Why an item has no place. */
export type LeftOut = {
  id: string;
  code: "too_tall" | "too_large" | "zones_in_the_way" | "outline_invalid" | "plates_used_up";
  /** A sentence for people, with the figures that decided. */
  reason: string;
  /** What would give it a place if everything else stayed as it is. */
  change: PackChange;
};

/** A change of the arguments that is enough to give an item a place. */
export type PackChange = {
  /** The first of the things to change. */
  code:
    | "plate_height"
    | "plate_size"
    | "rotations"
    | "margin_mm"
    | "exclusions"
    | "plates_max"
    | "item";
  needs: PackNeeds;
};

/** Arguments of a packing as they have to be, all of them together; those absent stay. */
export type PackNeeds = {
  /** These sizes or more; `exclusions` empty. */
  plate?: Partial<Plate>;
  /** Rule of this item. */
  rotations?: RotationRule;
  /** At most this. */
  margin_mm?: number;
  /** At least this. */
  plates_max?: number;
  /** What to mend in the item itself; ring and point count from 1. */
  item?: { fault: ItemFault; ring?: number; point?: number };
};

export type ItemFault =
  | "height_invalid"
  | "rank_invalid"
  | "bands_invalid"
  | "no_rings"
  | "half_point"
  | "few_points"
  | "point_invalid"
  | "no_area";

/** A packing that is not committed yet. Every item is either placed once or left out once. */
export type Packing = {
  /** Open plates that took something, in the order given, then new plates in print order. */
  plates: PackedPlate[];
  left_out: LeftOut[];
  /** No packing can have fewer new plates than this. */
  bound_plates: number;
  /** Nothing could be better, the moves were used up, or shouldStop said so. */
  stopped: "bound" | "moves" | "told";
  seed: number;
  moves: number;
};
