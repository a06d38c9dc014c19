/**
 * The compatible interface, below /v1: every operation by its id. Server, client, OpenAPI
 * document, command line and tests are derived from this table.
 */
import { getApplications } from "./operations/applications.ts";
import { getAttachment, getBuild, getBuilds } from "./operations/builds.ts";
import { getPartMeasurements, getPartMeasurementTemplates } from "./operations/measurements.ts";
import {
  createModelProgramRun,
  getModelProgramRun,
  getModelProgramRuns,
} from "./operations/model-program-runs.ts";
import {
  downloadModel,
  findModels,
  getModel,
  getPresignedUploadUrl,
  resolvePresignedModelUpload,
  uploadModel,
} from "./operations/models.ts";
import {
  createPartOrder,
  deletePartOrder,
  getPartOrder,
  getPartOrders,
  updatePartOrder,
} from "./operations/part-orders.ts";
import { createPart, getPart, getParts } from "./operations/parts.ts";
import {
  createPrintOrder,
  getPrintOrder,
  getPrintOrders,
  updatePrintOrder,
} from "./operations/print-orders.ts";
import { getPrintedPart, getPrintedParts } from "./operations/printed-parts.ts";
import {
  getPrinter,
  getPrinterQueues,
  getPrinters,
  updatePrinterQueue,
} from "./operations/printers.ts";
import { getPrintQualityData, getPrints } from "./operations/prints.ts";

/** The 35 operations of the compatible interface, in the order of the life of a part. */
export const operations = {
  getApplications,
  uploadModel,
  findModels,
  getModel,
  downloadModel,
  getPresignedUploadUrl,
  resolvePresignedModelUpload,
  createModelProgramRun,
  getModelProgramRuns,
  getModelProgramRun,
  createPart,
  getParts,
  getPart,
  createPartOrder,
  getPartOrders,
  getPartOrder,
  updatePartOrder,
  deletePartOrder,
  getBuilds,
  getBuild,
  getAttachment,
  createPrintOrder,
  getPrintOrders,
  getPrintOrder,
  updatePrintOrder,
  getPrinters,
  getPrinterQueues,
  updatePrinterQueue,
  getPrinter,
  getPrints,
  getPrintQualityData,
  getPrintedParts,
  getPrintedPart,
  getPartMeasurementTemplates,
  getPartMeasurements,
};

/** What is needed to print the OpenAPI document of the compatible interface. */
export const COMPATIBLE_API = {
  title: "Vatline",
  version: "0.4.17",
  description:
    "Orders, packing, printing and history of a fleet of resin printers. Compatible with the " +
    "Carbon DLS API in this version. Every answer may have keys that are not listed; keys of a " +
    "request that are not listed are ignored.",
  base_path: "/v1",
  operations,
};
