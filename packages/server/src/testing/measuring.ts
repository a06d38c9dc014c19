/** What tests of measurements do again and again, through the public interface only. */
import assert from "node:assert/strict";
import type { PrintedPart } from "@vatline/api";
import { manageClient } from "./manage.ts";
import type { TestServer } from "./server.ts";
import { aPackedOrder, aPart, aPrintOrder } from "./shop.ts";

/** Pieces of ALIGNER-001 that have been printed, by serial number. */
export async function printedParts(shop: TestServer, count = 2): Promise<PrintedPart[]> {
  const part = await aPart(shop);
  const { order, build_uuids } = await aPackedOrder(shop, Array(count).fill(part));
  for (const build_uuid of build_uuids) await aPrintOrder(shop, build_uuid);
  await shop.untilIdle();
  const { parts = [] } = await shop.client.getPrintedParts({
    query: { part_order_uuid: [order.uuid], status: "complete" },
  });
  assert.equal(parts.length, count);
  return parts.toSorted((a, b) => (String(a.serial_number) < String(b.serial_number) ? -1 : 1));
}

/** The sandbox's template of this name. */
export async function seededTemplate(shop: TestServer, measurement_name: string) {
  const query = { measurement_name: [measurement_name] };
  const { measurement_templates } = await manageClient(shop).getMeasurementTemplates({ query });
  assert.equal(measurement_templates.length, 1);
  return measurement_templates[0];
}

/** A template for any part of the sandbox: a value without limits, required. */
export function aTemplateBody(shop: TestServer) {
  return {
    application_uuid: shop.furnished.application_uuid,
    production_sop_name: "Inspection",
    production_sop_version: 1.5,
    operation_name: "Weigh",
    measurement_name: "Weight",
    measurement_type: "value",
    required_level: "required",
  } as const;
}
