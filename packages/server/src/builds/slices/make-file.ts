/** Has a worker write one of the files of a build's layers. */
import type { SliceGrid } from "@vatline/geometry";
import { estimateTimes, panelOf, platformOf, requiredResin } from "@vatline/printers";
import { readSopVersion } from "../../build-sops/store.ts";
import type { Deps } from "../../platform/deps.ts";
import { invariant } from "../../platform/invariant.ts";
import type { FilePrinter, SliceFile } from "../../platform/jobs/names.ts";
import { makePicture } from "../printability/make-picture.ts";
import { type BuildRow, plateOf, readPlaces } from "../store.ts";
import { fileHeaderOf } from "./file-header.ts";
import { slicing } from "./module.ts";
import { writeBuildFile } from "./pack-layers.ts";
import type { PlateFiles } from "./plate.ts";

/** Sides of the panel that films are sliced for: four times as many pixels as are shown. */
const VIDEO_SIDE_PX = 1920;

export type MadeFile = {
  /** What the history of the build says of it, beside its name. */
  details?: Record<string, unknown>;
  ending: string;
  media_type: string;
  file_key: string;
  file_size_bytes: number;
};

/** The file is stored when it is whole. The same build gives the same bytes. */
export async function makeFile(
  deps: Deps,
  build: BuildRow,
  { file: kind, printer }: { file: SliceFile; printer: FilePrinter },
  signal: AbortSignal,
): Promise<MadeFile> {
  const { workers, files } = deps;
  if (kind === "printability") {
    const { bytes, found } = await makePicture(deps, build, signal);
    const details = { severities: found.severities };
    const stored = await files.put(bytes);
    return { ending: "printability.png", media_type: "image/png", details, ...stored };
  }
  const { plate, texts } = await readPlateFiles(deps, build);
  if (kind === "video") {
    const { platform } = plateOf(build);
    const pixel_mm = Math.max(platform.width_mm, platform.depth_mm) / VIDEO_SIDE_PX;
    const grid: SliceGrid = {
      width_px: Math.ceil(platform.width_mm / pixel_mm),
      height_px: Math.ceil(platform.depth_mm / pixel_mm),
      pixel_width_mm: pixel_mm,
      pixel_height_mm: pixel_mm,
      layer_mm: build.slice_thickness_nm / 1e6,
    };
    const video = { grid, layer_count: build.layer_count };
    const stored = await files.putMade((path) =>
      workers.run(slicing, "writeVideo", [path, plate, video], { signal }),
    );
    return { ending: "slices.mp4", media_type: "video/mp4", ...stored };
  }
  if (kind === "arrangement") {
    const stored = await files.putMade((path) =>
      workers.run(slicing, "writeArrangement", [path, plate, build.name, texts], { signal }),
    );
    return { ending: "arranged.3mf", media_type: "model/3mf", ...stored };
  }
  const { model, format } = printer;
  // The plate stands at the front left of a platform that is larger.
  plate.depth_mm = platformOf(model).depth_mm;
  const header = await headerOf(deps, build, model);
  const { antialiasing, worker_threads: threads } = deps.config;
  const asked = { format, header, antialiasing };
  const stored = await files.putMade((path) =>
    writeBuildFile(workers, path, plate, asked, { threads, signal }),
  );
  const ending = `${model}.${format}`;
  return { ending, media_type: "application/octet-stream", ...stored };
}

async function headerOf(deps: Deps, build: BuildRow, model: string) {
  const { customer_uuid, build_sop_uuid, build_sop_version } = build;
  const { slice_thickness_nm, layer_count, volume_ml } = build;
  const sop = await readSopVersion(deps.db.read, customer_uuid, build_sop_uuid, build_sop_version);
  invariant(sop, `build ${build.uuid} has a build SOP`);
  const slice_thickness_um = slice_thickness_nm / 1000;
  const figures = { resin_name: sop.resin_name, slice_thickness_um, layer_count, volume_ml };
  const times = estimateTimes(figures, model);
  const takes = { times, resin_ml: requiredResin(build) };
  return fileHeaderOf(build, sop, panelOf(model), takes);
}

/** Each model once, in the order in which places first name it. */
async function readPlateFiles(deps: Deps, build: BuildRow) {
  const places = await readPlaces(deps.db.read, build.customer_uuid, [build.uuid]);
  const keys = [...new Set(places.map(({ file_key }) => file_key))];
  const models: Uint8Array[] = [];
  for (const file_key of keys) models.push(await deps.files.get(file_key));
  const plate: PlateFiles = {
    models,
    places: places.map(({ x_mm, y_mm, rotation_deg, file_key }) => {
      return { x_mm, y_mm, rotation_deg, model_index: keys.indexOf(file_key) };
    }),
    depth_mm: plateOf(build).platform.depth_mm,
  };
  const texts = {
    part_numbers: places.map(({ part_number }) => part_number),
    z_mm: places.map(({ z_mm }) => z_mm),
    names: keys.map((key) => places.find(({ file_key }) => file_key === key)?.part_number ?? ""),
  };
  return { plate, texts };
}
