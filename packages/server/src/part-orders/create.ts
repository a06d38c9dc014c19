/** Places a part order: the order, one printed part per entry, and the packing it sets off. */
import { Problem } from "@vatline/api";
import { openApplication } from "../applications/find.ts";
import { releasedSop } from "../build-sops/find.ts";
import { readOrderedParts } from "../parts/store.ts";
import { addSeconds } from "../platform/clock.ts";
import { nextCount } from "../platform/counters.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { readTime } from "../platform/http/time.ts";
import { insertPrintedParts, type PrintedPartRow } from "../printed-parts/store.ts";
import { enqueuePacking } from "./packing.ts";
import {
  insertPartOrder,
  type PartOrderRow,
  readLivePackingGroups,
  readPartOrder,
} from "./store.ts";

/** Groups that open and processing orders may name at one time. Source: the compatible API. */
const PACKING_GROUPS_MAX = 40;

/** Of an order that nobody gave another. Source: the default of RFC 8011, 5.2.1. */
export const PRIORITY = 50;

export type PartOrderRequest = {
  part_order_number: string;
  parts: { uuid?: string }[];
  due_date: string;
  flush?: boolean;
  build_sop_uuid?: string;
  uuid?: string;
  packing_group?: string;
};

type OrderedPart = NonNullable<ReturnType<Awaited<ReturnType<typeof readOrderedParts>>["get"]>>;

/**
 * Creates an order and answers its row. Throws uuid_taken, part_unknown, build_sop_unknown,
 * build_sop_not_released, application_archived, parts_of_several_applications,
 * packing_groups_too_many, input_invalid.
 */
export async function createPartOrder(
  deps: Deps,
  caller: Caller,
  request: PartOrderRequest,
): Promise<PartOrderRow> {
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const uuid = request.uuid?.toLowerCase() ?? deps.ids.next();
    if (request.uuid !== undefined && (await readPartOrder(tx, caller.customer_uuid, uuid))) {
      throw new Problem("uuid_taken", `There is already a part order ${uuid}.`, {
        errors: [{ pointer: "/body/uuid", detail: "is taken" }],
      });
    }
    const parts = await orderedParts(tx, caller.customer_uuid, request.parts);
    const [{ application_uuid }] = parts;
    await openApplication(tx, caller.customer_uuid, application_uuid, "/body/parts/0/uuid");
    await checkPackingGroup(tx, caller.customer_uuid, request.packing_group);
    const waits = await waitsOf(tx, caller.customer_uuid, request, parts);
    const order: PartOrderRow = {
      customer_uuid: caller.customer_uuid,
      uuid,
      application_uuid,
      seq: await nextCount(tx, "", "part_order_seq"),
      part_order_number: request.part_order_number,
      due_date: dueDateOf(request.due_date),
      priority: PRIORITY,
      build_sop_uuid: request.build_sop_uuid ?? null,
      packing_group: request.packing_group ?? null,
      status: "open",
      flushed_at: request.flush === true ? now : null,
      created_at: now,
      updated_at: now,
    };
    await insertPartOrder(tx, order);
    await insertPrintedParts(
      tx,
      parts.map((part, index) => printedPartOf(deps, order, part, index, waits)),
    );
    await appendEvent(tx, {
      at: now,
      customer_uuid: caller.customer_uuid,
      actor: caller.actor,
      noun: "part_orders",
      uuid,
      what: "created",
      details: {
        part_order_number: order.part_order_number,
        due_date: order.due_date,
        printed_parts_count: parts.length,
        flushed: order.flushed_at !== null,
        status: { from: null, to: order.status },
      },
    });
    await enqueuePacking(tx, deps, order);
    return order;
  });
}

function dueDateOf(text: string): string {
  const due_date = readTime(text);
  if (due_date !== null) return due_date;
  throw new Problem("input_invalid", `The due date "${text}" is not a time that exists.`, {
    errors: [{ pointer: "/body/due_date", detail: "is not a time that exists" }],
  });
}

