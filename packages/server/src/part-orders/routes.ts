/** /part_orders of /v1 and of /manage/v1. */
import { manageOperations, operations } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { type Caller, route } from "../platform/http/route.ts";
import { cancelPartOrder } from "./cancel.ts";
import { createPartOrder } from "./create.ts";
import { noPartOrder } from "./find.ts";
import { flushPartOrder } from "./flush.ts";
import { partOrderRecord, updatePartOrderRecord } from "./record.ts";
import {
  PART_ORDERS_LIST,
  partOrderView,
  readPartOrderContents,
  readPartOrderWithParts,
} from "./store.ts";

export const openPartOrders: OpenFeature = (deps) => ({
  routes: [
    route(operations.createPartOrder, async ({ caller, body }) => {
      const { uuid } = await createPartOrder(deps, caller, body);
      return partOrder(deps, caller, uuid);
    }),
    route(operations.getPartOrder, ({ caller, params }) => partOrder(deps, caller, params.uuid)),
    route(operations.updatePartOrder, async ({ caller, params, body }) => {
      if (body.flush === true) await flushPartOrder(deps, caller, params.uuid);
      return partOrder(deps, caller, params.uuid);
    }),
    route(operations.deletePartOrder, async ({ caller, params }) => {
      await cancelPartOrder(deps, caller, params.uuid);
      return undefined;
    }),
    route(operations.getPartOrders, async ({ caller, query }) => {
      const { customer_uuid } = caller;
      const { rows, ...page } = await listPage(deps, PART_ORDERS_LIST, customer_uuid, query);
      const contents = await readPartOrderContents(
        deps.db.read,
        customer_uuid,
        rows.map((row) => row.uuid),
      );
      return {
        ...page,
        part_orders: rows.map((row) => {
          const content = contents.get(row.uuid);
          return {
            ...partOrderView(row, content?.build_uuids ?? []),
            printed_parts_count: content?.printed_parts_count ?? 0,
          };
        }),
      };
    }),
  ],
  manage: [
    route(manageOperations.getPartOrderRecord, ({ caller, params }) =>
      partOrderRecord(deps.db.read, caller.customer_uuid, params.uuid),
    ),
    route(manageOperations.updatePartOrderRecord, async ({ caller, params, body }) => {
      await updatePartOrderRecord(deps, caller, params.uuid, body);
      return partOrderRecord(deps.db.read, caller.customer_uuid, params.uuid);
    }),
  ],
});

async function partOrder({ db }: Deps, { customer_uuid }: Caller, uuid: string) {
  const order = await readPartOrderWithParts(db.read, customer_uuid, uuid);
  if (!order) throw noPartOrder(uuid);
  const { row, build_uuids, printed_parts } = order;
  return { ...partOrderView(row, build_uuids), printed_parts };
}
