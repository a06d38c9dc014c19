/** Constructs that the house does without, found in the syntax tree. */
import ts from "typescript";
import {
  dotted,
  type Fault,
  fault,
  isRulebook,
  isTest,
  isTooling,
  packageOf,
  type Source,
  serverFolder,
  serverPath,
  walk,
} from "./source.ts";

const MODIFIERS_OF_PROPERTIES = new Set([
  ts.SyntaxKind.PublicKeyword,
  ts.SyntaxKind.PrivateKeyword,
  ts.SyntaxKind.ProtectedKeyword,
  ts.SyntaxKind.ReadonlyKeyword,
]);

/** No any, no `!`, no enum, no namespace, no parameter property, no default export. */
export function bannedConstructs(source: Source): Fault[] {
  const faults: Fault[] = [];
  walk(source, (node) => {
    const text = bannedConstruct(node, source.path);
    if (text !== null) faults.push(fault(source, node, text));
  });
  return faults;
}

function bannedConstruct(node: ts.Node, path: string): string | null {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "no any: use unknown or the real type";
  if (ts.isNonNullExpression(node)) return "no `!`: check, or use invariant()";
  if (ts.isEnumDeclaration(node)) return "no enum: use a union of words";
  if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name)) return "no namespace";
  if (ts.isParameter(node) && node.modifiers?.some((m) => MODIFIERS_OF_PROPERTIES.has(m.kind))) {
    return "no parameter property: assign it in the constructor";
  }
  const isDefault =
    ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword
      ? !ts.isDefaultClause(node.parent)
      : false;
  return isDefault && !/\.config\.ts$/.test(path) ? "no default export: export it by name" : null;
}

/** No comment that silences a tool, and no TODO without the number of its issue. */
export function bannedComments(source: Source): Fault[] {
  if (isRulebook(source.path)) return [];
  const faults: Fault[] = [];
  source.text.split("\n").forEach((text, index) => {
    const comment = /(?:^|\s)(?:\/\/|\/\*|\*)(.*)/.exec(text)?.[1];
    if (comment === undefined) return;
    const add = (what: string) => faults.push({ path: source.path, line: index + 1, text: what });
    if (/@ts-(ignore|nocheck)|biome-ignore|eslint-disable/.test(comment)) {
      add("mend the cause instead of silencing the tool");
    }
    if (/@ts-expect-error/.test(comment) && !isTest(source.path)) {
      add("only tests expect the compiler to refuse");
    }
    if (/\b(TODO|FIXME|XXX|HACK)\b(?! ?\(?#\d+)/.test(comment)) {
      add("a TODO names its issue: TODO #12");
    }
  });
  return faults;
}

/** Settings are read in config.ts, once. */
export function environmentReads(source: Source): Fault[] {
  if (isTooling(source.path) || isTest(source.path) || /\/config\.ts$/.test(source.path)) return [];
  const text = "only config.ts reads the environment";
  const faults = findDotted(source, ["process.env"], text);
  // Handing it to config.ts is how config.ts gets it.
  return faults.filter(({ line }) => !/readConfig\(process\.env\b/.test(lineOf(source, line)));
}

const TIME_AND_CHANCE = ["Date.now", "Math.random", "performance.now", "process.hrtime"];
/** Whose business real time is: clocks, the pace of ticks, lines of the log, a client's token. */
const OWN_TIME =
  /^packages\/(server\/src\/platform\/(clock|virtual-clock|ids|pace|log)|api\/src\/token)\.ts$/;

/** Time comes from the clock and chance from a seed, or no run could be repeated. */
export function timeAndChance(source: Source): Fault[] {
  if (OWN_TIME.test(source.path) || isTooling(source.path) || isTest(source.path)) return [];
  const text = "time comes from the clock, uuids and chance from a seed";
  const faults = findDotted(source, TIME_AND_CHANCE, text);
  // Names of temporary files and of requests are chance that nobody sees again.
  const mayDrawUuids = serverFolder(source.path) === "platform";
  walk(source, (node) => {
    const readsNow =
      (ts.isNewExpression(node) && calls(node, "Date") && !node.arguments?.length) ||
      (ts.isCallExpression(node) && calls(node, "Date"));
    const drawsUuid = ts.isCallExpression(node) && calls(node, "randomUUID") && !mayDrawUuids;
    if (readsNow || drawsUuid) faults.push(fault(source, node, text));
  });
  return faults;
}

function calls(call: ts.NewExpression | ts.CallExpression, name: string): boolean {
  return ts.isIdentifier(call.expression) && call.expression.text === name;
}

/** Errors become answers in platform/http alone; everywhere else a Problem is thrown. */
export function handMadeErrors(source: Source): Fault[] {
  const below = serverPath(source.path);
  if (below === null || below.startsWith("platform/http/") || isTest(source.path)) return [];
  const faults: Fault[] = [];
  walk(source, (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const verb = node.expression.name.text;
    const [status] = node.arguments;
    const isError = status && ts.isNumericLiteral(status) && Number(status.text) >= 400;
    if (isError && (verb === "status" || verb === "code")) {
      faults.push(fault(source, node, "throw a Problem instead of answering an error"));
    }
  });
  return faults;
}

/** The server logs; only the command line prints. */
export function printing(source: Source): Fault[] {
  const home = packageOf(source.path);
  if (home === null || home === "cli" || isTest(source.path)) return [];
  const faults: Fault[] = [];
  walk(source, (node) => {
    if (ts.isPropertyAccessExpression(node) && dotted(node).startsWith("console.")) {
      faults.push(fault(source, node, "use the log: only the command line prints"));
    }
  });
  return faults;
}

/** A test that runs alone hides all others. */
export function lonelyTests(source: Source): Fault[] {
  if (!isTest(source.path)) return [];
  const names = ["test.only", "it.only", "describe.only", "suite.only"];
  return findDotted(source, names, "a test that runs alone hides all others");
}

function findDotted(source: Source, names: string[], text: string): Fault[] {
  const faults: Fault[] = [];
  walk(source, (node) => {
    const name = dotted(node);
    if (name !== "" && names.includes(name)) faults.push(fault(source, node, text));
  });
  return faults;
}

function lineOf(source: Source, line: number): string {
  return source.text.split("\n")[line - 1] ?? "";
}
