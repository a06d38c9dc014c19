/** The fidelity ledger under /manage/v1. */
import { fidelityLedger, manageOperations } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { route } from "../platform/http/route.ts";

export const openFidelity: OpenFeature = () => ({
  manage: [route(manageOperations.getFidelity, async () => fidelityLedger())],
});
