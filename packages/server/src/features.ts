/** Every feature, in the order of pipeline.ts. */
import { openApiKeys } from "./api-keys/routes.ts";
import { openApplications } from "./applications/routes.ts";
import { openBuildSops } from "./build-sops/routes.ts";
import { openBuilds } from "./builds/routes.ts";
import { openCatalogParts } from "./catalog-parts/routes.ts";
import { openCustomers } from "./customers/routes.ts";
import { openDispatch } from "./dispatch/feature.ts";
import { openExports } from "./exports/routes.ts";
import { openFidelity } from "./fidelity/routes.ts";
import { openHistory } from "./history/routes.ts";
import { openMeasurements } from "./measurements/routes.ts";
import { openModelPrograms } from "./model-programs/routes.ts";
import { openModels } from "./models/routes.ts";
import { openPackingPreviews } from "./packing-previews/routes.ts";
import { openPartOrders } from "./part-orders/routes.ts";
import { openParts } from "./parts/routes.ts";
import type { Feature, OpenFeature } from "./platform/feature.ts";
import { openPrintOrders } from "./print-orders/routes.ts";
import { openPrintedParts } from "./printed-parts/routes.ts";
import { openPrinters } from "./printers/routes.ts";
import { openPrints } from "./prints/routes.ts";
import { openResins } from "./resins/routes.ts";
import { openStorage } from "./storage/sweep.ts";
import { openTravelerKeys } from "./traveler-keys/routes.ts";

const FEATURES: OpenFeature[] = [
  openApplications,
  openModels,
  openParts,
  openPrintedParts,
  openPartOrders,
  openBuilds,
  openPackingPreviews,
  openPrinters,
  openPrints,
  openPrintOrders,
  openDispatch,
  openFidelity,
  openCustomers,
  openTravelerKeys,
  openApiKeys,
  openResins,
  openModelPrograms,
  openHistory,
  openMeasurements,
  openExports,
  openBuildSops,
  openCatalogParts,
  openStorage,
];

/** All features as one: their routes, jobs and ticks put together. */
export function openFeatures(deps: Parameters<OpenFeature>[0]): Required<Feature> {
  const features = FEATURES.map((open) => open(deps));
  return {
    routes: features.flatMap((feature) => feature.routes ?? []),
    manage: features.flatMap((feature) => feature.manage ?? []),
    jobs: Object.assign({}, ...features.map((feature) => feature.jobs)),
    ticks: features.flatMap((feature) => feature.ticks ?? []),
    async close() {
      for (const feature of features) await feature.close?.();
    },
  };
}
