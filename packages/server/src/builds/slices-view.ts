/** What the layers of a build come to, as the interface shows it. */
import type { BuildSlices } from "@vatline/api";
import { estimateTimes, requiredResin } from "@vatline/printers";
import { readSopVersion } from "../build-sops/store.ts";
import type { Queries } from "../platform/db/db.ts";
import { invariant } from "../platform/invariant.ts";
import { shareOut } from "./slices/figures.ts";
import { type BuildRow, readPlaces } from "./store.ts";
import { readSlices } from "./store-slices.ts";

/** Before it is sliced, by what is known of its models. Cost: three statements. */
export async function slicesView(db: Queries, build: BuildRow): Promise<BuildSlices> {
  const { customer_uuid, uuid, build_sop_uuid, build_sop_version } = build;
  const sop = await readSopVersion(db, customer_uuid, build_sop_uuid, build_sop_version);
  invariant(sop, `build ${uuid} has a build SOP`);
  const slices = await readSlices(db, build);
  const places = await readPlaces(db, customer_uuid, [uuid]);
  const { revision, slice_thickness_nm, layer_count, height_mm, volume_ml } = build;
  const slice_thickness_um = slice_thickness_nm / 1000;
  const figures = { resin_name: sop.resin_name, slice_thickness_um, layer_count, volume_ml };
  const times = estimateTimes(figures, build.platform_class);
  const resin_ml = requiredResin(build);
  const {
    error = null,
    areas_mm2 = [],
    parts = [],
    sliced_at = null,
    file_errors = {},
  } = slices ?? {};
  const shares = shareOut(parts, times, resin_ml);
  const placeOf = new Map(places.map((place) => [place.place_index, place]));
  return {
    status: sliced_at === null ? "waiting" : error === null ? "sliced" : "failed",
    failure_message: error,
    ...{ sliced_at, revision, slice_thickness_nm, layer_count, height_mm, volume_ml, resin_ml },
    print_time_s: times.total_ms / 1000,
    areas_mm2,
    file_errors,
    parts: parts.map(({ place_index, volume_ml }, i) => {
      const place = placeOf.get(place_index);
      invariant(place, `place ${place_index} of build ${uuid} exists`);
      const { part_uuid, printed_part_uuid } = place;
      const { time_ms, resin_ml } = shares[i];
      return { part_uuid, printed_part_uuid, volume_ml, resin_ml, print_time_s: time_ms / 1000 };
    }),
  };
}
