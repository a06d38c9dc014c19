/** Where the parts of a build stand, as the interface shows it. */
import type { Placements } from "@vatline/api";
import type { Queries } from "../platform/db/db.ts";
import { partsSha256 } from "./documents/signed-facts.ts";
import { type BuildRow, plateOf, readPlaces } from "./store.ts";

export async function placementsView(db: Queries, build: BuildRow): Promise<Placements> {
  const places = await readPlaces(db, build.customer_uuid, [build.uuid]);
  const { seed, moves, ...plate } = plateOf(build);
  const placements = places.map((place) => ({
    part_uuid: place.part_uuid,
    printed_part_uuid: place.printed_part_uuid,
    model_uuid: place.model_uuid,
    x_mm: place.x_mm,
    y_mm: place.y_mm,
    z_mm: place.z_mm,
    rotation_deg: place.rotation_deg,
    part_number: place.part_number,
    model_sha256: place.file_key,
  }));
  const { height_mm, revision } = build;
  return {
    plates: [{ ...plate, height_mm, placements }],
    left_out: [],
    bound_plates: 1,
    seed,
    moves,
    revision,
    parts_sha256: partsSha256(places),
  };
}
