/** Which statuses of the contract no test has seen answered. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  manageOperations,
  type Operation,
  operations,
  PROBLEMS,
  problemsOf,
  sandboxOperations,
} from "@vatline/api";

/** The frame answers these whatever the operation; it has tests of its own. */
const OF_THE_FRAME = [429, 500, 503];

/** Every status that an operation may answer by its own doing. */
export function statusesOf(operation: Operation): number[] {
  const declared = Object.keys(operation.responses).map(Number);
  const refused = problemsOf(operation).map((code): number => PROBLEMS[code].status);
  const all = new Set([...declared, ...refused]);
  return [...all].filter((status) => !OF_THE_FRAME.includes(status)).sort((a, b) => a - b);
}

/** One line for each operation with a status that the noted answers in `folder` lack. */
export function missingStatuses(folder: string, table = allOperations()): string[] {
  const lines = readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), "utf8").split("\n"),
  );
  const answered = new Set(lines);
  return table.flatMap((operation) => {
    const missing = statusesOf(operation).filter(
      (status) => !answered.has(`${operation.id} ${status}`),
    );
    return missing.length === 0
      ? []
      : [`FAILED: no test saw ${operation.id} answer ${missing.join(", ")}`];
  });
}

const allOperations = (): Operation[] =>
  [operations, manageOperations, sandboxOperations].flatMap((table) => Object.values(table));
