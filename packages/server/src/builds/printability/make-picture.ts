/** Has a worker draw what may go wrong on a build; what was not looked at yet, is first. */
import type { BuildPrintability } from "@vatline/api";
import { preparePrintability } from "../../models/check-printability.ts";
import type { CheckedModel } from "../../models/store-printability.ts";
import type { Deps } from "../../platform/deps.ts";
import { readSheet } from "../documents/read-sheet.ts";
import { type BuildRow, type Place, readPlaces } from "../store.ts";
import type { Closeup } from "./closeup.ts";
import { placeFindings } from "./findings.ts";
import { printabilityPictures } from "./module.ts";
import { failureOf, printedSo, reportsOf } from "./view.ts";

/** Findings shown from close up. */
const CLOSEUPS_MAX = 8;
/** In so much height an island or an overhang is large enough to be seen. */
const SEEN_MM = 0.5;
const WINDOW_MM = { least: 8, most: 80 };

type Finding = BuildPrintability["findings"][number];

export type MadePicture = { bytes: Uint8Array; found: Pick<BuildPrintability, "severities"> };

/** Throws an Error that says which part could not be looked at. */
export async function makePicture(
  deps: Deps,
  build: BuildRow,
  signal: AbortSignal,
): Promise<MadePicture> {
  const places = await readPlaces(deps.db.read, build.customer_uuid, [build.uuid]);
  const checked = new Map<string, CheckedModel>();
  const so = printedSo(build);
  for (const { file_key } of places) {
    if (checked.has(file_key)) continue;
    checked.set(file_key, await preparePrintability(deps, { file_key, ...so }, signal));
  }
  const failure = failureOf(places, checked);
  if (failure !== null) throw new Error(failure);
  const found = placeFindings(places, reportsOf(checked));
  const sheet = await readSheet(deps, build);
  const closeups: Closeup[] = [];
  for (const finding of closeUp(found.findings)) {
    closeups.push(await closeupOf(deps, places, finding, so.slice_thickness_nm / 1e6));
  }
  const args: [typeof sheet, typeof found, Closeup[]] = [sheet, found, closeups];
  const run = deps.workers.run(printabilityPictures, "printabilityPicture", args, { signal });
  return { bytes: await run, found };
}

/** The gravest of each kind, then the next of each, in the order of the list. */
function closeUp(findings: Finding[]): Finding[] {
  const kinds = [...Map.groupBy(findings, ({ kind }) => kind).values()];
  const rounds = Array.from({ length: CLOSEUPS_MAX }, (_, round) =>
    kinds.flatMap((of_kind) => of_kind.slice(round, round + 1)),
  );
  const shown = rounds.flat().slice(0, CLOSEUPS_MAX);
  return shown.sort((a, b) => a.number - b.number);
}

/** Of the first copy. */
async function closeupOf(
  deps: Deps,
  places: Place[],
  finding: Finding,
  layer_mm: number,
): Promise<Closeup> {
  const [{ place_number, x_mm, y_mm }] = finding.places;
  const stand = places.find(({ place_index }) => place_index === place_number - 1) ?? places[0];
  const wide_mm = 3 * Math.sqrt(finding.area_mm2);
  const window_mm = Math.min(WINDOW_MM.most, Math.max(WINDOW_MM.least, wide_mm));
  const [left_mm, near_mm] = [x_mm - window_mm / 2, y_mm - window_mm / 2];
  const { rotation_deg } = stand;
  return {
    number: finding.number,
    model: await deps.files.get(stand.file_key),
    stand: { x_mm: stand.x_mm - left_mm, y_mm: stand.y_mm - near_mm, rotation_deg },
    window_mm,
    layer_mm,
    ...shownLayers(finding, layer_mm),
  };
}

/**
 * An island is shown a little after it began, when there is something to see, beside what was there
 * before it; an overhang beside what was there a little before.
 */
function shownLayers({ kind, ...finding }: Finding, layer_mm: number) {
  const { layer_index, layer_count, place_layer_index } = finding;
  const some = Math.max(1, Math.round(SEEN_MM / layer_mm));
  if (kind === "island") {
    const shown_index = layer_index + Math.min(some, layer_count - 1);
    return { shown_index, beneath_index: layer_index - 1 };
  }
  const beneath_index =
    kind === "overhang" ? Math.max(0, place_layer_index - some) : place_layer_index - 1;
  return { shown_index: place_layer_index, beneath_index };
}
