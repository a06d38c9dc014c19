/**
 * The features in the order in which data flows through them. A feature imports only features to
 * its left and platform/; it reaches to its right only by queueing a job. The house rules test
 * reads this list.
 */
export const PIPELINE = [
  "customers",
  "traveler-keys",
  "api-keys",
  "applications",
  "resins",
  "build-sops",
  "catalog-parts",
  "models",
  "model-programs",
  "parts",
  "printed-parts",
  "part-orders",
  "builds",
  "packing-previews",
  "printers",
  "prints",
  "print-orders",
  "dispatch",
  "measurements",
  "history",
  "exports",
  "fidelity",
  "storage",
  "sandbox",
] as const;

export type FeatureName = (typeof PIPELINE)[number];
