/** Queues copies of a build on printers. */
import { Problem } from "@vatline/api";
import { readSopVersion } from "../build-sops/store.ts";
import { isBuildFile } from "../builds/build-file-kind.ts";
import { type BuildRow, readBuild } from "../builds/store.ts";
import { noteFileError, readSlices } from "../builds/store-slices.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { invariant } from "../platform/invariant.ts";
import { type PrinterRow, readPrintersBySerial } from "../printers/store.ts";
import { enqueuePrints } from "../prints/enqueue.ts";
import { buildFitsPrinter } from "../prints/fit.ts";
import { QUEUE_LENGTH_MAX, readPrinting, readQueue } from "../prints/store.ts";
import { insertPrintOrder, type PrintOrderRow, readPrintOrder } from "./store.ts";

export type PrintOrderRequest = {
  build_uuid: string;
  total_copies: number;
  route_to: string[];
  print_order_number?: string;
  print_order_tags?: Record<string, string>;
  notes?: string;
  uuid?: string;
};

/**
 * Creates a print order and its prints. Throws uuid_taken, build_unknown, build_not_released,
 * build_not_printable, printer_unknown, build_does_not_fit_printer, queue_full.
 */
export async function createPrintOrder(
  deps: Deps,
  caller: Caller,
  request: PrintOrderRequest,
): Promise<PrintOrderRow> {
  const now = deps.clock.now();
  const { customer_uuid } = caller;
  return deps.db.transaction(async (tx) => {
    const uuid = request.uuid?.toLowerCase() ?? deps.ids.next();
    if (request.uuid !== undefined && (await readPrintOrder(tx, customer_uuid, uuid))) {
      throw new Problem("uuid_taken", `There is already a print order ${uuid}.`, {
        errors: [{ pointer: "/body/uuid", detail: "is taken" }],
      });
    }
    const build = await printableBuild(tx, customer_uuid, request.build_uuid);
    const printers = await printersFor(tx, build, request.route_to);
    const copies = await shareCopies(tx, printers, request.total_copies);
    const row: PrintOrderRow = {
      customer_uuid,
      uuid,
      application_uuid: build.application_uuid,
      build_uuid: build.uuid,
      total_copies: request.total_copies,
      print_order_number: request.print_order_number ?? null,
      print_order_tags: JSON.stringify(request.print_order_tags ?? {}),
      notes: request.notes ?? null,
      route_to: JSON.stringify(printers.map((printer) => printer.serial)),
      created_at: now,
      updated_at: now,
    };
    await insertPrintOrder(tx, row);
    const { build_sop_uuid, build_sop_version } = build;
    const sop = await readSopVersion(tx, customer_uuid, build_sop_uuid, build_sop_version);
    invariant(sop, `version ${build_sop_version} of build SOP ${build_sop_uuid} exists`);
    const { user_name: printed_by } = caller;
    const queued = { build, sop, print_order_uuid: uuid, printed_by, copies };
    const { prints, moved } = await enqueuePrints(tx, deps, queued);
    await appendEvent(tx, {
      at: now,
      customer_uuid,
      actor: caller.actor,
      noun: "print_orders",
      uuid,
      what: "created",
      details: {
        build_uuid: build.uuid,
        print_order_number: row.print_order_number,
        prints: prints.map(({ uuid, print_id, printer_serial, position }) => ({
          uuid,
          print_id,
          printer_serial,
          position,
        })),
        printed_parts: moved,
      },
    });
    return row;
  });
}

async function printableBuild(tx: Tx, customer_uuid: string, uuid: string): Promise<BuildRow> {
  const build = await readBuild(tx, customer_uuid, uuid);
  if (!build) {
    throw new Problem("build_unknown", `There is no build ${uuid}.`, {
      errors: [{ pointer: "/body/build_uuid", detail: "names no build" }],
    });
  }
  if (build.status !== "Released" && build.status !== "Validation") {
    throw new Problem("build_not_released", `Build ${uuid} is ${build.status}.`, {
      errors: [{ pointer: "/body/build_uuid", detail: "is not released" }],
    });
  }
  const slices = await readSlices(tx, build);
  if (slices && slices.error !== null) {
    throw new Problem("build_not_printable", `Build ${uuid} cannot be sliced: ${slices.error}`, {
      errors: [{ pointer: "/body/build_uuid", detail: "cannot be sliced" }],
    });
  }
  for (const kind of Object.keys(slices?.file_errors ?? {})) {
    // A new order is a new try.
    if (isBuildFile(kind)) await noteFileError(tx, build, kind, null);
  }
  return build;
}

/** The printers named, each once, in the order named, all able to take the build. */
async function printersFor(tx: Tx, build: BuildRow, route_to: string[]): Promise<PrinterRow[]> {
  const serials = [...new Set(route_to)];
  const found = new Map(
    (await readPrintersBySerial(tx, build.customer_uuid, serials)).map((one) => [one.serial, one]),
  );
  return serials.map((serial) => {
    const printer = found.get(serial);
    const pointer = `/body/route_to/${route_to.indexOf(serial)}`;
    if (!printer) {
      throw new Problem("printer_unknown", `There is no printer ${serial}.`, {
        errors: [{ pointer, detail: "names no printer" }],
      });
    }
    if (!buildFitsPrinter(build, printer.hw_type)) {
      throw new Problem(
        "build_does_not_fit_printer",
        `Build ${build.name} was packed for ${build.platform_class} and is ` +
          `${build.height_mm.toFixed(1)} mm high; ${printer.name} is a ${printer.hw_type}.`,
        { errors: [{ pointer, detail: "is too small for the build" }] },
      );
    }
    return printer;
  });
}

/** Gives each copy to the printer with the least ahead of it; ties in the order named. */
async function shareCopies(tx: Tx, printers: PrinterRow[], total_copies: number) {
  const lines = [];
  for (const { customer_uuid, serial } of printers) {
    const queue = await readQueue(tx, customer_uuid, serial);
    const running = (await readPrinting(tx, customer_uuid, serial)) ? 1 : 0;
    const tail = (queue.at(-1)?.position ?? -1) + 1;
    lines.push({ serial, ahead: queue.length + running, length: queue.length, tail });
  }
  const copies: { printer_serial: string; position: number }[] = [];
  for (let copy = 0; copy < total_copies; copy++) {
    const line = lines.reduce((best, one) => (one.ahead < best.ahead ? one : best));
    if (line.length >= QUEUE_LENGTH_MAX) {
      const text = `Printer ${line.serial} would have more than ${QUEUE_LENGTH_MAX} prints`;
      throw new Problem("queue_full", `${text} in its queue.`);
    }
    copies.push({ printer_serial: line.serial, position: line.tail });
    line.ahead += 1;
    line.length += 1;
    line.tail += 1;
  }
  return copies;
}
