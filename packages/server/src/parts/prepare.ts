/**
 * Footprints: the shadow a model throws on the platform. Derived from the bytes alone, which say
 * their format too, computed once per file, kept in a table that may be emptied at any time.
 */
import { type Band, type Footprint, GeometryError } from "@vatline/geometry";
import type { Deps } from "../platform/deps.ts";
import { geometry } from "../platform/geometry.ts";
import {
  insertBands,
  insertFootprint,
  type PreparedFootprint,
  readBands,
  readFootprints,
} from "./store.ts";

/** Computes the footprint of a file if it is not there yet. May run twice at once. */
export async function prepareFootprint(deps: Deps, file_key: string): Promise<PreparedFootprint> {
  const known = (await readFootprints(deps.db.read, [file_key])).get(file_key);
  if (known) return known;
  const prepared = await compute(deps, file_key);
  await deps.db.transaction((tx) => insertFootprint(tx, file_key, prepared, deps.clock.now()));
  return prepared;
}

/** The footprints of many files; the missing ones are computed first. */
export async function prepareFootprints(
  deps: Deps,
  file_keys: string[],
): Promise<Map<string, PreparedFootprint>> {
  const wanted = [...new Set(file_keys)];
  const known = await readFootprints(deps.db.read, wanted);
  const missing = wanted.filter((file_key) => !known.has(file_key));
  for (const file_key of missing) known.set(file_key, await prepareFootprint(deps, file_key));
  return known;
}

/** What the files are at each height; the missing ones are computed first. */
export async function prepareBands(
  deps: Deps,
  footprints: Map<string, Footprint>,
): Promise<Map<string, Band[]>> {
  const known = await readBands(deps.db.read, [...footprints.keys()]);
  for (const [file_key, shadow] of footprints) {
    if (known.has(file_key)) continue;
    const bytes = await deps.files.get(file_key);
    const bands = await deps.workers.run(geometry, "bandsOfModel", [bytes, shadow]);
    await deps.db.transaction((tx) => insertBands(tx, file_key, bands, deps.clock.now()));
    known.set(file_key, bands);
  }
  return known;
}

async function compute(deps: Deps, file_key: string): Promise<PreparedFootprint> {
  try {
    const bytes = await deps.files.get(file_key);
    return { ok: true, footprint: await deps.workers.run(geometry, "footprintOfModel", [bytes]) };
  } catch (error) {
    if (!(error instanceof GeometryError)) throw error;
    return { ok: false, code: error.code, detail: error.message };
  }
}
