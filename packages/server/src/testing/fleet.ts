/** What tests of printing do again and again: queues, prints, and printers with faults to come. */
import assert from "node:assert/strict";
import type { Print } from "@vatline/api";
import type { TestServer } from "./server.ts";

/** Serials of the machines of one kind, at least two. */
export async function printersOf(shop: TestServer, hw_type: string): Promise<string[]> {
  const { printers } = await shop.client.getPrinters({ query: { limit: 100, offset: 0 } });
  const serials = printers.filter((one) => one.hw_type === hw_type).map((one) => one.serial);
  assert.ok(serials.length >= 2, `there are two ${hw_type}`);
  return serials;
}

/** The uuids of the prints that wait at a printer, head first. */
export async function queueOf(shop: TestServer, serial: string): Promise<string[]> {
  const query = { printer_serial: [serial] };
  const { printer_queues = [] } = await shop.client.getPrinterQueues({ query });
  assert.equal(printer_queues.length, 1);
  return printer_queues[0].print_uuids ?? [];
}

export const ALL_STATUSES = ["queued", "printing", "finished", "failed", "canceled"];

/** Prints of every status that match, by uuid, which is the order they were queued in. */
export async function printsWith(
  shop: TestServer,
  query: Record<string, unknown> = {},
): Promise<Print[]> {
  const { prints = [] } = await shop.client.getPrints({
    query: { limit: 1000, status: ALL_STATUSES, sort: ["uuid"], ...query },
  });
  return prints;
}

/** Gives a simulated printer faults to come; an earlier plan is replaced. */
export async function planFaults(shop: TestServer, serial: string, faults: object): Promise<void> {
  const body = { settings: { faults } };
  const { status } = await shop.request("PATCH", `/manage/v1/printers/${serial}`, { body });
  assert.equal(status, 200);
}
