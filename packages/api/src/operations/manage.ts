/** What people set up and look into beside the compatible interface, below /manage/v1. */
import { getBuildPlacements } from "./manage/builds.ts";
import { getFidelity } from "./manage/fidelity.ts";
import { getModelReport } from "./manage/models.ts";

/** The operations for people, noun by noun. */
export const manageOperations = {
  getModelReport,
  getBuildPlacements,
  getFidelity,
};
