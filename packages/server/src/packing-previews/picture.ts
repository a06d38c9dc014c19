/** Draws a plate of a preview. */

import { type PreviewedPlate, Problem } from "@vatline/api";
import type { PackItem } from "@vatline/geometry";
import { packer } from "../builds/packer/module.ts";
import { type Place, readPlaces } from "../builds/store.ts";
import { prepareFootprints } from "../parts/prepare.ts";
import type { Deps } from "../platform/deps.ts";
import type { Preview } from "./store.ts";
import { readPartFiles } from "./store-pieces.ts";

/** SVG of the plate of that number, the first is 1. Throws not_found. */
export async function drawPlate(deps: Deps, preview: Preview, number: number): Promise<string> {
  const { customer_uuid, uuid, answer } = preview;
  const plate = answer?.plates[number - 1];
  if (!plate) throw new Problem("not_found", `Preview ${uuid} has no plate ${number}.`);
  // Those of the preview first: its reasons name them by their numbers.
  const shown = [...plate.placements, ...(await standingOn(deps, customer_uuid, plate))];
  const part_uuids = shown.map((placement) => placement.part_uuid);
  const files = await readPartFiles(deps.db.read, customer_uuid, part_uuids);
  const keys = [...files.values()].map(({ file_key }) => file_key);
  const footprints = await prepareFootprints(deps, keys);
  const items: PackItem[] = [];
  for (const [id, { file_key }] of files) {
    const prepared = footprints.get(file_key);
    if (prepared?.ok) {
      const { outline, height_mm } = prepared.footprint;
      items.push({ id, outline, height_mm });
    }
  }
  const { platform, margin_mm } = plate;
  const placements = shown.map((placement) => ({ ...placement, id: placement.part_uuid }));
  const drawn = [items, platform, { placements }, { margin_mm }] as const;
  return deps.workers.run(packer, "packedPlateSvg", [...drawn]);
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
