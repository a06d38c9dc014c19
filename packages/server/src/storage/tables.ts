/**
 * What a backup takes of the database: every table, in an order in which each stands after those
 * that its rows name, its rows in the order of their key.
 */
import type { Tables } from "../platform/db/tables.ts";
import { SECRETS_OF_A_MINUTE } from "../platform/settings.ts";
import { RESTORED } from "./unfinished.ts";

/** A row as it comes from the database: text, numbers, bytes, null. */
export type Row = Record<string, unknown>;

export type KeptTable = {
  name: string;
  /** Its primary key; no column of it is ever null. */
  key: string[];
  /** Rows read at once: what they come to is all that is in memory. */
  page: number;
  /** A row as it is kept; null: not at all. */
  keep?: (row: Row) => Row | null;
};

type Described = { key: string[] } & Pick<Partial<KeptTable>, "page" | "keep">;

const PAGE = 500;
/** Rows that may be megabytes long. */
const LONG = 20;

const uuid = { key: ["uuid"] };

/** A type error here: a table is missing. */
const DESCRIBED: { [Name in Exclude<keyof Tables, "restored_jobs">]: Described } = {
  customers: uuid,
  users: uuid,
  sessions: uuid,
  invitations: uuid,
  api_keys: { key: ["client_id"] },
  // Travelers are verified by the public half; a restored server makes itself a new key to sign.
  traveler_keys: { key: ["customer_uuid", "kid"], keep: (row) => ({ ...row, private_key: null }) },
  applications: uuid,
  resins: uuid,
  resin_lots: uuid,
  build_sops: uuid,
  build_sop_versions: { key: ["build_sop_uuid", "version"] },
  catalog_parts: uuid,
  model_programs: uuid,
  model_program_versions: { key: ["model_program_uuid", "version"], page: LONG },
  model_program_runs: { ...uuid, page: LONG },
  models: uuid,
  model_program_run_inputs: { key: ["model_program_run_uuid", "model_uuid"] },
  model_uploads: uuid,
  footprints: { key: ["file_key"], page: LONG },
  footprint_bands: { key: ["file_key"], page: LONG },
  printability: { key: ["file_key", "slice_thickness_nm", "pitch_nm"], page: LONG },
  parts: uuid,
  part_orders: { key: ["customer_uuid", "uuid"] },
  builds: { ...uuid, page: LONG },
  build_slices: { key: ["build_uuid"], page: LONG },
  attachments: uuid,
  printed_parts: uuid,
  build_places: { key: ["build_uuid", "place_index"] },
  packing_previews: { ...uuid, page: LONG },
  printers: { key: ["customer_uuid", "serial"] },
  printer_memory: { key: ["customer_uuid", "serial"], page: LONG },
  print_orders: { key: ["customer_uuid", "uuid"] },
  prints: uuid,
  part_measurement_templates: uuid,
  part_measurements: uuid,
  events: { key: ["seq"] },
  event_seals: { key: ["customer_uuid", "seq"] },
  seal_heads: { key: ["customer_uuid"] },
  counters: { key: ["customer_uuid", "name"] },
  settings: {
    key: ["name"],
    keep: (row) => (LEFT_SETTINGS.has(String(row.name)) ? null : row),
  },
};

/** What a restored server draws anew, and what it says of itself. */
const LEFT_SETTINGS = new Set([...SECRETS_OF_A_MINUTE, RESTORED]);

export const KEPT_TABLES: KeptTable[] = Object.entries(DESCRIBED).map(([name, described]) => ({
  name,
  page: PAGE,
  ...described,
}));