async function orderedParts(
  tx: Tx,
  customer_uuid: string,
  wanted: { uuid?: string }[],
): Promise<[OrderedPart, ...OrderedPart[]]> {
  const found = await readOrderedParts(
    tx,
    customer_uuid,
    wanted.map((part) => part.uuid ?? ""),
  );
  const parts: OrderedPart[] = [];
  const errors: { pointer: string; detail: string }[] = [];
  for (const [index, { uuid = "" }] of wanted.entries()) {
    const part = found.get(uuid);
    if (part) parts.push(part);
    else errors.push({ pointer: `/body/parts/${index}/uuid`, detail: `"${uuid}" names no part` });
  }
  const [first, ...others] = parts;
  if (errors.length > 0 || !first) {
    const unknown = `${errors.length} of ${wanted.length} parts do not exist.`;
    throw new Problem("part_unknown", unknown, { errors: errors.slice(0, 100) });
  }
  const stranger = others.find((part) => part.application_uuid !== first.application_uuid);
  if (stranger) {
    throw new Problem(
      "parts_of_several_applications",
      `Part ${first.uuid} is of application ${first.application_uuid}, part ${stranger.uuid} ` +
        `of ${stranger.application_uuid}; an order is of one.`,
    );
  }
  return [first, ...others];
}

async function checkPackingGroup(tx: Tx, customer_uuid: string, group: string | undefined) {
  if (group === undefined) return;
  const live = await readLivePackingGroups(tx, customer_uuid);
  if (live.includes(group) || live.length < PACKING_GROUPS_MAX) return;
  throw new Problem(
    "packing_groups_too_many",
    `${live.length} packing groups are in use by open and processing orders, the most there ` +
      `may be; "${group}" would be one more.`,
    { errors: [{ pointer: "/body/packing_group", detail: "is one group too many" }] },
  );
}

/** The longest wait of each build SOP the order's parts are packed by, in seconds; null: none. */
async function waitsOf(
  tx: Tx,
  customer_uuid: string,
  request: PartOrderRequest,
  parts: OrderedPart[],
): Promise<Map<string, number | null>> {
  const waits = new Map<string, number | null>();
  for (const [index, part] of parts.entries()) {
    const uuid = request.build_sop_uuid ?? part.build_sop_uuid;
    if (waits.has(uuid)) continue;
    const pointer = request.build_sop_uuid ? "/body/build_sop_uuid" : `/body/parts/${index}/uuid`;
    const sop = await releasedSop(tx, customer_uuid, uuid, pointer);
    waits.set(uuid, sop.longest_wait_s);
  }
  return waits;
}

function printedPartOf(
  deps: Deps,
  order: PartOrderRow,
  part: OrderedPart,
  order_index: number,
  waits: Map<string, number | null>,
): PrintedPartRow {
  const build_sop_uuid = order.build_sop_uuid ?? part.build_sop_uuid;
  const wait_s = waits.get(build_sop_uuid) ?? null;
  return {
    customer_uuid: order.customer_uuid,
    uuid: deps.ids.next(),
    application_uuid: order.application_uuid,
    part_uuid: part.uuid,
    model_uuid: part.model_uuid,
    part_number: part.part_number,
    part_order_uuid: order.uuid,
    order_index,
    build_sop_uuid,
    packing_group: order.packing_group,
    automatic_packing: part.automatic_packing,
    rotations: part.rotations,
    pack_now: order.flushed_at === null ? 0 : 1,
    pack_by: wait_s === null || order.flushed_at ? null : addSeconds(order.created_at, wait_s),
    build_uuid: null,
    place_index: null,
    print_order_uuid: null,
    print_uuid: null,
    print_id: null,
    serial_number: null,
    resin_lot_number: null,
    resin_cell_name: null,
    replaces_uuid: null,
    tags: "{}",
    status: "waiting",
    error: null,
    started_at: null,
    finished_at: null,
    created_at: order.created_at,
    updated_at: order.updated_at,
  };
}
