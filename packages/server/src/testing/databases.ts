/** Runs tests on every database there is: SQLite, and a real PostgreSQL. */
import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, describe } from "node:test";
import pg from "pg";
import type { Db } from "../platform/db/db.ts";
import { type DbPlace, openDb } from "../platform/db/open.ts";
import { startPostgres } from "./postgres.ts";

/** Opens an empty, migrated database of its own, closed and dropped after the test. */
export type OpenTestDb = (() => Promise<Db>) & {
  /** As open, but only makes the database: for what opens it itself, or more than once. */
  place(): Promise<DbPlace>;
  /** A database that nothing is in; on request one of the other kind. */
  emptyPlace(kind?: "same" | "other"): Promise<DbPlace>;
  /** Has something closed after the test, last one first, before its databases are dropped. */
  closeFirst(close: () => Promise<void>): void;
};

/**
 * Declares the tests of `suite` once for each database. The PostgreSQL is the server that
 * VATLINE_TEST_DATABASE_URL names, or one that is started for this process when it is needed.
 */
export function forEachDatabase(name: string, suite: (open: OpenTestDb) => void): void {
  const kinds: [string, () => DatabaseMaker][] = [
    ["SQLite", sqliteMaker],
    ["PostgreSQL", postgresMaker],
  ];
  for (const [index, [database, createMaker]] of kinds.entries()) {
    const [, createOther] = kinds[1 - index];
    describe(`${name} (${database})`, () => suite(testDbs(createMaker(), createOther)));
  }
}

/** Declares tests of what only the embedded database promises. */
export function onSqlite(name: string, suite: (open: OpenTestDb) => void): void {
  describe(`${name} (SQLite)`, () => suite(testDbs(sqliteMaker(), postgresMaker)));
}

type DatabaseMaker = {
  create(): Promise<DbPlace>;
  createEmpty(): Promise<DbPlace>;
  drop(place: DbPlace): Promise<void>;
  close(): Promise<void>;
};

function testDbs(maker: DatabaseMaker, createOther: () => DatabaseMaker): OpenTestDb {
  let other: DatabaseMaker | undefined;
  let drops: (() => Promise<void>)[] = [];
  let dbs: Db[] = [];
  let closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    // The one that was opened last may use those before it.
    for (const close of closers.toReversed()) await close();
    closers = [];
    await Promise.all(dbs.map((db) => db.close()));
    await Promise.all(drops.map((drop) => drop()));
    dbs = [];
    drops = [];
  });
  after(async () => {
    await maker.close();
    await other?.close();
  });

  const place = async () => {
    const made = await maker.create();
    drops.push(() => maker.drop(made));
    return made;
  };
  const emptyPlace = async (kind: "same" | "other" = "same") => {
    if (kind === "other") other ??= createOther();
    const from = (kind === "other" && other) || maker;
    const made = await from.createEmpty();
    drops.push(() => from.drop(made));
    return made;
  };
  const open = async () => {
    const db = await openDb(await place());
    dbs.push(db);
    return db;
  };
  const closeFirst = (close: () => Promise<void>) => {
    closers.push(close);
  };
  return Object.assign(open, { place, emptyPlace, closeFirst });
}

/** Copies one migrated file, several times faster than migrating each. */
function sqliteMaker(): DatabaseMaker {
  const folder = mkdtempSync(join(tmpdir(), "vatline-test-"));
  const template = join(folder, "template.sqlite");
  let migrated: Promise<void> | undefined;
  return {
    async create() {
      migrated ??= migrateTemplate({ sqlite: template });
      await migrated;
      const sqlite = join(folder, `${randomName()}.sqlite`);
      cpSync(template, sqlite);
      return { sqlite };
    },
    async createEmpty() {
      return { sqlite: join(folder, `${randomName()}.sqlite`) };
    },
    async drop() {},
    async close() {
      rmSync(folder, { recursive: true });
    },
  };
}

function postgresMaker(): DatabaseMaker {
  let template: Promise<string> | undefined;
  return {
    async create() {
      template ??= migratePostgresTemplate();
      const name = randomName();
      await administrate(`create database ${name} template ${await template}`);
      return { postgres: await urlOf(name) };
    },
    async createEmpty() {
      const name = randomName();
      await administrate(`create database ${name}`);
      return { postgres: await urlOf(name) };
    },
    async drop(place) {
      if (!("postgres" in place)) return;
      const name = new URL(place.postgres).pathname.slice(1);
      await administrate(`drop database if exists ${name} with (force)`);
    },
    async close() {
      if (template) await administrate(`drop database ${await template} with (force)`);
    },
  };
}

/** One for each process: others may be testing another state of the migrations. */
async function migratePostgresTemplate(): Promise<string> {
  const name = randomName();
  await administrate(`create database ${name}`);
  await migrateTemplate({ postgres: await urlOf(name) });
  return name;
}

async function migrateTemplate(place: DbPlace): Promise<void> {
  const db = await openDb(place);
  await db.close();
}

let server_url: Promise<string> | undefined;

function serverUrl(): Promise<string> {
  const given = process.env.VATLINE_TEST_DATABASE_URL;
  server_url ??= given ? Promise.resolve(given) : startPostgres().then(({ url }) => url);
  return server_url;
}

async function urlOf(database: string): Promise<string> {
  const url = new URL(await serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

async function administrate(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: await serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function randomName(): string {
  return `test_${randomBytes(8).toString("hex")}`;
}
