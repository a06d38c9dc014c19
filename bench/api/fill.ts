/** Fills a database with the history of a shop: parts, orders, builds, prints. */
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { fillTokens, POSTGRES, SQLITE } from "../../packages/server/src/platform/db/dialect.ts";
import type { DbPlace } from "../../packages/server/src/platform/db/open.ts";

const SHOWN = "../../packages/server/src/platform/db/migrations/0018_shown_parts.sql";
const PARTS_PER_BUILD = 20;
const STATUSES =
  "case when n % 50 = 0 then 'failed' when n % 50 = 1 then 'queued' else 'complete' end";

type Shop = Record<"customer_uuid" | "application_uuid" | "build_sop_uuid" | "serial", string>;
type Size = { printed_parts: number; until: string };

/** `printed_parts` rows and what they hang on, a second of domain time apart, ending at `until`. */
export async function fillHistory(place: DbPlace, shop: Shop, size: Size): Promise<void> {
  const words = sqlOf(shop, size, "sqlite" in place ? ON_SQLITE : ON_POSTGRES);
  const statements = [...orders(words), ...prints(words), words.shown];
  if ("sqlite" in place) fillSqlite(place.sqlite, statements);
  else await fillPostgres(place.postgres, statements);
}

function fillSqlite(file: string, statements: string[]): void {
  const db = new DatabaseSync(file);
  db.exec("pragma journal_mode = wal; pragma synchronous = off; pragma foreign_keys = off;");
  db.exec("pragma cache_size = -400000; begin");
  for (const statement of statements) db.exec(statement);
  db.exec("commit; analyze; pragma wal_checkpoint(truncate)");
  db.close();
}

async function fillPostgres(url: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // Without a look at foreign keys, as above.
  for (const statement of ["set session_replication_role = replica", ...statements]) {
    await client.query(statement);
  }
  for (const statement of ["vacuum full printed_parts", "vacuum analyze"]) {
    await client.query(statement);
  }
  await client.end();
}

/** What the databases say differently. */
const ON_SQLITE = {
  at: (second: string) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${second}, 'unixepoch')`,
  uuid: (kind: string, n: string) => `printf('${kind}0000000-0000-7000-8000-%012x', ${n})`,
  each: (count: number) => `(with recursive c(n) as
    (select 0 union all select n + 1 from c where n < ${count - 1}) select n from c) as counted`,
  shown: shownBy(SQLITE),
};
const ON_POSTGRES: typeof ON_SQLITE = {
  at: (second) => `to_char(to_timestamp(${second}) at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  uuid: (kind, n) => `'${kind}0000000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0')`,
  each: (count) => `generate_series(0, ${count - 1}) as counted(n)`,
  shown: shownBy(POSTGRES),
};

/** The words that the statements share: who, when, which, and how often. */
function sqlOf(shop: Shop, { printed_parts, until }: Size, own: typeof ON_SQLITE) {
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const start_s = Math.floor(Date.parse(until) / 1000) - printed_parts;
  return {
    customer: text(shop.customer_uuid),
    application: text(shop.application_uuid),
    sop: text(shop.build_sop_uuid),
    serial: text(shop.serial),
    printed_parts,
    builds: Math.ceil(printed_parts / PARTS_PER_BUILD),
    /** The build of a part, and the first part of a build. */
    build: `(n / ${PARTS_PER_BUILD})`,
    last: `(n * ${PARTS_PER_BUILD})`,
    at: (n: string) => own.at(`${start_s} + ${n}`),
    uuid: own.uuid,
    each: (count: number, insert: string) => `${insert} from ${own.each(count)}`,
    shown: own.shown,
  };
}

type Sql = ReturnType<typeof sqlOf>;

function orders({ customer, application, sop, printed_parts, builds, last, at, uuid, each }: Sql) {
  return [
    each(
      printed_parts,
      `insert into parts (customer_uuid, uuid, application_uuid, part_number, model_uuid, file_key,
        part_tags, created_at, updated_at)
       select ${customer}, ${uuid("a", "n")}, ${application}, 'ALIGNER-001', ${uuid("b", "n")},
        'none', '{}', ${at("n")}, ${at("n")}`,
    ),
    each(
      builds,
      `insert into part_orders (customer_uuid, uuid, application_uuid, seq, part_order_number,
        due_date, status, created_at, updated_at)
       select ${customer}, ${uuid("c", "n")}, ${application}, 1000000 + n, 'PO-' || n, ${at(last)},
        'complete', ${at(last)}, ${at(last)}`,
    ),
    each(
      builds,
      `insert into builds (customer_uuid, uuid, application_uuid, name, revision, status,
        build_sop_uuid, build_sop_version, platform_class, plate, slice_thickness_nm, layer_count,
        height_mm, volume_ml, created_at, updated_at)
       select ${customer}, ${uuid("d", "n")}, ${application}, 'AutoBuild' || n, '1', 'Released',
        ${sop}, 1, 'M2', '{}', 100000, 200, 20, 30, ${at(last)}, ${at(last)}`,
    ),
  ];
}

/** How printed parts are shown, as the migration that began to keep it filled it in. */
function shownBy(dialect: typeof SQLITE): string {
  const file = new URL(SHOWN, import.meta.url);
  const [, update] = fillTokens(readFileSync(file, "utf8"), dialect).split(/^(?=update )/m);
  return update;
}

function prints(sql: Sql) {
  const { customer, application, sop, serial, printed_parts, builds, build, last } = sql;
  const { at, uuid, each } = sql;
  return [
    each(
      builds,
      `insert into print_orders (customer_uuid, uuid, application_uuid, build_uuid, total_copies,
        print_order_number, print_order_tags, route_to, created_at, updated_at)
       select ${customer}, ${uuid("e", "n")}, ${application}, ${uuid("d", "n")}, 1, 'P-' || n,
        '{}', '[]', ${at(last)}, ${at(last)}`,
    ),
    each(
      builds,
      `insert into prints (customer_uuid, uuid, application_uuid, build_uuid, print_order_uuid,
        printer_serial, name, print_id, status, config, queued_at, started_at, finished_at,
        updated_at)
       select ${customer}, ${uuid("f", "n")}, ${application}, ${uuid("d", "n")}, ${uuid("e", "n")},
        ${serial}, 'AutoBuild' || n, 'QQ' || n, 'finished', '{}', ${at(last)},
        ${at(last)}, ${at(last)}, ${at(last)}`,
    ),
    each(
      printed_parts,
      `insert into printed_parts (customer_uuid, uuid, application_uuid, part_uuid, model_uuid,
        part_number, part_order_uuid, order_index, build_sop_uuid, automatic_packing, pack_now,
        build_uuid, place_index, print_order_uuid, print_uuid, print_id, serial_number,
        resin_lot_number, tags, status, started_at, finished_at, created_at, updated_at)
       select ${customer}, ${uuid("1", "n")}, ${application}, ${uuid("a", "n")}, ${uuid("b", "n")},
        'ALIGNER-001', ${uuid("c", build)}, n % ${PARTS_PER_BUILD}, ${sop}, 1, 0,
        ${uuid("d", build)}, n % ${PARTS_PER_BUILD}, ${uuid("e", build)}, ${uuid("f", build)},
        'QQ' || ${build}, 'QQ' || ${build} || '-' || (n % ${PARTS_PER_BUILD} + 1), 'LB0001', '{}',
        ${STATUSES}, ${at("n")}, ${at("n")}, ${at("n")}, ${at("n")}`,
    ),
  ];
}
