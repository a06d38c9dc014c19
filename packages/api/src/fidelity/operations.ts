/** Fidelity: the operations of the contract, and what is particular about our answer to each. */
import type { FidelityRow } from "../fidelity.ts";
import { operations } from "../operations.ts";

/** Where "works" does not say it all. */
const READINGS: Partial<Record<keyof typeof operations, string>> = {
  getAttachment: "works: traveler (PDF), plate picture (SVG), slice video (MP4), build file, 3MF",
  findModels: "works, also as the list of 0.3.5",
  uploadModel: "works for STL, OBJ and 3MF",
  resolvePresignedModelUpload: "works for STL, OBJ and 3MF",
  getPrintQualityData: "works: all 47 figures of simulated printers; of others, those they tell",
};

export const OPERATION_ROWS: readonly FidelityRow[] = Object.entries(operations).map(
  ([id, { method, path }]) => ({
    id,
    about: `${method} ${path}`,
    source: "documented",
    reading: READINGS[id as keyof typeof operations] ?? "works",
  }),
);
