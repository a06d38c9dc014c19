/** The repository as the house rules see it: source files with their syntax trees, and texts. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** A TypeScript file. `path` is relative to the repository, with forward slashes. */
export type Source = { path: string; text: string; tree: ts.SourceFile };

/** Any other text file that people read or machines run. */
export type Text = { path: string; text: string };

/** What is wrong, and where. */
export type Fault = { path: string; line: number; text: string };

const FOLDERS_SKIPPED = new Set([
  "node_modules",
  ".git",
  ".cache",
  "dist",
  "vatline-data",
  "__pycache__",
]);
const TEXT_FILE = /\.(ts|tsx|cjs|mjs|js|py|md|json|sql|sh|yml|yaml|css|html)$|^[^.]+$/;
const NOT_OURS = new Set(["package-lock.json", "LICENSE"]);

/** Reads every text file below `root`, sorted by path. Needs no git. */
export function readTexts(root: string): Text[] {
  return listFiles(root, "").map((path) => ({
    path,
    text: readFileSync(join(root, path), "utf8"),
  }));
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return FOLDERS_SKIPPED.has(entry.name) ? [] : listFiles(root, path);
      return TEXT_FILE.test(entry.name) && !NOT_OURS.has(entry.name) ? [path] : [];
    })
    .sort();
}

export function isTypeScript(text: Text): boolean {
  return /\.tsx?$/.test(text.path);
}

export function parseSource({ path, text }: Text): Source {
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind) };
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.includes("/testing/");
}

/** True for what runs outside the product: scripts, benchmarks, examples, tool configuration. */
export function isTooling(path: string): boolean {
  return !path.startsWith("packages/");
}

/** The rules and their test have to spell out what they look for. */
export function isRulebook(path: string): boolean {
  return path.startsWith("script/tidy");
}

/** Name of the package in whose src/ a file lies, or null. */
export function packageOf(path: string): string | null {
  return /^packages\/([^/]+)\/src\//.exec(path)?.[1] ?? null;
}

/** Path of a file below packages/server/src/, or null. */
export function serverPath(path: string): string | null {
  return /^packages\/server\/src\/(.+)$/.exec(path)?.[1] ?? null;
}

/** The first folder below packages/server/src/ ("" for files right there), or null. */
export function serverFolder(path: string): string | null {
  const below = serverPath(path);
  return below === null ? null : (/^([^/]+)\//.exec(below)?.[1] ?? "");
}

export function fault(source: Source, node: ts.Node, text: string): Fault {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree));
  return { path: source.path, line: line + 1, text };
}

/** Calls `visit` on every node of the tree, parents first. */
export function walk(source: Source, visit: (node: ts.Node) => void): void {
  const step = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, step);
  };
  step(source.tree);
}

/** `a.b` of a property access, "" for anything longer or else. */
export function dotted(node: ts.Node): string {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return "";
  return `${node.expression.text}.${node.name.text}`;
}
