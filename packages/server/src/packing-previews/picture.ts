/** Draws a plate of a preview. */
import { type PreviewedPlate, Problem } from "@vatline/api";
import type { PackItem } from "@vatline/geometry";
import { duration, figure } from "../builds/documents/figures.ts";
import { packer } from "../builds/packer/module.ts";
import { plateOf } from "../builds/platforms.ts";
import { type Place, readPlaces } from "../builds/store.ts";
import { prepareFootprints } from "../parts/prepare.ts";
import type { Deps } from "../platform/deps.ts";
import { invariant } from "../platform/invariant.ts";
import type { ShownPreview } from "./store.ts";
import { readPartFiles } from "./store-pieces.ts";

/** SVG of the plate of that number, the first is 1. Throws not_found. */
export async function drawPlate(
  deps: Deps,
  preview: ShownPreview,
  number: number,
): Promise<string> {
  const { customer_uuid, uuid, answer, settings } = preview;
  const plate = answer?.plates[number - 1];
  if (!plate) throw new Problem("not_found", `Preview ${uuid} has no plate ${number}.`);
  const standing = await standingOn(deps, customer_uuid, plate);
  // Those of the preview first: its reasons name them by their numbers.
  const shown = [...plate.placements, ...standing];
  const part_uuids = shown.map((placement) => placement.part_uuid);
  const files = await readPartFiles(deps.db.read, customer_uuid, part_uuids);
  const keys = [...files.values()].map(({ file_key }) => file_key);
  const footprints = await prepareFootprints(deps, keys);
  const items = shown.map(({ part_uuid }, at): PackItem => {
    const file = files.get(part_uuid);
    invariant(file, `part ${part_uuid} of a preview is there`);
    const prepared = footprints.get(file.file_key);
    invariant(prepared?.ok, `part ${part_uuid} stands on a plate, so it has a footprint`);
    const { outline, height_mm } = prepared.footprint;
    return { id: `${at + 1}: ${file.part_number}, ${file.filename}`, outline, height_mm };
  });
  const placements = shown.map((placement, at) => ({ ...placement, id: items[at].id }));
  const options = {
    margin_mm: plate.margin_mm,
    standing: standing.length,
    caption: captionOf(plate, number, answer.plates.length),
  };
  const drawn = [items, plateOf(plate.platform, settings), { placements }, options] as const;
  return deps.workers.run(packer, "packedPlateSvg", [...drawn]);
}

/** What a planner wants to know of a plate at a glance. */
function captionOf(plate: PreviewedPlate, number: number, count: number): string {
  const { platform, placements, utilisation, height_mm, print_time_s, resin_ml } = plate;
  const parts = placements.length === 1 ? "1 part" : `${placements.length} parts`;
  return [
    `Plate ${number} of ${count}`,
    `${platform.class}, ${platform.width_mm} x ${platform.depth_mm} mm`,
    plate.fills ? `${parts} added` : parts,
    `${figure(100 * utilisation)} % full`,
    `${figure(height_mm, 1)} mm high`,
    duration(print_time_s),
    `${figure(resin_ml)} ml`,
  ].join(" · ");
}

/** What stands on the build that a plate fills, less what the plate itself added. */
async function standingOn(
  deps: Deps,
  customer_uuid: string,
  { fills, placements }: PreviewedPlate,
): Promise<Pick<Place, "part_uuid" | "x_mm" | "y_mm" | "rotation_deg">[]> {
  if (!fills) return [];
  const added = new Set(placements.map(({ printed_part_uuid }) => printed_part_uuid));
  const places = await readPlaces(deps.db.read, customer_uuid, [fills.build_uuid]);
  return places.filter(({ printed_part_uuid }) => !added.has(printed_part_uuid));
}
