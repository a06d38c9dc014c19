/** What is known of a model from its file: measures, faults, unit, and the platforms it fits on. */
import { Problem } from "@vatline/api";
import { GeometryError, type MeshReport, type ModelFormat, type PlateFit } from "@vatline/geometry";
import { MACHINE_CLASSES } from "@vatline/printers";
import type { Deps } from "../platform/deps.ts";
import { geometry } from "../platform/geometry.ts";
import { type Units, unitsOf } from "./units.ts";

/** Ten million triangles take about 20 s; what takes longer is made to. */
const INSPECTION_MS_MAX = 120_000;
const PLATFORMS = MACHINE_CLASSES.map(({ platform }) => platform);

export type ModelReport = Omit<MeshReport, "unit"> & {
  units: Units;
  platforms: ({ platform_class: string } & PlateFit)[];
};

/** Reads and judges a file in a worker. Throws model_empty and model_invalid. */
export async function inspectModel(
  deps: Deps,
  bytes: Uint8Array,
  named: ModelFormat,
): Promise<ModelReport> {
  if (bytes.byteLength === 0) throw new Problem("model_empty", "The file has no bytes.");
  const signal = AbortSignal.timeout(INSPECTION_MS_MAX);
  const { report, fits } = await deps.workers
    .run(geometry, "inspectModel", [bytes, named, PLATFORMS], { signal })
    .catch((error) => {
      throw problemOf(error);
    });
  const { triangles_max } = deps.config;
  if (report.triangle_count > triangles_max) {
    const detail = `has ${report.triangle_count} triangles, at most ${triangles_max} are taken`;
    throw new Problem("model_invalid", `The model ${detail}.`, {
      errors: [{ pointer: "/body", detail }],
    });
  }
  const { unit, ...measures } = report;
  const platforms = fits.map((fit, i) => ({ platform_class: PLATFORMS[i].class, ...fit }));
  return { ...measures, units: unitsOf(unit, report.size_mm, PLATFORMS), platforms };
}

function problemOf(error: unknown): unknown {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    const detail = `was not read within ${INSPECTION_MS_MAX / 1000} s`;
    return new Problem("model_invalid", `The model ${detail}.`, { cause: error });
  }
  if (!(error instanceof GeometryError)) return error;
  return new Problem("model_invalid", error.message, {
    errors: [{ pointer: "/body", detail: `${error.code}: ${error.message}` }],
    cause: error,
  });
}
