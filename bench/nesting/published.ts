/** Densities of strips that others have published, percent, and the goals set for ours. */

export type Published = {
  /** The best layout known, found by sparrow, its density measured anew. */
  record: number;
  /** Goals at 10, 60 and 600 seconds. */
  goals: [number, number, number];
  /** Median of 50 runs of 1200 s on three threads, from the logs that sparrow publishes. */
  sparrow?: number;
  /** Lower quartile of those runs in sparrow's paper (2025). */
  q1?: number;
  roma?: number;
  gcs?: number;
  /** FLD. */
  fld?: number;
  els?: number;
  /** PackingSolver. */
  ps?: number;
};

type Row = [string, number, number, number, number, number, number | undefined, number, number];
type Goals = [number, number, number];

/** Instance, record, sparrow, q1, roma, gcs, fld, els, ps. */
const ESICUP: [...Row, ...Goals][] = [
  ["albano", 89.82, 89.53, 89.19, 87.55, 87.47, 88.01, 87.38, 84.95, 85.4, 87.4, 88.7],
  ["blaz1", 86.22, 84.68, 84.28, 83.02, 82.4, undefined, 82.55, 85.49, 80.5, 82.5, 83.8],
  ["dagli", 90.17, 89.31, 88.8, 87.5, 87.06, 87.14, 86.27, 84.17, 84.3, 86.3, 88.3],
  ["fu", 92.4, 92.39, 91.93, 91.95, 90.68, 91.17, 90, 90.39, 88, 90, 91.4],
  ["jakobs1", 89.25, 89.08, 89.09, 89.09, 88.9, 88.96, 88.35, 81.67, 86.3, 88.3, 88.6],
  ["jakobs2", 87.72, 84.73, 83.91, 83.56, 81.14, 83.41, 80.97, 80.42, 79, 81, 83.4],
  ["mao", 86.87, 86.03, 85.77, 83.76, 82.93, 82.28, 82.57, 75.94, 80.6, 82.6, 85.3],
  ["marques", 92.01, 90.97, 90.73, 89.97, 89.4, 88.38, 88.32, 85.48, 86.3, 88.3, 90.2],
  ["shapes0", 69.98, 68.77, 68.28, 68.73, 67.26, 67.39, 66.85, 66.5, 64.8, 66.8, 67.8],
  ["shapes1", 76.72, 75.63, 75.27, 75.86, 73.79, 73.91, 74.24, 72.55, 72.2, 74.2, 74.8],
  ["shirts", 90.92, 89.73, 89.47, 87.62, 87.59, 88.21, 87.2, 85.99, 85.2, 87.2, 89],
  ["swim", 79.83, 78.3, 77.85, 74.29, 74.49, 74.66, 74.1, 71.44, 72.1, 74.1, 77.3],
  ["trousers", 92.61, 91.73, 91.51, 90.48, 89.02, 89.17, 88.29, 89.3, 86.3, 88.3, 91],
];

/** Records of the garment and sheet-metal strips that sparrow was published with. */
const GARDEYN = [89.85, 90.23, 89.57, 88.68, 79.92, 70.55, 92.71, 87.01, 90.99, 86.73];
/** Points below the record that 600 seconds may stay; shorter times have no goal. */
const GARDEYN_SLACK = 2;

/** By instance, in the order they are shown. */
export const PUBLISHED: ReadonlyMap<string, Published> = new Map([
  ...ESICUP.map(([name, record, sparrow, q1, roma, gcs, fld, els, ps, ...goals]) => {
    return [name, { record, sparrow, q1, roma, gcs, fld, els, ps, goals }] as const;
  }),
  ...GARDEYN.map((record, at) => {
    const goals: Goals = [Number.NaN, Number.NaN, record - GARDEYN_SLACK];
    return [`gardeyn${at}`, { record, goals }] as const;
  }),
]);
