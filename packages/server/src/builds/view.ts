/** Builds as the compatible API shows them: with parts, attachments and part orders. */

import { partView } from "../parts/store.ts";
import type { Queries } from "../platform/db/db.ts";
import {
  type AttachmentRow,
  type BuildRow,
  type Place,
  readAttachments,
  readPlaces,
} from "./store.ts";

/** Views of builds in the order given. Cost: two statements, whatever the number of builds. */
export async function buildViews(db: Queries, customer_uuid: string, rows: BuildRow[]) {
  if (rows.length === 0) return [];
  const uuids = rows.map((row) => row.uuid);
  const places = Map.groupBy(
    await readPlaces(db, customer_uuid, uuids),
    (place) => place.build_uuid,
  );
  const attachments = Map.groupBy(
    await readAttachments(db, customer_uuid, uuids),
    (attachment) => attachment.build_uuid,
  );
  return rows.map((row) =>
    viewOf(row, places.get(row.uuid) ?? [], attachments.get(row.uuid) ?? []),
  );
}

function viewOf(row: BuildRow, places: Place[], attachments: AttachmentRow[]) {
  return {
    uuid: row.uuid,
    ...(row.packing_group === null ? {} : { packing_group: row.packing_group }),
    parts: places.map((place) => partView({ ...place, uuid: place.part_uuid })),
    attachments: attachments.map(({ filename, uuid }) => ({ filename, uuid })),
    name: row.name,
    revision: row.revision,
    status: row.status,
    application_uuid: row.application_uuid,
    part_orders: partOrdersOf(places),
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** Each order with a part in the build once, in the order of its first place. */
function partOrdersOf(places: Place[]) {
  const orders = new Map<string, { uuid: string; part_order_number: string; status: string }>();
  for (const place of places) {
    const { part_order_uuid: uuid, part_order_number, part_order_status: status } = place;
    if (uuid && part_order_number && status) orders.set(uuid, { uuid, part_order_number, status });
  }
  return [...orders.values()];
}
