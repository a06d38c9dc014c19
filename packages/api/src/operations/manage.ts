/** What people set up and look into beside the compatible interface, below /manage/v1. */
import { getBuildPlacements } from "./manage/builds.ts";
import { exportOperations } from "./manage/exports.ts";
import {
  getDescendants,
  getEvents,
  getPrintedPartGenealogy,
  verifyEvents,
} from "./manage/history.ts";
import {
  createMeasurement,
  createMeasurementTemplate,
  getMeasurement,
  getMeasurements,
  getMeasurementsDue,
  getMeasurementTemplate,
  getMeasurementTemplates,
  importMeasurements,
  retireMeasurementTemplate,
  updateMeasurement,
  updateMeasurementTemplate,
  voidMeasurement,
} from "./manage/measurements.ts";
import {
  cancelModelProgramRun,
  createModelProgram,
  getModelProgram,
  getModelProgramRunDetails,
  listModelProgramRuns,
  listModelPrograms,
  updateModelProgram,
} from "./manage/model-programs.ts";
import { getModelReport } from "./manage/models.ts";

/** The operations for people, noun by noun. */
export const manageOperations = {
  getModelReport,
  listModelPrograms,
  createModelProgram,
  getModelProgram,
  updateModelProgram,
  listModelProgramRuns,
  getModelProgramRunDetails,
  cancelModelProgramRun,
  getBuildPlacements,
  getEvents,
  verifyEvents,
  getPrintedPartGenealogy,
  getDescendants,
  getMeasurementTemplates,
  createMeasurementTemplate,
  getMeasurementTemplate,
  updateMeasurementTemplate,
  retireMeasurementTemplate,
  getMeasurements,
  createMeasurement,
  importMeasurements,
  getMeasurement,
  updateMeasurement,
  voidMeasurement,
  getMeasurementsDue,
  ...exportOperations,
};
