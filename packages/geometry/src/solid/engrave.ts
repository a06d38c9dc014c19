/** Text cut into a part, or raised on it. */

import type { CrossSection, Manifold } from "manifold-3d";
import { GeometryError } from "../error.ts";
import type { Mesh, Outline } from "../types.ts";
import { meshOf, type SolidKit, withSolids } from "./kit.ts";
import { frameMatrix, LineCaster } from "./line.ts";
import { type Frame, frameOf, type TextFace } from "./text-frame.ts";
import { along, checkRange, type Vector } from "./vector.ts";

export type TextOptions = {
  /** Filled polygons by the non-zero rule, mm, x to the right, the baseline at y = 0. */
  outline: Outline;
  /** 0.01 to 50, measured from the surface at each point, along the normal of the face. */
  depth_mm: number;
  mode: "engrave" | "emboss";
  face: TextFace;
};

const DEPTH_MM_MIN = 0.01;
const DEPTH_MM_MAX = 50;
const POINTS_MAX = 200_000;
/** Points of the outline at which the height of the surface is measured. */
const SAMPLES_MAX = 200;
/** Less of the text than this over the part is a miss. */
const HIT_SHARE_MIN = 0.5;
/** Smallest change of the volume, as a share of the text's area times the depth. */
const VOLUME_SHARE_MIN = 1e-3;

/**
 * Engraves or raises text. On a curved face it keeps its depth: what is cut away is the part of
 * the text's prism that the solid, moved inwards by the depth, leaves free, and what is raised is
 * the part of it that the solid, moved outwards, fills. Text runs on where the face ends. To raise
 * text by more than a hollow part's wall, raise it before hollowing.
 *
 * throws  GeometryError "text_empty", "text_too_long", "depth_invalid", "size_invalid",
 *         "direction_invalid", "text_misses_part" where less than half of it meets the part,
 *         "not_watertight"
 */
export function engraveText(mesh: Mesh, options: TextOptions): Promise<Mesh> {
  const { depth_mm, mode, outline } = options;
  return withSolids((kit) => {
    checkRange("depth_invalid", "The depth in mm", depth_mm, DEPTH_MM_MIN, DEPTH_MM_MAX);
    const solid = kit.solidOf(mesh);
    const section = sectionOf(kit, outline);
    const frame = frameOf(mesh, boxOfSection(section), options.face);
    const { low_mm, high_mm } = surfaceUnder(mesh, section, frame);
    // The surface between the measured points may rise and fall a little more.
    const slack_mm = Math.max(depth_mm, (high_mm - low_mm) / 4);
    const moved = (way: number) =>
      kit.own(solid.translate([...along([0, 0, 0], way * depth_mm, frame.normal)]));
    const prismFrom = (from_mm: number, to_mm: number) =>
      prismOf(kit, section, frame, from_mm - slack_mm, to_mm + slack_mm);
    const result =
      mode === "engrave"
        ? solid.subtract(kit.own(prismFrom(low_mm - depth_mm, high_mm).subtract(moved(-1))))
        : solid.add(kit.own(prismFrom(low_mm, high_mm + depth_mm).intersect(moved(1))));
    kit.own(result);
    const expected_mm3 = section.area() * frame.scale ** 2 * depth_mm;
    if (Math.abs(result.volume() - solid.volume()) < VOLUME_SHARE_MIN * expected_mm3) failMissed();
    return meshOf(result);
  });
}

function sectionOf({ wasm, own }: SolidKit, outline: Outline): CrossSection {
  const point_count = outline.reduce((sum, ring) => sum + ring.length / 2, 0);
  if (point_count > POINTS_MAX) {
    const detail = `The text has ${point_count} points; at most ${POINTS_MAX} are engraved.`;
    throw new GeometryError("text_too_long", detail);
  }
  const contours = outline
    .filter((ring) => ring.length >= 6)
    .map((ring) =>
      Array.from({ length: ring.length / 2 }, (_, i): [number, number] => [
        ring[2 * i],
        ring[2 * i + 1],
      ]),
    );
  const is_finite = contours.every((ring) => ring.flat().every((value) => Number.isFinite(value)));
  const section =
    contours.length > 0 && is_finite ? own(new wasm.CrossSection(contours, "NonZero")) : undefined;
  if (section === undefined || section.isEmpty()) {
    throw new GeometryError("text_empty", "The text has no area.");
  }
  return section;
}

function boxOfSection(section: CrossSection) {
  const { min, max } = section.bounds();
  return { middle: [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2], height_mm: max[1] - min[1] };
}

/** The lowest and the highest point of the face below the text, along its normal. */
function surfaceUnder(mesh: Mesh, section: CrossSection, frame: Frame) {
  const corners = section.toPolygons().flat();
  const stride = Math.ceil(corners.length / SAMPLES_MAX);
  const samples = corners.filter((_, index) => index % stride === 0);
  const [nx, ny, nz] = frame.normal;
  const caster = new LineCaster(mesh, [-nx, -ny, -nz]);
  let low_mm = Infinity;
  let high_mm = -Infinity;
  let hit_count = 0;
  for (const [x, y] of samples) {
    const hits = caster.hits(placeOf(frame, x, y)).filter(({ step }) => step > 0);
    if (hits.length === 0) continue;
    // The outermost surface of a side; of a face told by its place, the one nearest to it.
    const nearest = frame.outermost
      ? hits[0]
      : hits.reduce((a, b) => (Math.abs(b.at_mm) < Math.abs(a.at_mm) ? b : a));
    low_mm = Math.min(low_mm, -nearest.at_mm);
    high_mm = Math.max(high_mm, -nearest.at_mm);
    hit_count++;
  }
  if (hit_count < HIT_SHARE_MIN * samples.length) failMissed();
  return { low_mm, high_mm };
}

function placeOf({ origin, right, up, scale }: Frame, x: number, y: number): Vector {
  return along(along(origin, scale * x, right), scale * y, up);
}

function prismOf(
  ...[{ own }, section, frame, from_mm, to_mm]: [SolidKit, CrossSection, Frame, number, number]
): Manifold {
  const { right, up, normal, origin, scale } = frame;
  const scaled = own(section.scale(scale));
  const upright = own(scaled.extrude(to_mm - from_mm));
  const foot = along(origin, from_mm, normal);
  return own(upright.transform(frameMatrix(right, up, normal, foot)));
}

function failMissed(): never {
  throw new GeometryError("text_misses_part", "Less than half of the text lies on the part.");
}
