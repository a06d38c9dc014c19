/** Furnishes an empty database with one customer, a key, a catalog and a simulated fleet. */
import type { Secrets } from "@vatline/api";
import { simulatedFleet, simulatedLotNumber } from "@vatline/printers";
import { createApiKey } from "../api-keys/create.ts";
import { insertApplication } from "../applications/store.ts";
import { insertSop, insertSopVersion } from "../build-sops/store.ts";
import { insertCatalogPart } from "../catalog-parts/store.ts";
import { createCustomer } from "../customers/create.ts";
import { createUser } from "../customers/create-user.ts";
import { insertTemplate } from "../measurements/store-templates.ts";
import { createProgram } from "../model-programs/create.ts";
import type { KeyPair } from "../platform/auth/key-pair.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, type NewEvent } from "../platform/events.ts";
import { getSetting, setSetting } from "../platform/settings.ts";
import { recordLoading } from "../printers/load-resin.ts";
import { insertPrinter } from "../printers/store.ts";
import { type By, createResin, createResinLot } from "../resins/create.ts";
import type { NamedLot } from "../resins/store-lots.ts";
import {
  SANDBOX_APPLICATION,
  SANDBOX_CATALOG,
  SANDBOX_SOPS,
  SANDBOX_TEMPLATES,
} from "./catalog.ts";
import { SANDBOX_PROGRAMS } from "./model-programs.ts";

/** Two of each machine but the M3 Max, so that any build can go to two printers. */
const FLEET_SIZE = 12;

/** So that one may be quarantined and there is still another. */
/** Where all resin of a sandbox is mixed. */
const SANDBOX_CELL = "Cell 1";
const LOTS_OF_A_RESIN = 2;
const LOT_ML = 10_000;

const EMAIL = "admin@sandbox.example";
const ACTOR = "server:sandbox";
const SETTING = "sandbox";

/** What the sandbox was furnished with; kept, as it is told again at every start. */
export type Furnished = {
  customer_uuid: string;
  user_uuid: string;
  email: string;
  /** Drawn at the first start; the sandbox tells it to whoever can read its folder. */
  password: string;
  application_uuid: string;
  part_numbers: string[];
  build_sop_uuids: Record<string, string>;
  /** By name, the hollowing one first. */
  model_program_uuids: Record<string, string>;
  /** The largest platforms first: the first two take any build there can be. */
  printer_serials: string[];
};

export async function readFurnished(deps: Deps): Promise<Furnished | null> {
  const text = await getSetting(deps.db.read, SETTING);
  return text === null ? null : JSON.parse(text);
}

/** Furnishes in the caller's transaction and answers the secrets of the key. */
export async function furnish(
  tx: Tx,
  deps: Deps,
  { password, password_hash }: { password: string; password_hash: string | null },
): Promise<Furnished> {
  const at = deps.clock.now();
  const customer_uuid = deps.ids.next();
  await createCustomer(tx, { uuid: customer_uuid, name: "Sandbox", actor: ACTOR, at });
  const user_uuid = deps.ids.next();
  await createUser(tx, {
    customer_uuid,
    uuid: user_uuid,
    email: EMAIL,
    name: "Sandbox Admin",
    role: "ADMIN",
    password_hash,
    actor: ACTOR,
    at,
  });
  const application_uuid = deps.ids.next();
  await insertApplication(tx, {
    customer_uuid,
    uuid: application_uuid,
    ...SANDBOX_APPLICATION,
    created_at: at,
    is_default: 0,
    archived_at: null,
  });
  const { name } = SANDBOX_APPLICATION;
  const details = { name };
  await note(tx, { customer_uuid, at, noun: "applications", uuid: application_uuid, details });
  const lots = await insertResins(tx, deps, { customer_uuid, actor: ACTOR, at });
  const build_sop_uuids = await insertCatalog(tx, deps, customer_uuid, application_uuid, at);
  const furnished: Furnished = {
    customer_uuid,
    user_uuid,
    email: EMAIL,
    password,
    application_uuid,
    part_numbers: SANDBOX_CATALOG.map((part) => part.part_number),
    build_sop_uuids,
    model_program_uuids: await createPrograms(tx, deps, customer_uuid, at),
    printer_serials: await insertFleet(tx, deps, { customer_uuid, actor: ACTOR, at }, lots),
  };
  for (const template of SANDBOX_TEMPLATES) {
    const uuid = deps.ids.next();
    const life = { retired_at: null, created_at: at, updated_at: at };
    await insertTemplate(tx, { customer_uuid, uuid, application_uuid, ...life, ...template });
  }
  await setSetting(tx, SETTING, JSON.stringify(furnished));
  return furnished;
}

