/** Where SQL may stand, and who writes which table. */
import ts from "typescript";
import {
  type Fault,
  fault,
  isTest,
  type Source,
  serverFolder,
  serverPath,
  walk,
} from "./source.ts";

/** Verbs of the query builder that begin a statement. */
const STATEMENTS = new Set([
  "selectFrom",
  "insertInto",
  "updateTable",
  "deleteFrom",
  "replaceInto",
]);
const WRITES = new Set(["insertInto", "updateTable", "deleteFrom", "replaceInto"]);
const RAW_WRITE = /\b(?:insert\s+into|delete\s+from|(?<!\b(?:for|do)\s+)update)\s+([a-z_]+)/gi;

type Write = { source: Source; node: ts.Node; table: string; owner: string };

/** SQL stands in a feature's store.ts (or store-<verb>.ts) and in platform/. */
export function sqlOutsideStores(source: Source): Fault[] {
  const below = serverPath(source.path);
  if (below === null || isTest(source.path)) return [];
  if (below.startsWith("platform/") || /\/store(-[a-z-]+)?\.ts$/.test(below)) return [];
  const faults: Fault[] = [];
  walk(source, (node) => {
    const isSql =
      (ts.isCallExpression(node) && STATEMENTS.has(verbOf(node))) ||
      (ts.isTaggedTemplateExpression(node) && node.tag.getText(source.tree) === "sql");
    if (isSql) faults.push(fault(source, node, "SQL stands in store.ts"));
  });
  return faults;
}

/**
 * One table, one writer: every insert, update and delete of a table is in one feature, and in the
 * feature of the table's name where there is one.
 */
export function tableWriters(sources: Source[]): Fault[] {
  const writes = sources.flatMap(writesOf);
  const features = new Set(sources.map(({ path }) => serverFolder(path)));
  return [...Map.groupBy(writes, (write) => write.table)].flatMap(([table, group]) => {
    const namesake = table.replaceAll("_", "-");
    const owner = features.has(namesake) ? namesake : (group[0]?.owner ?? "");
    return group
      .filter((write) => write.owner !== owner)
      .map(({ source, node, owner: writer }) =>
        fault(source, node, `${writer} writes ${table}, which belongs to ${owner}`),
      );
  });
}

function writesOf(source: Source): Write[] {
  const owner = serverFolder(source.path);
  if (owner === null || isTest(source.path)) return [];
  const found: Write[] = [];
  walk(source, (node) => {
    if (ts.isCallExpression(node) && WRITES.has(verbOf(node))) {
      const [table] = node.arguments;
      if (table && ts.isStringLiteralLike(table)) {
        found.push({ source, node, table: table.text, owner });
      }
    } else if (ts.isTaggedTemplateExpression(node) && node.tag.getText(source.tree) === "sql") {
      for (const match of node.template.getText(source.tree).matchAll(RAW_WRITE)) {
        const [, table] = match;
        if (table) found.push({ source, node, table, owner });
      }
    }
  });
  return found;
}

function verbOf(call: ts.CallExpression): string {
  return ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : "";
}
