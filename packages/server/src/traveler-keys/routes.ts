/** /manage/v1/traveler_keys: what travelers are signed with, published without their secrets. */
import { manageOperations, Problem, type TravelerKeySet } from "@vatline/api";
import { readCustomers } from "../customers/store.ts";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { route } from "../platform/http/route.ts";
import { rotateTravelerKey } from "./make.ts";
import { readTravelerKeys } from "./store.ts";

export const openTravelerKeys: OpenFeature = (deps) => ({
  manage: [
    route(manageOperations.getTravelerKeys, ({ params }) => keySet(deps, params.customer_uuid)),
    route(manageOperations.rotateTravelerKey, async ({ caller }) => {
      const { customer_uuid, actor } = caller;
      await deps.db.transaction((tx) => rotateTravelerKey(tx, deps, { customer_uuid, actor }));
      return keySet(deps, customer_uuid);
    }),
  ],
});

/** As it is published: a JWK Set (RFC 7517) of keys by RFC 8037. */
async function keySet({ db, config }: Deps, customer_uuid: string): Promise<TravelerKeySet> {
  const [customer] = await readCustomers(db.read, { uuid: customer_uuid, limit: 1 });
  if (!customer) throw new Problem("not_found", `There is no customer ${customer_uuid}.`);
  const rows = await readTravelerKeys(db.read, customer_uuid);
  return {
    customer_uuid,
    customer_name: customer.name,
    sandbox: config.mode === "sandbox",
    keys: rows.map(({ kid, public_key: x, created_at, retired_at }) => {
      const form = { kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig" } as const;
      return { ...form, kid, x, created_at, retired_at };
    }),
  };
}
