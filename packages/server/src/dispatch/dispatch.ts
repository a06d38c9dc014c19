/**
 * The loop between queues and printers. It asks each printer in its own time, records what it says,
 * settles prints that ended and starts the next one. Drivers report; everything is decided here.
 */
import { type Driver, DriverError, type PrinterReport, type PrintJob } from "@vatline/printers";
import { readBuild } from "../builds/store.ts";
import { readSlices } from "../builds/store-slices.ts";
import { addSeconds } from "../platform/clock.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { invariant } from "../platform/invariant.ts";
import type { Tick } from "../platform/scheduler.ts";
import { chooseLot, holdOfMaintenance, readLoadedLots } from "../printers/hold.ts";
import { recordLoading } from "../printers/load-resin.ts";
import { noteReport } from "../printers/note-report.ts";
import {
  type PrinterRow,
  planPoll,
  readDuePrinters,
  readNextPollAt,
  readPrinter,
  stopPolling,
} from "../printers/store.ts";
import { finishPrint } from "../prints/finish.ts";
import { printJobOf } from "../prints/job.ts";
import { metricsWith } from "../prints/metrics.ts";
import { startPrint, unstartPrint } from "../prints/start.ts";
import {
  type PrintRow,
  readPrinting,
  readPrintRows,
  readQueue,
  updatePrint,
} from "../prints/store.ts";
import type { Fleet } from "./fleet.ts";
import { askForFile, jobFileOf, readNeededFile } from "./needed-file.ts";

const ACTOR = "server:dispatch";

/** How often a printer is asked that cannot say itself when it will change, while it has work. */
const POLL_S = 5;

/** How long a printer is left alone that could not be reached or would not start. */
const RETRY_S = 30;

export function dispatchTick(deps: Deps, fleet: Fleet): Tick {
  return {
    name: "dispatch",
    nextDueAt: () => readNextPollAt(deps.db.read),
    async run(now) {
      for (const printer of await readDuePrinters(deps.db.read, now)) {
        await attend(deps, fleet, printer);
      }
    },
  };
}

/** Looks after one printer once. A printer that cannot be reached is tried again later. */
async function attend(deps: Deps, fleet: Fleet, printer: PrinterRow): Promise<void> {
  if (printer.retired_at !== null) return letGo(deps, fleet, printer);
  try {
    const driver = await fleet.driverOf(printer);
    await settleEnded(deps, driver, printer, await driver.report());
    const refused = await startNext(deps, driver, printer);
    const report = await driver.report();
    await record(deps, printer, report, refused);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    deps.log.warn({ serial: printer.serial, error: error.message }, "printer not reached");
    const now = deps.clock.now();
    await deps.db.transaction((tx) =>
      noteReport(tx, printer, unreachable(printer, error), addSeconds(now, RETRY_S), now),
    );
  }
}

/** Of a printer no longer in use nothing is held open. */
async function letGo(deps: Deps, fleet: Fleet, printer: PrinterRow): Promise<void> {
  await fleet.letGo(printer);
  await deps.db.transaction((tx) => stopPolling(tx, printer));
}

/** Settles the running print if the printer says that it ended, starts it again if it is lost. */
async function settleEnded(
  deps: Deps,
  driver: Driver,
  printer: PrinterRow,
  report: PrinterReport,
): Promise<void> {
  const print = await readPrinting(deps.db.read, printer.customer_uuid, printer.serial);
  if (!print) return;
  const job = report.job?.job_id === print.uuid ? report.job : null;
  if (job?.end) {
    const { end } = job;
    await deps.db.transaction(async (tx) => {
      const [row] = await readPrintRows(tx, print.customer_uuid, [print.uuid]);
      if (row?.status === "printing") await finishPrint(tx, deps, row, end, report);
    });
  } else if (!job && report.ready) {
    // The server went down between its own note and the printer's: say it again.
    await tell(deps, driver, print);
  }
}

/** Starts the head of the queue if it may begin. Answers true when the printer would not. */
async function startNext(deps: Deps, driver: Driver, printer: PrinterRow): Promise<boolean> {
  const report = await driver.report();
  if (!report.ready) return false;
  const print = await deps.db.transaction(async (tx) => {
    const now = deps.clock.now();
    const startable = await readStartable(tx, deps, printer, now);
    if (!startable) return null;
    const { head, as_it_is, lot } = startable;
    const resin_lot_uuid = lot?.uuid ?? null;
    if (resin_lot_uuid !== as_it_is.resin_lot_uuid) {
      await recordLoading(tx, as_it_is, lot, { actor: ACTOR, at: now });
    }
    await startPrint(tx, deps, { ...head, resin_lot_uuid }, now);
    return head;
  });
  return print ? !(await tell(deps, driver, print)) : false;
}

/**
 * The head of a printer's queue and the lot it is to be made of; null when there is none, or when
 * it has to wait for the print that runs or for a person.
 */
