/** What tests of the domain do again and again, through the public interface only. */
import assert from "node:assert/strict";
import type { PartOrder } from "@vatline/api";
import { archStl } from "./models.ts";
import type { TestServer } from "./server.ts";

/** Uploads a model and makes a part of it; answers the part's uuid. */
export async function aPart(
  shop: TestServer,
  options: {
    stl?: Uint8Array;
    number?: number;
    part_number?: string;
    application_uuid?: string;
  } = {},
): Promise<string> {
  const { number = 0, stl = archStl(number), part_number = "ALIGNER-001" } = options;
  const { application_uuid = shop.furnished.application_uuid } = options;
  const model = await shop.client.uploadModel({
    headers: { filename: `part-${number}.stl`, "application-uuid": application_uuid },
    body: stl,
  });
  const part = await shop.client.createPart({ body: { part_number, model_uuid: model.uuid } });
  return part.uuid;
}

/** Orders parts, `parts` different ones unless their uuids are given. */
export async function anOrder(
  shop: TestServer,
  options: {
    parts?: number | string[];
    flush?: boolean;
    due_date?: string;
    packing_group?: string;
    build_sop_uuid?: string;
    uuid?: string;
  } = {},
): Promise<PartOrder> {
  const { parts = 1, due_date = "2030-02-01T00:00:00.000Z", ...rest } = options;
  const uuids: string[] = typeof parts === "number" ? [] : parts;
  for (let number = 0; typeof parts === "number" && number < parts; number++) {
    uuids.push(await aPart(shop, { number }));
  }
  return shop.client.createPartOrder({
    body: {
      part_order_number: "PO-1",
      parts: uuids.map((uuid) => ({ uuid })),
      due_date,
      ...rest,
    },
  });
}

/** An order packed into builds: order and builds as they are now. */
export async function aPackedOrder(
  shop: TestServer,
  parts: number | string[] = 1,
  chosen_uuid?: string,
) {
  const chosen = chosen_uuid === undefined ? {} : { uuid: chosen_uuid };
  const { uuid } = await anOrder(shop, { parts, flush: true, ...chosen });
  await settled(shop);
  const order = await shop.client.getPartOrder({ params: { uuid } });
  assert.ok(order.build_uuids?.length, "the order was packed");
  return { order, build_uuids: order.build_uuids };
}

/** Waits until the jobs that are queued now are done; virtual time stands still. */
export async function settled(shop: TestServer): Promise<void> {
  await shop.server.deps.jobs.idle();
}

/** Queues copies of a build, on the largest printer unless others are named. */
export function aPrintOrder(
  shop: TestServer,
  build_uuid: string,
  options: { total_copies?: number; route_to?: string[]; uuid?: string } = {},
) {
  const route_to = shop.furnished.printer_serials.slice(0, 1);
  return shop.client.createPrintOrder({
    body: { build_uuid, total_copies: 1, route_to, ...options },
  });
}
