/** Sizes, names and headers of files. */
import ts from "typescript";
import { type Fault, fault, isTest, type Source, type Text, walk } from "./source.ts";

const FILE_LINES_MAX = 400;
const TEST_LINES_MAX = 800;
const FUNCTION_LINES_MAX = 70;
const COLUMNS_MAX = 100;
const TEST_TITLE = /^\s*(test|describe)\(["'`]/;

/** At most 400 lines a file, 800 a test. */
export function fileSize(source: Source): Fault[] {
  const lines = source.text.replace(/\n$/, "").split("\n").length;
  const max = isTest(source.path) ? TEST_LINES_MAX : FILE_LINES_MAX;
  if (lines <= max) return [];
  return [{ path: source.path, line: max + 1, text: `${lines} lines, at most ${max}: split it` }];
}

/**
 * At most 100 columns in code; documentation and dumped schemas may be wider, and so may the line
 * that names a test: the name is a promise, in a whole sentence.
 */
export function lineWidth({ path, text }: Text): Fault[] {
  const isCode = /\.(ts|tsx|cjs|py|sql|sh)$/.test(path) || /(^|\/)(script|bin|\.ci)\//.test(path);
  if (!isCode || /\.json$|\/schema\.\w+\.sql$/.test(path)) return [];
  return text.split("\n").flatMap((line, index) => {
    const columns = [...line].length;
    if (columns <= COLUMNS_MAX || (isTest(path) && TEST_TITLE.test(line))) return [];
    return [{ path, line: index + 1, text: `${columns} columns, at most ${COLUMNS_MAX}` }];
  });
}

/** At most 70 lines a function. A function that lists tests is a list, and may be longer. */
export function functionSize(source: Source): Fault[] {
  const faults: Fault[] = [];
  walk(source, (node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || !node.body) return;
    const start = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line;
    const end = source.tree.getLineAndCharacterOfPosition(node.getEnd()).line;
    const lines = end - start + 1;
    if (lines <= FUNCTION_LINES_MAX || listsTests(node.body)) return;
    faults.push(fault(source, node, `${lines} lines, at most ${FUNCTION_LINES_MAX}: split it`));
  });
  return faults;
}

function listsTests(body: ts.Node): boolean {
  const isListing = (node: ts.Node): boolean =>
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    ["test", "it", "describe", "suite"].includes(node.expression.text);
  const search = (node: ts.Node): boolean => isListing(node) || !!ts.forEachChild(node, search);
  return search(body);
}

/** kebab-case, so that a name is the same on every file system. */
export function fileName({ path }: Text): Fault[] {
  if (!/\.(ts|tsx|css|html)$/.test(path)) return [];
  const isKebab = path
    .split("/")
    .every((part) => /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(part));
  return isKebab ? [] : [{ path, line: 1, text: "folders and files are named in kebab-case" }];
}

/** A file says what it owns: a comment at its head, or a docstring on its first export. */
export function fileHeader(source: Source): Fault[] {
  if (isTest(source.path) || /\/index\.ts$/.test(source.path)) return [];
  const { text, tree } = source;
  const start = text.startsWith("#!") ? text.indexOf("\n") : 0;
  if (ts.getLeadingCommentRanges(text, start)?.length) return [];
  const first = tree.statements.find(
    (statement) =>
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword),
  );
  const hasDocstring = first && ts.getJSDocCommentsAndTags(first).length > 0;
  if (hasDocstring) return [];
  return [{ path: source.path, line: 1, text: "say at the head what this file owns" }];
}