/** A further key for the sandbox's user: at the first start, or when secrets.json was lost. */
export async function addKey(
  tx: Tx,
  deps: Deps,
  furnished: Pick<Furnished, "customer_uuid" | "user_uuid">,
  key_pair: KeyPair,
): Promise<Secrets> {
  const { customer_uuid, user_uuid } = furnished;
  const { client_id } = await createApiKey(tx, deps.clock, {
    customer_uuid,
    user_uuid,
    client_id: deps.ids.next(),
    name: "sandbox",
    public_key: key_pair.public_key,
    expires_at: null,
    actor: ACTOR,
  });
  return { client_id, client_secret: key_pair.client_secret };
}

async function insertCatalog(
  tx: Tx,
  deps: Deps,
  customer_uuid: string,
  application_uuid: string,
  at: string,
): Promise<Record<string, string>> {
  const uuids: Record<string, string> = {};
  for (const sop of SANDBOX_SOPS) {
    const uuid = deps.ids.next();
    uuids[sop.name] = uuid;
    const { name, resin_name } = sop;
    const row = { customer_uuid, uuid, name, created_at: at, updated_at: at };
    await insertSop(tx, row);
    await insertSopVersion(tx, { ...row, ...sop, version: 1, status: "released" });
    await note(tx, { customer_uuid, at, noun: "build_sops", uuid, details: { name, resin_name } });
  }
  for (const { sop, ...part } of SANDBOX_CATALOG) {
    const uuid = deps.ids.next();
    await insertCatalogPart(tx, {
      customer_uuid,
      uuid,
      application_uuid,
      ...part,
      build_sop_uuid: uuids[sop],
      rotations: null,
      retired_at: null,
      created_at: at,
      updated_at: at,
    });
    const { part_number, tags } = part;
    const details = { application_uuid, part_number, build_sop_uuid: uuids[sop], tags };
    await note(tx, { customer_uuid, at, noun: "catalog_parts", uuid, details });
  }
  return uuids;
}

/** Lots of every resin that the build SOPs name; answers the first of each, by resin. */
async function insertResins(tx: Tx, deps: Deps, by: By): Promise<Map<string, NamedLot>> {
  const first = new Map<string, NamedLot>();
  for (const name of new Set(SANDBOX_SOPS.map((sop) => sop.resin_name))) {
    const { uuid: resin_uuid } = await createResin(tx, deps, by, { name });
    for (let index = 0; index < LOTS_OF_A_RESIN; index++) {
      const lot_number = simulatedLotNumber(deps.config.seed, name, index);
      const given = { volume_ml: LOT_ML, received_at: by.at, resin_cell_name: SANDBOX_CELL };
      const lot = { resin_uuid, lot_number, ...given };
      const row = await createResinLot(tx, deps, by, lot);
      if (index === 0) first.set(name, { ...row, resin_name: name });
    }
  }
  return first;
}

async function createPrograms(
  tx: Tx,
  deps: Deps,
  customer_uuid: string,
  at: string,
): Promise<Record<string, string>> {
  const uuids: Record<string, string> = {};
  for (const given of SANDBOX_PROGRAMS) {
    const uuid = deps.ids.next();
    uuids[given.name] = uuid;
    await createProgram(tx, { customer_uuid, actor: ACTOR }, { uuid, at, given });
  }
  return uuids;
}

/** A simulated fleet, each printer with the resin it has in its cassette. */
async function insertFleet(
  tx: Tx,
  deps: Deps,
  by: By,
  lots: Map<string, NamedLot>,
): Promise<string[]> {
  const { customer_uuid, at } = by;
  const fleet = simulatedFleet({ seed: deps.config.seed, count: FLEET_SIZE });
  for (const { settings, ...printer } of fleet) {
    await insertPrinter(tx, {
      customer_uuid,
      ...printer,
      settings: JSON.stringify(settings),
      // The operators of simulated printers mount whatever resin a print needs.
      resin_change: "at_start",
      next_poll_at: at,
      created_at: at,
      updated_at: at,
    });
    const { serial: uuid, name, hw_type } = printer;
    await note(tx, { customer_uuid, at, noun: "printers", uuid, details: { name, hw_type } });
    const lot = lots.get(settings.resin_name ?? "");
    const unloaded = { customer_uuid, serial: printer.serial, resin_lot_uuid: null };
    if (lot) await recordLoading(tx, unloaded, lot, by);
  }
  const sizes = ["L1", "M3 Max", "M3", "M2", "M1"];
  const bySize = fleet.toSorted((a, b) => sizes.indexOf(a.hw_type) - sizes.indexOf(b.hw_type));
  return bySize.map((printer) => printer.serial);
}

/** What the sandbox is furnished with is made by the sandbox. */
function note(tx: Tx, made: Omit<NewEvent, "actor" | "what">): Promise<void> {
  return appendEvent(tx, { ...made, actor: ACTOR, what: "created" });
}