async function readStartable(
  tx: Tx,
  deps: Deps,
  { customer_uuid, serial }: PrinterRow,
  now: string,
) {
  if (await readPrinting(tx, customer_uuid, serial)) return null;
  const [head] = await readQueue(tx, customer_uuid, serial);
  const as_it_is = head && (await readPrinter(tx, customer_uuid, serial));
  if (!as_it_is || holdOfMaintenance(as_it_is)) return null;
  const build = await readBuild(tx, customer_uuid, head.build_uuid);
  // Slicing looks at the queues when it is done, also where it has failed: then the print fails.
  const slices = build && (await readSlices(tx, build));
  if (!slices) return null;
  if (slices.error === null) {
    const { state } = await readNeededFile(tx, as_it_is, build);
    if (state === "missing") await askForFile(tx, deps, as_it_is, build);
    if (state === "missing") return null;
  }
  const [loaded] = (await readLoadedLots(tx, customer_uuid, [as_it_is])).values();
  const { resin_name } = JSON.parse(head.config);
  const choice = await chooseLot(tx, as_it_is, loaded, resin_name, now);
  return "hold" in choice ? null : { head, as_it_is, lot: choice.lot };
}

/**
 * Tells the printer to print. If it will not now, the print goes back to the head of its queue; if
 * it never will, the print has failed. Answers whether the printer prints.
 */
async function tell(deps: Deps, driver: Driver, print: PrintRow): Promise<boolean> {
  try {
    await driver.start(await jobOf(deps, print));
    return true;
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const now = deps.clock.now();
    await deps.db.transaction(async (tx) => {
      const [row] = await readPrintRows(tx, print.customer_uuid, [print.uuid]);
      if (row?.status !== "printing") return;
      if (error.retryable) return unstartPrint(tx, row, now);
      const end = { layers_printed: 0, consumed_resin_ml: 0, reason: error.message };
      return finishPrint(tx, deps, row, { outcome: "failed", ended_at: now, ...end }, null);
    });
    return false;
  }
}

async function jobOf(deps: Deps, print: PrintRow): Promise<PrintJob> {
  const build = await readBuild(deps.db.read, print.customer_uuid, print.build_uuid);
  invariant(build, `build ${print.build_uuid} of a print exists`);
  const slices = await readSlices(deps.db.read, build);
  invariant(slices, `build ${build.uuid} was sliced before its print began`);
  if (slices.error !== null) throw new DriverError("build_not_sliced", slices.error, false);
  const printer = await readPrinter(deps.db.read, print.customer_uuid, print.printer_serial);
  invariant(printer, `printer ${print.printer_serial} of a print exists`);
  const needed = await readNeededFile(deps.db.read, printer, build);
  if (needed.state === "failed") throw new DriverError("build_file_missing", needed.reason, false);
  const build_file = jobFileOf(deps, needed);
  return { ...printJobOf(print, build, slices.areas_mm2), ...(build_file && { build_file }) };
}

/** Keeps the report, and what it says of the running print; plans when to ask again. */
async function record(
  deps: Deps,
  printer: PrinterRow,
  report: PrinterReport,
  refused: boolean,
): Promise<void> {
  const now = deps.clock.now();
  const { customer_uuid, serial } = printer;
  await deps.db.transaction(async (tx) => {
    const print = await readPrinting(tx, customer_uuid, serial);
    // Out of reach, the job is as it was last seen: nothing new is known of its end.
    if (print && report.state !== "OFFLINE" && report.job?.job_id === print.uuid) {
      const expected_end_at = addSeconds(now, report.job.remaining_s);
      const origin = JSON.stringify({
        ...report.origin,
        printer_serial: serial,
        software_version: report.software_version,
      });
      const { platform_serial } = report.origin;
      const metrics = metricsWith(print, report);
      const changes = { expected_end_at, origin, platform_serial, metrics, updated_at: now };
      await updatePrint(tx, print.uuid, changes);
    }
    await noteReport(tx, printer, report, nextPollAt(report, print !== undefined, now), now);
    if (refused) await planPoll(tx, customer_uuid, [serial], addSeconds(now, RETRY_S));
    else if (report.ready && (await readStartable(tx, deps, printer, now))) {
      // Something was queued, or what was in its way is over, while the printer was being asked.
      await planPoll(tx, customer_uuid, [serial], now);
    }
  });
}

/** An idle printer with nothing to do is asked again when something is queued on it. */
function nextPollAt(report: PrinterReport, busy: boolean, now: string): string | null {
  if (report.next_change_at !== null) return report.next_change_at;
  return busy || report.state !== "IDLE" ? addSeconds(now, POLL_S) : null;
}

function unreachable(printer: PrinterRow, error: DriverError): PrinterReport {
  const last: PrinterReport | null = printer.report === null ? null : JSON.parse(printer.report);
  const nowhere = {
    cassette_serial: "",
    cassette_nfc_uid: "",
    platform_serial: "",
    platform_nfc_uid: "",
  };
  return {
    software_version: last?.software_version ?? "unknown",
    job: last?.job ?? null,
    origin: last?.origin ?? nowhere,
    resin: last?.resin ?? null,
    state: "OFFLINE",
    alerts: [error.message],
    ready: false,
    next_change_at: null,
  };
}
