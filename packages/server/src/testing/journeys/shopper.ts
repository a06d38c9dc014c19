/** A customer who orders again and again, and writes down what was promised. */
import { setTimeout as sleep } from "node:timers/promises";
import type {
  Client,
  operations,
  PartOrder,
  PartOrderRequest,
  PrintOrderRequest,
} from "@vatline/api";
import { ApiError } from "@vatline/api";
import { archStl } from "../models.ts";
import { type Ledger, sha256Of } from "./ledger.ts";
import type { Random } from "./random.ts";

export type Api = Client<typeof operations>;

export type Shopper = { api: Api; ledger: Ledger; random: Random; printer_serials: string[] };

const PACKING_POLLS_MAX = 30;
const POLL_MS = 80;

/** Goes from meshes to queued prints. Throws whatever ends it, such as a connection that broke. */
export async function goShopping(shopper: Shopper): Promise<void> {
  const parts: string[] = [];
  for (let left = 1 + shopper.random.below(4); left > 0; left--) parts.push(await buyPart(shopper));
  const order = await placeOrder(shopper, parts);
  const build_uuids = await waitUntilPacked(shopper, order);
  for (const build_uuid of build_uuids) {
    const total_copies = 1 + shopper.random.below(3);
    const route_to = [
      pick(shopper, shopper.printer_serials),
      pick(shopper, shopper.printer_serials),
    ];
    const uuid = shopper.random.uuid();
    await sendPrintOrder(shopper, { uuid, build_uuid, total_copies, route_to });
    await rearrangeQueues(shopper);
    await keepAttachment(shopper, build_uuid);
  }
  await noteSerials(shopper);
}

async function buyPart({ api, ledger }: Shopper): Promise<string> {
  const number = ledger.number++;
  const model = await api.uploadModel({
    headers: { filename: `part-${number}.stl`, "external-id": `ext-${number}` },
    body: archStl(number),
  });
  ledger.models.set(model.uuid, number);
  const body = { part_number: "ALIGNER-001", model_uuid: model.uuid };
  const part = await api.createPart({ body });
  ledger.parts.set(part.uuid, model.uuid);
  return part.uuid;
}

function placeOrder(shopper: Shopper, parts: string[]): Promise<PartOrder> {
  const uuid = shopper.random.uuid();
  return sendPartOrder(shopper, {
    uuid,
    part_order_number: `PO-${uuid.slice(0, 8)}`,
    due_date: `2031-0${1 + shopper.random.below(9)}-01T00:00:00.000Z`,
    parts: parts.map((part) => ({ uuid: part })),
    flush: true,
  });
}

/** Sends an order under the shopper's own uuid, so that it can be sent again if nobody answers. */
export async function sendPartOrder(
  { api, ledger }: Pick<Shopper, "api" | "ledger">,
  body: PartOrderRequest,
): Promise<PartOrder> {
  const uuid = body.uuid ?? "";
  ledger.unanswered.part_orders.set(uuid, body);
  const order = await orFound(api.createPartOrder({ body }), () =>
    api.getPartOrder({ params: { uuid } }),
  );
  const printed_parts = order.printed_parts
    .slice(0, body.parts.length)
    .map((one) => one.uuid ?? "");
  ledger.part_orders.set(uuid, { ...body, printed_parts });
  ledger.unanswered.part_orders.delete(uuid);
  return order;
}

export async function sendPrintOrder(
  { api, ledger }: Pick<Shopper, "api" | "ledger">,
  body: PrintOrderRequest,
): Promise<void> {
  const uuid = body.uuid ?? "";
  ledger.unanswered.print_orders.set(uuid, body);
  await orFound(api.createPrintOrder({ body }), () => api.getPrintOrder({ params: { uuid } }));
  ledger.print_orders.set(uuid, body);
  ledger.unanswered.print_orders.delete(uuid);
}

/** A uuid that is taken means that the call before was carried out after all. */
async function orFound<T>(sent: Promise<T>, find: () => Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return find();
    throw error;
  }
}

async function waitUntilPacked({ api }: Shopper, { uuid }: PartOrder): Promise<string[]> {
  for (let polls = 0; polls < PACKING_POLLS_MAX; polls++) {
    const order = await api.getPartOrder({ params: { uuid: uuid ?? "" } });
    const isPacked = order.printed_parts.every(({ status }) => status !== "waiting");
    if (isPacked) return order.build_uuids ?? [];
    await sleep(POLL_MS);
  }
  return [];
}

async function rearrangeQueues({ api, ledger, random, printer_serials }: Shopper): Promise<void> {
  const { printer_queues = [] } = await api.getPrinterQueues();
  const waiting = printer_queues.flatMap(({ print_uuids = [] }) => print_uuids);
  const print_uuids = [waiting[random.below(waiting.length)]].filter(Boolean);
  if (print_uuids.length === 0) return;
  const dice = random.below(4);
  // What waited may have begun meanwhile: the server then says so, and nothing is written down.
  if (dice === 0) {
    const body = { action_type: "PrinterQueueDeleteRequest" as const, print_uuids };
    const { uuids = [] } = await api.updatePrinterQueue({ body });
    for (const uuid of uuids) ledger.canceled.add(uuid);
  } else if (dice < 3) {
    const printer_serial = printer_serials[random.below(printer_serials.length)];
    const action_type = "PrinterQueueMoveRequest" as const;
    const index = random.below(3) - 1;
    await api.updatePrinterQueue({ body: { action_type, printer_serial, index, print_uuids } });
  }
}

async function keepAttachment({ api, ledger }: Shopper, build_uuid: string): Promise<void> {
  const { attachments = [] } = await api.getBuild({ params: { uuid: build_uuid } });
  for (const { uuid = "" } of attachments) {
    const bytes = await api.getAttachment({ params: { uuid } });
    ledger.attachments.set(uuid, sha256Of(bytes));
  }
}

async function noteSerials({ api, ledger }: Shopper): Promise<void> {
  const query = { status: "complete" as const, limit: 100 };
  const { parts = [] } = await api.getPrintedParts({ query });
  for (const { uuid = "", serial_number } of parts) {
    if (serial_number) ledger.serials.set(uuid, serial_number);
  }
}

const pick = ({ random }: Shopper, values: string[]) => values[random.below(values.length)];
