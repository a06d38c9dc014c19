/** Gathers what a build's documents show. */
import { estimateTimes, type PrintTimes, requiredResin } from "@vatline/printers";
import { readApplication } from "../../applications/store.ts";
import { readSopVersion } from "../../build-sops/store.ts";
import { readCustomer } from "../../customers/store.ts";
import { findModels } from "../../models/store.ts";
import { prepareFootprints } from "../../parts/prepare.ts";
import type { Deps } from "../../platform/deps.ts";
import { invariant } from "../../platform/invariant.ts";
import { shareOut } from "../slices/figures.ts";
import { type BuildRow, type Place, plateOf, readPlaces } from "../store.ts";
import { readSlices } from "../store-slices.ts";
import type { BuildSheet, SheetPlace } from "./sheet.ts";

/** Computes the footprints that are not kept any more, otherwise it only reads. */
export async function readSheet(deps: Deps, build: BuildRow): Promise<BuildSheet> {
  const { customer_uuid, application_uuid, build_sop_uuid, build_sop_version } = build;
  const db = deps.db.read;
  const application = await readApplication(db, customer_uuid, application_uuid);
  const sop = await readSopVersion(db, customer_uuid, build_sop_uuid, build_sop_version);
  invariant(application && sop, `build ${build.uuid} has an application and a build SOP`);
  const { platform, gap_mm, margin_mm, utilisation } = plateOf(build);
  const { slice_thickness_nm, layer_count, height_mm, volume_ml } = build;
  const { uuid, name } = await readCustomer(db, customer_uuid);
  const figures = { resin_name: sop.resin_name, slice_thickness_um: slice_thickness_nm / 1000 };
  const times = estimateTimes({ ...figures, layer_count, volume_ml }, platform.class);
  const resin_ml = requiredResin(build);
  return {
    customer: { uuid, name },
    build: {
      uuid: build.uuid,
      name: build.name,
      revision: build.revision,
      status: build.status,
      packing_group: build.packing_group,
      application_name: application.name,
      created_at: build.created_at,
    },
    sop: {
      name: sop.name,
      version: build.build_sop_version,
      resin_name: sop.resin_name,
      print_profile: sop.print_profile,
    },
    platform,
    gap_mm,
    margin_mm,
    utilisation,
    slice_thickness_nm,
    layer_count,
    height_mm,
    volume_ml,
    resin_ml,
    print_time_s: times.total_ms / 1000,
    places: await readSheetPlaces(deps, build, { times, resin_ml }),
  };
}

async function readSheetPlaces(
  deps: Deps,
  build: BuildRow,
  takes: { times: PrintTimes; resin_ml: number },
): Promise<SheetPlace[]> {
  const places = await readPlaces(deps.db.read, build.customer_uuid, [build.uuid]);
  const filenames = await readFilenames(deps, build.customer_uuid, places);
  const footprints = await prepareFootprints(
    deps,
    places.map(({ file_key }) => file_key),
  );
  const shares = await readShares(deps, build, takes);
  return places.map((place) => {
    const share = shares.get(place.place_index);
    const prepared = footprints.get(place.file_key);
    invariant(prepared?.ok, `file ${place.file_key} stands in a build, so it has a footprint`);
    return {
      place_index: place.place_index,
      part_uuid: place.part_uuid,
      printed_part_uuid: place.printed_part_uuid,
      part_number: place.part_number,
      model_filename: filenames.get(place.model_uuid) ?? null,
      part_order_number: place.part_order_number,
      due_date: place.due_date,
      x_mm: place.x_mm,
      y_mm: place.y_mm,
      z_mm: place.z_mm,
      rotation_deg: place.rotation_deg,
      file_key: place.file_key,
      print_time_s: share ? share.time_ms / 1000 : null,
      resin_ml: share?.resin_ml ?? null,
      outline: prepared.footprint.outline,
    };
  });
}

/** By place; none where the build is not sliced. */
async function readShares(
  deps: Deps,
  build: BuildRow,
  { times, resin_ml }: { times: PrintTimes; resin_ml: number },
) {
  const { parts = [] } = (await readSlices(deps.db.read, build)) ?? {};
  const shares = shareOut(parts, times, resin_ml);
  return new Map(parts.map(({ place_index }, i) => [place_index, shares[i]]));
}

async function readFilenames(
  deps: Deps,
  customer_uuid: string,
  places: Place[],
): Promise<Map<string, string>> {
  const uuids = [...new Set(places.map(({ model_uuid }) => model_uuid))];
  const wanted = { uuids, external_ids: [] };
  const models = await findModels(deps.db.read, customer_uuid, wanted, deps.clock.now());
  return new Map(models.map(({ uuid, filename }) => [uuid, filename]));
}
