/** /manage/v1/api_keys */
import { manageOperations, Problem } from "@vatline/api";
import { type KeyBits, makeKeyPair, readPublicKey } from "../platform/auth/key-pair.ts";
import { addSeconds, realNow } from "../platform/clock.ts";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { type Gate, openGate } from "../platform/gate.ts";
import { listPage } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { readTime } from "../platform/http/time.ts";
import { checkRoom, createApiKey } from "./create.ts";
import { revokeApiKey } from "./revoke.ts";
import { rotateApiKey } from "./rotate.ts";
import { apiKeysList, type OwnedKeyRow, readApiKey } from "./store.ts";
import { updateApiKey } from "./update.ts";
import { apiKeyView } from "./view.ts";

const LIFE_S_MIN = 60;

export const openApiKeys: OpenFeature = (deps) => {
  const { db, clock, ids } = deps;
  // A large key takes seconds of one processor.
  const gate = openGate({ at_once: 1, waiting_max: 8 });
  return {
    manage: [
      route(manageOperations.createApiKey, async ({ caller, body }) => {
        const { customer_uuid, user_uuid, user_name, actor } = caller;
        const expires_at = readExpiry(deps, body.expires_at ?? null);
        await checkRoom(db.read, customer_uuid, realNow(clock));
        const { public_key, ...secret } = await keyOf(gate, body);
        const owner = { customer_uuid, user_uuid, actor };
        const client_id = ids.next();
        const key = { ...owner, client_id, name: body.name, public_key, expires_at };
        const row = await db.transaction((tx) => createApiKey(tx, clock, key));
        return { ...viewOf(deps, { ...row, user_name }), ...secret };
      }),
      route(manageOperations.getApiKeys, async ({ caller, query }) => {
        const list = apiKeysList(realNow(clock));
        const { rows, ...page } = await listPage(deps, list, caller.customer_uuid, query);
        return { ...page, api_keys: rows.map((row) => viewOf(deps, row)) };
      }),
      route(manageOperations.getApiKey, async ({ caller, params }) =>
        viewOf(deps, await keyFor(deps, caller.customer_uuid, params.client_id)),
      ),
      route(manageOperations.updateApiKey, async ({ caller, params, body }) => {
        const { customer_uuid, actor } = caller;
        const { name, expires_at } = body;
        const set = {
          ...(name !== undefined && { name }),
          ...(expires_at !== undefined && { expires_at: readExpiry(deps, expires_at) }),
        };
        const change = { customer_uuid, ...params, set, actor };
        return viewOf(deps, await db.transaction((tx) => updateApiKey(tx, clock, change)));
      }),
      route(manageOperations.rotateApiKey, async ({ caller, params, body }) => {
        const { customer_uuid, actor } = caller;
        await keyFor(deps, customer_uuid, params.client_id);
        await checkRoom(db.read, customer_uuid, realNow(clock));
        const { public_key, ...secret } = await keyOf(gate, body);
        const next = { client_id: ids.next(), public_key };
        const { overlap_s = 86_400 } = body;
        const rotation = { customer_uuid, ...params, overlap_s, next, actor };
        const row = await db.transaction((tx) => rotateApiKey(tx, clock, rotation));
        return { ...viewOf(deps, row), ...secret };
      }),
      route(manageOperations.revokeApiKey, async ({ caller, params }) => {
        const { customer_uuid, actor } = caller;
        const revocation = { customer_uuid, ...params, actor };
        return viewOf(deps, await db.transaction((tx) => revokeApiKey(tx, clock, revocation)));
      }),
    ],
  };
};

/** The caller's own key, or one made here together with its secret. */
async function keyOf(gate: Gate, asked: { key_bits?: KeyBits; public_key?: string }) {
  if (asked.public_key !== undefined) return { public_key: readPublicKey(asked.public_key) };
  return gate.run(() => makeKeyPair(asked.key_bits));
}

/** Real time; null: never. Throws input_invalid. */
function readExpiry({ clock }: Deps, text: string | null): string | null {
  if (text === null) return null;
  const expires_at = readTime(text);
  if (expires_at !== null && expires_at > addSeconds(realNow(clock), LIFE_S_MIN)) return expires_at;
  const detail = `must be at least ${LIFE_S_MIN} s from now, in real time`;
  throw new Problem("input_invalid", `/body/expires_at ${detail}.`, {
    errors: [{ pointer: "/body/expires_at", detail }],
  });
}

async function keyFor({ db }: Deps, customer_uuid: string, client_id: string) {
  const row = await readApiKey(db.read, customer_uuid, client_id);
  if (!row) throw new Problem("not_found", `There is no API key ${client_id}.`);
  return row;
}

function viewOf({ clock }: Deps, row: OwnedKeyRow) {
  return apiKeyView(row, realNow(clock));
}
