/** Who may import whom: packages, features of the server, and what only one place may know. */
import { posix } from "node:path";
import ts from "typescript";
import {
  type Fault,
  fault,
  isTest,
  packageOf,
  type Source,
  serverFolder,
  serverPath,
  walk,
} from "./source.ts";

/** Dependencies by package folder, as its package.json declares them; "" is the root. */
export type Declared = Record<string, { run: string[]; develop: string[] }>;

type Import = { node: ts.Node; from: string };

/** Workspace packages that a package's source may import. */
const MAY_IMPORT: Record<string, string[]> = {
  api: [],
  geometry: [],
  printers: ["geometry"],
  server: ["api", "geometry", "printers"],
  console: ["api", "geometry"],
  cli: ["api", "server"],
};
/** The cli's only files that may touch the server: the rest talks to it over HTTP. */
const CLI_OPENS_SERVER = /^packages\/cli\/src\/(serve|sandbox|migrate|backup|invite)\.ts$/;
const RUNS_ANYWHERE = ["api", "geometry", "console"];
const WORKER = "packages/geometry/src/worker.ts";

/** Packages import what the table allows and what their package.json declares, nothing else. */
export function packageImports(source: Source, declared: Declared): Fault[] {
  const home = packageOf(source.path);
  if (home === null) return [];
  return importsOf(source).flatMap(({ node, from }) => {
    const complain = (text: string) => [fault(source, node, text)];
    if (from.startsWith(".")) {
      const target = posix.join(posix.dirname(source.path), from);
      return target.startsWith(`packages/${home}/`) || isTest(source.path)
        ? []
        : complain(`"${from}" leaves the package: import it by its name`);
    }
    if (from.startsWith("node:")) return nodeImport(source, node, from, home);
    const name = from.split("/", from.startsWith("@") ? 2 : 1).join("/");
    if (!isDeclared(name, home, source, declared)) {
      return complain(`packages/${home}/package.json does not declare "${name}"`);
    }
    return name.startsWith("@vatline/") ? workspaceImport(source, node, name, home) : [];
  });
}

function nodeImport(source: Source, node: ts.Node, from: string, home: string): Fault[] {
  const free = !RUNS_ANYWHERE.includes(home) || isTest(source.path);
  if (free || (source.path === WORKER && from === "node:worker_threads")) return [];
  return [fault(source, node, `packages/${home} runs anywhere: no "${from}"`)];
}

function isDeclared(name: string, home: string, source: Source, declared: Declared): boolean {
  if (name === `@vatline/${home}`) return true;
  if (declared[home]?.run.includes(name)) return true;
  if (!isTest(source.path)) return false;
  return [...(declared[home]?.develop ?? []), ...(declared[""]?.develop ?? [])].includes(name);
}

function workspaceImport(source: Source, node: ts.Node, name: string, home: string): Fault[] {
  const target = name.slice("@vatline/".length);
  if (isTest(source.path)) return [];
  const allowed = target === home || MAY_IMPORT[home]?.includes(target);
  if (!allowed) return [fault(source, node, `${home} never imports ${target}`)];
  if (home === "cli" && target === "server" && !CLI_OPENS_SERVER.test(source.path)) {
    return [fault(source, node, "only serve, sandbox, migrate, backup and invite open the server")];
  }
  return [];
}

/** A feature imports only features to its left and platform/, which imports no feature. */
export function featureOrder(source: Source, pipeline: readonly string[]): Fault[] {
  const home = serverFolder(source.path);
  if (home === null || home === "" || home === "testing" || isTest(source.path)) return [];
  if (home !== "platform" && !pipeline.includes(home)) {
    const text = `feature "${home}" is not listed in packages/server/src/pipeline.ts`;
    return [{ path: source.path, line: 1, text }];
  }
  return importsOf(source).flatMap(({ node, from }) => {
    if (!from.startsWith(".")) return [];
    const target = serverFolder(posix.join(posix.dirname(source.path), from));
    const allowed =
      target === home ||
      target === "platform" ||
      target === "" ||
      target === null ||
      (home !== "platform" &&
        pipeline.includes(target) &&
        pipeline.indexOf(target) < pipeline.indexOf(home));
    return allowed ? [] : [fault(source, node, `${home} may not import ${target}: it is not left`)];
  });
}

/** Only platform/http, routes and the server's entry know Fastify. */
export function fastifyImports(source: Source): Fault[] {
  const below = serverPath(source.path);
  if (below === null || isTest(source.path)) return [];
  if (below.startsWith("platform/http/") || below === "server.ts") return [];
  return importsOf(source)
    .filter(({ from }) => from === "fastify" || from.startsWith("@fastify/"))
    .map(({ node, from }) => fault(source, node, `only platform/http knows "${from}"`));
}

/** Only platform/db and platform/jobs know which database runs. */
export function databaseImports(source: Source): Fault[] {
  const below = serverPath(source.path);
  if (below === null || isTest(source.path) || /^platform\/(db|jobs)\//.test(below)) return [];
  return importsOf(source)
    .filter(({ from }) => ["pg", "pg-boss", "node:sqlite"].includes(from))
    .map(({ node, from }) => fault(source, node, `only platform/db and jobs know "${from}"`));
}

/** A file that only passes on what others export; a package's index.ts is the one place for it. */
export function barrelFiles(source: Source): Fault[] {
  if (/^packages\/[^/]+\/src\/index\.ts$/.test(source.path)) return [];
  const passedOn = source.tree.statements.find(
    (statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier,
  );
  if (passedOn) return [fault(source, passedOn, "only a package's index.ts re-exports")];
  const isIndex = /\/index\.tsx?$/.test(source.path);
  return isIndex ? [{ path: source.path, line: 1, text: "name a file after what it does" }] : [];
}

/** Static and dynamic imports, type imports and re-exports, in order of appearance. */
function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined): void => {
    if (specifier && ts.isStringLiteralLike(specifier)) found.push({ node, from: specifier.text });
  };
  walk(source, (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0]);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node, node.argument.literal);
    }
  });
  return found;
}
