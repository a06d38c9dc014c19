/** What people set up and look into beside the compatible interface, below /manage/v1. */
import { getBuildPlacements } from "./manage/builds.ts";
import {
  getDescendants,
  getEvents,
  getPrintedPartGenealogy,
  verifyEvents,
} from "./manage/history.ts";
import { getModelReport } from "./manage/models.ts";
import {
  addPrinter,
  bringBackPrinter,
  endMaintenance,
  getFleet,
  getFleetPrinter,
  loadResin,
  retirePrinter,
  startMaintenance,
  updatePrinter,
} from "./manage/printers.ts";
import { getPrintRecord, setPrintFeedback } from "./manage/prints.ts";
import {
  createResin,
  createResinLot,
  getPrintedPartsOfResinLot,
  getResin,
  getResinLot,
  getResinLots,
  getResins,
  updateResin,
  updateResinLot,
} from "./manage/resins.ts";

/** The operations for people, noun by noun. */
export const manageOperations = {
  getModelReport,
  getBuildPlacements,
  addPrinter,
  getFleet,
  getFleetPrinter,
  updatePrinter,
  startMaintenance,
  endMaintenance,
  retirePrinter,
  bringBackPrinter,
  loadResin,
  createResin,
  getResins,
  getResin,
  updateResin,
  createResinLot,
  getResinLots,
  getResinLot,
  updateResinLot,
  getPrintedPartsOfResinLot,
  getPrintRecord,
  setPrintFeedback,
  getEvents,
  verifyEvents,
  getPrintedPartGenealogy,
  getDescendants,
};
