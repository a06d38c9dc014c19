/**
 * The fidelity ledger as a page, and what holds it: a row is held by the tests whose titles end
 * in its id in brackets, such as "... answers 404 [getModel] [empty-lists]".
 */
import { FIDELITY, FIDELITY_SOURCES, type FidelityRow } from "@vatline/api";
import ts from "typescript";
import type { Ran } from "./report-tests.ts";
import { isTest, type Source, walk } from "./tidy/source.ts";

/** Titles of tests by the file they stand in, for each row that any test names. */
export type Holders = Map<string, { file: string; title: string }[]>;

/** The ids at the end of a title, and the title without them. */
export function readTitle(text: string): { title: string; ids: string[] } {
  const end = /(?: \[[A-Za-z0-9-]+\])+$/.exec(text)?.[0] ?? "";
  const ids = Array.from(end.matchAll(/\[([^\]]+)\]/g), ([, id]) => id);
  return { title: text.slice(0, text.length - end.length), ids };
}

/** Finds the tests that name rows, in the order of files and lines. */
export function findHolders(sources: readonly Source[]): Holders {
  const holders: Holders = new Map();
  for (const source of sources.filter(({ path }) => isTest(path))) {
    walk(source, (node) => {
      const text = titleOf(node);
      if (text === null) return;
      const { title, ids } = readTitle(text);
      for (const id of ids) {
        holders.set(id, [...(holders.get(id) ?? []), { file: source.path, title }]);
      }
    });
  }
  return holders;
}

function titleOf(node: ts.Node): string | null {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return null;
  const [first] = node.arguments;
  if (node.expression.text !== "test" || !first || !ts.isStringLiteralLike(first)) return null;
  return first.text;
}

export const rowsOf = (ledger = FIDELITY): FidelityRow[] => Object.values(ledger).flat();

/** Rows that no test names, and names that are no row's. */
export function ledgerFaults(holders: Holders, rows = rowsOf()): string[] {
  const ids = new Set(rows.map(({ id }) => id));
  return [
    ...rows.filter(({ id }) => !holders.has(id)).map(({ id }) => `no test holds the row ${id}`),
    ...[...holders]
      .filter(([id]) => !ids.has(id))
      .map(([id, [{ file, title }]]) => `${file}: "${title}" names ${id}, which is no row`),
  ];
}

/** Rows without a test that passed, or with one that failed, after a run of all tests. */
export function rowsNotHeld({ passed, failed }: Ran, rows = rowsOf()): string[] {
  const named = (titles: string[]) => new Set(titles.flatMap((title) => readTitle(title).ids));
  const [held, broken] = [named(passed), named(failed)];
  return rows.flatMap(({ id, about }) => {
    if (broken.has(id)) return [`FAILED: a test that holds the fidelity row ${id} (${about})`];
    return held.has(id)
      ? []
      : [`FAILED: no test that passed holds the fidelity row ${id} (${about})`];
  });
}

/** By row, the tests that hold it: packages/api/src/fidelity/held-by.json. */
export const heldBy = (holders: Holders) =>
  Object.fromEntries(rowsOf().map(({ id }) => [id, holders.get(id) ?? []]));

/** The page docs/fidelity.md. */
export function ledgerPage(holders: Holders): string {
  const sections = Object.entries(FIDELITY).map(([section, rows]) =>
    [`## ${section}`, "", ...tableOf(rows, holders), ""].join("\n"),
  );
  return `${HEAD}\n${sections.join("\n")}`;
}

const HEAD = `# Fidelity ledger

How faithful \`/v1\` is to the Carbon DLS API v0.4.17. Generated from
\`packages/api/src/fidelity\` by \`npm run fidelity\`, and served under \`/manage/v1/fidelity\`.
Every row is held by the tests named beside it; the build fails when one of them does not pass, or
when a row has none. Beyond the rows, every parameter, key, limit, default and status word is held
against a table of facts by \`packages/api/src/spec.test.ts\`, and every answer in every test
against the published schema.

Sources: ${Object.entries(FIDELITY_SOURCES)
  .map(([source, meaning]) => `*${source}*: ${meaning}`)
  .join("; ")}.
`;

function tableOf(rows: readonly FidelityRow[], holders: Holders): string[] {
  return [
    "| row | about | source | our reading | held by |",
    "|---|---|---|---|---|",
    ...rows.map(({ id, about, source, reading }) => {
      const held = (holders.get(id) ?? []).map(({ file, title }) => `${title} (${shortOf(file)})`);
      return `| ${[id, about, source, reading, held.join("<br>")].map(cell).join(" | ")} |`;
    }),
  ];
}

const shortOf = (file: string) => file.replace(/^packages\/(\w+)\/src\//, "$1: ");
const cell = (text: string) => text.replaceAll("|", "\\|");
